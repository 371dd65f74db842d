// @ts-check
/**
 * Flex messages as a plain tree of elements with class, style, text and action. Pure, so that it can
 * be tested without a browser; `dom.js` creates the elements.
 * Source: LINE's "Flex Message elements" and "Flex Message layout".
 */
import { boxNode } from "./flexbox.js";
import { imageNode } from "./flexparts.js";
import { colour } from "./flexstyle.js";

/**
 * @typedef {object} Node
 * @property {string} tag
 * @property {string} [cls] class names of our own style sheet
 * @property {Record<string, string>} [style]
 * @property {Record<string, string>} [attrs]
 * @property {string} [text]
 * @property {Node[]} [children]
 * @property {any} [action] a LINE action object
 */

const BUBBLE_SIZES = ["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"];

/**
 * @param {any} message a Flex message, or its contents
 * @returns {Node}
 */
export function flexTree(message) {
  const contents = message?.type === "flex" ? message.contents : message;
  if (contents?.type === "carousel") {
    const bubbles = Array.isArray(contents.contents) ? contents.contents : [];
    return { tag: "div", cls: "fx-carousel", children: bubbles.map(bubbleNode) };
  }
  return bubbleNode(contents);
}

/**
 * Returns the width of a container, by which the chat lays out its line.
 * @param {any} message
 * @returns {string} "carousel" or the size of the bubble
 */
export function flexWidth(message) {
  const contents = message?.contents;
  return contents?.type === "carousel" ? "carousel" : bubbleSize(contents);
}

/** @param {any} bubble */
function bubbleSize(bubble) {
  return BUBBLE_SIZES.includes(bubble?.size) ? bubble.size : "mega";
}

/** @param {any} bubble @returns {Node} */
function bubbleNode(bubble) {
  const blocks = ["header", "hero", "body", "footer"]
    .filter((block) => bubble?.[block])
    .map((block, index) => blockNode(bubble, block, index));
  /** @type {Node} */
  const node = { tag: "div", cls: `fx-bubble fx-${bubbleSize(bubble)}`, children: blocks };
  if (bubble?.direction === "rtl") node.attrs = { dir: "rtl" };
  if (bubble?.action) node.action = bubble.action;
  return node;
}

/**
 * @param {any} bubble
 * @param {string} block header, hero, body or footer
 * @param {number} index position among the blocks present
 * @returns {Node}
 */
function blockNode(bubble, block, index) {
  const style = bubble.styles?.[block] ?? {};
  /** @type {Node} */
  const node = { tag: "div", cls: `fx-block fx-${block}`, style: {}, children: [content(bubble[block])] };
  const background = colour(style.backgroundColor);
  if (background && node.style) node.style["background-color"] = background;
  if (style.separator === true && index > 0 && node.style) {
    node.style["border-top"] = `1px solid ${colour(style.separatorColor) ?? "#d4d6da"}`;
  }
  return node;
}

/** @param {any} component @returns {Node} */
function content(component) {
  if (component.type === "image") return imageNode(component);
  if (component.type === "video") {
    return component.altContent ? content(component.altContent) : { tag: "div", cls: "fx-video", text: "動画" };
  }
  return boxNode(component);
}
