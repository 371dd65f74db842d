// @ts-check
/** The tools next to the phone: guide, clock, traffic, faults and mail. */
import { api, oneAtATime } from "./api.js";
import { clockPanel } from "./deskclock.js";
import { faultPanel } from "./deskfaults.js";
import { guidePanel } from "./deskguide.js";
import { mailPanel } from "./deskmail.js";
import { trafficPanel } from "./desktraffic.js";
import { byId } from "./dom.js";

const TABS = ["guide", "clock", "traffic", "faults", "mail"];

export function desk() {
  const guide = guidePanel(byId("panel-guide"));
  const clock = clockPanel(byId("panel-clock"));
  const traffic = trafficPanel(byId("panel-traffic"));
  const faults = faultPanel(byId("panel-faults"));
  const mail = mailPanel(byId("panel-mail"));

  const fetchTraffic = oneAtATime(async () => {
    const [calls, webhooks] = await Promise.all([api.calls(), api.webhooks()]);
    traffic.show(calls, webhooks);
  });
  const fetchMail = oneAtATime(async () => mail.show(await api.mailbox()));

  /** @type {Record<string, () => void>} what a tab fetches when it is opened */
  const fetches = { traffic: fetchTraffic, mail: fetchMail, faults: faults.fetch };
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
    fetches[name]?.();
  }

  for (const name of TABS) byId(`tab-${name}`).addEventListener("click", () => choose(name));
  byId("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const there = TABS.filter((name) => !byId(`tab-${name}`).hidden);
    const at = there.indexOf(chosen);
    const next = /** @type {Record<string, number>} */ ({
      ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: there.length - 1,
    })[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(there[(next + there.length) % there.length]);
    byId(`tab-${chosen}`).focus();
  });
  drawer();
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
    ringMail() {
      if (chosen === "mail") void fetchMail();
    },
    /** Refreshes the open tab after a call or a webhook. */
    ring() {
      if (chosen === "traffic" || chosen === "faults") fetches[chosen]();
    },
  };
}

/** On a narrow screen the tools open with a button. */
function drawer() {
  const place = byId("desk");
  const opener = byId("desk-open");
  const wide = matchMedia("(min-width: 900px)");
  const setOpen = (/** @type {boolean} */ open) => {
    place.classList.toggle("open", open);
    byId("phone-side").inert = open;
    if (open) byId("desk-close").focus();
  };
  const shut = () => {
    if (!place.classList.contains("open")) return;
    setOpen(false);
    opener.focus();
  };
  opener.addEventListener("click", () => setOpen(true));
  byId("desk-close").addEventListener("click", shut);
  place.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") shut();
  });
  wide.addEventListener("change", () => setOpen(false));
}
