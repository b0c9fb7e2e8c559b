import { axisOf, dayAt, leftOf, monthsOf, REST_WEIGHT, rightOf, shorten, spanOf, ticksOf, type Lane } from "@/timeline/geometry";
import { describe, expect, it } from "vitest";

const weekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
const lane = (over: Partial<Lane>): Lane => ({ key: "a", name: "a", sub: "", bars: [], dues: [], note: "", ...over });

describe("the axis", () => {
  // Monday 2026-11-09 to Sunday 2026-11-15: five working days and two rest days.
  const axis = axisOf("2026-11-09", "2026-11-15", weekend, 600);

  it("fills the room exactly, whatever the mix of days", () => {
    expect(axis.edges.at(-1)).toBeCloseTo(600);
    expect(axis.edges).toHaveLength(8);
  });

  it("draws a rest day narrower than a working day", () => {
    const wide = (day: string) => rightOf(axis, day) - leftOf(axis, day);
    expect(wide("2026-11-09")).toBeCloseTo(100);
    expect(wide("2026-11-14")).toBeCloseTo(100 * REST_WEIGHT);
  });

  it("puts the end of a day where the next begins", () => {
    expect(rightOf(axis, "2026-11-10")).toBe(leftOf(axis, "2026-11-11"));
  });

  it("holds days outside the axis at its ends", () => {
    expect(leftOf(axis, "2026-10-01")).toBe(0);
    expect(rightOf(axis, "2026-12-01")).toBeCloseTo(600);
  });

  it("finds the day under a place", () => {
    expect(dayAt(axis, 0)).toBe("2026-11-09");
    expect(dayAt(axis, 199)).toBe("2026-11-10");
    expect(dayAt(axis, 590)).toBe("2026-11-15");
    expect(dayAt(axis, 700)).toBeUndefined();
  });

  it("survives having no room and no days", () => {
    expect(axisOf("2026-11-09", "2026-11-08", weekend, 0).edges).toEqual([0]);
    expect(leftOf(axisOf("2026-11-09", "2026-11-08", weekend, 0), "2026-11-09")).toBe(0);
  });
});

describe("day numbers", () => {
  it("are all shown when they fit", () => {
    expect(ticksOf(axisOf("2026-11-09", "2026-11-15", weekend, 600)).map((tick) => tick.text)).toEqual(
      ["9", "10", "11", "12", "13", "14", "15"],
    );
  });

  it("thin out without touching when the span is long", () => {
    const ticks = ticksOf(axisOf("2026-01-01", "2026-12-31", weekend, 700));
    expect(ticks.length).toBeGreaterThan(5);
    ticks.slice(1).forEach((tick, i) => expect(tick.x - (ticks[i]?.x ?? 0)).toBeGreaterThanOrEqual(24));
  });

  it("name each month where it begins", () => {
    const months = monthsOf(axisOf("2026-11-09", "2027-01-20", weekend, 900));
    expect(months.map(({ month }) => month)).toEqual(["2026-11", "2026-12", "2027-01"]);
  });
});

describe("the span", () => {
  it("always shows today, and leaves air after the last due date", () => {
    const lanes = [lane({ dues: [{ day: "2026-11-20", label: "", provisional: false }] })];
    const span = spanOf(lanes, "2026-11-30");
    expect(span.from <= "2026-11-20").toBe(true);
    expect(span.to > "2026-11-30").toBe(true);
  });

  it("exists even with nothing in the lanes", () => {
    expect(spanOf([], "2026-11-23")).toEqual({ from: "2026-11-22", to: "2026-11-26" });
  });
});

describe("a long name", () => {
  it("shortens in the middle and keeps both ends", () => {
    const name = "某某市某某区某某镇某某某高分子新材料产业技术研究院有限责任公司";
    const cut = shorten(name, 140, 14);
    expect(cut.startsWith("某某市")).toBe(true);
    expect(cut.endsWith("公司")).toBe(true);
    expect(cut).toContain("…");
  });

  it("counts characters beyond the basic plane as one", () => {
    expect(shorten("𬭎𫓧", 28, 14)).toBe("𬭎𫓧");
    expect(shorten("𬭎𫓧𩽾𰀡𮷍", 45, 14)).toBe("𬭎…𮷍");
  });
});
