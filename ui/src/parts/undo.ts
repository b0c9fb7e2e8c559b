/** Undo before sending: an act waits a few seconds, shown, before it is done. */
import { reactive, readonly } from "vue";

const GRACE_MS = 6000;
const state = reactive<{ text: string; left: number; open: boolean }>({ text: "", left: 0, open: false });
let beat: ReturnType<typeof setInterval> | undefined;
let pending: (() => void) | undefined;
let dropped: (() => void) | undefined;

export const undoing = readonly(state);

/** Resolves true when the grace is over (or another act comes), false when the person took it back. */
export function graceFor(text: string, ms: number = GRACE_MS): Promise<boolean> {
  settle();
  return new Promise((resolve) => {
    state.text = text;
    state.left = Math.ceil(ms / 1000);
    state.open = true;
    pending = () => resolve(true);
    dropped = () => resolve(false);
    beat = setInterval(() => {
      state.left -= 1;
      if (state.left <= 0) settle();
    }, 1000);
  });
}

/** Does the waiting act at once. */
export function settle(): void {
  const act = pending;
  clear();
  act?.();
}

/** Takes the waiting act back. */
export function undo(): void {
  const drop = dropped;
  clear();
  drop?.();
}

function clear(): void {
  clearInterval(beat);
  state.open = false;
  pending = undefined;
  dropped = undefined;
}
