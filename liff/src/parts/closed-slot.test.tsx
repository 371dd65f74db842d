import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Booking, Municipality } from "../api/client.ts";
import { municipality } from "../state/visit.ts";
import { en } from "../words/en.ts";
import { ja } from "../words/ja.ts";
import { speak } from "../words/say.tsx";
import { ClosedSlot } from "./closed-slot.tsx";
import { CurrentBooking } from "./my-booking.tsx";

const MESSAGE = "停電のため休止します。";
const callCentre = { name: "潮風市コールセンター", phone: "0120-000-000", hours: "9:00" };
const booking: Booking = {
  id: "1",
  slotId: "87",
  state: "confirmed",
  venue: { id: "1", category: "集団接種会場", name: "潮風市民ホール", kana: "", address: "中央1" },
  date: "2026-12-08",
  startsAt: "10:00",
  endsAt: "10:30",
  bookedAt: "2026-11-20T01:00:00Z",
  cancellable: false,
  cancelUntil: "2026-12-05T15:00:00Z",
  closed: true,
  closedMessage: MESSAGE,
};

let root: HTMLElement;

beforeEach(() => {
  // The parts read nothing else of the municipality.
  municipality.value = { callCentre, bring: ["接種券"] } as Partial<Municipality> as Municipality;
  root = document.createElement("main");
  document.body.append(root);
});

afterEach(async () => {
  render(null, root);
  root.remove();
  municipality.value = undefined;
  await speak("ja");
});

describe.each([
  ["ja", ja],
  ["en", en],
] as const)("in %s", (language, words) => {
  beforeEach(() => speak(language));

  it("says that the slot is closed, what to do, and why", () => {
    render(<ClosedSlot message={MESSAGE} />, root);
    const alert = root.querySelector("[role=alert]");
    expect(alert?.textContent).toContain(words["booking.closedLead"]);
    expect(alert?.textContent).toContain(words["booking.closedAdvice"]);
    expect(alert?.textContent).toContain(words["booking.townMessage"]);
    // The municipality writes its message in Japanese.
    expect(alert?.querySelector("p[lang=ja]")?.textContent).toBe(MESSAGE);
    expect(root.querySelector("a")?.getAttribute("href")).toBe("tel:0120000000");
  });

  it("names no message where there is none", () => {
    for (const message of [null, undefined, ""]) {
      render(<ClosedSlot message={message} />, root);
      expect(root.textContent).toContain(words["booking.closedLead"]);
      expect(root.textContent).not.toContain(words["booking.townMessage"]);
      expect(root.querySelector("[role=alert] p[lang=ja]")).toBeNull();
    }
  });

  it("stands on My Page instead of what one needs to come", () => {
    render(<CurrentBooking booking={booking} onCancelled={fail} onOutdated={fail} />, root);
    expect(root.querySelector(".badge")?.textContent).toBe(words["booking.closed"]);
    expect(root.querySelector("p[lang=ja]")?.textContent).toBe(MESSAGE);
    expect(root.textContent).not.toContain(words["booking.confirmed"]);
    expect(root.querySelector(".bring")).toBeNull();
    expect(root.querySelectorAll(".call-centre")).toHaveLength(1);
    const open = { ...booking, closed: false, closedMessage: null };
    render(<CurrentBooking booking={open} onCancelled={fail} onOutdated={fail} />, root);
    expect(root.querySelector(".badge")?.textContent).toBe(words["booking.confirmed"]);
    expect(root.querySelector(".bring")).not.toBeNull();
  });
});

function fail() {
  throw new Error("nothing was pressed");
}
