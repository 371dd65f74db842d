// @ts-check
/** Sheets that slide up from the lower edge of the phone, and toasts. */
import { byId, el, icon } from "./dom.js";

/** Elements below a sheet, which are inert while it is open. */
const ELEMENTS_BELOW = ["talk", "friend", "liff"];

/** @type {(() => void)[]} */
const open = [];

/**
 * Opens a sheet and moves the focus into it. Closing it restores the focus.
 * @param {string} title
 * @param {Node[]} content
 * @param {{ cls?: string, head?: Node }} [options]
 * @returns {() => void} closes it
 */
export function openSheet(title, content, options = {}) {
  for (const other of [...open]) other();
  const place = byId("sheets");
  const previousFocus = /** @type {HTMLElement | null} */ (document.activeElement);
  const heading = options.head ?? createHead(title, () => close());
  const sheet = el(
    "div",
    { class: `sheet ${options.cls ?? ""}`, role: "dialog", "aria-label": title, tabindex: "-1" },
    heading,
    ...content,
  );
  const shade = el("div", { class: "shade", onclick: () => close() });
  const layer = el("div", { class: "layer" }, shade, sheet);
  layer.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });

  function close() {
    if (!layer.isConnected) return;
    layer.remove();
    open.splice(open.indexOf(close), 1);
    if (open.length === 0) setInertBelow(false);
    if (previousFocus?.isConnected) previousFocus.focus({ preventScroll: true });
  }

  open.push(close);
  setInertBelow(true);
  place.append(layer);
  const wanted = sheet.querySelector("[autofocus]") ?? sheet;
  wanted.focus({ preventScroll: true });
  return close;
}

/** Shows a toast for a few seconds. @param {string} words */
export function showToast(words) {
  const toast = byId("toast");
  toast.textContent = words;
  toast.classList.add("shown");
  clearTimeout(Number(toast.dataset.timer));
  toast.dataset.timer = String(setTimeout(() => toast.classList.remove("shown"), 3500));
}

/** @param {string} title @param {() => void} close */
function createHead(title, close) {
  return el(
    "div",
    { class: "sheet-head" },
    el("h2", { text: title }),
    el("button", { class: "round", "aria-label": "閉じる", onclick: close }, icon("close")),
  );
}

/** @param {boolean} inert */
function setInertBelow(inert) {
  for (const id of ELEMENTS_BELOW) byId(id).inert = inert;
  // A LIFF page may still be open below the sheet. It covers the chat.
  if (byId("liff").classList.contains("open")) byId("talk").inert = true;
}
