/** Keys of a whole screen, while it is shown. */
import { onBeforeUnmount, onMounted } from "vue";
import { composing, intoText } from "./typing";

/** Calls `act` on Ctrl (or Command) and a letter, wherever the focus is. */
export function onCtrl(letter: string, act: () => void): void {
  listen((event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== letter) return;
    event.preventDefault();
    act();
  });
}

/** Calls `act` with 1 to 9 when a bare digit is pressed outside any text. */
export function onDigit(act: (digit: number) => void): void {
  listen((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || intoText(event) || !/^[1-9]$/u.test(event.key)) return;
    if (document.querySelector(".el-overlay:not([style*='display: none']), dialog[open]")) return;
    event.preventDefault();
    act(Number(event.key));
  });
}

function listen(on: (event: KeyboardEvent) => void): void {
  const hear = (event: KeyboardEvent) => {
    if (!composing(event)) on(event);
  };
  onMounted(() => window.addEventListener("keydown", hear));
  onBeforeUnmount(() => window.removeEventListener("keydown", hear));
}
