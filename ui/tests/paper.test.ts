import type { PaperLine } from "@/bindings/PaperLine";
import LabelSheets from "@/papers/LabelSheets.vue";
import PaperRows from "@/papers/PaperRows.vue";
import PrintAll from "@/papers/PrintAll.vue";
import PrintedJob from "@/papers/PrintedJob.vue";
import OwnFonts from "@/screens/settings/OwnFonts.vue";
import { mockIPC } from "@tauri-apps/api/mocks";
import { flushPromises } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { show } from "./show";

type Asked = { ask: string } & Record<string, unknown>;
const asked: Asked[] = [];
const answers: Record<string, (one: Asked) => unknown> = {};
const printer = { id: "ipp://one", name: "窗口一号", default: true, state: "", two_sided: false, trays: [] };

beforeEach(() => {
  asked.length = 0;
  for (const key of Object.keys(answers)) delete answers[key];
  Object.assign(answers, { printers: () => [printer], usual_print: () => null });
  mockIPC((command, payload) => {
    if (command !== "ask") return null;
    const one = (payload as { request: Asked }).request;
    asked.push(one);
    return answers[one.ask]?.(one) ?? null;
  });
});
afterEach(() => {
  document.body.innerHTML = "";
});

const line = (sha256: string, printed = 0): PaperLine =>
  ({ file: `case/${sha256}`, sha256, paper: "receipt", title: "收件凭证", number: sha256, talent: "陈䶮", case_number: "", pages: 1, originals: printed, copies: 0, disagrees: false, at: "2026-11-23T10:00:00" }) as PaperLine;

describe("papers in a list", () => {
  it("are ticked in the order in which they are to come out, and ticked ones of another page stay ticked", async () => {
    const rows = show(PaperRows, { props: { papers: [line("a"), line("b")], choosing: true, empty: "", chosen: [line("z")] } });
    const boxes = rows.findAll("[data-field=tick]");
    await boxes[1]?.setValue(true);
    const [first] = rows.emitted("update:chosen")?.at(-1) ?? [];
    expect((first as PaperLine[]).map(({ sha256 }) => sha256)).toEqual(["z", "b"]);
    await rows.setProps({ chosen: [line("z"), line("b")] });
    await rows.find("[data-field=tick_all]").setValue(true);
    const [all] = rows.emitted("update:chosen")?.at(-1) ?? [];
    expect((all as PaperLine[]).map(({ sha256 }) => sha256)).toEqual(["z", "b", "a"]);
  });

  it("go out as one batch; what was printed before asks for a reason", async () => {
    answers.print_papers = () => ({ batch: "b1", title: "多种文书", printer: "", total: 2, made: 2, printed: 2, at_printer: 0, to_confirm: [], words: "", failed: [], state: "ended" });
    const all = show(PrintAll, { props: { papers: [line("a"), line("b", 1)] } });
    await flushPromises();
    const go = all.find<HTMLButtonElement>("[data-act=print_all]");
    expect(go.element.disabled).toBe(true);
    await all.find("[data-field=reason_all]").setValue("申请人遗失");
    await go.trigger("click");
    await flushPromises();
    const wish = asked.find(({ ask }) => ask === "print_papers")?.wish;
    expect(wish).toMatchObject({ papers: [["case/a", "a"], ["case/b", "b"]], printer: "ipp://one", copies: 1, reason: "申请人遗失" });
    expect(all.find("[data-batch=ended]").exists()).toBe(true);
  });
});

describe("a print job", () => {
  it.each(["printed", "unknown", "lost"])("that is %s asks a person whether the paper is there", async (state) => {
    answers.confirm_print = () => ({ job: "j", sha256: "", state: "confirmed", words: "已确认取到纸质件", ended: true });
    const job = show(PrintedJob, { props: { modelValue: { job: "j", sha256: "", state, words: "请到打印机查看", ended: true } } });
    expect(job.text()).toContain("请到打印机查看");
    await job.find("[data-act=print_arrived]").trigger("click");
    await flushPromises();
    expect(asked).toContainEqual({ ask: "confirm_print", job: "j", arrived: true });
    expect(job.emitted("printed")).toHaveLength(1);
  });
});

describe("labels", () => {
  it("are printed as they are shown, for the cases that were chosen", async () => {
    answers.labels = () => ({ sha256: "s", labels: 2, pages: 1 });
    answers.paper_bytes = () => "";
    answers.print_labels = () => ({ job: "j", sha256: "s", state: "printed", words: "", ended: true });
    show(LabelSheets, { props: { files: ["case/a", "case/b"] } });
    await flushPromises();
    const go = document.querySelector<HTMLButtonElement>("[data-act=sheet_go]");
    go?.click();
    await flushPromises();
    const wish = asked.find(({ ask }) => ask === "print_labels")?.wish;
    expect(wish).toMatchObject({ label: "routing", files: ["case/a", "case/b"], skip: 0, printer: "ipp://one", copies: 1 });
    expect(document.querySelector("[data-job=printed]")).not.toBeNull();
  });
});

describe("the office's own faces", () => {
  it("are taken from a file that somebody points at, and given up by name", async () => {
    const parts = (family: string) => [["main", "Noto Serif SC"], ["fangsong", family]];
    answers.own_fonts = () => ({ folder: "/home", files: [], parts: parts("Noto Serif SC") });
    answers.add_font = () => ({ folder: "/home", files: [{ file: "仿宋.ttf", families: ["FangSong_GB2312"] }], parts: parts("FangSong_GB2312") });
    answers.drop_font = answers.own_fonts;
    const page = show(OwnFonts, {});
    await flushPromises();
    await page.find("[data-field=font_file]").setValue("/stick/仿宋.ttf");
    await page.find("[data-act=add_font]").trigger("click");
    await flushPromises();
    expect(asked).toContainEqual({ ask: "add_font", path: "/stick/仿宋.ttf" });
    expect(page.find("[data-part=fangsong]").text()).toBe("FangSong_GB2312");
    await page.find("[data-act=drop_font]").trigger("click");
    await flushPromises();
    expect(asked).toContainEqual({ ask: "drop_font", file: "仿宋.ttf" });
    expect(page.find("[data-part=fangsong]").text()).toBe("Noto Serif SC");
  });
});
