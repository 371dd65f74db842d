/** The browser's storage. If it is missing, full or forbidden, nothing is stored. */

type Where = "local" | "session";

export function kept(where: Where, key: string): string | null {
  try {
    return storage(where).getItem(key);
  } catch {
    return null;
  }
}

export function keep(where: Where, key: string, text: string): void {
  try {
    storage(where).setItem(key, text);
  } catch {
    // Private windows refuse storage; the pages work without it.
  }
}

export function forget(where: Where, key: string): void {
  try {
    storage(where).removeItem(key);
  } catch {
    // As above.
  }
}

/** Deletes what was stored for this visit, so that the next person at this browser starts fresh. */
export function forgetVisit(): void {
  forgetAll((key) => key.startsWith("sesshu."));
}

/** The name under which a text of this visit is stored for one person, given their opaque id. */
export function of(person: string, key: string): string {
  return `${key}@${person}`;
}

/** Deletes what was stored for other persons, who have used this window before. */
export function forgetOthers(person: string): void {
  forgetAll((key) => /^sesshu\..*@/.test(key) && !key.endsWith(`@${person}`));
}

function forgetAll(isMeant: (key: string) => boolean): void {
  try {
    const keys = Object.keys(window.sessionStorage).filter(isMeant);
    for (const key of keys) window.sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}

function storage(where: Where): Storage {
  return where === "local" ? window.localStorage : window.sessionStorage;
}
