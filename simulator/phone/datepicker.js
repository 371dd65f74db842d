// @ts-check
/**
 * The sheet of a datetime picker action: wheels, and a text field with the same value.
 * LINE sends the picked value without a time zone: `YYYY-MM-DD`, `HH:mm` or `YYYY-MM-DDTHH:mm`.
 */
import { el } from "./dom.js";
import { openSheet } from "./sheet.js";
import { daysIn, localInput } from "./time.js";
import { wheel } from "./wheel.js";

/** @typedef {"date" | "time" | "datetime"} Mode */

const TITLES = { date: "日付を選択", time: "時刻を選択", datetime: "日時を選択" };
const INPUTS = { date: "date", time: "time", datetime: "datetime-local" };

/** The widest range LINE allows. */
const MAX_RANGES = {
  date: ["1900-01-01", "2100-12-31"],
  time: ["00:00", "23:59"],
  datetime: ["1900-01-01T00:00", "2100-12-31T23:59"],
};

/**
 * Returns the initial value of the picker and its limits.
 * @param {any} action
 * @param {string} now RFC 3339, the phone's clock
 * @returns {{ mode: Mode, value: string, min: string, max: string }}
 */
export function pickerRange(action, now) {
  const mode = /** @type {Mode} */ (action.mode in TITLES ? action.mode : "date");
  const [first, last] = MAX_RANGES[mode];
  const read = (/** @type {any} */ text) => (typeof text === "string" ? text.replace("t", "T") : "");
  const min = read(action.min) || first;
  const max = read(action.max) || last;
  const local = localInput(now);
  const today = mode === "datetime" ? local : mode === "date" ? local.slice(0, 10) : local.slice(11);
  const initial = read(action.initial) || today;
  return { mode, min, max, value: initial < min ? min : initial > max ? max : initial };
}

/**
 * @param {any} action a datetimepicker action
 * @param {string} now RFC 3339
 * @param {(params: Record<string, string>) => void} onPick called with the postback's params
 */
export function openDatePicker(action, now, onPick) {
  const { mode, value, min, max } = pickerRange(action, now);
  const field = el("input", { type: INPUTS[mode], value, min, max, required: true, "aria-label": TITLES[mode] });
  const wheels = wheelsOf(mode, min, max, (next) => {
    field.value = next;
    check();
  });
  const send = el("button", { class: "sheet-yes", text: "送信" });
  const cancel = el("button", { class: "sheet-no", text: "キャンセル" });
  const check = () => {
    send.disabled = !field.checkValidity();
  };
  field.addEventListener("input", () => {
    check();
    if (!send.disabled) wheels.show(field.value);
  });
  const head = el("div", { class: "sheet-head picker-head" }, cancel, el("h2", { text: TITLES[mode] }), send);
  const close = openSheet(TITLES[mode], [el("div", { class: "picker-field" }, field), wheels.element], {
    cls: "picker",
    head,
  });
  cancel.addEventListener("click", () => close());
  send.addEventListener("click", () => {
    close();
    onPick({ [mode]: field.value.slice(0, 16) });
  });
  wheels.show(value);
  check();
}

/**
 * @param {Mode} mode
 * @param {string} min
 * @param {string} max
 * @param {(value: string) => void} onChange
 */
function wheelsOf(mode, min, max, onChange) {
  const hasDate = mode !== "time";
  const hasTime = mode !== "date";
  const years = hasDate ? range(Number(min.slice(0, 4)), Number(max.slice(0, 4))) : [];
  const change = () => {
    const value = clamp(read(), min, max);
    show(value);
    onChange(value);
  };
  const year = wheel("年", (value) => `${value}年`, change);
  const month = wheel("月", (value) => `${value}月`, change);
  const day = wheel("日", (value) => `${value}日`, change);
  const hour = wheel("時", (value) => `${value}時`, change);
  const minute = wheel("分", (value) => `${value}分`, change);
  const used = [...(hasDate ? [year, month, day] : []), ...(hasTime ? [hour, minute] : [])];
  const element = el("div", { class: "wheels" }, ...used.map((one) => one.element));

  function read() {
    const length = hasDate ? daysIn(year.value(), month.value()) : 0;
    const date = hasDate ? `${year.value()}-${twoDigits(month.value())}-${twoDigits(Math.min(day.value(), length))}` : "";
    const time = hasTime ? `${twoDigits(hour.value())}:${twoDigits(minute.value())}` : "";
    return [date, time].filter(Boolean).join("T");
  }

  /** @param {string} value */
  function show(value) {
    const [date, time] = mode === "time" ? ["", value] : value.split("T");
    if (hasDate) {
      const [y, m, d] = date.split("-").map(Number);
      year.set(years, y);
      month.set(range(1, 12), m);
      day.set(range(1, daysIn(y, m)), d);
    }
    if (hasTime) {
      const [h, min] = (time ?? "0:0").split(":").map(Number);
      hour.set(range(0, 23), h);
      minute.set(range(0, 59), min);
    }
  }
  return { element, show };
}

/** @param {string} value @param {string} min @param {string} max */
function clamp(value, min, max) {
  return value < min ? min : value > max ? max : value;
}

/** @param {number} value */
function twoDigits(value) {
  return String(value).padStart(2, "0");
}

/** @param {number} from @param {number} to */
function range(from, to) {
  return Array.from({ length: Math.max(to - from + 1, 1) }, (_, index) => from + index);
}
