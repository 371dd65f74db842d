import { beforeEach, describe, expect, it } from "vitest";

import {
  go,
  match,
  path,
  placeOfAddress,
  query,
  release,
  safeReturn,
  startRouter,
  withQuery,
} from "./router.ts";

beforeEach(() => {
  window.history.replaceState(null, "", "/liff/");
  startRouter();
});

describe("until LINE has begun", () => {
  it("shows the next page and leaves the address alone, then catches up", () => {
    go("/identity");
    expect(path.value).toBe("/identity");
    expect(window.location.pathname).toBe("/liff/");
    release();
    expect(window.location.pathname).toBe("/liff/identity");
  });
});

describe("coming back from LINE's login", () => {
  it("waits for LINE, then tidies the address and keeps what is the page's", () => {
    const left = "code=1&state=2&liffClientId=3&liffRedirectUri=4";
    window.history.replaceState(null, "", `/liff/line?next=%2Fmypage&${left}`);
    startRouter();
    expect(query.value.toString()).toBe("next=%2Fmypage");
    expect(window.location.search).toContain("code=1");
    release();
    expect(window.location.search).toBe("?next=%2Fmypage");
  });
});

describe("afterwards", () => {
  it("keeps address and page together, with the back button, too", async () => {
    release();
    go("/place/3?month=2026-12");
    expect(window.location.href).toContain("/liff/place/3?month=2026-12");
    expect(query.value.get("month")).toBe("2026-12");
    window.history.replaceState(null, "", "/liff/choice");
    window.dispatchEvent(new PopStateEvent("popstate"));
    expect(path.value).toBe("/choice");
  });
});

describe("an address", () => {
  it.each([
    ["/liff/", "", "/"],
    ["/liff", "", "/"],
    ["/liff/place/3/", "", "/place/3"],
    ["/liff/", "?liff.state=%2Fplace%2F3%3Fmonth%3D2026-12", "/place/3"],
    ["/elsewhere", "", "/"],
  ])("%s%s is the page %s", (pathname, search, expected) => {
    expect(placeOfAddress({ pathname, search }).path).toBe(expected);
  });

  it("gives the query of LINE's state to the page", () => {
    const place = placeOfAddress({
      pathname: "/liff/",
      search: "?liff.state=%2Fplace%3Fcategory%3Da",
    });
    expect(place.query.get("category")).toBe("a");
  });
});

describe("a pattern", () => {
  it("gives the parts of the path, decoded", () => {
    expect(match("/place/:/:", "/place/%E3%81%82/2026-12-08")).toEqual(["あ", "2026-12-08"]);
    expect(match("/place/:", "/place")).toBeUndefined();
    expect(match("/place/:", "/place/")).toBeUndefined();
    expect(match("/done", "/done")).toEqual([]);
  });

  it("bears a path that is not well encoded", () => {
    expect(match("/place/:", "/place/%E3")).toEqual(["%E3"]);
  });
});

describe("returning", () => {
  it.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", ""])(
    "never leads to %j",
    (to) => expect(safeReturn(to)).toBeUndefined(),
  );

  it("leads to a page of ours", () => {
    expect(safeReturn("/confirm/12")).toBe("/confirm/12");
    expect(withQuery("/identity", { next: "/confirm/12", by: undefined })).toBe(
      "/identity?next=%2Fconfirm%2F12",
    );
  });
});
