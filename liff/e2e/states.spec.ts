/** Errors, waiting, and empty pages, which the journeys do not reach, checked in each language. */
import type { Page } from "@playwright/test";

import { ja } from "../src/words/ja.ts";
import type { Dictionary } from "../src/words/say.tsx";
import { type Answers, answerWith, someone } from "./answers.ts";
import { expectToFit } from "./fit.ts";
import { Album } from "./look.ts";
import { named, plain, READERS, type SentenceKey, strangersOn } from "./readers.ts";
import { expect, test } from "./stage.ts";

const { unknown, known, hanako, taro, hall, slot, booking, history, sessions } = someone;

test.use({
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  foreseen: /Failed to load resource/,
});

type State = {
  name: string;
  path: string;
  answers?: Answers;
  /** Replaces fields of the municipality. */
  town?: object;
  act?: (page: Page, say: (key: SentenceKey) => RegExp) => Promise<void>;
  shows: SentenceKey;
};

const asKnown = {
  "GET session": { json: known },
  "GET sessions": { json: sessions },
  "GET contact": { json: {} },
} as const;
const withBooking = {
  ...asKnown,
  "GET session": { json: { ...known, hasBooking: true } },
  "GET bookings": { json: { current: booking, history } },
} as const;

const STATES: readonly State[] = [
  {
    name: "offline",
    path: "",
    answers: { "GET municipality": "offline" },
    shows: "error.offlineTitle",
  },
  { name: "broken", path: "", answers: { "GET municipality": "broken" }, shows: "error.server" },
  { name: "waiting", path: "", answers: { "GET municipality": "never" }, shows: "state.loading" },
  {
    name: "not-yet-open",
    path: "",
    town: { open: false, opensAt: "2026-12-01T00:00:00Z" },
    shows: "closed.lead",
  },
  {
    name: "closed",
    path: "choice",
    town: { open: false, closesAt: "2026-11-01T00:00:00Z" },
    shows: "closed.title",
  },
  {
    name: "crowded",
    path: "",
    answers: {
      "GET session": { refused: "crowded", status: 429 },
      "GET waiting-room": {
        json: {
          admitted: false,
          ahead: 12_345,
          waitSeconds: 2_300,
          askAgainSeconds: 20,
          keptMinutes: 5,
          placeLost: true,
          seatsGone: true,
          stayEnded: false,
        },
      },
    },
    shows: "waiting.seatsGone",
  },
  {
    name: "stay-ended",
    path: "",
    answers: {
      "GET session": { refused: "crowded", status: 429 },
      "GET waiting-room": {
        json: {
          admitted: false,
          ahead: 12,
          waitSeconds: 40,
          askAgainSeconds: 20,
          keptMinutes: 5,
          placeLost: false,
          seatsGone: false,
          stayEnded: true,
        },
      },
    },
    shows: "waiting.stayEnded",
  },
  {
    name: "crowded-and-unheard",
    path: "",
    answers: {
      "GET session": { refused: "crowded", status: 429 },
      "GET waiting-room": "offline",
    },
    shows: "waiting.unheard",
  },
  { name: "no-such-page", path: "nowhere", shows: "missing.lead" },
  {
    name: "locked",
    path: "identity",
    answers: { "POST session/coupon": { refused: "coupon_locked", status: 429 } },
    act: prove,
    shows: "error.locked",
  },
  {
    name: "issuer",
    path: "identity",
    answers: {
      "POST session/coupon": {
        refused: "issuer_needed",
        status: 409,
        issuers: [
          { code: "990001", name: "潮風市" },
          { code: "990002", name: "海山町" },
        ],
      },
    },
    act: prove,
    shows: "identity.issuerHint",
  },
  {
    name: "not-identified-any-more",
    path: "mypage",
    answers: {
      ...asKnown,
      "GET bookings": { refused: "not_identified", status: 401 },
    },
    shows: "identity.again",
  },
  {
    name: "people",
    path: "people",
    answers: { "GET session": { json: { ...unknown, lineKnown: true, people: [hanako, taro] } } },
    shows: "people.lead",
  },
  {
    name: "person-refused",
    path: "people",
    answers: {
      "GET session": { json: { ...unknown, lineKnown: true, people: [hanako, taro] } },
      "PUT session/person": "offline",
    },
    act: (page) => page.getByRole("button", { name: /7891/ }).click(),
    shows: "error.sendOffline",
  },
  {
    name: "link-refused",
    path: "line",
    answers: {
      "GET session": { json: { ...known, lineKnown: true, hasContact: false } },
      "PUT link": { refused: "line_unknown", status: 409 },
    },
    act: (page, say) => page.getByRole("button", { name: say("line.link") }).click(),
    shows: "error.lineUnknown",
  },
  {
    name: "unreachable",
    path: "contact",
    answers: {
      "GET session": { json: { ...known, hasContact: false } },
      "GET contact": { json: {} },
    },
    shows: "contact.noReminder",
  },
  {
    name: "nothing-chosen",
    path: "choice",
    act: (page, say) => page.getByRole("button", { name: say("choice.next") }).click(),
    shows: "choice.missing",
  },
  {
    name: "no-venue",
    path: "place",
    answers: { "GET venues": { json: [] } },
    shows: "venues.none",
  },
  {
    name: "full-venue",
    path: "place",
    answers: { "GET venues": { json: [{ ...hall, mark: "none" }] } },
    shows: "mark.none",
  },
  {
    name: "venues-broken",
    path: "place",
    answers: { "GET venues": "broken" },
    shows: "error.serverTitle",
  },
  {
    name: "month-without-seats",
    path: "date",
    answers: {
      "GET calendar": {
        json: {
          month: "2026-11",
          first: "2026-11",
          last: "2026-12",
          days: [{ date: "2026-11-25", mark: "none" }],
        },
      },
    },
    shows: "calendar.nothing",
  },
  {
    name: "day-without-times",
    path: "place/1/2026-12-08",
    answers: { "GET times": { json: [] } },
    shows: "times.none",
  },
  {
    name: "times-few-and-full",
    path: "place/1/2026-12-08",
    answers: {
      ...asKnown,
      "GET times": { json: [slot, { ...slot, slotId: "88", startsAt: "11:00", mark: "none" }] },
    },
    shows: "times.lead",
  },
  {
    name: "seat-lost",
    path: "confirm/87",
    answers: {
      ...asKnown,
      "GET slots/87": { json: { ...slot, cancellable: true } },
      "GET times": { json: [slot] },
      "POST bookings": { refused: "slot_full", status: 409 },
    },
    act: commit,
    shows: "times.slotFull",
  },
  {
    name: "answer-lost-by-phone-only",
    path: "confirm/87",
    answers: { ...asKnown, "GET slots/87": { json: slot }, "POST bookings": "offline" },
    act: commit,
    shows: "confirm.lost",
  },
  {
    name: "booking-under-way",
    path: "confirm/87",
    answers: { ...asKnown, "GET slots/87": { json: slot }, "POST bookings": "never" },
    act: commit,
    shows: "state.sending",
  },
  {
    name: "already-booked",
    path: "confirm/87",
    answers: {
      ...withBooking,
      "GET slots/87": { json: slot },
      "POST bookings": { refused: "already_booked", status: 409 },
    },
    act: commit,
    shows: "my.alreadyBooked",
  },
  {
    name: "by-phone-only-for-a-family",
    path: "mypage",
    answers: {
      ...withBooking,
      "GET session": {
        json: {
          ...known,
          hasBooking: true,
          linked: true,
          lineKnown: true,
          friend: false,
          people: [hanako, taro],
        },
      },
    },
    shows: "my.cancelByPhone",
  },
  {
    name: "slot-closed",
    path: "mypage",
    answers: {
      ...withBooking,
      "GET bookings": {
        json: {
          current: { ...booking, closed: true, closedMessage: "停電のため休止します。" },
          history: [],
        },
      },
    },
    shows: "booking.closedLead",
  },
  {
    name: "slot-closed-without-a-message",
    path: "mypage",
    answers: {
      ...withBooking,
      "GET bookings": { json: { current: { ...booking, closed: true }, history: [] } },
    },
    shows: "booking.closedAdvice",
  },
  {
    name: "signed-in-elsewhere",
    path: "mypage",
    answers: {
      ...withBooking,
      "GET session": { json: { ...known, hasBooking: true, linked: true } },
    },
    shows: "access.unknown",
  },
  {
    name: "sign-out-elsewhere-refused",
    path: "mypage",
    answers: { ...withBooking, "DELETE sessions": "offline" },
    act: async (page, say) => {
      await page.getByRole("button", { name: say("access.endOthers") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: say("dialog.ok") })
        .click();
    },
    shows: "error.sendOffline",
  },
  {
    name: "sessions-broken",
    path: "mypage",
    answers: { ...withBooking, "GET sessions": "broken" },
    shows: "error.serverTitle",
  },
  {
    name: "too-late-to-cancel",
    path: "mypage",
    answers: {
      ...withBooking,
      "GET bookings": { json: { current: { ...booking, cancellable: true }, history: [] } },
      "POST bookings/1/cancel": { refused: "cancel_deadline_passed", status: 409 },
    },
    act: async (page, say) => {
      await page.getByRole("button", { name: say("my.cancel") }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: say("dialog.ok") })
        .click();
    },
    shows: "error.deadline",
  },
  {
    name: "my-page-when-closed",
    path: "mypage",
    town: { open: false },
    answers: { ...asKnown, "GET bookings": { json: { history: [] } } },
    shows: "my.noHistory",
  },
];

