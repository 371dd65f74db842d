/**
 * A small router on the History API; the address is the state. LINE's SDK forbids changing the
 * address before its `init` has resolved. Until `release()` a navigation only changes what is
 * shown, and the address follows afterwards.
 */
import { computed, signal } from "@preact/signals";

export const BASE = "/liff";

export type Place = { path: string; query: URLSearchParams };

const place = signal<Place>({ path: "/", query: new URLSearchParams() });
export const path = computed(() => place.value.path);
export const query = computed(() => place.value.query);

/** Counts navigations, so that a page knows that it was navigated to and takes the focus. */
export const moves = signal(0);

/** The parameters with which LINE's login returns; the SDK needs them until its `init` has resolved. */
const LEFT_BY_LINE = ["code", "state", "liffClientId", "liffRedirectUri", "liff.state"];

let held = true;
let owed: { to: string; replace: boolean } | undefined;

export function startRouter(): void {
  held = true;
  owed = undefined;
  place.value = placeOfAddress(window.location);
  window.addEventListener("popstate", () => {
    place.value = placeOfAddress(window.location);
    moves.value += 1;
  });
}

/** Allows changes of the address from now on, and removes what LINE's login left in it. */
export function release(): void {
  held = false;
  const { path, query } = place.peek();
  const leftOver = LEFT_BY_LINE.some((name) =>
    new URLSearchParams(window.location.search).has(name),
  );
  if (owed) write(owed.to, owed.replace || leftOver);
  else if (leftOver) write(withQuery(path, Object.fromEntries(query)), true);
  owed = undefined;
}

export function go(to: string, how: { replace?: boolean } = {}): void {
  const replace = how.replace ?? false;
  const url = new URL(href(to), window.location.href);
  place.value = placeOfAddress(url);
  moves.value += 1;
  if (held) owed = { to, replace };
  else write(to, replace);
  if (!replace) window.scrollTo?.(0, 0);
}

/** Removes a value from the query and from the address, without a navigation, and returns it. */
export function takeFromQuery(name: string): string | undefined {
  const { path, query } = place.peek();
  const value = query.get(name);
  if (value === null) return undefined;
  const rest = new URLSearchParams(query);
  rest.delete(name);
  place.value = { path, query: rest };
  write(withQuery(path, Object.fromEntries(rest)), true);
  return value;
}

/** Returns the address of a path, for links. */
export function href(to: string): string {
  return BASE + to;
}

/** Returns a path with its query; empty values are left out. */
export function withQuery(to: string, values: Record<string, string | undefined>): string {
  const filled = Object.entries(values).filter((entry): entry is [string, string] => !!entry[1]);
  const text = new URLSearchParams(filled).toString();
  return text ? `${to}?${text}` : to;
}

/** Returns the path only if it is one of ours: a redirect must never lead to another host. */
export function safeReturn(to: string | null): string | undefined {
  return to && /^\/(?![/\\])/.test(to) ? to : undefined;
}

/** Returns the parts of `path` at the `:` of `pattern`, or `undefined` if it does not match. */
export function match(pattern: string, path: string): string[] | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const found: string[] = [];
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? "";
    if (part === ":" && text) found.push(decode(text));
    else if (part !== text) return undefined;
  }
  return found;
}

/** Parses an address. LINE opens deep links with the path in `liff.state` and navigates later. */
export function placeOfAddress(address: { pathname: string; search: string }): Place {
  const given = new URLSearchParams(address.search);
  const state = given.get("liff.state");
  if (state?.startsWith("/")) {
    const [path = "/", search = ""] = state.split(/[?#]/);
    return { path: tidy(path), query: new URLSearchParams(search) };
  }
  if (given.has("liffClientId")) for (const name of LEFT_BY_LINE) given.delete(name);
  const below = address.pathname.startsWith(BASE) ? address.pathname.slice(BASE.length) : "/";
  return { path: tidy(below), query: given };
}

function tidy(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function write(to: string, replace: boolean): void {
  if (replace) window.history.replaceState(null, "", href(to));
  else window.history.pushState(null, "", href(to));
}
