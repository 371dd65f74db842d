// @ts-check
/** 時計: sets the clock that the simulator and the demo share. */
import { api } from "./api.js";
import { el } from "./dom.js";
import { showToast } from "./sheet.js";
import { fromLocalInput, later, localInput, momentText, nextDayAt } from "./time.js";

const HOUR_MS = 60 * 60 * 1000;

/** The hour at which the demo's reminders on the day before are due. */
const REMINDER_HOUR = 10;

/** @param {HTMLElement} panel */
export function clockPanel(panel) {
  let now = "";
  const display = el("output", { class: "clock-now" });
  const field = el("input", { type: "datetime-local", id: "clock-field", required: true });

  /** @param {string} next RFC 3339 */
  async function setClock(next) {
    try {
      await api.setClock(next);
      show((await api.clock()).now);
    } catch {
      showToast("時計を変えられませんでした");
    }
  }
  const button = (/** @type {string} */ text, /** @type {() => string} */ next) =>
    el("button", { class: "plain", text, onclick: () => void setClock(next()) });

  /** @param {string} moment RFC 3339 */
  function show(moment) {
    now = moment;
    const text = momentText(moment);
    if (display.textContent !== text) display.textContent = text;
    if (document.activeElement !== field) field.value = localInput(moment);
  }

  panel.replaceChildren(
    el("p", { class: "lead", text: "シミュレーターの中の日時です。進めると、前日のリマインドなどが届きます。" }),
    display,
    el(
      "div",
      { class: "buttons" },
      button("+1時間", () => later(now, HOUR_MS)),
      button("+1日", () => later(now, 24 * HOUR_MS)),
      button(`翌日の${REMINDER_HOUR}:00へ`, () => nextDayAt(now, REMINDER_HOUR)),
    ),
    el(
      "form",
      {
        class: "card fields",
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          void setClock(fromLocalInput(field.value));
        },
      },
      el("label", { for: "clock-field", text: "日時を指定（日本時間）" }),
      field,
      el("button", { class: "strong", type: "submit", text: "この日時にする" }),
    ),
  );
  return { show };
}
