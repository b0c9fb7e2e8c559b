import Fields, { type Field } from "@/parts/Fields.vue";
import MaskedNumber from "@/parts/MaskedNumber.vue";
import PathField from "@/parts/PathField.vue";
import SavedAt from "@/parts/SavedAt.vue";
import { mockIPC } from "@tauri-apps/api/mocks";
import { flushPromises } from "@vue/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";
import { show } from "./show";

afterEach(() => {
  vi.useRealTimers();
});

describe("a path", () => {
  const folder = { label: "folder", field: "folder", modelValue: "/old" };

  it("can be typed, and chosen with the computer's own chooser", async () => {
    const asked: unknown[] = [];
    mockIPC((command, fields) => {
      asked.push([command, fields]);
      return "/chosen";
    });
    const field = show(PathField, { props: folder });
    await field.find("input").setValue("/typed");
    expect(field.emitted("update:modelValue")?.at(-1)).toEqual(["/typed"]);
    await field.find("button").trigger("click");
    await flushPromises();
    expect(asked).toEqual([["plugin:dialog|open", { options: { title: "folder", directory: true, defaultPath: "/typed" } }]]);
    expect(field.emitted("update:modelValue")?.at(-1)).toEqual(["/chosen"]);
  });

  it("stays as it was when the chooser is closed, and says so when there is none", async () => {
    mockIPC(() => null);
    const field = show(PathField, { props: folder });
    await field.find("button").trigger("click");
    await flushPromises();
    expect(field.emitted("update:modelValue")).toBeUndefined();
    mockIPC(() => {
      throw new Error("no portal");
    });
    await field.find("button").trigger("click");
    await flushPromises();
    expect(field.find("[role=alert]").text()).toContain("no portal");
  });
});

describe("a saved file", () => {
  it("is opened when it is a PDF, and shown in its folder", async () => {
    const asked: unknown[] = [];
    mockIPC((command, fields) => void asked.push([command, fields]));
    const saved = show(SavedAt, { props: { path: "/a/one.pdf", says: "saved" } });
    await saved.find("[data-act=open_saved]").trigger("click");
    await saved.find("[data-act=show_saved]").trigger("click");
    await flushPromises();
    expect(asked).toEqual([
      ["plugin:opener|open_path", { path: "/a/one.pdf" }],
      ["plugin:opener|reveal_item_in_dir", { paths: ["/a/one.pdf"] }],
    ]);
    await saved.setProps({ path: "/a/one.bundle" });
    expect(saved.find("[data-act=open_saved]").exists()).toBe(false);
  });
});

describe("an identity number", () => {
  it("is masked until somebody asks, and hides itself again", async () => {
    vi.useFakeTimers();
    const reveal = vi.fn(async () => "110101199003070011");
    const number = show(MaskedNumber, { props: { masked: "1101**********0011", name: "identity", reveal } });
    expect(number.text()).not.toContain("19900307");
    await number.find("button").trigger("click");
    await flushPromises();
    expect(number.text()).toContain("110101199003070011");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(number.text()).not.toContain("19900307");
    expect(reveal).toHaveBeenCalledTimes(1);
  });
});

describe("a form", () => {
  const fields: Field[] = [
    { key: "reason", label: "reason", kind: "long", required: true },
    { key: "day", label: "day", kind: "text" },
  ];

  it("marks the field that was refused and puts the focus there", async () => {
    const form = show(Fields, { props: { fields, today: "2026-11-23", modelValue: {} } });
    const reason = form.find("[data-field=reason]");
    expect(reason.attributes("aria-invalid")).toBeUndefined();
    await form.setProps({ wrong: { key: "reason" } });
    await flushPromises();
    expect(reason.attributes("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(reason.element);
    expect(form.find("[data-field=day]").attributes("aria-invalid")).toBeUndefined();
  });
});
