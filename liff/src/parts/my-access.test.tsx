import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { OpenSession, Session } from "../api/client.ts";
import { forgetAnswers } from "../state/answers.ts";
import { session } from "../state/visit.ts";
import { ja } from "../words/ja.ts";
import { Access } from "./my-access.tsx";

const here: OpenSession = {
  id: "here",
  signedInAt: "2026-11-24T00:50:00Z",
  lastUsedAt: "2026-11-24T01:00:00Z",
  proof: "couponNumber",
  current: true,
};
const elsewhere: OpenSession = { ...here, id: "elsewhere", proof: "line", current: false };
const known: Session = {
  identified: true,
  linked: true,
  lineKnown: true,
  hasContact: true,
  hasBooking: false,
  people: [],
};

let asked: string[];
let listed: OpenSession[];
/** The response to a DELETE request: its status, and the problem code if it is refused. */
let deleting: [status: number, code?: string];
let root: HTMLElement;

beforeEach(() => {
  asked = [];
  listed = [here, elsewhere];
  deleting = [204];
  session.value = known;
  forgetAnswers();
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    if (request.method === "GET") {
      return Response.json({ sessions: listed, linkedAt: "2026-11-20T01:00:00Z" });
    }
    listed = [here];
    const [status, code] = deleting;
    return code ? Response.json({ status, code }, { status }) : new Response(null, { status });
  });
  root = document.createElement("main");
  document.body.append(root);
  render(<Access />, root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

it("shows each device, and signs out no other one before it has asked", async () => {
  await vi.waitFor(() => expect(root.querySelectorAll("li")).toHaveLength(2));
  const [own, other] = root.querySelectorAll("li");
  expect(own?.textContent).toContain("この端末2026年11月24日（火） 09:50に、券番号でログイン");
  expect(own?.querySelector("button")).toBeNull();
  expect(other?.textContent).toContain("LINEでログインしました。最後に使われたのは、");
  expect(root.textContent).toContain("2026年11月20日（金） 10:00から連携しています。");
  press(ja["access.endOne"]);
  await vi.waitFor(() => expect(root.querySelector("dialog")).not.toBeNull());
  expect(root.querySelector("dialog")?.textContent).toContain(ja["access.warningLinked"]);
  press(ja["dialog.back"]);
  await vi.waitFor(() => expect(root.querySelector("dialog")).toBeNull());
  expect(asked).toEqual(["GET /api/sessions"]);
});

it("signs out one device by its id, or all others", async () => {
  await confirms(ja["access.endOne"]);
  await vi.waitFor(() => expect(root.textContent).toContain(ja["access.ended"]));
  expect(asked[1]).toBe("DELETE /api/sessions/elsewhere");
  await vi.waitFor(() => expect(root.querySelectorAll("li")).toHaveLength(1));
  expect(root.textContent).not.toContain(ja["access.endOthers"]);
});

it("signs out all others", async () => {
  await confirms(ja["access.endOthers"]);
  await vi.waitFor(() => expect(root.textContent).toContain(ja["access.ended"]));
  expect(asked[1]).toBe("DELETE /api/sessions");
});

it("takes a device that is unknown by now as signed out", async () => {
  deleting = [404, "not_found"];
  await confirms(ja["access.endOne"]);
  await vi.waitFor(() => expect(root.textContent).toContain(ja["access.ended"]));
});

it("asks who they are where this session itself was ended", async () => {
  deleting = [401, "not_identified"];
  await confirms(ja["access.endOthers"]);
  await vi.waitFor(() => expect(session.value?.identified).toBe(false));
});

it("says what went wrong", async () => {
  deleting = [503, "unavailable"];
  await confirms(ja["access.endOthers"]);
  await vi.waitFor(() => expect(root.textContent).toContain(ja["error.sendServer"]));
  expect(root.textContent).not.toContain(ja["access.ended"]);
});

async function confirms(button: string) {
  await vi.waitFor(() => expect(root.querySelectorAll("li")).toHaveLength(2));
  press(button);
  await vi.waitFor(() => expect(root.querySelector("dialog")).not.toBeNull());
  press(ja["dialog.ok"]);
}

function press(name: string) {
  const buttons = [...root.querySelectorAll("button")];
  const button = buttons.findLast((one) => one.textContent === name);
  if (!button) throw new Error(`no button 「${name}」`);
  button.click();
}
