/** One question to the desk and how it stands: waiting, answered, or a problem. */
import { Problem, problemOf } from "@/desk";
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from "vue";

export interface Asking<Answer> {
  answer: ShallowRef<Answer | undefined>;
  problem: ShallowRef<Problem | undefined>;
  busy: Ref<boolean>;
  /** Asks (again); an answer to an earlier asking that comes late is not shown. */
  again: () => Promise<Answer | undefined>;
  /** Stops waiting; what was shown stays. */
  cancel: () => void;
}

export function useAsking<Answer>(ask: () => Promise<Answer>): Asking<Answer> {
  const answer = shallowRef<Answer>();
  const problem = shallowRef<Problem>();
  const busy = ref(false);
  let turn = 0;

  async function again(): Promise<Answer | undefined> {
    const mine = ++turn;
    busy.value = true;
    try {
      const got = await ask();
      if (mine !== turn) return undefined;
      answer.value = got;
      problem.value = undefined;
      return got;
    } catch (thrown) {
      if (mine === turn) problem.value = problemOf(thrown);
      return undefined;
    } finally {
      if (mine === turn) busy.value = false;
    }
  }

  function cancel(): void {
    turn += 1;
    busy.value = false;
  }

  onScopeDispose(cancel);
  return { answer, problem, busy, again, cancel };
}
