import { flow } from "@/keys/flow";
import { composing, fieldsOf, intoText, meaningOf } from "@/keys/typing";
import { mount } from "@vue/test-utils";
import { describe, expect, it, vi } from "vitest";
import { defineComponent, h, withDirectives } from "vue";

function key(at: Element, init: KeyboardEventInit & { keyCode?: number }): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  if (init.keyCode !== undefined) Object.defineProperty(event, "keyCode", { value: init.keyCode });
  at.dispatchEvent(event);
  return event;
}

function page(html: string, submit = vi.fn()) {
  const Page = defineComponent({ render: () => withDirectives(h("div", { innerHTML: html }), [[flow, submit]]) });
  const wrapper = mount(Page, { attachTo: document.body });
  const at = (name: string) => wrapper.element.querySelector(`[name=${name}]`) as HTMLElement;
  return { at, submit, element: wrapper.element as HTMLElement };
}

const THREE = `<input name="a"><input name="b"><textarea name="c"></textarea><button name="d">ok</button>`;

describe("Enter", () => {
  it("goes to the next field", () => {
    const { at } = page(THREE);
    at("a").focus();
    key(at("a"), { key: "Enter" });
    expect(document.activeElement).toBe(at("b"));
  });

  it("goes on from the number pad too", () => {
    const { at } = page(THREE);
    at("a").focus();
    key(at("a"), { key: "Enter", code: "NumpadEnter" });
    expect(document.activeElement).toBe(at("b"));
  });

  it("follows the logical order where one is given", () => {
    const { at, element } = page(
      `<input name="a" data-step="1"><input name="b" data-step="3"><input name="c" data-step="2">`,
    );
    expect(fieldsOf(element).map((field) => field.getAttribute("name"))).toEqual(["a", "c", "b"]);
    at("a").focus();
    key(at("a"), { key: "Enter" });
    expect(document.activeElement).toBe(at("c"));
  });

  it("stays a new line in a long text", () => {
    const { at } = page(THREE);
    at("c").focus();
    const event = key(at("c"), { key: "Enter" });
    expect(event.defaultPrevented).toBe(false);
    expect(document.activeElement).toBe(at("c"));
  });

  it("presses a button as usual", () => {
    const { at } = page(THREE);
    expect(key(at("d"), { key: "Enter" }).defaultPrevented).toBe(false);
  });

  it("passes over what cannot be filled in", () => {
    const { at } = page(`<input name="a"><input name="b" disabled><div hidden><input name="x"></div><input name="c">`);
    at("a").focus();
    key(at("a"), { key: "Enter" });
    expect(document.activeElement).toBe(at("c"));
  });

  it("never acts while an input method composes", () => {
    const { at, submit } = page(THREE);
    at("a").focus();
    key(at("a"), { key: "Enter", isComposing: true });
    key(at("a"), { key: "Enter", keyCode: 229 });
    key(at("a"), { key: "Enter", ctrlKey: true, isComposing: true });
    key(at("a"), { key: "Enter", ctrlKey: true, keyCode: 229 });
    expect(document.activeElement).toBe(at("a"));
    expect(submit).not.toHaveBeenCalled();
  });
});

describe("Ctrl+Enter", () => {
  it("does the page's act from any field, a long text too", () => {
    const { at, submit } = page(THREE);
    key(at("a"), { key: "Enter", ctrlKey: true });
    key(at("c"), { key: "Enter", ctrlKey: true });
    key(at("a"), { key: "Enter", metaKey: true });
    expect(submit).toHaveBeenCalledTimes(3);
  });

  it("is not heard twice when somebody has already answered", () => {
    const event = new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, cancelable: true });
    event.preventDefault();
    expect(meaningOf(event)).toBe("none");
  });
});

describe("digits", () => {
  it("belong to a text while one is typed, and to the acts otherwise", () => {
    const { at } = page(`<input name="a"><input name="b" type="checkbox"><button name="c">ok</button>`);
    expect(intoText(key(at("a"), { key: "1" }))).toBe(true);
    expect(intoText(key(at("b"), { key: "1" }))).toBe(false);
    expect(intoText(key(at("c"), { key: "1" }))).toBe(false);
  });

  it("are not ours while composing", () => {
    const { at } = page(THREE);
    expect(composing(key(at("a"), { key: "Process", keyCode: 229 }))).toBe(true);
    expect(composing(key(at("a"), { key: "1", keyCode: 49 }))).toBe(false);
  });
});
