// @ts-check
/** The tools next to the phone: guide, clock, traffic, faults and mail. */
import { api, coalesce } from "./api.js";
import { clockPanel } from "./clockpanel.js";
import { faultPanel } from "./faultpanel.js";
import { guidePanel } from "./guidepanel.js";
import { mailPanel } from "./mailpanel.js";
import { trafficPanel } from "./trafficpanel.js";
import { byId } from "./dom.js";

const TABS = ["guide", "clock", "traffic", "faults", "mail"];

export function tools() {
  const guide = guidePanel(byId("panel-guide"));
  const clock = clockPanel(byId("panel-clock"));
  const traffic = trafficPanel(byId("panel-traffic"));
  const faults = faultPanel(byId("panel-faults"));
  const mail = mailPanel(byId("panel-mail"));

  const fetchTraffic = coalesce(async () => {
    const [calls, webhooks] = await Promise.all([api.calls(), api.webhooks()]);
    traffic.show(calls, webhooks);
  });
  const fetchMail = coalesce(async () => mail.show(await api.mailbox()));

  /** @type {Record<string, () => void>} what a tab fetches when it is opened */
  const fetchers = { traffic: fetchTraffic, mail: fetchMail, faults: faults.fetch };
  let chosen = "guide";

  /** @param {string} name */
  function choose(name) {
    chosen = name;
    for (const one of TABS) {
      const tab = byId(`tab-${one}`);
      tab.setAttribute("aria-selected", String(one === name));
      tab.tabIndex = one === name ? 0 : -1;
      byId(`panel-${one}`).hidden = one !== name;
    }
    fetchers[name]?.();
  }

  for (const name of TABS) byId(`tab-${name}`).addEventListener("click", () => choose(name));
  byId("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const visible = TABS.filter((name) => !byId(`tab-${name}`).hidden);
    const at = visible.indexOf(chosen);
    const next = /** @type {Record<string, number>} */ ({
      ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: visible.length - 1,
    })[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(visible[(next + visible.length) % visible.length]);
    byId(`tab-${chosen}`).focus();
  });
  initDrawer();
  choose(chosen);

  return {
    /** @param {import("./api.js").About} about */
    showAbout(about) {
      guide.show(about);
      byId("tab-mail").hidden = about.mailbox !== true;
    },
    /** @param {string} now RFC 3339 */
    showClock(now) {
      clock.show(now);
    },
    /** Refreshes the mail tab after a mail has arrived. */
    refreshMail() {
      if (chosen === "mail") void fetchMail();
    },
    /** Refreshes the open tab after a call or a webhook. */
    refreshTraffic() {
      if (chosen === "traffic" || chosen === "faults") fetchers[chosen]();
    },
  };
}

/** On a narrow screen the tools open with a button. */
function initDrawer() {
  const place = byId("tools");
  const opener = byId("tools-open");
  const wide = matchMedia("(min-width: 900px)");
  const setOpen = (/** @type {boolean} */ open) => {
    place.classList.toggle("open", open);
    byId("phone-side").inert = open;
    if (open) byId("tools-close").focus();
  };
  const close = () => {
    if (!place.classList.contains("open")) return;
    setOpen(false);
    opener.focus();
  };
  opener.addEventListener("click", () => setOpen(true));
  byId("tools-close").addEventListener("click", close);
  place.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") close();
  });
  wide.addEventListener("change", () => setOpen(false));
}
