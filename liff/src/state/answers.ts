/** Caches answers, so that the back button shows a page immediately and then updates it. */
const answers = new Map<string, unknown>();

export function remembered(key: string): unknown {
  return answers.get(key);
}

export function remember(key: string, value: unknown): void {
  answers.set(key, value);
}

export function forgetAnswers(): void {
  answers.clear();
}
