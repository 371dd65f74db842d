// @ts-check
/** メール: mail that the demo has sent to the simulator's mailbox. */
import { el } from "./dom.js";
import { momentText } from "./time.js";

/** @param {HTMLElement} panel */
export function mailPanel(panel) {
  return {
    /** @param {{ at: string, to: string, subject: string, text: string }[]} mails */
    show(mails) {
      const cards = [...mails].sort((one, other) => other.at.localeCompare(one.at)).map(card);
      panel.replaceChildren(
        ...(cards.length > 0 ? cards : [el("p", { class: "lead", text: "まだメールはありません。" })]),
      );
    },
  };
}

/** @param {{ at: string, to: string, subject: string, text: string }} mail */
function card(mail) {
  return el(
    "article",
    { class: "card" },
    el("h2", { text: mail.subject }),
    el("p", { class: "mail-to", text: `${mail.to}　${momentText(mail.at)}` }),
    el("p", { class: "card-text", text: mail.text }),
  );
}
