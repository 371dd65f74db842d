// @ts-check
/** LINE's actions: what a tap on a button, an area or a quick reply does. */
import { api } from "./api.js";
import { openDatePicker } from "./datepicker.js";
import { el } from "./dom.js";
import { openSheet, showToast } from "./sheet.js";
import { liffTarget, readUri } from "./uri.js";

/**
 * @typedef {object} Phone the parts of the phone that actions use
 * @property {() => string} userId
 * @property {() => string} now RFC 3339
 * @property {() => string} title of LIFF pages
 * @property {{ open: (url: string, title: string) => void }} liff
 * @property {{ setOpen: (open: boolean) => void, setTyping: (typing: boolean) => void }} menu
 * @property {(words: string) => void} fillIn puts a text into the field and opens the keyboard
 */

/** @param {Phone} phone */
export function createActions(phone) {
  /** Waits for a request, and shows a toast if it failed. @param {Promise<any>} request */
  async function reportResult(request) {
    try {
      const answer = await request;
      if (answer?.status === 0) showToast("公式アカウントのサーバーが応答しません");
      else if (answer?.status >= 400) showToast(`公式アカウントのサーバーが ${answer.status} を返しました`);
    } catch {
      showToast("送信できませんでした");
    }
  }

  /** @param {unknown} uri */
  async function openUri(uri) {
    const safe = readUri(uri);
    if (!safe) return showToast("このリンクは開けません");
    const target = liffTarget(safe.href, location.origin);
    if (target) {
      try {
        const { url } = await api.liff(phone.userId(), target);
        const page = readUri(url);
        if (page?.kind !== "web") return showToast("このページは開けません");
        return phone.liff.open(page.href, phone.title());
      } catch {
        return showToast("ページを開けませんでした");
      }
    }
    if (safe.kind === "web") return void window.open(safe.href, "_blank", "noopener,noreferrer");
    if (safe.kind === "tel") return askToCall(safe.href);
    return showToast("この機能はシミュレーターにありません");
  }

  /** @param {any} action a postback action @param {Record<string, string>} [params] */
  function postback(action, params) {
    if (action.inputOption === "closeRichMenu") phone.menu.setOpen(false);
    if (action.inputOption === "openRichMenu") phone.menu.setOpen(true);
    if (action.inputOption === "openKeyboard") phone.fillIn(String(action.fillInText ?? ""));
    const body = { data: String(action.data ?? ""), params, displayText: action.displayText };
    return reportResult(api.postback(phone.userId(), body));
  }

  /** @param {any} action @returns {unknown} */
  function perform(action) {
    switch (action?.type) {
      case "message":
        return reportResult(api.send(phone.userId(), { text: String(action.text ?? "") }));
      case "postback":
        return postback(action);
      case "datetimepicker":
        return openDatePicker(action, phone.now(), (params) => postback(action, params));
      case "uri":
        return openUri(action.uri);
      case "clipboard":
        return navigator.clipboard
          .writeText(String(action.clipboardText ?? ""))
          .then(() => showToast("コピーしました"), () => showToast("コピーできませんでした"));
      default:
        return showToast("この機能はシミュレーターにありません");
    }
  }

  return {
    perform,
    openUri,
    reportResult,
    /** Taps an area of the rich menu. The simulator performs its action, except for what the phone does itself. */
    tapArea(/** @type {number} */ index, /** @type {any} */ action) {
      if (!["postback", "message", "richmenuswitch"].includes(action?.type)) return perform(action);
      if (action.inputOption === "closeRichMenu") phone.menu.setOpen(false);
      if (action.inputOption === "openKeyboard") phone.fillIn(String(action.fillInText ?? ""));
      return reportResult(api.tap(phone.userId(), index));
    },
  };
}

/** @param {string} href tel:… */
function askToCall(href) {
  const number = decodeURIComponent(href.slice("tel:".length));
  const close = openSheet("電話", [
    el("p", { class: "sheet-words", text: `${number} に電話をかけますか？` }),
    el(
      "div",
      { class: "sheet-pair" },
      el("button", { class: "plain", text: "キャンセル", onclick: () => close() }),
      el("button", {
        class: "strong",
        text: "発信",
        autofocus: true,
        onclick: () => {
          close();
          showToast("シミュレーターのため、電話はかかりません");
        },
      }),
    ),
  ]);
}
