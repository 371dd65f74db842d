/**
 * The only interface to LINE. The pages know only whether there is an ID token (which the service
 * verifies), how to log in, and how to close the window. A user id is never read here and never
 * sent.
 */

import { liffLine } from "./line/liff.ts";
import { noLine } from "./line/none.ts";
import { simulatedLine } from "./line/simulator.ts";

/** What the service says about LINE (`/api/municipality`). */
export type Settings = {
  mode: "liff" | "simulator";
  liffId: string;
  simulatorUrl?: string | undefined;
};

export type LineState = "ready" | "unavailable";

export type Line = {
  /** Resolves within ten seconds and never rejects. */
  start(): Promise<LineState>;
  readonly inClient: boolean;
  readonly loggedIn: boolean;
  idToken(): string | undefined;
  /** Returns the token with which the service notifies LINE that a person revokes what they allowed. */
  accessToken(): string | undefined;
  /** Leaves the page; LINE returns to `returnTo`, a path below the base. */
  login(returnTo: string): void;
  /** Deletes LINE's tokens from this browser. */
  logout(): void;
  /** Opens an address in the phone's own browser. */
  openOutside(url: string): void;
  close(): void;
};

export function createLine(settings: Settings | null): Line {
  if (!settings) return noLine();
  if (settings.mode === "liff") return liffLine(settings.liffId);
  return settings.simulatorUrl
    ? simulatedLine(settings.liffId, settings.simulatorUrl, window)
    : noLine();
}
