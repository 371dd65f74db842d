/**
 * The simulator's LINE, for the demo. Like LINE, it passes the page its tokens in the hash of the
 * address; they are removed immediately, so that they do not stay in the history.
 */
import type { Line } from "../line.ts";

type Tokens = { id?: string | undefined; access?: string | undefined };

export function simulatedLine(liffId: string, simulatorUrl: string, browser: Window): Line {
  let tokens: Tokens = {};
  return {
    start: async () => {
      tokens = takeTokens(browser) ?? tokens;
      return "ready";
    },
    get inClient() {
      return browser.parent !== browser;
    },
    get loggedIn() {
      return tokens.id !== undefined;
    },
    idToken: () => tokens.id,
    accessToken: () => tokens.access,
    login: (returnTo) => {
      const to = new URL("/liff/v1/authorize", simulatorUrl);
      to.searchParams.set("client_id", liffId);
      to.searchParams.set("redirect_uri", new URL(returnTo, browser.location.href).href);
      browser.location.assign(to.href);
    },
    logout: () => {
      tokens = {};
    },
    openOutside: (url) => browser.open(url, "_blank", "noopener"),
    close: () => browser.parent.postMessage({ type: "liff:close" }, simulatorUrl),
  };
}

function takeTokens(browser: Window): Tokens | undefined {
  const { hash, pathname, search } = browser.location;
  const given = new URLSearchParams(hash.slice(1));
  const id = given.get("id_token");
  if (!id) return undefined;
  browser.history.replaceState(browser.history.state, "", pathname + search);
  return { id, access: given.get("access_token") ?? undefined };
}
