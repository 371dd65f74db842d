/** LINE's hosts for LIFF's real SDK: every call goes to the simulator instead. */
import type { BrowserContext, Page, Route } from "@playwright/test";

import type { Demo } from "./demo.ts";

const HOSTS = /^https:\/\/(api|access|liff)\.line\.me\//;

/** The policy for LIFF: the pages may call LINE's API, and no site may frame them. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self' https://api.line.me; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default svelte-trusted-html";

/** The user agent of LINE's app: 「LIFFブラウザー」. */
export const LINE_APP =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 " +
  "(KHTML, like Gecko) Mobile/15E148 Safari Line/14.3.0 LIFF";

/** Routes LINE's hosts to the simulator, and makes the pages use LIFF's SDK. */
export async function playLine(context: BrowserContext, demo: Demo): Promise<void> {
  await context.route(HOSTS, (route) => toSimulator(route, demo));
  await context.route(`${demo.pagesUrl}**`, async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": POLICY };
    return route.fulfill({ response, headers });
  });
  await context.route("**/api/municipality", async (route) => {
    const response = await route.fetch();
    const town = await response.json();
    const { liffId, friendUrl } = town.line;
    await route.fulfill({
      response,
      json: { ...town, line: { mode: "liff", liffId, friendUrl } },
    });
  });
}

async function toSimulator(route: Route, demo: Demo): Promise<void> {
  const asked = new URL(route.request().url());
  const url = new URL(asked.pathname + asked.search, demo.phoneUrl);
  const response = await route.fetch({ url: url.href, maxRedirects: 0 });
  const to = response.headers().location;
  if (to) return route.fulfill(leadOn(to));
  const headers = { ...response.headers(), "access-control-allow-origin": "*" };
  return route.fulfill({ response, headers });
}

/** Replaces a redirect, whose target would not be routed. */
function leadOn(to: string): { contentType: string; body: string } {
  const url = to.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const body = `<!doctype html><title>LINE</title><meta http-equiv="refresh" content="0;url=${url}">`;
  return { contentType: "text/html; charset=utf-8", body };
}

/** Adds to a page what LINE's app injects before it loads. */
export async function actAsLineApp(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, { _liff: { features: [], postMessage() {} } });
  });
}

/** Adds a person to the simulator and returns their id. */
export async function addPerson(page: Page, demo: Demo, name: string): Promise<string> {
  const url = `${demo.phoneUrl}_sim/users`;
  const answer = await page.request.post(url, { data: { name, language: "ja" } });
  return (await answer.json()).userId;
}

/** Returns the address, with credentials, at which LINE's app opens a page for a person. */
export async function addressInApp(
  page: Page,
  demo: Demo,
  userId: string,
  path: string,
): Promise<string> {
  const url = `${demo.phoneUrl}_sim/users/${userId}/liff`;
  return (await (await page.request.post(url, { data: { path } })).json()).url;
}
