import { daysBetween, daysFrom, typedDay } from "@/days/typed";
import { describe, expect, it } from "vitest";

const TODAY = "2026-11-23";
const day = (text: string) => {
  const read = typedDay(text, TODAY);
  return "day" in read ? read.day : read.wrong;
};

describe("a date as a clerk types it", () => {
  it.each([
    ["20260930", "2026-09-30"],
    ["2026-9-3", "2026-09-03"],
    ["2026/09/30", "2026-09-30"],
    ["2026.9.30", "2026-09-30"],
    ["2026年9月30日", "2026-09-30"],
    ["２０２６０９３０", "2026-09-30"],
    [" 20260930 ", "2026-09-30"],
    ["0930", "2026-09-30"],
    ["9月3日", "2026-09-03"],
    ["12-31", "2026-12-31"],
    ["20240229", "2024-02-29"],
  ])("reads %s", (text, expected) => expect(day(text)).toBe(expected));

  it.each(["20260230", "20251301", "20230229", "0631", "2026", "99999999"])("tells that %s is no such day", (text) =>
    expect(day(text)).toBe("no_such_day"),
  );

  it.each(["", "今天", "26", "202609", "三十日", "2026093"])("does not guess what %s means", (text) =>
    expect(day(text)).toBe("shape"),
  );

  it("counts days over a leap day and the end of a year", () => {
    expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
    expect(daysFrom("2026-12-30", "2027-01-02")).toEqual(["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]);
    expect(daysFrom("2026-12-30", "2026-12-29")).toEqual([]);
  });
});
