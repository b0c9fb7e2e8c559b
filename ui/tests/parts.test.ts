import ActList from "@/parts/ActList.vue";
import DateField from "@/parts/DateField.vue";
import { middle } from "@/parts/middle";
import { graceFor, settle, undo, undoing } from "@/parts/undo";
import Waiting from "@/parts/Waiting.vue";
import Palette, { type Hit } from "@/shell/Palette.vue";
import Timeline from "@/timeline/Timeline.vue";
import { mockIPC } from "@tauri-apps/api/mocks";
import { flushPromises } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import { show } from "./show";


beforeEach(() => {
  mockIPC(() => ({ year: 2026, days: [], confirmed: true, notices: [], working_days: 0, calendar: "" }));
});
afterEach(() => {
  vi.useRealTimers();
});

const press = (key: string, init: KeyboardEventInit & { keyCode?: number } = {}, at: EventTarget = window) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  if (init.keyCode !== undefined) Object.defineProperty(event, "keyCode", { value: init.keyCode });
  at.dispatchEvent(event);
  return event;
};

describe("a date field", () => {
  it("takes a date as typed when the field is left, and says its weekday", async () => {
    const field = show(DateField, { props: { label: "day", today: "2026-11-23", field: "day" } });
    const input = field.find("input");
    await input.setValue("20260930");
    await input.trigger("blur");
    expect(field.emitted("update:modelValue")?.at(-1)).toEqual(["2026-09-30"]);
    expect(field.text()).toContain("星期三");
  });

  it("keeps what was typed and tells what is wrong", async () => {
    const field = show(DateField, { props: { label: "day", today: "2026-11-23" } });
    const input = field.find("input");
    await input.setValue("20260931");
    await input.trigger("blur");
    expect(input.element.value).toBe("20260931");
    expect(input.attributes("aria-invalid")).toBe("true");
    expect(field.emitted("update:modelValue")).toBeUndefined();
  });
});

describe("the list of acts", () => {
  const can = [
    { name: "accept", text: "accept", primary: true },
    { name: "note", text: "note", primary: false },
  ];
  const cannot = ["01", "02"].map((no) => ({ name: `collect_${no}`, text: no, reason: "not decided", article: "art. 13" }));

  it("does an act by its number, but not while somebody types or a method composes", () => {
    const list = show(ActList, { props: { can, cannot: [] } });
    press("2");
    expect(list.emitted("act")).toEqual([["note"]]);
    const input = document.body.appendChild(document.createElement("input"));
    press("1", {}, input);
    press("1", { keyCode: 229 });
    press("1", { isComposing: true });
    press("3");
    input.remove();
    expect(list.emitted("act")).toHaveLength(1);
  });

  it("says each reason once, with its article, and names every act it holds back", () => {
    const list = show(ActList, { props: { can, cannot } });
    const reasons = list.findAll("[data-barred]");
    expect(reasons).toHaveLength(1);
    expect(reasons[0]?.attributes("data-barred")).toBe("collect_01 collect_02");
    expect(reasons[0]?.text()).toContain("art. 13");
  });
});

describe("the palette", () => {
  const hits: Hit[] = ["a", "b"].map((key) => ({ key, kind: "talent", group: "talents", title: key, sub: "" }));
  const open = async () => {
    const palette = show(Palette, { props: { modelValue: false, find: async () => hits, places: [] } });
    await palette.setProps({ modelValue: true });
    await palette.find("input").setValue("chen");
    await flushPromises();
    return palette;
  };

  it("is worked by keys alone", async () => {
    const palette = await open();
    const input = palette.find("input");
    await input.trigger("keydown", { key: "ArrowDown" });
    await input.trigger("keydown", { key: "Enter" });
    expect(palette.emitted("choose")?.[0]).toEqual([hits[1]]);
  });

  it("does not choose with the Enter that ends a composition", async () => {
    const palette = await open();
    press("Enter", { keyCode: 229 }, palette.find("input").element);
    press("Enter", { isComposing: true }, palette.find("input").element);
    expect(palette.emitted("choose")).toBeUndefined();
  });

  it("shows no answer to an earlier question", async () => {
    const late: ((hits: Hit[]) => void)[] = [];
    const palette = show(Palette, {
      props: { modelValue: false, find: () => new Promise<Hit[]>((give) => late.push(give)), places: [] },
    });
    await palette.setProps({ modelValue: true });
    await palette.find("input").setValue("c");
    await palette.find("input").setValue("ch");
    late[1]?.([hits[1] as Hit]);
    late[0]?.([hits[0] as Hit]);
    await flushPromises();
    expect(palette.findAll("[role=option]").map((option) => option.attributes("data-hit"))).toEqual(["b"]);
  });
});

describe("waiting", () => {
  it("shows after 0.3 s, counts after 1 s, and can be cancelled", async () => {
    vi.useFakeTimers();
    const waiting = show(Waiting, { props: { busy: true } });
    await vi.advanceTimersByTimeAsync(250);
    expect(waiting.find("[role=status]").exists()).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(waiting.find("[role=status]").exists()).toBe(true);
    expect(waiting.find("button").exists()).toBe(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(waiting.text()).toContain("2");
    await waiting.find("button").trigger("click");
    expect(waiting.emitted("cancel")).toHaveLength(1);
  });
});

describe("undo before sending", () => {
  it("does the act when the grace is over", async () => {
    vi.useFakeTimers();
    const done = graceFor("send", 3000);
    await vi.advanceTimersByTimeAsync(3100);
    expect(await done).toBe(true);
    expect(undoing.open).toBe(false);
  });

  it("leaves it undone when taken back, and does at once the one before when another act comes", async () => {
    const first = graceFor("one");
    const second = graceFor("two");
    expect(await first).toBe(true);
    undo();
    expect(await second).toBe(false);
    settle();
    expect(undoing.open).toBe(false);
  });
});

describe("the timeline", () => {
  it("tells a screen reader each lane whole: bars, due date, 暂定", async () => {
    const timeline = show(Timeline, {
      props: {
        label: "progress",
        today: "2026-11-23",
        days: [],
        lanes: [
          {
            key: "01",
            name: "人才落户",
            sub: "公安局 陆平",
            bars: [{ kind: "run", from: "2026-11-12", to: "2026-11-20", label: "办理中" }],
            dues: [{ day: "2027-01-04", label: "承诺 7 个工作日", provisional: true }],
            note: "",
          },
        ],
      },
    });
    await nextTick();
    const said = timeline.find("[data-lane='01']").attributes("aria-label");
    for (const part of ["人才落户", "公安局 陆平", "办理中", "11月12日", "2027年1月4日 星期一", "暂定"]) expect(said).toContain(part);
  });
});

describe("a long organisation", () => {
  it("keeps its beginning and its end, by character and not by code unit", () => {
    expect(middle("短名")).toBe("短名");
    const cut = middle("𬭎".repeat(30));
    expect([...cut]).toHaveLength(18);
    expect(cut).toContain("…");
  });
});
