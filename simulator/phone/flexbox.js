// @ts-check
/** Boxes of a Flex message and the layout of their contents. */
import { buttonNode, iconNode, imageNode, separatorNode, textNode } from "./flexparts.js";
import { border, colour, gradient, length, alignment, offset, space } from "./flexstyle.js";

/** @typedef {import("./flex.js").Node} Node */
/** @typedef {Record<string, string>} Style */

/** @type {Record<string, (component: any, layout: string) => Node>} */
const COMPONENTS = {
  box: (component) => boxNode(component),
  text: textNode,
  button: buttonNode,
  image: imageNode,
  icon: iconNode,
  separator: separatorNode,
  filler: () => ({ tag: "div", cls: "fx-filler" }),
  spacer: (component) => ({ tag: "div", cls: "fx-spacer", style: { height: space(component.size) ?? "8px" } }),
};

/** The depth to which nested boxes are drawn. LINE's 30 KB have room for about 400 of them. */
const MAX_DEPTH = 60;

/**
 * @param {any} box
 * @param {number} [depth]
 * @returns {Node}
 */
export function boxNode(box, depth = 0) {
  const layout = ["horizontal", "baseline"].includes(box?.layout) ? box.layout : "vertical";
  /** @type {Node} */
  const node = { tag: "div", cls: `fx-box fx-${layout}`, style: boxStyle(box), children: [] };
  if (box?.action) node.action = box.action;
  const contents = Array.isArray(box?.contents) && depth < MAX_DEPTH ? box.contents : [];
  let before = 0;
  for (const component of contents) {
    const child = childNode(component, layout, depth);
    if (!child) continue;
    Object.assign((child.style ??= {}), itemStyle(component, layout, before > 0 ? box.spacing : null));
    if (component.position !== "absolute") before += 1;
    node.children?.push(child);
  }
  return node;
}

/**
 * @param {any} component
 * @param {string} layout
 * @param {number} depth
 * @returns {Node | null} null for a component of an unknown type
 */
function childNode(component, layout, depth) {
  if (component?.type === "box") return boxNode(component, depth + 1);
  const draw = Object.hasOwn(COMPONENTS, component?.type) ? COMPONENTS[component.type] : null;
  return draw ? draw(component, layout) : null;
}

/**
 * Returns the style of a box itself.
 * @param {any} box
 * @returns {Style}
 */
function boxStyle(box) {
  const all = space(box?.paddingAll);
  return definedOnly({
    "background-color": colour(box?.backgroundColor),
    "background-image": gradient(box?.background),
    "border-color": colour(box?.borderColor),
    "border-width": border(box?.borderWidth),
    "border-radius": space(box?.cornerRadius),
    "justify-content": alignment(box?.justifyContent),
    "align-items": alignment(box?.alignItems),
    "max-width": length(box?.maxWidth),
    height: length(box?.height),
    "max-height": length(box?.maxHeight),
    "padding-top": space(box?.paddingTop) ?? all,
    "padding-bottom": space(box?.paddingBottom) ?? all,
    "padding-inline-start": space(box?.paddingStart) ?? all,
    "padding-inline-end": space(box?.paddingEnd) ?? all,
  });
}

/**
 * Returns the style of a component that depends on its box.
 * @param {any} component
 * @param {string} layout of the box around it
 * @param {unknown} spacing of that box; null for the first component, before which there is no space
 * @returns {Style}
 */
function itemStyle(component, layout, spacing) {
  const vertical = layout === "vertical";
  const gap = spacing === null ? undefined : space(component.margin) ?? space(spacing);
  const absolute = component.position === "absolute";
  const before = vertical ? "margin-top" : "margin-inline-start";
  return definedOnly({
    position: absolute ? "absolute" : undefined,
    [before]: absolute ? undefined : gap,
    flex: absolute ? undefined : flexShare(component, vertical),
    "align-self": gravity(component, vertical),
    width: component.type === "box" ? length(component.width) : undefined,
    top: offset(component.offsetTop),
    bottom: offset(component.offsetBottom),
    "inset-inline-start": offset(component.offsetStart),
    "inset-inline-end": offset(component.offsetEnd),
  });
}

/**
 * Returns a component's share of its box. In a horizontal or baseline box components share the width
 * by default, and one with a width of its own does not. In a vertical box a component has the height
 * of its content.
 * @param {any} component
 * @param {boolean} vertical
 */
function flexShare(component, vertical) {
  if (["icon", "separator"].includes(component.type)) return "none";
  if (component.type === "filler") return `${share(component.flex, 1)} 1 0px`;
  if (vertical) {
    const part = share(component.flex, 0);
    return part === 0 ? "none" : `${part} 1 auto`;
  }
  if (component.type === "box" && length(component.width)) return "none";
  const part = share(component.flex, 1);
  return part === 0 ? "none" : `${part} 1 0px`;
}

/** @param {unknown} value @param {number} otherwise */
function share(value, otherwise) {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : otherwise;
}

/** @param {any} component @param {boolean} vertical */
function gravity(component, vertical) {
  if (vertical) return undefined;
  if (component.gravity === "center") return "center";
  return component.gravity === "bottom" ? "flex-end" : undefined;
}

/** @param {Record<string, string | undefined>} style @returns {Style} */
function definedOnly(style) {
  /** @type {Style} */
  const kept = {};
  for (const [name, value] of Object.entries(style)) if (value !== undefined) kept[name] = value;
  return kept;
}
