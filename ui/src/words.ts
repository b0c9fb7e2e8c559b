/** Words for people: one file a language for the screens, one for the rules of the domain. */
import englishRules from "@words/en/rules.json";
import english from "@words/en/screens.json";
import chineseRules from "@words/zh-CN/rules.json";
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

/** The sentence for a key that comes from data; the data's own word when there is none. */
export function sayOr(key: string, otherwise: string): string {
  return key in chinese ? say(key) : otherwise;
}

/** A sentence of the domain's rules, by the key the desk gave. */
export function sayRule(key: string, fill: { [name: string]: string | undefined }): string {
  const rules: Record<string, string> = words.global.locale.value === "en" ? englishRules : chineseRules;
  return Object.entries(fill).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value ?? ""), rules[key] ?? key);
}

export function speak(language: Language): void {
  words.global.locale.value = language;
  document.documentElement.lang = language;
}
