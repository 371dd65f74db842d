import { expect, it } from "vitest";

import { noBirthDate, readBirthDate } from "./birth-date.tsx";

const chosen = { ...noBirthDate, era: "showa", year: "25", month: "5", day: "5" } as const;

it("begins without any date", () => {
  expect(readBirthDate(noBirthDate)).toEqual({ wrong: "invalid.birthMissing" });
});

it("sends a chosen date in one form, whatever the calendar", () => {
  expect(readBirthDate(chosen)).toEqual({ value: "1950-05-05" });
  expect(readBirthDate({ ...chosen, era: "western", year: "1950" })).toEqual({
    value: "1950-05-05",
  });
});

it("says so where the day does not exist", () => {
  expect(readBirthDate({ ...chosen, month: "2", day: "30" })).toEqual({
    wrong: "invalid.birthDate",
  });
});

it("leaves reading a typed date to the service", () => {
  expect(readBirthDate({ ...chosen, typing: true, text: " S25.5.5 " })).toEqual({
    value: "S25.5.5",
  });
  expect(readBirthDate({ ...chosen, typing: true, text: " " })).toEqual({
    wrong: "invalid.birthTypedMissing",
  });
});
