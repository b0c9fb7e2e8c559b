/** The folder a person saved to last, proposed the next time. */
import { remember, remembered } from "@/desk";
import { ref, type Ref } from "vue";

/** `name`: one memory for each kind of folder. `recall` proposes again what another page may have kept meanwhile. */
export function useFolder(name: "folder" | "bundles" | "backup"): { folder: Ref<string>; keep: () => Promise<void>; recall: () => Promise<void> } {
  const folder = ref("");
  const recall = async (): Promise<void> => {
    folder.value = (await remembered<string>(name)) ?? "";
  };
  void recall();
  return { folder, keep: () => remember(name, folder.value), recall };
}
