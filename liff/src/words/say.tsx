/** From a key to a sentence in the visitor's language. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import { ja } from "./ja.ts";
import { type Language, language, rememberLanguage, tagOf } from "./language.ts";
import { annotate, markJapanese, plain } from "./reading.tsx";

type Sentences = typeof ja;
export type Key = keyof Sentences;
type Values<K extends Key> = Sentences[K] extends (...values: infer V) => string ? V : [];

/** What every language has to bring: the same keys, the same values to fill in. */
export type Dictionary = {
  [K in Key]: Sentences[K] extends (...values: infer V) => string
    ? (...values: V) => string
    : string;
};

const dictionary = signal<Dictionary>(ja);

/** The sentence for the screen: readings over the kanji, or Japanese marked within English. */
export function say<K extends Key>(key: K, ...values: Values<K>): ComponentChildren {
  return show(sentence(key, values));
}

/** The same for what is in the visitor's language already, such as a date. */
export function show(text: string): ComponentChildren {
  return language.value === "en" ? markJapanese(text) : annotate(text);
}

/** The sentence as bare text: for attributes and the window's title. */
export function word<K extends Key>(key: K, ...values: Values<K>): string {
  return plain(sentence(key, values));
}

/** Takes up a language; where its sentences do not arrive, the present language stays. */
export async function speak(chosen: Language): Promise<void> {
  const found = await load(chosen);
  if (!found) return;
  dictionary.value = found;
  language.value = chosen;
  document.documentElement.lang = tagOf(chosen);
  document.documentElement.dataset.reader = chosen;
  rememberLanguage(chosen);
}

async function load(chosen: Language): Promise<Dictionary | undefined> {
  try {
    if (chosen === "en") return (await import("./en.ts")).en;
    if (chosen === "ja-easy") return (await import("./ja-easy.ts")).jaEasy;
    return ja;
  } catch {
    return undefined;
  }
}

function sentence(key: Key, values: readonly unknown[]): string {
  const found: unknown = dictionary.value[key];
  return typeof found === "function" ? String(found(...values)) : String(found);
}
