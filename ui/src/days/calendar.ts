/** What kind of day a day is, as the desk's calendars say; nothing is guessed here. */
import { say } from "@/words";
import { inject, type InjectionKey } from "vue";

/** Working, rest, or not announced yet. */
export type DayMark = "working" | "rest" | "holiday" | "make_up" | "unknown";

export interface Calendar {
  markOf: (day: string) => DayMark | undefined;
  /** 工作日, 休息日, 调休上班 … or nothing while it is not known. */
  kindOf: (day: string) => string | undefined;
  isRest: (day: string) => boolean;
}

export const CALENDAR: InjectionKey<Calendar> = Symbol("calendar");

const NONE: Calendar = { markOf: () => undefined, kindOf: () => undefined, isRest: () => false };

export function useCalendar(): Calendar {
  return inject(CALENDAR, NONE);
}

export function calendarOf(markOf: (day: string) => DayMark | undefined): Calendar {
  return {
    markOf,
    kindOf: (day) => {
      const mark = markOf(day);
      return mark && say(`day.kind.${mark}`);
    },
    isRest: (day) => ["rest", "holiday"].includes(markOf(day) ?? ""),
  };
}
