/** Reads a date as a clerk types it. */

export type Typed = { day: string } | { wrong: "shape" | "no_such_day" };

const two = (n: number) => String(n).padStart(2, "0");

/** `2026-09-30` for a day that exists, else nothing. */
export function dayOf(year: number, month: number, date: number): string | undefined {
  const made = new Date(Date.UTC(year, month - 1, date));
  const exists = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return exists && year >= 1900 && year <= 2200 ? `${year}-${two(month)}-${two(date)}` : undefined;
}

/**
 * `20260930`, `2026-9-30`, `2026/9/30`, `2026.9.30`, `2026年9月30日`, `0930` and `9-30` (the year of `today`),
 * full-width digits included.
 */
export function typedDay(text: string, today: string): Typed {
  const plain = text
    .normalize("NFKC")
    .trim()
    .replace(/[\u5e74\u6708./\\\s]/gu, "-")
    .replace(/[\u65e5\u53f7]$/u, "");
  const thisYear = Number(today.slice(0, 4));
  const found =
    /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/u.exec(plain) ??
    /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/u.exec(plain) ??
    /^(?<m>\d{2})(?<d>\d{2})$/u.exec(plain) ??
    /^(?<m>\d{1,2})-(?<d>\d{1,2})$/u.exec(plain);
  const part = found?.groups;
  if (!part) return { wrong: "shape" };
  const day = dayOf(part.y ? Number(part.y) : thisYear, Number(part.m), Number(part.d));
  return day ? { day } : { wrong: "no_such_day" };
}

const MS_A_DAY = 86_400_000;
const utc = (day: string) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);

/** How many calendar days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / MS_A_DAY);
}

/** The day some calendar days later. */
export function dayLater(day: string, days: number): string {
  return new Date(utc(day) + days * MS_A_DAY).toISOString().slice(0, 10);
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: string): number {
  return new Date(utc(day)).getUTCDay();
}

/** Every day from one to another, both included. */
export function daysFrom(from: string, to: string): string[] {
  const count = daysBetween(from, to);
  return count < 0 ? [] : Array.from({ length: count + 1 }, (_, i) => dayLater(from, i));
}
