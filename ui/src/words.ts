/** Words for people: one file a language, shared with nothing else. */
import english from "@words/en/screens.json";
import chinese from "@words/zh-CN/screens.json";
import { createI18n } from "vue-i18n";

export type Language = "zh-CN" | "en";

export const words = createI18n({
  legacy: false,
  locale: "zh-CN" as Language,
  fallbackLocale: "zh-CN",
  messages: { "zh-CN": chinese, en: english } as Record<Language, Record<string, string>>,
  messageResolver: (sentences, key) => (sentences as Record<string, string>)[key] ?? null,
  missingWarn: false,
  fallbackWarn: false,
});

/** The sentence for a key, with its places filled in. */
export function say(key: string, fill: Record<string, unknown> = {}): string {
  return words.global.t(key, fill);
}

/** Whether a key has a sentence: for keys that come from data. */
export function told(key: string): boolean {
  return key in chinese;
}

/** The sentence for a key that comes from data; the data's own word when there is none. */
export function sayOr(key: string, otherwise: string): string {
  return told(key) ? say(key) : otherwise;
}

export function speak(language: Language): void {
  words.global.locale.value = language;
  document.documentElement.lang = language;
}
