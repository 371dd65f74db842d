// @ts-check
/** The input bar of the chat: text field, quick replies, stickers and photographs. */
import { api } from "./api.js";
import { byId, el } from "./dom.js";
import { openSheet } from "./sheet.js";
import { pictureUri } from "./uri.js";

/** LINE's limit of a text message. */
const MAX_TEXT_LENGTH = 5000;

/**
 * @param {() => string} userId
 * @param {(request: Promise<any>) => Promise<void>} reportResult
 */
export function composer(userId, reportResult) {
  const form = byId("write");
  const field = byId("words");
  field.maxLength = MAX_TEXT_LENGTH;

  const resize = () => {
    field.style.setProperty("height", "auto");
    field.style.setProperty("height", `${Math.min(field.scrollHeight, 108)}px`);
    byId("send").disabled = field.value.trim() === "";
  };
  field.addEventListener("input", resize);
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    // While kana are being converted, Enter picks a conversion and must not send.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "") return;
    field.value = "";
    resize();
    void reportResult(api.send(userId(), { text }));
  });
  byId("plus").addEventListener("click", () => openAttachments(userId, reportResult));

  return {
    /** @param {string} text */
    fill(text) {
      field.value = text;
      field.focus();
      resize();
    },
  };
}

/**
 * @param {() => string} userId
 * @param {(request: Promise<any>) => Promise<void>} reportResult
 */
function openAttachments(userId, reportResult) {
  const choice = (/** @type {string} */ label, /** @type {string} */ cls, /** @type {object} */ message) =>
    el("button", {
      class: `more ${cls}`,
      text: label,
      onclick: () => {
        close();
        void reportResult(api.send(userId(), message));
      },
    });
  const close = openSheet("送るもの", [
    el(
      "div",
      { class: "more-list" },
      choice("スタンプ", "more-sticker", { sticker: true }),
      choice("写真", "more-photo", { image: true }),
    ),
  ]);
}

/**
 * Shows the quick replies of the newest message. Those of earlier messages are gone.
 * @param {(action: any, from?: HTMLElement) => void} perform
 */
export function quickReplies(perform) {
  const bar = byId("quick");
  let shown = "";
  return {
    /** @param {import("./api.js").ChatMessage[]} messages */
    show(messages) {
      const last = messages.at(-1);
      const items = last?.from === "bot" ? last.message?.quickReply?.items : null;
      const list = Array.isArray(items) ? items : [];
      const id = list.length > 0 ? String(last?.id) : "";
      if (id === shown) return;
      shown = id;
      bar.hidden = list.length === 0;
      bar.replaceChildren(...list.map((item) => chip(item, perform)));
      bar.scrollLeft = 0;
    },
  };
}

/** @param {any} item @param {(action: any, from?: HTMLElement) => void} perform */
function chip(item, perform) {
  const src = pictureUri(item?.imageUrl);
  const button = el("button", { class: "chip" }, src && el("img", { src, alt: "" }));
  button.append(el("span", { text: String(item?.action?.label ?? "") }));
  button.addEventListener("click", () => perform(item?.action, button));
  return button;
}
