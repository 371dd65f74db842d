/**
 * Readings and languages for screen readers: `{接種|せっしゅ}` in a sentence becomes a reading over its
 * kanji, and Japanese words within English are marked, so that a Japanese voice reads them.
 */
import type { ComponentChildren, VNode } from "preact";

const READING = /\{([^|{}]+)\|([^|{}]+)\}/g;

/** Words in kana and kanji, with the spaces between them. */
const JAPANESE = /[\u3005-\u30ff\u4e00-\u9fff]+(?:[ 　（）・]+[\u3005-\u30ff\u4e00-\u9fff]+)*/g;

export function plain(text: string): string {
  return text.replace(READING, "$1");
}

/** Adds the readings, hidden from screen readers, which would otherwise read everything twice. */
export function annotate(text: string): ComponentChildren {
  return dress(text, READING, ([, kanji, reading]) => (
    <ruby>
      {kanji}
      <rt aria-hidden="true">{reading}</rt>
    </ruby>
  ));
}

export function markJapanese(text: string): ComponentChildren {
  return dress(text, JAPANESE, ([words]) => <span lang="ja">{words}</span>);
}

/** Replaces what matches the pattern with elements. */
function dress(
  text: string,
  pattern: RegExp,
  element: (found: RegExpExecArray) => VNode,
): ComponentChildren {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    parts.push(text.slice(from, found.index), element(found));
    from = found.index + found[0].length;
  }
  return parts.length === 0 ? text : [...parts, text.slice(from)];
}
