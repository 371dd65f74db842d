/**
 * Many people tap twice where once is enough. The second half of such a double tap must not press
 * what has meanwhile appeared under the finger, on the next page or in a dialog.
 */

const PRESSED = "a, button, label, td";

/** Cancels a click that follows another one immediately, but on a different element. */
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
