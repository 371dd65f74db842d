/** Readings over kanji: `{接種|せっしゅ}` in a sentence becomes ruby on the screen. */
import type { ComponentChildren } from "preact";

const READING = /\{([^|{}]+)\|([^|{}]+)\}/g;

export function plain(text: string): string {
  return text.replace(READING, "$1");
}

/** The reading is hidden from screen readers, which would otherwise say everything twice. */
export function annotate(text: string): ComponentChildren {
  if (!text.includes("{")) return text;
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const found of text.matchAll(READING)) {
    parts.push(text.slice(from, found.index));
    parts.push(
      <ruby>
        {found[1]}
        <rt aria-hidden="true">{found[2]}</rt>
      </ruby>,
    );
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}
