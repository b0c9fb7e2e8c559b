/** What kind of day a day is, as the desk's calendars say; nothing is guessed here. */
import type { Today } from "@/bindings/Today";
import { ask } from "@/desk";
import { say } from "@/words";
import { shallowReactive } from "vue";

const years = shallowReactive(new Map<number, Map<string, Today>>());
const asked = new Set<number>();

async function read(year: number): Promise<void> {
  if (asked.has(year)) return;
  asked.add(year);
  try {
    const view = await ask("year", { year });
    years.set(year, new Map(view.days.map((day) => [day.date, day])));
  } catch {
    asked.delete(year);
  }
}

/** The day as the calendar has it; nothing until its year has been read. */
export function dayInCalendar(day: string): Today | undefined {
  const year = Number(day.slice(0, 4));
  const known = years.get(year);
  if (!known && year > 1990 && year < 2200) void read(year);
  return known?.get(day);
}

/** A new notice was adopted: every year is read again. */
export function forgetYears(): void {
  asked.clear();
  years.clear();
}

export function isRest(day: string): boolean {
  return dayInCalendar(day)?.working === false;
}

/** 工作日, 休息日（国庆节）, 工作日（调休上班） … with 暂定 where the year is not announced. */
export function sayKind(day: Today | undefined): string {
  if (!day) return "";
  const kind = say(day.working ? "day.kind.working" : "day.kind.rest");
  const why = day.why ? say("in.brackets", { text: day.why }) : "";
  return `${kind}${why}${day.provisional ? ` ${say("due.provisional")}` : ""}`;
}
