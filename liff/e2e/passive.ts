/**
 * Checks every answer that a browser gets, without sending requests itself: headers, cookies,
 * addresses, and texts that should not be there.
 */
import type { BrowserContext, Response } from "@playwright/test";

/** What a policy must never allow. */
const LOOSE = /unsafe-inline|unsafe-eval|unsafe-hashes|script-src[^;]*(?:\*|data:|http:)/;
const MUST = {
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "permissions-policy": /camera=\(\).*geolocation=\(\)/,
  "cross-origin-resource-policy": /^same-origin$/,
  "content-security-policy":
    /default-src 'none'.*script-src 'self'.*base-uri 'none'.*frame-ancestors.*require-trusted-types-for 'script'/,
} as const;
/**
 * The robot check's worker may compile WebAssembly, and has a policy of its own that allows nothing
 * else.
 */
const WORKER = /^\/liff\/assets\/argon2id-[^/]+\.js$/;
const WORKER_POLICY =
  "default-src 'none'; script-src 'wasm-unsafe-eval' 'unsafe-eval'; require-trusted-types-for 'script'";
/** Headers that disclose the software to attackers. */
const TALKATIVE = ["server", "x-powered-by", "x-aspnet-version", "via"];
/** Personal data and credentials: not for addresses, which histories and logs store. */
const PERSONAL =
  /(?<![0-9])[0-9]{10}(?![0-9])|19\d\d-\d\d-\d\d|@|%40|U[0-9a-f]{32}|token|eyJ[A-Za-z0-9_-]{8}/i;
const INNER = /panicked at|src\/[a-z_/]+\.rs|sqlx|sea_orm|SELECT .* FROM|stack backtrace/;

/** Starts listening; the returned function reports what was found during the journey. */
export function listen(context: BrowserContext, origin: string): () => Promise<string[]> {
  const looks: Promise<string[]>[] = [];
  context.on("response", (response) => {
    if (response.url().startsWith(origin)) looks.push(lookAt(response));
  });
  return async () => [...new Set((await Promise.all(looks)).flat())];
}

async function lookAt(response: Response): Promise<string[]> {
  const url = new URL(response.url());
  const headers = await response.headersArray().catch(() => []);
  // Answers given by a test, or not awaited by a page, have no headers of the service.
  if (!headers.some(({ name }) => name.toLowerCase() === "x-request-id")) return [];
  const of = (wanted: string) =>
    headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value);
  const wrong: string[] = [];
  const isWorker = WORKER.test(url.pathname);
  if (isWorker && of("content-security-policy").join() !== WORKER_POLICY) {
    wrong.push("another policy of the worker");
  }
  for (const [name, pattern] of Object.entries(MUST)) {
    if (isWorker && name === "content-security-policy") continue;
    const [value = "", ...more] = of(name);
    if (!pattern.test(value) || more.length > 0) wrong.push(`${name}: ${value}`);
  }
  if (!isWorker && LOOSE.test(of("content-security-policy").join())) wrong.push("a loose policy");
  wrong.push(...TALKATIVE.filter((name) => of(name).length > 0));
  const isApi = url.pathname.startsWith("/api/");
  const kept = of("cache-control").join();
  if (isApi && !/no-store|no-cache|private/.test(kept)) wrong.push(`cache-control: ${kept}`);
  const kind = of("content-type").join();
  if (kind.startsWith("text/html") && !/charset=utf-8/i.test(kind)) wrong.push(kind);
  for (const cookie of of("set-cookie").flatMap((value) => value.split("\n"))) {
    if (!/; *HttpOnly/i.test(cookie) || !/; *SameSite=(Lax|Strict)/i.test(cookie)) {
      wrong.push(`cookie ${cookie.split("=")[0]}`);
    }
    if (!/; *Path=\//i.test(cookie) || /; *Domain=/i.test(cookie)) {
      wrong.push(`place of cookie ${cookie.split("=")[0]}`);
    }
  }
  if (PERSONAL.test(`${url.pathname}${url.search}`)) wrong.push("an address that tells");
  if (isApi) {
    const body = await response.text().catch(() => "");
    if (INNER.test(body)) wrong.push("words of the inside");
  }
  return wrong.map((what) => `${response.request().method()} ${url.pathname}: ${what}`);
}
