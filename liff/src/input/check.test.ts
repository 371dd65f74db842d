import { describe, expect, it } from "vitest";

import { CheckCode, CouponNumber, check, Email, Name, Phone, wrongByCode } from "./check.ts";

describe("coupon number", () => {
  it.each(["1234567890", "１２３４５６７８９０", "12345 67890", "123-456-7890", "1234−567ー890 "])(
    "takes %s",
    (typed) => expect(check(CouponNumber, typed).value).toBe("1234567890"),
  );

  it("keeps leading zeros", () => {
    expect(check(CouponNumber, "0000000012").value).toBe("0000000012");
  });

  it.each([
    "",
    "123456789",
    "12345678901",
    "12345６789O",
    "😀",
    "' OR 1=1 --",
    "<b>1234567890</b>",
  ])("refuses %j", (typed) =>
    expect(check(CouponNumber, typed).wrong).toBe("invalid.couponNumber"),
  );

  it("knows that no number is all zeros", () => {
    expect(check(CouponNumber, "００００-００００００").wrong).toBe("invalid.couponNumberZeros");
  });
});

describe("name", () => {
  it.each([
    ["ワクチン　タロウ", "ワクチン タロウ"],
    ["わくちん たろう", "ワクチン タロウ"],
    ["ﾜｸﾁﾝ ﾀﾛｳ", "ワクチン タロウ"],
    ["ｶﾞｷﾞ ﾊﾟﾋﾟ", "ガギ パピ"],
    ["  サトー   ハナコ ", "サトー ハナコ"],
    ["サト-", "サトー"],
    ["ヴィクトリア・スミス", "ヴィクトリア・スミス"],
  ])("understands %j as %s", (typed, name) => expect(check(Name, typed).value).toBe(name));

  it.each([
    ["", "invalid.nameMissing"],
    ["　", "invalid.nameMissing"],
    ["佐藤", "invalid.nameKana"],
    ["Taro", "invalid.nameKana"],
    ["タロウ😀", "invalid.nameKana"],
    ["タロウ\u0000", "invalid.nameKana"],
    ["<script>", "invalid.nameKana"],
    ["ア".repeat(51), "invalid.nameLong"],
  ])("refuses %j with %s", (typed, wrong) => expect(check(Name, typed).wrong).toBe(wrong));
});

describe("phone number", () => {
  it.each([
    ["090-0000-0000", "09000000000"],
    ["０９０００００００００", "09000000000"],
    ["(0467) 23 3000", "0467233000"],
    ["+81 90 0000 0000", "09000000000"],
  ])("understands %j as %s", (typed, phone) => expect(check(Phone, typed).value).toBe(phone));

  it.each([
    ["", "invalid.phoneMissing"],
    ["12345", "invalid.phone"],
    ["1234567890", "invalid.phone"],
    ["090000000000", "invalid.phone"],
    ["電話", "invalid.phone"],
  ])("refuses %j with %s", (typed, wrong) => expect(check(Phone, typed).wrong).toBe(wrong));
});

describe("e-mail address", () => {
  it.each([
    ["", ""],
    [" taro@example.jp ", "taro@example.jp"],
    ["ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"],
  ])("understands %j as %j", (typed, email) => expect(check(Email, typed).value).toBe(email));

  it.each(["taro", "taro@", "@example.jp", "太郎@example.jp", `${"a".repeat(250)}@example.jp`])(
    "refuses %j",
    (typed) => expect(check(Email, typed).wrong).toBe("invalid.email"),
  );
});

it("has a sentence for codes it has never heard of", () => {
  expect(wrongByCode("name_not_kana")).toBe("invalid.nameKana");
  expect(wrongByCode("invented_tomorrow")).toBe("invalid.other");
});

describe("the check code of the letter", () => {
  it.each(["K7M3XW", "k7m3xw", "Ｋ７ｍ－３ＸＷ", " k7m 3xw "])("is taken as %s", (typed) =>
    expect(check(CheckCode, typed).value).toBe("K7M3XW"),
  );

  it.each(["K7M3X", "K7M3XW2", "K7M3X0", "K7M3XO", "K7M3XI", "K7M3XL", "K7M3X1"])(
    "is refused as %s",
    (typed) => expect(check(CheckCode, typed).wrong).toBe("invalid.checkCode"),
  );

  it("is missed", () => {
    expect(check(CheckCode, "　").wrong).toBe("invalid.checkCodeMissing");
    expect(wrongByCode("check_code_missing")).toBe("invalid.checkCodeMissing");
  });
});
