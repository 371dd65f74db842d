// @ts-check
/** The chat: messages, separators between days, and the loading indicator. */
import { build, byId, el, icon } from "./dom.js";
import { drawMessage } from "./message.js";
import { clockText, dayKey, dayText } from "./time.js";
import { pictureUri } from "./uri.js";

/** @typedef {import("./api.js").ChatMessage} ChatMessage */
/** @typedef {(action: any, from?: HTMLElement) => void} Perform */

/** How near to the end counts as reading the newest message, in pixels. */
const NEAR_END = 80;

/**
 * @param {Perform} perform
 * @param {() => import("./api.js").About} about
 */
export function chatLog(perform, about) {
  const log = byId("log");
  const dots = loadingDots(about);
  /** @type {ChatMessage[]} */
  let shown = [];

  /** @param {() => void} change */
  function keepScrolledToEnd(change) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    change();
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  /** @param {ChatMessage} entry */
  function append(entry) {
    const before = shown.at(-1);
    if (!before || dayKey(before.at) !== dayKey(entry.at)) {
      log.append(el("div", { class: "day" }, el("span", { text: dayText(entry.at) })));
    }
    const first = !before || before.from !== entry.from || dayKey(before.at) !== dayKey(entry.at);
    const line = createLine(entry, first, perform, about());
    for (const image of line.querySelectorAll("img")) {
      image.addEventListener("load", () => keepScrolledToEnd(() => {}), { once: true });
    }
    log.append(line);
    shown.push(entry);
  }

  // The keyboard, the menu and the quick replies change the height. The newest message stays visible.
  let height = log.clientHeight;
  new ResizeObserver(() => {
    const grown = log.clientHeight - height;
    height = log.clientHeight;
    if (log.scrollHeight - log.scrollTop - log.clientHeight + Math.min(grown, 0) < NEAR_END) {
      log.scrollTop = log.scrollHeight;
    }
  }).observe(log);

  return {
    clear() {
      shown = [];
      log.replaceChildren();
    },
    /** Appends new messages, or redraws all if earlier ones have changed. @param {import("./api.js").Chat} chat */
    show(chat) {
      const messages = chat.messages ?? [];
      const grown = shown.every((entry, index) => messages[index]?.id === entry.id);
      if (!grown) this.clear();
      const added = messages.slice(shown.length);
      const empty = shown.length === 0;
      // A screen reader announces new messages, but not the whole history.
      log.setAttribute("aria-live", empty && added.length > 1 ? "off" : "polite");
      keepScrolledToEnd(() => {
        dots.remove();
        added.forEach(append);
        if (chat.loading) log.append(dots);
      });
      if (empty || added.some((entry) => entry.from === "user")) log.scrollTop = log.scrollHeight;
    },
  };
}

/**
 * Returns the account's picture, or the first character of its name.
 * @param {import("./api.js").About} about
 * @param {any} [sender] of a message
 */
export function avatar(about, sender) {
  const name = sender?.name ?? about.channel.displayName;
  const src = pictureUri(sender?.iconUrl ?? about.channel.pictureUrl, location.href);
  const face = src ? el("img", { src, alt: "" }) : [...name][0] ?? "";
  return el("span", { class: "avatar", "aria-hidden": "true" }, face);
}

/**
 * @param {ChatMessage} entry
 * @param {boolean} first whether it is the first of a run from the same side
 * @param {Perform} perform
 * @param {import("./api.js").About} about
 */
function createLine(entry, first, perform, about) {
  const mine = entry.from === "user";
  const { tree, shape } = drawMessage(entry.message);
  const body = build(tree, perform);
  const content = shape === "carousel" ? makeScrollable(body) : body;
  const who = el("span", { class: "unseen", text: mine ? "あなた" : about.channel.displayName });
  const when = el("time", { datetime: new Date(entry.at).toISOString(), text: clockText(entry.at) });
  const stamp = el("div", { class: "stamp" }, mine && el("span", { text: "既読" }), when);
  const bubble = el("div", { class: `piece ${shape}` }, who, content);
  const sender = entry.message?.sender;
  const face = !mine && el("div", { class: "face" }, (first || sender) && avatar(about, sender));
  const name = !mine && sender?.name && el("div", { class: "sender", text: sender.name });
  const side = mine ? "mine" : "theirs";
  const row = el("div", { class: `line ${side}${first ? " first" : ""} is-${shape}` }, face, bubble, stamp);
  if (name) bubble.prepend(name);
  return row;
}

/**
 * Makes a carousel scrollable by finger, by keyboard, and with arrow buttons by mouse.
 * @param {HTMLElement} carousel
 */
function makeScrollable(carousel) {
  carousel.setAttribute("tabindex", "0");
  carousel.setAttribute("role", "group");
  carousel.setAttribute("aria-label", "カルーセル");
  const step = () => (carousel.firstElementChild?.clientWidth ?? 260) + 8;
  /** @param {number} way @param {string} label */
  const arrow = (way, label) =>
    el(
      "button",
      {
        class: `arrow ${way < 0 ? "back" : "ahead"}`,
        "aria-label": label,
        onclick: () => carousel.scrollBy({ left: way * step() }),
      },
      icon("chevron"),
    );
  const frame = el("div", { class: "scroller" }, carousel, arrow(-1, "前のカード"), arrow(1, "次のカード"));
  const updateEdges = () => {
    frame.classList.toggle("at-start", carousel.scrollLeft < 8);
    frame.classList.toggle("at-end", carousel.scrollLeft + carousel.clientWidth > carousel.scrollWidth - 8);
  };
  carousel.addEventListener("scroll", updateEdges, { passive: true });
  new ResizeObserver(updateEdges).observe(carousel);
  return frame;
}

/** @param {() => import("./api.js").About} about */
function loadingDots(about) {
  const dots = el("div", { class: "words dots", role: "img", "aria-label": "入力中" }, el("i"), el("i"), el("i"));
  const face = el("div", { class: "face" });
  const line = el("div", { class: "line theirs first" }, face, el("div", { class: "piece bubble" }, dots));
  queueMicrotask(() => about()?.channel && face.replaceChildren(avatar(about())));
  return line;
}
