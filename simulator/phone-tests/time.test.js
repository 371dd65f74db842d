import assert from "node:assert/strict";
import { test } from "node:test";
import { pickerRange } from "../phone/datepicker.js";
import { clockText, dayText, daysIn, fromLocalInput, localInput, momentText, nextDayAt } from "../phone/time.js";

/** Two minutes to midnight in Tokyo, in the afternoon in London. */
const LATE = "2026-12-07T14:58:00Z";

test("times are shown in Tokyo time regardless of the browser's time zone", () => {
  assert.equal(clockText(LATE), "23:58");
  assert.equal(dayText(LATE), "12/7(月)");
  assert.equal(momentText(LATE), "2026年12月7日(月) 23:58");
  assert.equal(localInput(LATE), "2026-12-07T23:58");
});

test("a local time in Tokyo is converted to UTC", () => {
  assert.equal(fromLocalInput("2026-12-08T10:00"), "2026-12-08T01:00:00.000Z");
});

test("ten o'clock on the next day is in Tokyo time", () => {
  assert.equal(nextDayAt(LATE, 10), "2026-12-08T01:00:00.000Z");
  assert.equal(nextDayAt("2026-12-07T15:00:00Z", 10), "2026-12-09T01:00:00.000Z");
});

test("months have the right number of days, in leap years too", () => {
  assert.deepEqual([daysIn(2026, 2), daysIn(2028, 2), daysIn(2100, 2), daysIn(2026, 12)], [28, 29, 28, 31]);
});

test("a date picker opens at the action's initial value, within its limits", () => {
  const birth = { type: "datetimepicker", mode: "date", initial: "1950-01-01", min: "1900-01-01", max: "2026-12-07" };
  assert.deepEqual(pickerRange(birth, LATE), { mode: "date", value: "1950-01-01", min: "1900-01-01", max: "2026-12-07" });
  assert.equal(pickerRange({ ...birth, initial: "2030-01-01" }, LATE).value, "2026-12-07");
});

test("a picker without settings opens at the phone's clock with LINE's widest limits", () => {
  assert.deepEqual(pickerRange({ mode: "datetime" }, LATE), {
    mode: "datetime", value: "2026-12-07T23:58", min: "1900-01-01T00:00", max: "2100-12-31T23:59",
  });
  assert.equal(pickerRange({ mode: "time" }, LATE).value, "23:58");
  assert.equal(pickerRange({ mode: "datetime", initial: "2026-01-02t03:04" }, LATE).value, "2026-01-02T03:04");
});
