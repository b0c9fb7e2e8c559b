/** Where everything of the timeline stands: pure arithmetic, tested without a screen. */
import { dayLater, daysBetween, daysFrom } from "@/days/typed";

export type BarKind = "prepare" | "run" | "done" | "wait" | "pause" | "late";

export interface Bar {
  kind: BarKind;
  /** First and last day, both included. */
  from: string;
  to: string;
  label: string;
}

export interface Due {
  day: string;
  label: string;
  provisional: boolean;
}

export interface Lane {
  key: string;
  name: string;
  sub: string;
  bars: Bar[];
  dues: Due[];
  /** Said in the lane where there is nothing to draw, e.g. that the limit is not decided. */
  note: string;
}

export interface Axis {
  days: string[];
  /** Left edge of each day, and one more for the right end. */
  edges: number[];
  rest: boolean[];
}

/** A rest day is drawn narrower than a working day: the axis is one of working days. */
export const REST_WEIGHT = 0.5;

export function axisOf(from: string, to: string, isRest: (day: string) => boolean, width: number): Axis {
  const days = daysFrom(from, to);
  const rest = days.map(isRest);
  const weights = rest.map((resting) => (resting ? REST_WEIGHT : 1));
  const unit = width / Math.max(1, weights.reduce((sum, weight) => sum + weight, 0));
  const edges = [0];
  for (const weight of weights) edges.push((edges.at(-1) ?? 0) + weight * unit);
  return { days, edges, rest };
}

/** The left edge of a day; before the first day the axis' start, after the last its end. */
export function leftOf(axis: Axis, day: string): number {
  const first = axis.days[0];
  if (!first) return 0;
  const place = daysBetween(first, day);
  return axis.edges[Math.min(Math.max(place, 0), axis.edges.length - 1)] ?? 0;
}

export function rightOf(axis: Axis, day: string): number {
  return leftOf(axis, dayLater(day, 1));
}

/** The right end of a bar: where the next one of its lane begins, when both share a day. */
export function endOf(axis: Axis, bar: Bar, next?: Bar): number {
  const end = rightOf(axis, bar.to);
  const begins = next ? leftOf(axis, next.from) : end;
  return begins > leftOf(axis, bar.from) ? Math.min(end, begins) : end;
}

/** Which day lies under a place on the axis. */
export function dayAt(axis: Axis, x: number): string | undefined {
  const place = axis.edges.findIndex((edge, i) => x >= edge && x < (axis.edges[i + 1] ?? -1));
  return axis.days[place];
}

/** From the earliest to the latest day anything happens, today always seen, with a little air on the right. */
export function spanOf(lanes: Lane[], today: string): { from: string; to: string } {
  const days = [today];
  for (const lane of lanes) {
    for (const bar of lane.bars) days.push(bar.from, bar.to);
    for (const due of lane.dues) days.push(due.day);
  }
  days.sort();
  const from = days[0] ?? today;
  const to = days.at(-1) ?? today;
  const air = Math.max(3, Math.round(daysBetween(from, to) * 0.12));
  return { from: dayLater(from, -1), to: dayLater(to, air) };
}

export interface Tick {
  x: number;
  text: string;
  rest: boolean;
}

const LEAST_TICK = 24;

/** Day numbers, as many as fit: each day, or the first working day of a week, or of a month. */
export function ticksOf(axis: Axis): Tick[] {
  const unit = (axis.edges.at(-1) ?? 0) / Math.max(1, axis.rest.filter((resting) => !resting).length);
  const all = axis.days.map((day, i) => ({
    day,
    rest: axis.rest[i] ?? false,
    x: ((axis.edges[i] ?? 0) + (axis.edges[i + 1] ?? 0)) / 2,
    wide: (axis.edges[i + 1] ?? 0) - (axis.edges[i] ?? 0),
  }));
  const number = (day: string) => String(Number(day.slice(8, 10)));
  if (unit >= LEAST_TICK) {
    return all.filter(({ wide }) => wide >= 15).map(({ day, rest, x }) => ({ x, rest, text: number(day) }));
  }
  const chosen: Tick[] = [];
  for (const { day, rest, x } of all) {
    const last = chosen.at(-1);
    if (!rest && (!last || x - last.x >= LEAST_TICK + 8)) chosen.push({ x, rest, text: number(day) });
  }
  return chosen;
}

/** Where each month begins on the axis. */
export function monthsOf(axis: Axis): { x: number; month: string }[] {
  const months: { x: number; month: string }[] = [];
  axis.days.forEach((day, i) => {
    const month = day.slice(0, 7);
    if (months.at(-1)?.month !== month) months.push({ x: axis.edges[i] ?? 0, month });
  });
  const [first, second] = months;
  return first && second && second.x - first.x < 40 ? months.slice(1) : months;
}

/** A rough width of a text at a size: Chinese characters are square, the rest about half. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const char of text) width += (char.codePointAt(0) ?? 0) > 0x2e7f ? size : size * 0.56;
  return width;
}

/** A text cut in the middle to a width, so that both ends of a long name can be read. */
export function shorten(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const chars = [...text];
  for (let keep = chars.length - 1; keep > 1; keep -= 1) {
    const head = Math.ceil(keep / 2);
    const cut = `${chars.slice(0, head).join("")}…${chars.slice(chars.length - (keep - head)).join("")}`;
    if (textWidth(cut, size) <= width) return cut;
  }
  return `${chars[0] ?? ""}…`;
}
