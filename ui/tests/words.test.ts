import english from "@words/en/screens.json";
import chinese from "@words/zh-CN/screens.json";
import { describe, expect, it } from "vitest";

const files = import.meta.glob<string>("../src/**/*.{vue,ts}", { query: "?raw", import: "default", eager: true });
const sources = Object.entries(files)
  .map(([name, text]) => ({ name, text }))
  .filter(({ name }) => !name.includes("/bindings/"));

const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name).sort();

const bindings = import.meta.glob<string>("../src/bindings/*.ts", { query: "?raw", import: "default", eager: true });
/** The words a type of the desk can take. */
const wordsOf = (type: string) =>
  [...(/export type \w+ = ((?:"\w+"(?: \| )?)+);/u.exec(bindings[`../src/bindings/${type}.ts`] ?? "")?.[1] ?? "").matchAll(/"(\w+)"/gu)].map(
    ([, word]) => word,
  );

describe("words", () => {
  it.each([
    ["ActKind", "do"],
    ["CasePhase", "phase"],
    ["ContradictionKind", "contradiction"],
    ["DayKind", "days"],
    ["Field", "correct"],
    ["IdentityKind", "identity"],
    ["InPersonMode", "in_person"],
    ["ItemPhase", "item"],
    ["Light", "light"],
    ["Outcome", "outcome"],
    ["PaperForm", "form"],
    ["PaperSource", "source"],
    ["Route", "route"],
    ["Status", "status"],
    ["Which", "which"],
  ])("exist for everything that %s can be", (type, prefix) => {
    const all = wordsOf(type);
    expect(all.length).toBeGreaterThan(1);
    for (const word of all) expect(Object.keys(chinese)).toContain(`${prefix}.${word}`);
  });

  it("are the same set in both languages, with the same places to fill", () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort());
    for (const [key, sentence] of Object.entries(chinese)) {
      expect(places((english as Record<string, string>)[key] ?? ""), key).toEqual(places(sentence));
    }
  });

  it("exist for every key a screen names", () => {
    for (const { name, text } of sources) {
      for (const [, key] of text.matchAll(/(?:\bsay|\$t)\(\s*"([\w.]+)"/gu)) {
        expect(Object.keys(chinese), `${name}: ${key}`).toContain(key);
      }
    }
  });

  it("stand in no screen itself", () => {
    for (const { name, text } of sources.filter((source) => source.name.endsWith(".vue"))) {
      expect(/[\u3400-\u9fff]/u.test(text), name).toBe(false);
    }
  });
});