test("every state, in each language", async ({ demo, page }) => {
  const albums = READERS.map(({ code }) => new Album(page, `states-${code}`));
  const town = await (await page.request.get(`${demo.pagesUrl}../api/municipality`)).json();
  for (const state of STATES) {
    const changed = state.town && { "GET municipality": { json: { ...town, ...state.town } } };
    await answerWith(page, { ...changed, ...state.answers });
    await page.goto(`${demo.pagesUrl}${state.path}?lang=ja`);
    await state.act?.(page, (key) => named(ja, key));
    for (const [index, { name, words }] of READERS.entries()) {
      await page.getByRole("button", { name, exact: true }).click();
      await expectToRead(page, words, state);
      const strangers = await strangersOn(page, words);
      expect.soft(strangers, `other words on ${state.name}, ${name}`).toEqual([]);
      await albums[index]?.look(state.name, { fullPage: true });
      await expectToFit(page, `${state.name}, ${name}`);
    }
  }
});

/** Expects a sentence on the page, ignoring readings. */
async function expectToRead(page: Page, words: Dictionary, { name, shows }: State): Promise<void> {
  const read = () =>
    page.evaluate(() => {
      const copy = document.body.cloneNode(true) as HTMLElement;
      for (const reading of copy.querySelectorAll("rt")) reading.remove();
      return copy.textContent;
    });
  await expect.poll(read, { message: name, timeout: 30_000 }).toContain(plain(words[shows]));
}

async function prove(page: Page, say: (key: SentenceKey) => RegExp): Promise<void> {
  await page.getByRole("textbox", { name: say("identity.number") }).fill("1234567890");
  await page.getByRole("button", { name: say("identity.type") }).click();
  await page.getByRole("textbox", { name: say("identity.birth") }).fill("1950-05-05");
  const agree = page.getByRole("checkbox", { name: say("terms.agree") });
  if (await agree.isVisible()) await agree.check();
  await page.getByRole("button", { name: say("identity.next") }).click();
}

async function commit(page: Page, say: (key: SentenceKey) => RegExp): Promise<void> {
  await page.getByRole("button", { name: say("confirm.commit") }).click();
}
