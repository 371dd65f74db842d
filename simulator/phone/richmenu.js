// @ts-check
/** The rich menu: a picture with areas to tap, opened and closed by the chat bar. */
import { byId, el } from "./dom.js";
import { pictureUri } from "./uri.js";

/** @typedef {import("./api.js").RichMenu} RichMenu */

/** @param {(index: number, action: any, from: HTMLElement) => void} onTap */
export function richMenuPanel(onTap) {
  const panel = byId("richmenu");
  const composer = byId("composer");
  const bar = byId("menu-bar");
  let shownId = "";

  /** @param {boolean} open */
  function setOpen(open) {
    panel.hidden = !open;
    bar.setAttribute("aria-expanded", String(open));
  }

  /** Switches the bar between the menu's title and the text field. @param {boolean} typing */
  function setTyping(typing) {
    composer.classList.toggle("typing", typing);
    if (typing) setOpen(false);
  }

  bar.addEventListener("click", () => setOpen(panel.hidden));
  byId("to-keyboard").addEventListener("click", () => {
    setTyping(true);
    byId("words").focus();
  });
  byId("to-menu").addEventListener("click", () => {
    setTyping(false);
    setOpen(true);
    bar.focus();
  });

  return {
    setOpen(/** @type {boolean} */ open) {
      setTyping(false);
      setOpen(open);
    },
    setTyping,
    /** @param {RichMenu | null} menu */
    show(menu) {
      const id = menu ? `${menu.richMenuId} ${menu.imageUrl}` : "";
      if (id === shownId) return;
      // A menu that replaces another keeps it open or closed, so that a person who is typing is not interrupted.
      const replaces = shownId !== "";
      shownId = id;
      composer.classList.toggle("has-menu", menu !== null);
      panel.replaceChildren();
      if (!menu) return setOpen(false);
      byId("menu-title").textContent = String(menu.object?.chatBarText ?? "メニュー");
      panel.append(createImage(menu), ...createAreas(menu, onTap));
      if (replaces) return;
      setTyping(false);
      setOpen(menu.object?.selected === true);
    },
  };
}

/** @param {RichMenu} menu */
function createImage(menu) {
  const { width, height } = menu.object?.size ?? { width: 2500, height: 1686 };
  const src = pictureUri(menu.imageUrl, location.href);
  return el("img", { src, alt: "", width, height, draggable: "false" });
}

/**
 * @param {RichMenu} menu
 * @param {(index: number, action: any, from: HTMLElement) => void} onTap
 * @returns {HTMLElement[]}
 */
function createAreas(menu, onTap) {
  const { size, areas: list } = menu.object ?? {};
  if (!Array.isArray(list) || !(size?.width > 0) || !(size?.height > 0)) return [];
  return list.map((area, index) => {
    const action = area.action ?? {};
    const name = action.label ?? action.displayText ?? action.text ?? `メニュー ${index + 1}`;
    const button = el("button", { class: "area", "aria-label": String(name) });
    button.addEventListener("click", () => onTap(index, action, button));
    const share = (/** @type {unknown} */ part, /** @type {number} */ whole) => `${((Number(part) || 0) / whole) * 100}%`;
    button.style.setProperty("left", share(area.bounds?.x, size.width));
    button.style.setProperty("top", share(area.bounds?.y, size.height));
    button.style.setProperty("width", share(area.bounds?.width, size.width));
    button.style.setProperty("height", share(area.bounds?.height, size.height));
    return button;
  });
}
