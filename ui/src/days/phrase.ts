/** Dates as people say them. */
import { say } from "@/words";
import { daysBetween, weekdayOf } from "./typed";

const NEAR: Record<string, string> = { "-1": "day.yesterday", "0": "day.today", "1": "day.tomorrow" };

/** Today, tomorrow, 11月25日, or the whole date when the year is another. */
export function sayDay(day: string, today: string): string {
  const near = NEAR[String(daysBetween(today, day))];
  return near ? say(near) : sayDate(day, today);
}

/** 11月25日, or with the year when it is another. */
export function sayDate(day: string, today?: string): string {
  const fill = { y: Number(day.slice(0, 4)), m: Number(day.slice(5, 7)), d: Number(day.slice(8, 10)) };
  return say(today && day.slice(0, 4) === today.slice(0, 4) ? "day.short" : "day.full", fill);
}

/** 2026年11月25日 星期三 */
export function sayWhole(day: string): string {
  return `${sayDate(day)} ${sayWeekday(day)}`;
}

export function sayWeekday(day: string): string {
  return say(`weekday.${weekdayOf(day)}`);
}

/** Local date and time of a moment in milliseconds, in Beijing time. */
export function beijing(ms: number): { day: string; time: string } {
  const text = new Date(ms + 8 * 3_600_000).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

/** `今天 09:31` or `11月20日 17:31`, from an ISO local time or milliseconds. */
export function sayTime(at: string | number, today: string): string {
  const { day, time } = typeof at === "number" ? beijing(at) : { day: at.slice(0, 10), time: at.slice(11, 16) };
  return time ? `${sayDay(day, today)} ${time}` : sayDay(day, today);
}
