import type { ActKind } from "@/bindings/ActKind";
import type { Filled } from "@/parts/Fields.vue";
import { formOf, lacking, refusedField, type ActSetting } from "@/screens/case/acts";
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
  suspendReasons: [{ value: "expert", text: "专家评审" }],
  rejectionReasons: [{ value: "not_here", text: "不属受理范围" }],
  returnReasons: [{ value: "not_ours", text: "不属职责" }],
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

  it("splits papers written in one line at any comma", () => {
    const form = formOf({ kind: "collect", item: "01" }, SETTING);
    expect(form?.build({ collected_papers: "准迁证、户口簿，回执" })).toMatchObject({ papers: ["准迁证", "户口簿", "回执"] });
  });
});
