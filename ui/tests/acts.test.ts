import type { ActKind } from "@/bindings/ActKind";
import type { Filled } from "@/parts/Fields.vue";
import { fieldsNow, formOf, lacking, refusedField, type ActSetting } from "@/screens/case/acts";
import chinese from "@words/zh-CN/screens.json";
import { describe, expect, it } from "vitest";

const SETTING: ActSetting = {
  today: "2026-11-23",
  now: "2026-11-23T10:40:00",
  me: "林若溪",
  talent: "陈䶮",
  items: [{ no: "01", name: "人才落户" }],
  materials: [{ key: "id_card", name: "身份证" }],
  bodies: [{ key: "police", name: "公安局" }],
  suspendReasons: [
    { value: "expert", text: "专家评审", explain: false },
    { value: "other", text: "其他", explain: true },
  ],
  rejectionReasons: [{ value: "not_here", text: "不属受理范围", explain: false }],
  returnReasons: [{ value: "not_ours", text: "不属职责", explain: false }],
  escorted: ["02"],
  contradictions: [{ id: "c1", text: "", facts: [{ value: "f1", text: "" }] }],
  facts: [{ value: "f1", text: "" }],
  pending: ["01"],
};
// Acts with a page or sheet of their own, and those only the desk itself writes.
const ELSEWHERE = ["register_need", "choose_items", "receive", "file", "record_paper", "record_print", "move_dues"];
const KINDS = Object.keys(chinese).flatMap((key) => (key.startsWith("do.") ? [key.slice(3) as ActKind] : []));

describe("the form of an act", () => {
  it.each(KINDS.filter((kind) => !ELSEWHERE.includes(kind)))("%s makes an act of its own kind", (kind) => {
    const form = formOf({ kind, item: "01", body: "police" }, SETTING);
    expect(form).toBeDefined();
    const act = form?.build(form.start);
    expect(act?.act).toBe(kind);
    expect(Object.values(act ?? {})).not.toContain(undefined);
  });

  it("asks an extension for all three of its acts", () => {
    const form = formOf({ kind: "extend", item: "01" }, SETTING);
    if (!form) throw new Error("no form");
    let filled: Filled = { ...form.start };
    const asked: string[] = [];
    for (let lack = lacking(form, filled); lack; lack = lacking(form, filled)) {
      asked.push(lack.key);
      filled = { ...filled, [lack.key]: lack.kind === "day" ? "2026-12-01" : "x" };
    }
    expect(asked).toEqual(["reason", "new_day", "approver", "filed_whom"]);
    expect(form.build(filled)).toMatchObject({
      act: "extend",
      told: { whom: "陈䶮", at: SETTING.now, by: "林若溪" },
      filed: { whom: "x", at: SETTING.now },
      until: { on: "2026-12-01" },
    });
  });

  it("does not let a contradiction be settled without saying which record does not count", () => {
    const form = formOf({ kind: "settle" }, SETTING);
    if (!form) throw new Error("no form");
    expect(lacking(form, { ...form.start, reason: "重复受理" })).toBeDefined();
    expect(lacking(form, { ...form.start, reason: "重复受理", set_aside: ["f1"] })).toBeUndefined();
  });

  it("finds the field that a refusal names by its label, and none for another refusal", () => {
    const form = formOf({ kind: "decide", item: "01" }, SETTING);
    if (!form) throw new Error("no form");
    const label = form.fields.find(({ key }) => key === "decide_reason")?.label ?? "";
    expect(refusedField(form, { code: "field_empty", what: `“${label}”没有填写。` }, {})?.key).toBe("decide_reason");
    expect(refusedField(form, { code: "grounds_missing", what: "" }, { decide_reason: "不符合条件" })?.key).toBe("basis");
    expect(refusedField(form, { code: "already_returned", what: `“${label}”已经退还。` }, {})).toBeUndefined();
  });

  /** What a form still asks for, one field after the other. */
  function asks(kind: ActKind, filled: Filled, item = "01"): string[] {
    const form = formOf({ kind, item }, SETTING);
    if (!form) throw new Error("no form");
    return fieldsNow(form, { ...form.start, ...filled }).flatMap(({ key, required }) => (required ? [key] : []));
  }

  it("asks for the day of a visit unless the person is only guided, and for the escort of an escorted one", () => {
    expect(asks("book_visit", { mode: "guide" })).toEqual(["mode", "place"]);
    expect(asks("book_visit", { mode: "book" })).toEqual(["mode", "place", "visit_day"]);
    expect(asks("book_visit", { mode: "escort" })).toEqual(["mode", "place", "visit_day", "escort"]);
    expect(asks("record_visit", {})).toEqual(["visit_day"]);
    expect(asks("record_visit", {}, "02")).toEqual(["visit_day", "escort"]);
  });

  it("asks a decision for what its outcome needs", () => {
    expect(asks("decide", { outcome: "granted" })).toEqual(["outcome", "result"]);
    expect(asks("decide", { outcome: "withdrawn" })).toEqual(["outcome", "decide_reason"]);
    expect(asks("decide", { outcome: "refused" })).toEqual(["outcome", "decide_reason", "basis", "remedies"]);
    expect(asks("decide", { outcome: "impossible" })).toEqual(["outcome", "decide_reason", "remedies"]);
  });

  it("asks for words of one's own beside a reason that says little by itself", () => {
    expect(asks("suspend", { reason_key: "expert" })).not.toContain("reason");
    expect(asks("suspend", { reason_key: "other" })).toContain("reason");
  });

  it("asks for a power when somebody else than the talent collects", () => {
    expect(asks("hand_over", {})).not.toContain("power");
    expect(asks("hand_over", { handed_to: "孙倩" })).toContain("power");
  });

  it("answers a bad rating of the whole case as well as one of an item", () => {
    expect(formOf({ kind: "rectify", item: "01" }, SETTING)?.build({ rectified: "致歉" })).toEqual({ act: "rectify", item: "01", what: "致歉" });
    expect(formOf({ kind: "rectify" }, SETTING)?.build({ rectified: "致歉" })).toMatchObject({ item: null });
  });

  it("splits papers written in one line at any comma", () => {
    const form = formOf({ kind: "collect", item: "01" }, SETTING);
    expect(form?.build({ collected_papers: "准迁证、户口簿，回执" })).toMatchObject({ papers: ["准迁证", "户口簿", "回执"] });
  });
});
