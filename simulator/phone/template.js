// @ts-check
/** Template messages (buttons, confirm, carousels) as a plain tree; see `flex.js`. */
import { aspectRatio } from "./flexstyle.js";
import { pictureUri } from "./uri.js";

/** @typedef {import("./flex.js").Node} Node */

/** @param {any} message @returns {Node} */
export function templateTree(message) {
  const template = message?.template ?? {};
  if (template.type === "carousel" || template.type === "image_carousel") {
    const columns = Array.isArray(template.columns) ? template.columns : [];
    return { tag: "div", cls: "fx-carousel", children: columns.map((column) => cardNode(column, template)) };
  }
  return cardNode(template, template);
}

/**
 * @param {any} card a template or a column of it
 * @param {any} template
 * @returns {Node}
 */
function cardNode(card, template) {
  /** @type {Node[]} */
  const children = [];
  const src = pictureUri(card.thumbnailImageUrl ?? card.imageUrl);
  if (src) {
    const ratio = template.imageAspectRatio === "square" || card.imageUrl ? "1:1" : "151:100";
    const fit = template.imageSize === "contain" ? "" : " fx-cover";
    const image = { tag: "img", cls: `fx-picture${fit}`, attrs: { src, alt: "", loading: "lazy" } };
    children.push({ tag: "div", cls: "tp-picture", style: { "aspect-ratio": aspectRatio(ratio) }, children: [image] });
  }
  /** @type {Node} */
  const words = { tag: "div", cls: "tp-words", children: [] };
  if (card.title) words.children?.push({ tag: "div", cls: "tp-title", text: String(card.title) });
  if (card.text) words.children?.push({ tag: "div", cls: "tp-text", text: String(card.text) });
  if (card.defaultAction) words.action = card.defaultAction;
  if (words.children?.length) children.push(words);
  const actions = Array.isArray(card.actions) ? card.actions : card.action ? [card.action] : [];
  const cls = template.type === "confirm" ? "tp-actions tp-pair" : "tp-actions";
  children.push({ tag: "div", cls, children: actions.map(actionNode) });
  return { tag: "div", cls: "fx-bubble fx-kilo tp-card", children };
}

/** @param {any} action @returns {Node} */
function actionNode(action) {
  return { tag: "button", cls: "tp-action", text: String(action?.label ?? ""), action };
}
