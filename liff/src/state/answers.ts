/** What the service answered last, so that the back button shows a page at once and then anew. */
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
