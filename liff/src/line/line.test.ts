import { afterEach, describe, expect, it, vi } from "vitest";

import { createLine } from "../line.ts";
import { dropForeignCredentials, liffLine } from "./liff.ts";
import type { Sdk } from "./sdk.ts";
import { simulatedLine } from "./simulator.ts";

const LIFF_ID = "1234567890-abcdefgh";

afterEach(() => vi.useRealTimers());

describe("without LINE", () => {
  it("the pages learn that there is none", async () => {
    const line = createLine(null);
    expect(await line.start()).toBe("unavailable");
    expect(line.idToken()).toBeUndefined();
    expect(line.inClient).toBe(false);
  });

  it("a simulator without address counts as none", async () => {
    expect(await createLine({ mode: "simulator", liffId: LIFF_ID }).start()).toBe("unavailable");
  });
});

describe("the simulator's LINE", () => {
  it("hands over the ID token once and takes it out of the address", async () => {
    const browser = browserAt("http://127.0.0.1:8080/liff/place?x=1#id_token=abc&access_token=d");
    const line = simulatedLine(LIFF_ID, "http://127.0.0.1:8090", browser);
    expect(await line.start()).toBe("ready");
    expect(line.idToken()).toBe("abc");
    expect(line.accessToken()).toBe("d");
    expect(browser.history.replaceState).toHaveBeenCalledWith(null, "", "/liff/place?x=1");
  });

  it("leaves other hashes alone", async () => {
    const browser = browserAt("http://127.0.0.1:8080/liff/#main");
    const line = simulatedLine(LIFF_ID, "http://127.0.0.1:8090", browser);
    await line.start();
    expect(line.loggedIn).toBe(false);
    expect(browser.history.replaceState).not.toHaveBeenCalled();
  });

  it("logs in at the simulator, with the way back", () => {
    const browser = browserAt("http://127.0.0.1:8080/liff/line");
    simulatedLine(LIFF_ID, "http://127.0.0.1:8090", browser).login("/liff/line?next=%2Fdone");
    expect(browser.location.assign).toHaveBeenCalledWith(
      "http://127.0.0.1:8090/liff/v1/authorize?client_id=1234567890-abcdefgh" +
        "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fliff%2Fline%3Fnext%3D%252Fdone",
    );
  });

  it("asks the phone, and nobody else, to close the page", () => {
    const browser = browserAt("http://127.0.0.1:8080/liff/");
    simulatedLine(LIFF_ID, "http://127.0.0.1:8090", browser).close();
    expect(browser.parent.postMessage).toHaveBeenCalledWith(
      { type: "liff:close" },
      "http://127.0.0.1:8090",
    );
  });
});

describe("the real LINE", () => {
  it("gives the SDK's token after init", async () => {
    const sdk = fakeSdk();
    const line = liffLine(LIFF_ID, async () => sdk);
    expect(line.idToken()).toBeUndefined();
    expect(await line.start()).toBe("ready");
    expect(sdk.init).toHaveBeenCalledWith({ liffId: LIFF_ID });
    expect(line.idToken()).toBe("real");
    expect(line.accessToken()).toBe("live");
    expect(line.inClient).toBe(true);
  });

  it("is unavailable where init fails or the SDK does not arrive", async () => {
    const refusing = { ...fakeSdk(), init: vi.fn().mockRejectedValue(new Error("INIT_FAILED")) };
    expect(await liffLine(LIFF_ID, async () => refusing).start()).toBe("unavailable");
    const blocked = liffLine(LIFF_ID, () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await blocked.start()).toBe("unavailable");
  });

  it("is not waited for longer than ten seconds", async () => {
    vi.useFakeTimers();
    const hanging = { ...fakeSdk(), init: () => new Promise<void>(() => {}) };
    const line = liffLine(LIFF_ID, async () => hanging);
    const started = line.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await started).toBe("unavailable");
    expect(line.idToken()).toBeUndefined();
  });

  it("opens what LINE's browser cannot keep in the phone's own", async () => {
    const sdk = fakeSdk();
    const line = liffLine(LIFF_ID, async () => sdk);
    await line.start();
    line.openOutside("https://city.example.jp/file");
    expect(sdk.openWindow).toHaveBeenCalledWith({
      url: "https://city.example.jp/file",
      external: true,
    });
  });

  it("logs in with a full address and logs out only who is in", async () => {
    const sdk = fakeSdk();
    const line = liffLine(LIFF_ID, async () => sdk);
    await line.start();
    line.login("/liff/line");
    expect(sdk.login).toHaveBeenCalledWith({
      redirectUri: new URL("/liff/line", window.location.href).href,
    });
    line.logout();
    expect(sdk.logout).toHaveBeenCalledOnce();
  });
});

describe("tokens in the hash", () => {
  const hash = "#access_token=a&context_token=b&feature_token=c&id_token=d";

  it.each([
    ["without referrer, as LINE's app opens a page", ""],
    ["from LINE's own host", "https://liff.line.me/1234567890-abcdefgh"],
    ["from our own pages", "https://city.example.jp/liff/"],
  ])("%s are left to the SDK", (_, referrer) => {
    const browser = browserAt(`https://city.example.jp/liff/line${hash}`, referrer);
    dropForeignCredentials(browser);
    expect(browser.history.replaceState).not.toHaveBeenCalled();
  });

  it.each(["https://evil.example/", "https://liff.line.me.evil.example/", "https://online.me/"])(
    "from %s are dropped",
    (referrer) => {
      const browser = browserAt(`https://city.example.jp/liff/line?next=1${hash}`, referrer);
      dropForeignCredentials(browser);
      expect(browser.history.replaceState).toHaveBeenCalledWith(null, "", "/liff/line?next=1");
    },
  );

  it("other hashes are left alone", () => {
    const browser = browserAt("https://city.example.jp/liff/#main", "https://evil.example/");
    dropForeignCredentials(browser);
    expect(browser.history.replaceState).not.toHaveBeenCalled();
  });
});

function fakeSdk() {
  return {
    init: vi.fn<Sdk["init"]>().mockResolvedValue(undefined),
    isInClient: () => true,
    isLoggedIn: () => true,
    getIDToken: () => "real",
    getAccessToken: () => "live",
    openWindow: vi.fn<Sdk["openWindow"]>(),
    login: vi.fn<Sdk["login"]>(),
    logout: vi.fn<Sdk["logout"]>(),
    closeWindow: vi.fn<Sdk["closeWindow"]>(),
  };
}

function browserAt(address: string, referrer = ""): Window {
  const { href, hash, host, pathname, search } = new URL(address);
  return {
    document: { referrer },
    location: { href, hash, host, pathname, search, assign: vi.fn() },
    history: { state: null, replaceState: vi.fn() },
    parent: { postMessage: vi.fn() },
  } as unknown as Window;
}
