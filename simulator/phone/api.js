// @ts-check
/** Client of the simulator's control API. */

/**
 * @typedef {{ userId: string, name: string, language: string, follows: boolean, blocked: boolean }} Person
 * @typedef {{ id: string, from: "bot" | "user", at: string, message: any, via: string | null }} ChatMessage
 * @typedef {{ richMenuId: string, imageUrl: string, object: any }} RichMenu
 * @typedef {{ messages: ChatMessage[], richMenu: RichMenu | null, loading: boolean }} Chat
 * @typedef {{ channel: { displayName: string, basicId: string, pictureUrl?: string },
 *   notes: { title: string, text: string }[], liff: { id: string, endpoint: string }[],
 *   mailbox?: boolean }} About
 */

/** A response that is not 2xx. */
export class Refused extends Error {
  /** @param {number} status @param {string} text */
  constructor(status, text) {
    super(`${status} ${text}`);
    this.status = status;
  }
}

/**
 * @param {string} method
 * @param {string} path below /_sim
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function ask(method, path, body) {
  /** @type {RequestInit} */
  const request = { method, cache: "no-store" };
  if (body !== undefined) {
    request.headers = { "content-type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(`/_sim${path}`, request);
  const text = await response.text();
  if (!response.ok) throw new Refused(response.status, text);
  return text === "" ? null : JSON.parse(text);
}

/** @param {string} userId @param {string} what */
const of = (userId, what) => `/users/${encodeURIComponent(userId)}/${what}`;

export const api = {
  /** @returns {Promise<About>} */
  about: () => ask("GET", "/about"),
  /** @returns {Promise<Person[]>} */
  people: () => ask("GET", "/users"),
  /** @param {string} name @param {string} language @returns {Promise<{ userId: string }>} */
  addPerson: (name, language) => ask("POST", "/users", { name, language }),
  /** @param {string} id */
  follow: (id) => ask("POST", of(id, "follow"), {}),
  /** @param {string} id */
  block: (id) => ask("POST", of(id, "unfollow"), {}),
  /** @param {string} id @param {object} message {text} or {sticker: true} or {image: true} */
  send: (id, message) => ask("POST", of(id, "messages"), message),
  /** @param {string} id @param {{ data: string, params?: object, displayText?: string }} postback */
  postback: (id, postback) => ask("POST", of(id, "postbacks"), postback),
  /** @param {string} id @param {number} area */
  tap: (id, area) => ask("POST", of(id, "taps"), { area }),
  /** @param {string} id @param {{ liffId: string, path: string }} target @returns {Promise<{ url: string }>} */
  liff: (id, target) => ask("POST", of(id, "liff"), target),
  /** @param {string} id @returns {Promise<Chat>} */
  chat: (id) => ask("GET", of(id, "chat")),
  calls: () => ask("GET", "/calls"),
  webhooks: () => ask("GET", "/webhooks"),
  /** @param {string} webhookEventId */
  redeliver: (webhookEventId) => ask("POST", "/redeliver", { webhookEventId }),
  faults: () => ask("GET", "/faults"),
  /** @param {{ path: string, times: number } & Record<string, unknown>} fault with one effect, as in the README */
  throwFault: (fault) => ask("POST", "/faults", fault),
  clearFaults: () => ask("DELETE", "/faults"),
  /** @returns {Promise<{ now: string }>} */
  clock: () => ask("GET", "/clock"),
  /** @param {string} now RFC 3339 */
  setClock: (now) => ask("POST", "/clock", { now }),
  mailbox: () => ask("GET", "/mailbox"),
};

/**
 * Calls a listener when something changed in the simulator. After a reconnect every listener is
 * called once, because events may have been missed.
 * @param {Record<string, (data: any) => void>} bells by name: chat, clock, call, webhook, mail, user
 */
export function listen(bells) {
  const source = new EventSource("/_sim/events");
  for (const [name, ring] of Object.entries(bells)) {
    source.addEventListener(name, (event) => ring(readData(/** @type {MessageEvent} */ (event).data)));
  }
  source.addEventListener("open", () => {
    for (const ring of Object.values(bells)) ring({});
  });
}

/** @param {string} data */
function readData(data) {
  try {
    return JSON.parse(data) ?? {};
  } catch {
    return {};
  }
}

/**
 * Coalesces calls: runs `work` at most once at a time, and once more if it was called meanwhile.
 * @param {() => Promise<void>} work
 * @returns {() => Promise<void>}
 */
export function oneAtATime(work) {
  /** @type {Promise<void> | null} */
  let running = null;
  let again = false;
  return function ring() {
    if (running) {
      again = true;
      return running;
    }
    running = work()
      .catch((error) => console.warn("the simulator did not answer:", error.message))
      .then(() => {
        running = null;
        if (!again) return undefined;
        again = false;
        return ring();
      });
    return running;
  };
}
