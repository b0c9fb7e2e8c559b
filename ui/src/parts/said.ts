/** A short word after an act, gone by itself. */
import { reactive, readonly } from "vue";

const SHOWN_MS = 3500;
const state = reactive({ text: "" });
let timer: ReturnType<typeof setTimeout> | undefined;

export const saying = readonly(state);

export function tell(text: string): void {
  state.text = text;
  clearTimeout(timer);
  timer = setTimeout(() => (state.text = ""), SHOWN_MS);
}
