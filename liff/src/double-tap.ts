/**
 * Many people tap twice where once would do. The second half of such a double tap must not press
 * what has meanwhile come under the finger, on the next page or in a question.
 */

const PRESSED = "a, button, label, td";

/** Swallows a click that follows another one at once, but falls on something else. */
export function forgiveDoubleTaps(target: EventTarget): void {
  let first: Element | null = null;
  target.addEventListener(
    "click",
    (event) => {
      if (!(event instanceof MouseEvent)) return;
      const pressed = event.target instanceof Element ? event.target : null;
      const what = pressed?.closest(PRESSED) ?? pressed;
      // A click by keyboard or by script counts 0, the first of a row 1.
      if (event.detail < 2) {
        first = what;
      } else if (what !== first) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    { capture: true },
  );
}
