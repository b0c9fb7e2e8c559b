/** What the keyboard means on this desk. */

/** Whether an input method is still composing: then no key is ours. WebKit tells it by key code 229 only. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether the key goes into a text being typed. */
export function intoText(event: KeyboardEvent): boolean {
  const at = event.target;
  if (!(at instanceof HTMLElement)) return false;
  if (at instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range"].includes(at.type);
  return at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement || at.isContentEditable;
}

const stepOf = (field: HTMLElement) => Number(field.closest<HTMLElement>("[data-step]")?.dataset.step ?? Number.NaN);

const FIELDS = "input, select, textarea, [data-step]";

/** The fields of a page in their logical order: by `data-step` where given, else as they stand. */
export function fieldsOf(page: HTMLElement): HTMLElement[] {
  const fields = [...page.querySelectorAll<HTMLElement>(FIELDS)].filter(
    (field) =>
      !(field as HTMLInputElement).disabled &&
      !(field as HTMLInputElement).readOnly &&
      field.tabIndex >= 0 &&
      field.closest("[hidden], [inert], [data-no-flow]") === null,
  );
  return fields
    .map((field, place) => ({ field, place, step: stepOf(field) }))
    .sort((a, b) => {
      const bothSet = !Number.isNaN(a.step) && !Number.isNaN(b.step);
      return bothSet && a.step !== b.step ? a.step - b.step : a.place - b.place;
    })
    .map(({ field }) => field);
}

/** The field after this one in logical order. */
export function nextField(page: HTMLElement, now: HTMLElement): HTMLElement | undefined {
  const fields = fieldsOf(page);
  return fields[fields.indexOf(now) + 1];
}

export type Meaning = "next" | "submit" | "none";

/** What an Enter means: Ctrl+Enter submits from anywhere, Enter moves on from a one-line field, numpad included. */
export function meaningOf(event: KeyboardEvent): Meaning {
  if (event.key !== "Enter" || composing(event) || event.defaultPrevented) return "none";
  if (event.ctrlKey || event.metaKey) return "submit";
  if (event.shiftKey || event.altKey) return "none";
  const at = event.target;
  if (at instanceof HTMLInputElement) return ["button", "submit", "file"].includes(at.type) ? "none" : "next";
  return at instanceof HTMLSelectElement ? "next" : "none";
}
