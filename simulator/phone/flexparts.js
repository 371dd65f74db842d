// @ts-check
/** Components of a Flex box other than boxes: text, buttons, pictures, separators. */
import { aspectRatio, colour, imageSize, length, TEXT_SIZES, textSize } from "./flexstyle.js";
import { pictureUri } from "./uri.js";

/** @typedef {import("./flex.js").Node} Node */
/** @typedef {Record<string, string>} Style */

const ALIGN = /** @type {Record<string, string>} */ ({ start: "start", end: "end", center: "center" });
const JUSTIFY = /** @type {Record<string, string>} */ ({ start: "flex-start", end: "flex-end" });
const DECORATIONS = ["underline", "line-through"];

/** @param {any} text @returns {Node} */
export function textNode(text) {
  const style = textStyle(text);
  if (Object.hasOwn(ALIGN, text.align)) style["text-align"] = ALIGN[text.align];
  const lineSpacing = length(text.lineSpacing);
  if (lineSpacing) style["line-height"] = `calc(1.35em + ${lineSpacing})`;
  let cls = text.wrap === true ? "fx-text fx-wrap" : "fx-text";
  if (text.wrap === true && Number.isInteger(text.maxLines) && text.maxLines > 0) {
    cls += " fx-clamp";
    style["-webkit-line-clamp"] = String(text.maxLines);
  }
  /** @type {Node} */
  const node = { tag: "div", cls, style };
  const spans = Array.isArray(text.contents) ? text.contents : [];
  if (spans.length > 0) node.children = spans.map(spanNode);
  else node.text = String(text.text ?? "");
  if (text.action) node.action = text.action;
  return node;
}

/** @param {any} span @returns {Node} */
function spanNode(span) {
  return { tag: "span", style: textStyle(span), text: String(span?.text ?? "") };
}

/** @param {any} words a text or a span @returns {Style} */
function textStyle(words) {
  /** @type {Style} */
  const style = {};
  const size = textSize(words?.size);
  const textColour = colour(words?.color);
  if (size) style["font-size"] = size;
  if (textColour) style.color = textColour;
  if (words?.weight === "bold") style["font-weight"] = "700";
  if (words?.style === "italic") style["font-style"] = "italic";
  if (DECORATIONS.includes(words?.decoration)) style["text-decoration"] = words.decoration;
  return style;
}

/** @param {any} button @returns {Node} */
export function buttonNode(button) {
  const kind = ["primary", "secondary"].includes(button.style) ? button.style : "link";
  const height = button.height === "sm" ? " fx-low" : "";
  const tint = colour(button.color);
  return {
    tag: "button",
    cls: `fx-button fx-${kind}${height}`,
    style: tint ? { [kind === "link" ? "color" : "background-color"]: tint } : {},
    text: String(button.action?.label ?? ""),
    action: button.action,
  };
}

/** @param {any} image @returns {Node} */
export function imageNode(image) {
  const frame = {
    width: imageSize(image.size),
    "aspect-ratio": aspectRatio(image.aspectRatio),
    ...(colour(image.backgroundColor) ? { "background-color": image.backgroundColor } : {}),
  };
  /** @type {Node} */
  const node = {
    tag: "div",
    cls: "fx-image",
    style: { "justify-content": JUSTIFY[image.align] ?? "center" },
    children: [{ tag: "div", cls: "fx-frame", style: frame, children: [picture(image)] }],
  };
  if (image.action) node.action = image.action;
  return node;
}

/** @param {any} icon @returns {Node} */
export function iconNode(icon) {
  const height = textSize(icon.size) ?? `${TEXT_SIZES.md}px`;
  return {
    tag: "div",
    cls: "fx-icon",
    style: { height, "aspect-ratio": aspectRatio(icon.aspectRatio) },
    children: [picture(icon)],
  };
}

/** @param {any} separator @param {string} layout of the box around it @returns {Node} */
export function separatorNode(separator, layout) {
  const textColour = colour(separator.color);
  return {
    tag: "div",
    cls: layout === "vertical" ? "fx-rule" : "fx-rule fx-upright",
    style: textColour ? { "background-color": textColour } : {},
  };
}

/** @param {any} image @returns {Node} */
function picture(image) {
  const src = pictureUri(image.url);
  if (!src) return { tag: "span", cls: "fx-nopicture" };
  const cls = image.aspectMode === "cover" ? "fx-picture fx-cover" : "fx-picture";
  return { tag: "img", cls, attrs: { src, alt: "", loading: "lazy", decoding: "async" } };
}
