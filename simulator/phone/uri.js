// @ts-check
/**
 * Validates addresses from messages. Every address of a message passes here before it is opened.
 * LINE's URI action allows http, https, tel and line, so everything else is refused.
 */

/** @typedef {{ kind: "web" | "tel" | "line", href: string }} SafeUri */

/** @type {Record<string, SafeUri["kind"]>} */
const KINDS = { "http:": "web", "https:": "web", "tel:": "tel", "line:": "line" };

const LIFF_ID = /^\d+-[A-Za-z0-9]+$/;
const LIFF_HOSTS = ["liff.line.me", "miniapp.line.me"];
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Parses the address of a URI action.
 * @param {unknown} text
 * @returns {SafeUri | null} null if it is not absolute or has a scheme that LINE does not open
 */
export function readUri(text) {
  if (typeof text !== "string") return null;
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const kind = KINDS[url.protocol];
  return kind ? { kind, href: url.href } : null;
}

/**
 * Parses the address of a picture. Relative addresses are resolved against `base`.
 * @param {unknown} text
 * @param {string} [base]
 * @returns {string | null}
 */
export function pictureUri(text, base) {
  if (typeof text !== "string" || text === "") return null;
  try {
    const url = new URL(text, base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * Returns the LIFF app and path that an address opens, if it is a LIFF address:
 * `{simulator}/liff/{id}/…`, `https://liff.line.me/{id}/…` or `line://app/{id}/…`.
 * @param {string} href
 * @param {string} origin the simulator's own origin
 * @returns {{ liffId: string, path: string } | null}
 */
export function liffTarget(href, origin) {
  let url;
  try {
    url = new URL(href);
  } catch {
    return null;
  }
  let parts = url.pathname.split("/").slice(1);
  if (isOwnAddress(url, origin)) {
    if (parts.shift() !== "liff") return null;
  } else if (url.protocol === "line:") {
    if (url.host !== "app") return null;
  } else if (!(url.protocol === "https:" && LIFF_HOSTS.includes(url.hostname))) {
    return null;
  }
  const [liffId, ...rest] = parts;
  if (!liffId || !LIFF_ID.test(liffId)) return null;
  const path = rest.length > 0 ? `/${rest.join("/")}` : "";
  return { liffId, path: `${path}${url.search}` };
}

/**
 * Whether an address is the simulator's own. localhost and 127.0.0.1 are the same machine.
 * @param {URL} url
 * @param {string} origin
 */
function isOwnAddress(url, origin) {
  if (url.origin === origin) return true;
  const own = new URL(origin);
  return (
    url.protocol === own.protocol &&
    url.port === own.port &&
    LOOPBACK.includes(url.hostname) &&
    LOOPBACK.includes(own.hostname)
  );
}

/**
 * Splits a text message into plain text and web addresses, which LINE makes tappable.
 * @param {string} text
 * @returns {{ text: string, uri?: string }[]}
 */
export function linkPieces(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[\w\-./?%&=+#:~,;@!$*()']+/g)) {
    const found = match[0].replace(/[.,;:!?')]+$/, "");
    if (!readUri(found)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: found, uri: found });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
