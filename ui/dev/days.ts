import type { Today } from "@/bindings/Today";
import { dayLater, daysFrom, weekdayOf } from "@/days/typed";

const HOLIDAYS: Record<string, string> = { "2027-01-01": "元旦" };
for (const day of daysFrom("2026-10-01", "2026-10-07")) HOLIDAYS[day] = "国庆节";
const MAKE_UP = new Set(["2026-09-20", "2026-10-10"]);

export function dayOf(date: string): Today {
  const weekday = ((weekdayOf(date) + 6) % 7) + 1;
  const make = MAKE_UP.has(date);
  const holiday = HOLIDAYS[date] ?? "";
  return {
    date,
    weekday,
    working: make || (weekday < 6 && !holiday),
    why: make ? "调休上班" : holiday,
    provisional: date >= "2027",
  };
}

export function workingLater(from: string, n: number): string {
  let day = from;
  for (let left = n; left > 0; ) {
    day = dayLater(day, 1);
    if (dayOf(day).working) left -= 1;
  }
  return day;
}
