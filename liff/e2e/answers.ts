/** Answers of the service that do not occur in the demo, given by the test instead. */
import type { Page } from "@playwright/test";

import type { components } from "../src/api/schema.ts";

type Schemas = components["schemas"];

/** The outcome of a request: JSON, a refusal, no connection, or no answer. */
export type Given =
  | { json: unknown }
  | { refused: Schemas["ProblemCode"]; status: number; issuers?: Schemas["IssuerChoice"][] }
  | "broken"
  | "offline"
  | "never";

/** Keyed by request, e.g. `GET venues`; the query is ignored. */
export type Answers = Readonly<Record<string, Given>>;

export async function answerWith(page: Page, answers: Answers): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  for (const [question, given] of Object.entries(answers)) {
    const [method, path] = question.split(" ");
    await page.route(
      (url) => url.pathname === `/api/${path}`,
      async (route) => {
        if (route.request().method() !== method) return route.fallback();
        if (given === "never") return;
        if (given === "offline") return route.abort("internetdisconnected");
        if (given === "broken") return route.fulfill({ status: 500, json: { status: 500 } });
        if ("json" in given) return route.fulfill({ json: given.json });
        const { refused, status, issuers = [] } = given;
        return route.fulfill({ status, json: { status, code: refused, errors: [], issuers } });
      },
    );
  }
}

const hall: Schemas["Place"] = {
  id: "1",
  category: "集団接種会場",
  name: "潮風市民ホール",
  kana: "シオカゼシミンホール",
  address: "潮風市中央1丁目1番1号",
  notice: "上履きをお持ちください。",
};

const hanako: Schemas["Person"] = { id: "a", couponEnds: "7890", name: "シオカゼ ハナコ" };
const taro: Schemas["Person"] = { id: "b", couponEnds: "7891" };

const known: Schemas["Session"] = {
  identified: true,
  linked: false,
  lineKnown: false,
  hasContact: true,
  hasBooking: false,
  people: [hanako],
  person: hanako,
};

const sessions: Schemas["OpenSessions"] = {
  linkedAt: "2026-11-20T01:00:00Z",
  sessions: [
    {
      id: "here",
      signedInAt: "2026-11-24T00:50:00Z",
      lastUsedAt: "2026-11-24T01:00:00Z",
      proof: "couponNumber",
      current: true,
    },
    {
      id: "elsewhere",
      signedInAt: "2026-11-24T00:10:00Z",
      lastUsedAt: "2026-11-24T00:40:00Z",
      proof: "line",
      current: false,
    },
  ],
};

const slot: Schemas["SlotDetail"] = {
  slotId: "87",
  venue: hall,
  date: "2026-11-26",
  startsAt: "10:00",
  endsAt: "10:30",
  left: 1,
  mark: "few",
  cancellable: false,
  cancelUntil: "2026-11-23T15:00:00Z",
};

const booking: Schemas["Booking"] = {
  ...slot,
  id: "1",
  state: "confirmed",
  bookedAt: "2026-11-20T01:00:00Z",
  closed: false,
};

const history: Schemas["Booking"][] = [
  { ...booking, id: "2", state: "cancelled", cancelledAt: "2026-11-19T01:00:00Z" },
  { ...booking, id: "3", state: "past", date: "2026-10-26" },
];

const unknown: Schemas["Session"] = {
  identified: false,
  linked: false,
  lineKnown: false,
  hasContact: false,
  hasBooking: false,
  people: [],
};

export const someone = { unknown, known, hanako, taro, hall, slot, booking, history, sessions };
