// @ts-check
/** A picker wheel, turned by finger, mouse wheel, click or arrow keys. */
import { el } from "./dom.js";

/** Height of one row in pixels; phone.css has the same number. */
const ROW = 40;

/**
 * @param {string} label read aloud
 * @param {(value: number) => string} format formats a value
 * @param {(value: number) => void} onChange called after the user has turned it
 */
export function wheel(label, format, onChange) {
  /** @type {number[]} */
  let values = [];
  let chosen = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settleTimer;
  const element = el("div", { class: "wheel", role: "spinbutton", tabindex: "0", "aria-label": label });

  /** @param {number} index @param {boolean} byPerson */
  function choose(index, byPerson) {
    const within = Math.max(0, Math.min(values.length - 1, index));
    const moved = within !== chosen;
    chosen = within;
    describe();
    if (moved && byPerson) onChange(values[chosen]);
  }

  function describe() {
    element.setAttribute("aria-valuenow", values[chosen]);
    element.setAttribute("aria-valuemin", values[0]);
    element.setAttribute("aria-valuemax", values.at(-1));
    element.setAttribute("aria-valuetext", format(values[chosen]));
    [...element.children].forEach((row, index) => row.classList.toggle("chosen", index === chosen));
  }

  function scrollToValue() {
    element.scrollTop = chosen * ROW;
  }

  element.addEventListener("scroll", () => {
    clearTimeout(settleTimer);
    settleTimer = setTimeout(() => choose(Math.round(element.scrollTop / ROW), true), 80);
  });
  element.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const index = [...element.children].indexOf(/** @type {Element} */ (event.target));
    if (index >= 0) select(index);
  });
  element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const steps = /** @type {Record<string, number>} */ ({
      ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -values.length, End: values.length,
    });
    if (!(event.key in steps)) return;
    event.preventDefault();
    select(chosen + steps[event.key]);
  });

  /** @param {number} index */
  function select(index) {
    choose(index, true);
    scrollToValue();
  }

  return {
    element,
    /**
     * @param {number[]} next the values to offer
     * @param {number} value the value to show, or the nearest end if it is not offered
     */
    set(next, value) {
      if (next.join() !== values.join()) {
        values = next;
        element.replaceChildren(
          ...values.map((one) => el("span", { class: "row", "aria-hidden": "true", text: format(one) })),
        );
      }
      const found = values.indexOf(value);
      chosen = found >= 0 ? found : value > (values.at(-1) ?? 0) ? values.length - 1 : 0;
      describe();
      scrollToValue();
    },
    value: () => values[chosen],
    scrollToValue,
  };
}
