/** Where the application stands: the start, who sits here, what day it is, and the counts of the rail. */
import type { Rail } from "@/bindings/Rail";
import type { Session } from "@/bindings/Session";
import type { StartState } from "@/bindings/StartState";
import { ask, problemOf, type Problem } from "@/desk";
import { computed, reactive, shallowReactive } from "vue";

export const standing = shallowReactive<{
  start?: StartState;
  session?: Session;
  rail?: Rail;
  problem?: Problem;
  /** Shown once after an office was founded. */
  recovery?: string;
}>({});

export const today = computed(() => standing.session?.today.date ?? "");
export const me = computed(() => standing.session?.person.name ?? "");

/** Where one signs in or sets up. */
export async function begin(): Promise<void> {
  try {
    const start = await ask("start_state");
    standing.problem = undefined;
    if (start.phase === "open") enter(await ask("session"));
    standing.start = start;
  } catch (thrown) {
    standing.problem = problemOf(thrown);
  }
}

export function enter(session: Session): void {
  standing.session = session;
  void refresh();
}

/** Reads the counts again: after each act, and now and then. */
export async function refresh(): Promise<void> {
  try {
    standing.rail = await ask("rail");
  } catch {
    // The counts are a courtesy: what fails here is told where it is asked for.
  }
}

export async function leave(): Promise<void> {
  await ask("sign_out").catch(() => undefined);
  standing.session = undefined;
  standing.rail = undefined;
  await begin();
}

/** How the window looks, kept per computer. */
export const look = reactive<{ theme: "system" | "light" | "dark" | "contrast"; language: "zh-CN" | "en" }>({
  theme: "system",
  language: "zh-CN",
});
