// @ts-check
/**
 * Creates elements, only with createElement, textContent and the style object. No markup is ever
 * parsed, so text of a message stays text (the page also runs under Trusted Types).
 */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `text`, `on…` listeners (functions), other attributes
 * @param {...Child} children
 * @returns {any} the element
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  if (tag === "button" && !("type" in props)) element.setAttribute("type", "button");
  element.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return element;
}

/**
 * Creates an icon from the symbols in index.html.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Creates elements from a plain tree (see flex.js).
 * @param {import("./flex.js").Node} tree
 * @param {(action: any, from: HTMLElement) => void} perform called when something with an action is tapped
 * @returns {HTMLElement}
 */
export function build(tree, perform) {
  const element = document.createElement(tree.tag);
  if (tree.cls) element.className = tree.cls;
  for (const [name, value] of Object.entries(tree.attrs ?? {})) element.setAttribute(name, value);
  for (const [name, value] of Object.entries(tree.style ?? {})) element.style.setProperty(name, value);
  if (tree.text !== undefined) element.textContent = tree.text;
  for (const child of tree.children ?? []) element.append(build(child, perform));
  if (tree.tag === "button") element.setAttribute("type", "button");
  if (tree.action) makeTappable(element, tree.action, perform);
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {any} action
 * @param {(action: any, from: HTMLElement) => void} perform
 */
function makeTappable(element, action, perform) {
  const tap = (/** @type {Event} */ event) => {
    event.stopPropagation();
    perform(action, element);
  };
  element.addEventListener("click", tap);
  if (element.tagName === "BUTTON") return;
  element.classList.add("tappable");
  element.setAttribute("role", action.type === "uri" ? "link" : "button");
  element.setAttribute("tabindex", "0");
  if (action.label) element.setAttribute("aria-label", action.label);
  element.addEventListener("keydown", (event) => {
    if (event.target !== element || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    tap(event);
  });
}

/** @param {string} id @returns {any} the element of index.html */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}
