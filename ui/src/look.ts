/** Theme and language of this window. */
import { ask, remember, remembered } from "@/desk";
import { look } from "@/session";
import { speak } from "@/words";
import { watch } from "vue";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const contrast = window.matchMedia("(prefers-contrast: more)");

function wear(): void {
  const chosen = look.theme;
  const system = contrast.matches ? "contrast" : dark.matches ? "dark" : "light";
  document.documentElement.dataset.theme = chosen === "system" ? system : chosen;
}

/** The pages and the desk speak one language; it belongs to the person at this computer, not to a database. */
function say(language: typeof look.language): void {
  speak(language);
  void ask("set_language", { language }).catch(() => undefined);
}

/** Puts on what was remembered, and remembers what is chosen from now on. */
export async function keepLook(): Promise<void> {
  look.theme = (await remembered<typeof look.theme>("theme")) ?? "system";
  look.language = (await remembered<typeof look.language>("language")) ?? "zh-CN";
  say(look.language);
  wear();
  dark.addEventListener("change", wear);
  contrast.addEventListener("change", wear);
  watch(
    () => look.theme,
    (theme) => {
      wear();
      void remember("theme", theme);
    },
  );
  watch(
    () => look.language,
    (language) => {
      say(language);
      void remember("language", language);
    },
  );
}
