/** `v-flow="submit"` on a page: Enter goes to the next logical field, Ctrl+Enter does the page's act. */
import type { Directive } from "vue";
import { meaningOf, nextField } from "./typing";

type Submit = (() => void) | undefined;
const kept = new WeakMap<HTMLElement, { submit: Submit; on: (event: KeyboardEvent) => void }>();

export const flow: Directive<HTMLElement, Submit> = {
  mounted(page, { value }) {
    const on = (event: KeyboardEvent) => {
      const meaning = meaningOf(event);
      if (meaning === "none") return;
      if (meaning === "submit") {
        event.preventDefault();
        event.stopPropagation();
        kept.get(page)?.submit?.();
        return;
      }
      const next = nextField(page, event.target as HTMLElement);
      event.preventDefault();
      if (!next) return;
      next.focus();
      if (next instanceof HTMLInputElement && next.type !== "checkbox" && next.type !== "radio") next.select();
    };
    kept.set(page, { submit: value, on });
    page.addEventListener("keydown", on);
  },
  updated(page, { value }) {
    const entry = kept.get(page);
    if (entry) entry.submit = value;
  },
  unmounted(page) {
    const entry = kept.get(page);
    if (entry) page.removeEventListener("keydown", entry.on);
  },
};
