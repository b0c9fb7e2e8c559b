/** Shows one part of the window as a test sees it, and takes it away afterwards. */
import { words } from "@/words";
import { mount, type VueWrapper } from "@vue/test-utils";
import { afterEach } from "vitest";

let shown: VueWrapper | undefined;

// Not there without a real window.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
} as never;

export const show: typeof mount = ((part: never, options: object) => {
  shown = mount(part, { attachTo: document.body, global: { plugins: [words] }, ...options }) as VueWrapper;
  return shown;
}) as never;

afterEach(() => {
  shown?.unmount();
  shown = undefined;
});
