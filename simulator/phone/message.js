// @ts-check
/** Chat messages of any type as a plain tree (see flex.js), and the shape of their line. */
import { flexTree, flexWidth } from "./flex.js";
import { templateTree } from "./template.js";
import { linkPieces, pictureUri } from "./uri.js";

/** @typedef {import("./flex.js").Node} Node */
/** @typedef {{ tree: Node, shape: "bubble" | "bare" | "wide" | "carousel" }} Drawn */

/** @type {Record<string, string>} */
const PLACEHOLDERS = { video: "動画", audio: "ボイスメッセージ", file: "ファイル", imagemap: "イメージマップ" };

/**
 * @param {any} message a LINE message object
 * @returns {Drawn}
 */
export function drawMessage(message) {
  switch (message?.type) {
    case "text":
      return { tree: textBubble(String(message.text ?? "")), shape: "bubble" };
    case "textV2":
      return { tree: textBubble(plainText(message)), shape: "bubble" };
    case "flex":
      return { tree: flexTree(message), shape: shapeOf(flexWidth(message)) };
    case "template": {
      const many = String(message.template?.type ?? "").includes("carousel");
      return { tree: templateTree(message), shape: many ? "carousel" : "bare" };
    }
    case "sticker":
      return { tree: { tag: "div", cls: "sticker", attrs: { role: "img", "aria-label": "スタンプ" } }, shape: "bare" };
    case "image":
      return { tree: imageNode(message), shape: "bare" };
    case "location":
      return { tree: locationNode(message), shape: "bubble" };
    default:
      return { tree: { tag: "div", cls: "words placeholder", text: placeholder(message) }, shape: "bubble" };
  }
}

/** @param {string} width @returns {Drawn["shape"]} */
function shapeOf(width) {
  if (width === "carousel") return "carousel";
  return width === "giga" ? "wide" : "bare";
}

/** @param {string} text @returns {Node} */
function textBubble(text) {
  const children = linkPieces(text).map((piece) =>
    piece.uri
      ? { tag: "span", cls: "link", text: piece.text, action: { type: "uri", uri: piece.uri } }
      : { tag: "span", text: piece.text },
  );
  return { tag: "div", cls: "words", children };
}

/**
 * Returns the text of a textV2 message, in which literal braces are doubled and single braces enclose
 * the names of substitutions.
 * @param {any} message
 */
function plainText(message) {
  return String(message.text ?? "").replace(/\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}/g, (found, key) => {
    if (key === undefined) return found[0];
    return message.substitution?.[key]?.type === "mention" ? "@メンバー" : "";
  });
}

/** @param {any} message @returns {Node} */
function imageNode(message) {
  const src = pictureUri(message.previewImageUrl ?? message.originalContentUrl);
  if (!src) return { tag: "div", cls: "photo", attrs: { role: "img", "aria-label": "写真" } };
  return { tag: "img", cls: "photo", attrs: { src, alt: "写真" } };
}

/** @param {any} message @returns {Node} */
function locationNode(message) {
  const lines = [message.title, message.address].filter(Boolean).map(String);
  return { tag: "div", cls: "words", text: lines.join("\n") };
}

/** @param {any} message */
function placeholder(message) {
  const name = Object.hasOwn(PLACEHOLDERS, message?.type) ? PLACEHOLDERS[message.type] : "表示できないメッセージ";
  return message?.altText ? `${name}\n${message.altText}` : name;
}
