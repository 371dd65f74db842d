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
export class ApiError extends Error {
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
async function request(method, path, body) {
  /** @type {RequestInit} */
  const options = { method, cache: "no-store" };
  if (body !== undefined) {
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`/_sim${path}`, options);
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, text);
  return text === "" ? null : JSON.parse(text);
}

/** @param {string} userId @param {string} what */
const userPath = (userId, what) => `/users/${encodeURIComponent(userId)}/${what}`;

export const api = {
  /** @returns {Promise<About>} */
  about: () => request("GET", "/about"),
  /** @returns {Promise<Person[]>} */
  people: () => request("GET", "/users"),
  /** @param {string} name @param {string} language @returns {Promise<{ userId: string }>} */
  addPerson: (name, language) => request("POST", "/users", { name, language }),
  /** @param {string} id */
  follow: (id) => request("POST", userPath(id, "follow"), {}),
  /** @param {string} id */
  block: (id) => request("POST", userPath(id, "unfollow"), {}),
  /** @param {string} id @param {object} message {text} or {sticker: true} or {image: true} */
  send: (id, message) => request("POST", userPath(id, "messages"), message),
  /** @param {string} id @param {{ data: string, params?: object, displayText?: string }} postback */
  postback: (id, postback) => request("POST", userPath(id, "postbacks"), postback),
  /** @param {string} id @param {number} area */
  tap: (id, area) => request("POST", userPath(id, "taps"), { area }),
  /** @param {string} id @param {{ liffId: string, path: string }} target @returns {Promise<{ url: string }>} */
  liff: (id, target) => request("POST", userPath(id, "liff"), target),
  /** @param {string} id @returns {Promise<Chat>} */
  chat: (id) => request("GET", userPath(id, "chat")),
  calls: () => request("GET", "/calls"),
  webhooks: () => request("GET", "/webhooks"),
  /** @param {string} webhookEventId */
  redeliver: (webhookEventId) => request("POST", "/redeliver", { webhookEventId }),
  faults: () => request("GET", "/faults"),
  /** @param {{ path: string, times: number } & Record<string, unknown>} fault with one effect, as in the README */
  addFault: (fault) => request("POST", "/faults", fault),
  clearFaults: () => request("DELETE", "/faults"),
  /** @returns {Promise<{ now: string }>} */
  clock: () => request("GET", "/clock"),
  /** @param {string} now RFC 3339 */
  setClock: (now) => request("POST", "/clock", { now }),
  mailbox: () => request("GET", "/mailbox"),
};

/**
 * Calls a listener when something changed in the simulator. After a reconnect every listener is
 * called once, because events may have been missed.
 * @param {Record<string, (data: any) => void>} listeners by name: chat, clock, call, webhook, mail, user
 */
export function listen(listeners) {
  const source = new EventSource("/_sim/events");
  for (const [name, listener] of Object.entries(listeners)) {
    source.addEventListener(name, (event) => listener(readData(/** @type {MessageEvent} */ (event).data)));
  }
  source.addEventListener("open", () => {
    for (const listener of Object.values(listeners)) listener({});
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
 * Coalesces calls: runs `task` at most once at a time, and once more if it was called meanwhile.
 * @param {() => Promise<void>} task
 * @returns {() => Promise<void>}
 */
export function coalesce(task) {
  /** @type {Promise<void> | null} */
  let running = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = task()
      .catch((error) => console.warn("the simulator did not answer:", error.message))
      .then(() => {
        running = null;
        if (!again) return undefined;
        again = false;
        return run();
      });
    return running;
  };
}
