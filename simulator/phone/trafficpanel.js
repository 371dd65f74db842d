// @ts-check
/** 通信: webhooks to the service and its calls to the platform, newest first. */
import { api } from "./api.js";
import { el } from "./dom.js";
import { showToast } from "./sheet.js";
import { secondsText } from "./time.js";

/** The number of rows shown. */
const MAX_ROWS = 150;

/**
 * @typedef {object} Item
 * @property {string} key
 * @property {string} at
 * @property {"webhook" | "call"} direction
 * @property {string} name
 * @property {number | null} status 0 or null if there was no answer
 * @property {[string, unknown][]} bodies
 * @property {string} [webhookEventId]
 */

/** @param {HTMLElement} panel */
export function trafficPanel(panel) {
  const list = el("div", { class: "traffic" });
  const empty = el("p", { class: "lead", text: "まだ通信はありません。" });
  panel.replaceChildren(empty, list);
  /** @type {Map<string, HTMLElement>} rows by key; existing rows are reused, so that open ones stay open */
  const rows = new Map();

  return {
    /** @param {any[]} calls @param {any[]} webhooks in any order; they are sorted here */
    show(calls, webhooks) {
      const items = [...calls.map(callItem), ...withUniqueKeys(webhooks.map(webhookItem))]
        .sort((one, other) => other.at.localeCompare(one.at))
        .slice(0, MAX_ROWS);
      empty.hidden = items.length > 0;
      const wanted = items.map((item) => {
        const key = `${item.key} ${item.status}`;
        const row = rows.get(key) ?? createRow(item);
        rows.set(key, row);
        return row;
      });
      const current = new Set(wanted);
      for (const [key, row] of rows) if (!current.has(row)) rows.delete(key);
      list.replaceChildren(...wanted);
    },
  };
}

/** @param {any} call @param {number} index @param {any[]} all @returns {Item} */
function callItem(call, index, all) {
  return {
    key: `call ${all.length - index} ${call.at}`,
    at: toIso(call.at),
    direction: "call",
    name: `${call.method} ${call.path}`,
    status: call.status ?? null,
    bodies: [["要求", call.requestBody], ["応答", call.responseBody]],
  };
}

/** @param {any} webhook @returns {Item} */
function webhookItem(webhook) {
  const again = webhook.isRedelivery ? "（再送）" : "";
  return {
    key: `webhook ${webhook.webhookEventId} ${webhook.at}`,
    at: toIso(webhook.at),
    direction: "webhook",
    name: `${webhook.type ?? "webhook"}${again}`,
    status: webhook.status ?? null,
    bodies: [["本文", webhook.body]],
    webhookEventId: webhook.webhookEventId,
  };
}

/** Gives two deliveries of one event at the same time different keys. @param {Item[]} items */
function withUniqueKeys(items) {
  const seen = new Map();
  return items.map((item) => {
    const count = (seen.get(item.key) ?? 0) + 1;
    seen.set(item.key, count);
    return { ...item, key: `${item.key} ${count}` };
  });
}

/** @param {unknown} at */
function toIso(at) {
  return new Date(/** @type {string} */ (at)).toISOString();
}

/** @param {Item} item */
function createRow(item) {
  const { status } = item;
  const good = status !== null && status >= 200 && status < 400;
  const row = el(
    "details",
    { class: `exchange ${item.direction}` },
    el(
      "summary",
      {},
      el("span", { class: "way", text: item.direction === "webhook" ? "Webhook" : "API" }),
      el("span", { class: "exchange-name", text: item.name }),
      el("span", { class: `status ${good ? "good" : "bad"}`, text: status ? String(status) : "応答なし" }),
      el("time", { datetime: item.at, text: secondsText(item.at) }),
    ),
  );
  // Bodies are formatted when a row is opened. Formatting all of them would be slow, and most are never opened.
  row.addEventListener("toggle", () => {
    if (row.open && row.childElementCount === 1) row.append(...createBodies(item));
  });
  return row;
}

/** @param {Item} item */
function createBodies(item) {
  const parts = item.bodies
    .filter(([, body]) => body !== undefined && body !== null && body !== "")
    .flatMap(([title, body]) => [el("h2", { text: title }), el("pre", { tabindex: "0", text: formatBody(body) })]);
  if (item.webhookEventId) {
    const again = () => {
      api.redeliver(String(item.webhookEventId)).catch(() => showToast("再送できませんでした"));
    };
    parts.push(el("button", { class: "plain", text: "もう一度送る（再送）", onclick: again }));
  }
  return parts;
}

/** @param {unknown} body */
function formatBody(body) {
  if (typeof body !== "string") return JSON.stringify(body, null, 2);
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
