/** One act at a time, with its problem if it fails. */
import { problemOf, type Problem } from "@/desk";
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

export interface Doing {
  busy: Ref<boolean>;
  problem: ShallowRef<Problem | undefined>;
  /** Does it unless something is being done; true when it went well. */
  run: (act: () => Promise<unknown>) => Promise<boolean>;
}

export function useDoing(): Doing {
  const busy = ref(false);
  const problem = shallowRef<Problem>();
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = undefined;
    try {
      await act();
      return true;
    } catch (thrown) {
      problem.value = problemOf(thrown);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, run };
}
