/** Translates a key into the visitor's language. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import { ja } from "./ja.ts";
import { type Language, language, rememberLanguage, tagOf } from "./language.ts";
import { annotate, markJapanese, plain } from "./reading.tsx";

type Sentences = typeof ja;
export type Key = keyof Sentences;
type Values<K extends Key> = Sentences[K] extends (...values: infer V) => string ? V : [];

/** The type of a language's sentences: the same keys with the same parameters. */
export type Dictionary = {
  [K in Key]: Sentences[K] extends (...values: infer V) => string
    ? (...values: V) => string
    : string;
};

const dictionary = signal<Dictionary>(ja);

/** Returns the sentence for the screen: readings over the kanji, or Japanese marked within English. */
export function say<K extends Key>(key: K, ...values: Values<K>): ComponentChildren {
  return show(sentence(key, values));
}

/** Does the same for text in the visitor's language, such as a date. */
export function show(text: string): ComponentChildren {
  return language.value === "en" ? markJapanese(text) : annotate(text);
}

/** Returns the sentence as plain text, for attributes and the window's title. */
export function word<K extends Key>(key: K, ...values: Values<K>): string {
  return plain(sentence(key, values));
}

/** Switches to a language. If its sentences do not load, the present language stays. */
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
