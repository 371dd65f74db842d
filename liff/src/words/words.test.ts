import { describe, expect, it } from "vitest";

import { en } from "./en.ts";
import { ja } from "./ja.ts";
import { jaEasy } from "./ja-easy.ts";

// The compiler checks that every language has every sentence and no other (`Dictionary`).
describe.each([
  ["en", en],
  ["ja-easy", jaEasy],
])("%s", (_, dictionary) => {
  it("leaves no sentence empty", () => {
    expect(Object.entries(dictionary).filter(([, sentence]) => sentence === "")).toEqual([]);
  });

  it("takes as many values as the Japanese", () => {
    const counts = (of: object) =>
      Object.values(of).map((sentence) => (typeof sentence === "function" ? sentence.length : 0));
    expect(counts(dictionary)).toEqual(counts(ja));
  });
});

it("every reading in simple Japanese is closed and is kana", () => {
  for (const sentence of Object.values(jaEasy)) {
    const text = typeof sentence === "function" ? String(sentence) : sentence;
    const readings = [...text.matchAll(/\{([^{}|$]+)\|([^{}|]*)\}/g)];
    for (const [, , reading] of readings) expect(reading).toMatch(/^[ぁ-んー]+$/);
  }
});

it("every kanji in simple Japanese has its reading, but for dates in figures", () => {
  const bare = Object.entries(jaEasy).flatMap(([key, sentence]) => {
    const text = typeof sentence === "function" ? sentence.toString() : sentence;
    const rest = text.replace(/\{[^{}|$]+\|[^{}|]*\}/g, "").replace(/(昭和)?[\d}]+[年月日]/g, "");
    return /[\u4e00-\u9fff]/.test(rest) ? [key] : [];
  });
  expect(bare).toEqual([]);
});

/** The manual's sentences, exactly. */
it.each([
  "利用規約に同意する",
  "予約をはじめる",
  "マイページ",
  "個人の認証（本人確認）",
  "次に進む",
  "入力された情報に該当する接種券が見つかりませんでした。再度入力ください。",
  "LINEに紐づけて保存する",
  "お名前（カナ）",
  "電話番号",
  "メールアドレス",
  "場所から決める",
  "日時から決める",
  "←先月",
  "来月→",
  "まだ予約は確定していません。",
  "予約を確定する",
  "ご予約が完了しました",
  "ご予約をキャンセルして取り直す",
  "キャンセルしますか？",
  "OK",
  "戻る",
  "キャンセルしました",
  "予約を始める",
  "LINE連携を解除する",
  "LINE連携を解除しますか？",
  "LINE連携を解除しました。",
  "ログアウト",
  "ログアウトしました",
])("the manual's 「%s」 is there as it stands", (words) => {
  expect(Object.values(ja)).toContain(words);
});
