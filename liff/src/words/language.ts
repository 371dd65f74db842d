/** The languages of the pages, and the one that the visitor reads. */
import { signal } from "@preact/signals";

import { keep, kept } from "../state/kept.ts";

export const languages = ["ja", "ja-easy", "en"] as const;
export type Language = (typeof languages)[number];

export const languageNames: Record<Language, string> = {
  ja: "日本語",
  "ja-easy": "やさしい日本語",
  en: "English",
};

const KEY = "sesshu.language";

export const language = signal<Language>("ja");

/** Returns the language of `?lang=`, else the remembered one, else the browser's, else Japanese. */
export function preferredLanguage(search: string, browser: readonly string[]): Language {
  const asked = known(new URLSearchParams(search).get("lang"));
  const remembered = known(kept("local", KEY));
  if (asked ?? remembered) return asked ?? remembered ?? "ja";
  const [first] = browser;
  return first && !first.toLowerCase().startsWith("ja") ? "en" : "ja";
}

export function rememberLanguage(chosen: Language): void {
  keep("local", KEY, chosen);
}

/** Returns the value of `<html lang>`: simple Japanese is Japanese. */
export function tagOf(chosen: Language): "ja" | "en" {
  return chosen === "en" ? "en" : "ja";
}

function known(text: string | null): Language | undefined {
  return languages.find((each) => each === text);
}
