/** Normalizes what people type. The service does the same again and decides. */

/** Returns the digits only; accepts full-width ones, spaces and hyphens of any kind. */
export function couponNumber(text: string): string {
  return withoutSeparators(text);
}

/** Returns capital letters and digits, as a check code is printed. */
export function checkCode(text: string): string {
  return withoutSeparators(text).toUpperCase();
}

export function phoneNumber(text: string): string {
  const digits = withoutSeparators(text).replace(/[()]/g, "");
  return digits.startsWith("+81") ? `0${digits.slice(3)}` : digits;
}

/** Returns full-width katakana with single spaces, from hiragana and half-width kana. */
export function kanaName(text: string): string {
  return (
    text
      .normalize("NFKC")
      .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
      // No look-behind: Safari before 16.4 rejects the whole script.
      .replace(/([ァ-ヺ])[-‐‑‒–—―−]/g, "$1ー")
      .replace(/\s+/g, " ")
      .trim()
  );
}

export function emailAddress(text: string): string {
  return text.normalize("NFKC").replace(/\s/g, "");
}

function withoutSeparators(text: string): string {
  return text.normalize("NFKC").replace(/[\s\-‐‑‒–—―−ー]/g, "");
}
