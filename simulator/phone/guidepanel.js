// @ts-check
/** デモの手引き: notes for visitors of the demo, and the addresses of its LIFF pages. */
import { el, icon } from "./dom.js";

/** Numbers and dates that get a copy button. */
const COPYABLE = /\d{4}-\d{2}-\d{2}|\d{6,}/g;

/** @param {HTMLElement} panel */
export function guidePanel(panel) {
  return {
    /** @param {import("./api.js").About} about */
    show(about) {
      const notes = about.notes.map((note) => card(note.title, note.text));
      const pages = about.liff.map((app) =>
        el("li", {}, link(`/liff/${encodeURIComponent(app.id)}`, "LIFFページをブラウザで開く")),
      );
      panel.replaceChildren(
        el("p", {
          class: "lead",
          text: "これはLINEの代わりをするシミュレーターです。本物のLINEには何も送られません。",
        }),
        ...notes,
        ...(pages.length > 0 ? [linkSection(pages)] : []),
      );
    },
  };
}

/** @param {Node[]} pages */
function linkSection(pages) {
  return el("section", { class: "card" }, el("h2", { text: "スマートフォンの外で開く" }), el("ul", {}, ...pages));
}

/** @param {string} title @param {string} text */
function card(title, text) {
  const values = [...new Set(text.match(COPYABLE) ?? [])];
  return el(
    "section",
    { class: "card" },
    el("h2", { text: title }),
    el("p", { class: "card-text", text }),
    values.length > 0 && el("div", { class: "copies" }, ...values.map(copyButton)),
  );
}

/** @param {string} value */
function copyButton(value) {
  const label = el("span", { text: value });
  const button = el("button", { class: "copy", "aria-label": `${value} をコピー` }, icon("copy"), label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(value);
      label.textContent = "コピーしました";
    } catch {
      label.textContent = "コピーできません";
    }
    setTimeout(() => {
      label.textContent = value;
    }, 1500);
  });
  return button;
}

/** @param {string} href @param {string} text */
function link(href, text) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", text });
}
