/** A list found by text, a page at a time: asked for once the typing pauses. */
import { useAsking, type Asking } from "@/asking/asking";
import { onScopeDispose, ref, watch, type Ref } from "vue";

const TYPING_MS = 150;

export interface Listing<Answer> {
  text: Ref<string>;
  page: Ref<number>;
  asking: Asking<Answer>;
  /** Asks for the first page, after something else than the text has changed. */
  restart: () => void;
}

export function useListing<Answer>(find: (text: string, page: number) => Promise<Answer>): Listing<Answer> {
  const text = ref("");
  const page = ref(0);
  const asking = useAsking(() => find(text.value, page.value));
  let timer: ReturnType<typeof setTimeout> | undefined;

  function restart(): void {
    clearTimeout(timer);
    if (page.value === 0) void asking.again();
    else page.value = 0;
  }
  watch(text, () => {
    clearTimeout(timer);
    timer = setTimeout(restart, TYPING_MS);
  });
  watch(page, () => void asking.again());
  onScopeDispose(() => clearTimeout(timer));
  void asking.again();
  return { text, page, asking, restart };
}
