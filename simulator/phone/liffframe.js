// @ts-check
/** The LIFF browser, which slides up inside the phone. */
import { byId, el, icon } from "./dom.js";

/**
 * @param {(uri: string) => void} openUri opens an address that the page requests
 */
export function liffFrame(openUri) {
  const place = byId("liff");
  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let origin = "";
  /** @type {HTMLElement | null} */
  let previousFocus = null;

  function close() {
    if (!frame) return;
    frame = null;
    place.classList.remove("open");
    place.replaceChildren();
    byId("talk").inert = false;
    if (previousFocus?.isConnected) previousFocus.focus({ preventScroll: true });
  }

  // Messages are accepted only from the frame, and only while it shows the origin that was opened.
  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data?.type === "liff:close") close();
    if (event.data?.type === "liff:open" && typeof event.data.url === "string") openUri(event.data.url);
  });
  place.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") close();
  });

  return {
    close,
    /**
     * @param {string} url with the credentials in its hash, as inside LINE
     * @param {string} title
     */
    open(url, title) {
      if (!frame) previousFocus = /** @type {HTMLElement | null} */ (document.activeElement);
      const address = new URL(url);
      origin = address.origin;
      const next = el("iframe", {
        class: "liff-page",
        title,
        sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads",
        referrerpolicy: "no-referrer",
      });
      const closeButton = el("button", { class: "round", "aria-label": "閉じる", onclick: close }, icon("close"));
      const titles = el(
        "div",
        { class: "liff-names" },
        el("h1", { class: "liff-title", text: title }),
        el("div", { class: "liff-host", text: address.host }),
      );
      const spinner = el("div", { class: "liff-wait", role: "status" }, el("span", { class: "unseen", text: "読み込み中" }));
      next.addEventListener("load", () => spinner.remove());
      frame = next;
      place.replaceChildren(el("div", { class: "liff-head" }, el("span", { class: "round" }), titles, closeButton), spinner, next);
      place.classList.add("open");
      byId("talk").inert = true;
      closeButton.focus({ preventScroll: true });
      next.src = address.href;
    },
  };
}
