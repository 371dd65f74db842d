// @ts-check
/** 故障: injects failures of the platform, to see how the service reacts. */
import { api } from "./api.js";
import { el } from "./dom.js";
import { showToast } from "./sheet.js";

const PATHS = [
  "/v2/bot/message/reply", "/v2/bot/message/push", "/v2/bot/message/multicast", "/v2/bot/profile",
  "/v2/bot/chat/loading/start", "/v2/bot/richmenu", "/oauth2/v2.1/certs",
];
const STATUSES = [500, 429, 401, 400, 409, 404];
/** Effects other than a status, in the format of the control API. @type {Record<string, object>} */
const OTHER_EFFECTS = {
  monthlyLimit: { monthlyLimit: true },
  lostAnswer: { lost: "answer" },
  lostRequest: { lost: "request" },
  garbage: { garbage: true },
  repeated: { repeated: true },
};

/** @param {HTMLElement} panel */
export function faultPanel(panel) {
  const list = el("ul", { class: "faults" });
  const path = el("input", { id: "fault-path", list: "fault-paths", required: true, value: PATHS[0], spellcheck: "false" });
  const kind = el(
    "select",
    { id: "fault-kind" },
    ...STATUSES.map((status) => el("option", { value: String(status), text: `${status} を返す` })),
    el("option", { value: "delay", text: "返事を遅らせる" }),
    ...Object.entries(OTHER_EFFECTS).map(([value, effect]) => el("option", { value, text: effectText(effect) })),
  );
  const delay = el("input", { id: "fault-delay", type: "number", min: "100", max: "60000", step: "100", value: "3000" });
  const delayRow = el("div", { class: "fields", hidden: true }, label("fault-delay", "遅れ（ミリ秒）"), delay);
  const times = el("input", { id: "fault-times", type: "number", min: "1", max: "1000", value: "1", required: true });
  kind.addEventListener("change", () => {
    delayRow.hidden = kind.value !== "delay";
  });

  const effect = () => {
    if (kind.value === "delay") return { delayMs: Number(delay.value) };
    return OTHER_EFFECTS[kind.value] ?? { status: Number(kind.value) };
  };

  const fetch = async () => {
    try {
      const faults = await api.faults();
      const items = (Array.isArray(faults) ? faults : []).map(createRow);
      list.replaceChildren(...(items.length > 0 ? items : [el("li", { class: "none", text: "いまは何も故障していません。" })]));
    } catch {
      list.replaceChildren(el("li", { class: "none", text: "故障の一覧を読めませんでした。" }));
    }
  };

  /** @param {Promise<any>} change */
  async function changed(change) {
    try {
      await change;
    } catch {
      showToast("故障を変えられませんでした");
    }
    await fetch();
  }

  panel.replaceChildren(
    el("p", { class: "lead", text: "LINEプラットフォームの故障を起こして、サービスがどう動くかを確かめます。" }),
    el(
      "form",
      {
        class: "card fields",
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          void changed(api.addFault({ path: path.value, times: Number(times.value), ...effect() }));
        },
      },
      label("fault-path", "どこで（パス）"),
      path,
      el("datalist", { id: "fault-paths" }, ...PATHS.map((value) => el("option", { value }))),
      label("fault-kind", "どうなる"),
      kind,
      delayRow,
      label("fault-times", "何回"),
      times,
      el("button", { class: "strong", type: "submit", text: "故障させる" }),
    ),
    el("h2", { text: "いまの故障" }),
    list,
    el("button", { class: "plain", text: "すべて直す", onclick: () => void changed(api.clearFaults()) }),
  );
  return { fetch: () => void fetch() };
}

/** @param {any} fault */
function createRow(fault) {
  const what = (fault.effects ?? [fault]).map(effectText).join("、または");
  const chance = fault.chance ? `${Math.round(fault.chance * 100)}%の割合で` : "";
  const times = fault.times ? `・あと${fault.times}回` : "";
  return el("li", {}, el("code", { text: String(fault.path) }), el("span", { text: `${chance}${what}${times}` }));
}

/** @param {any} effect */
function effectText(effect) {
  if (effect.status) return `${effect.status} を返す`;
  if (effect.delayMs) return `${effect.delayMs} ミリ秒遅れる`;
  if (effect.lost) return effect.lost === "answer" ? "受け付けるが、返事が届かない" : "要求が届かない";
  if (effect.garbage) return "読めない返事をする";
  return effect.repeated ? "同じ要求が二度届く" : "月の上限に達したと返す";
}

/** @param {string} id @param {string} text */
function label(id, text) {
  return el("label", { for: id, text });
}
