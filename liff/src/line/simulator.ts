/**
 * The simulator's LINE, for the demo. As LINE does, it hands the page its ID token in the
 * address's hash; we take it out at once, so that it is not left in the history.
 */
import type { Line } from "../line.ts";

export function simulatedLine(liffId: string, simulatorUrl: string, browser: Window): Line {
  let token: string | undefined;
  return {
    start: async () => {
      token = takeToken(browser) ?? token;
      return "ready";
    },
    get inClient() {
      return browser.parent !== browser;
    },
    get loggedIn() {
      return token !== undefined;
    },
    idToken: () => token,
    login: (returnTo) => {
      const to = new URL("/liff/v1/authorize", simulatorUrl);
      to.searchParams.set("client_id", liffId);
      to.searchParams.set("redirect_uri", new URL(returnTo, browser.location.href).href);
      browser.location.assign(to.href);
    },
    logout: () => {
      token = undefined;
    },
    close: () => browser.parent.postMessage({ type: "liff:close" }, simulatorUrl),
  };
}

function takeToken(browser: Window): string | undefined {
  const { hash, pathname, search } = browser.location;
  const token = new URLSearchParams(hash.slice(1)).get("id_token");
  if (token) browser.history.replaceState(browser.history.state, "", pathname + search);
  return token ?? undefined;
}
