/**
 * The real LIFF SDK, with its pluggable core and the modules we use, loaded after the first paint.
 * The address must not change before `init` has resolved (LINE: INIT_FAILED); the router waits for
 * it.
 */
import type { Line } from "../line.ts";
import type { Sdk } from "./sdk.ts";

/** The credentials that LINE's app passes to a page in the hash of its address. */
const CREDENTIALS = /(?:access|context|feature|id)_token=/;

/** The timeout of `liff.init`, which waits for ever if the LINE app does not answer. */
const PATIENCE_MS = 10_000;

type Load = () => Promise<Sdk>;

const loadSdk: Load = async () => (await import("./sdk.ts")).sdk;

export function liffLine(liffId: string, load: Load = loadSdk, patienceMs = PATIENCE_MS): Line {
  let sdk: Sdk | undefined;
  return {
    async start() {
      sdk = await inTime(begin(liffId, load), patienceMs);
      return sdk ? "ready" : "unavailable";
    },
    get inClient() {
      return sdk?.isInClient() ?? false;
    },
    get loggedIn() {
      return sdk?.isLoggedIn() ?? false;
    },
    idToken: () => sdk?.getIDToken() ?? undefined,
    accessToken: () => sdk?.getAccessToken() ?? undefined,
    login: (returnTo) => sdk?.login({ redirectUri: new URL(returnTo, window.location.href).href }),
    logout: () => {
      if (sdk?.isLoggedIn()) sdk.logout();
    },
    openOutside: (url) => sdk?.openWindow({ url, external: true }),
    close: () => sdk?.closeWindow(),
  };
}

async function begin(liffId: string, load: Load): Promise<Sdk | undefined> {
  try {
    dropForeignCredentials(window);
    const sdk = await load();
    await sdk.init({ liffId });
    return sdk;
  } catch {
    // Blocked, offline or refused: the pages work without LINE.
    return undefined;
  }
}

/**
 * Removes credentials that do not come from LINE. Another site can link here with the tokens of its
 * own LINE account in the hash, which the SDK would believe. LINE's app opens a page without a
 * referrer, and LINE's hosts and our own pages are known.
 */
export function dropForeignCredentials({ document, history, location }: Window): void {
  if (!CREDENTIALS.test(location.hash) || !document.referrer) return;
  const { host, hostname } = new URL(document.referrer);
  if (host === location.host || /(^|\.)line\.me$/.test(hostname)) return;
  history.replaceState(history.state, "", location.pathname + location.search);
}

async function inTime(
  work: Promise<Sdk | undefined>,
  patienceMs: number,
): Promise<Sdk | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  const first = await Promise.race([work, enough]);
  clearTimeout(timer);
  return first;
}
