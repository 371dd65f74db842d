/**
 * ALTCHA's widget, served by us as a chunk of its own and loaded when a robot check is required.
 * The plain bundle brings styles and workers as text, which our policy forbids, hence `external`.
 */
import "altcha/external";
import "altcha/altcha.css";
import argon2id from "altcha/workers/argon2id?worker&url";

import { type Language, tagOf } from "../words/language.ts";
import { word } from "../words/say.tsx";

export type Widget = HTMLElement & { reset(): void };

/** The event that the widget sends when it changes, with the solution once it is found. */
type Changed = CustomEvent<{ state: string; payload?: string }>;

vouch();
$altcha.algorithms.set("ARGON2ID", () => new Worker(argon2id));

/** Each worker uses eight megabytes; more than four bring little and slow old phones down. */
const MAX_WORKERS = 4;

/** Creates a localized widget. `onSolution` gets a solution, or `undefined` when it is void. */
export function robotCheck(
  language: Language,
  onSolution: (solution: string | undefined) => void,
): Widget {
  $altcha.i18n.set(language, {
    ...$altcha.i18n.get("en"),
    label: word("robot.label"),
    verifying: word("robot.working"),
    verified: word("robot.done"),
    waitAlert: word("robot.working"),
    error: word("robot.failed"),
    expired: word("robot.failed"),
    verificationRequired: word("robot.missing"),
  });
  const widget = document.createElement("altcha-widget") as unknown as Widget;
  widget.setAttribute("challenge", "/api/robot-check");
  widget.setAttribute("language", language);
  widget.setAttribute("lang", tagOf(language));
  widget.setAttribute("type", "native");
  widget.setAttribute(
    "configuration",
    JSON.stringify({
      hideLogo: true,
      hideFooter: true,
      humanInteractionSignature: false,
      workers: Math.min(MAX_WORKERS, navigator.hardwareConcurrency || 2),
    }),
  );
  widget.addEventListener("statechange", (event) => {
    const { state, payload } = (event as Changed).detail;
    onSolution(state === "verified" ? payload : undefined);
  });
  return widget;
}

/** The part of Trusted Types that is used here; TypeScript's own library does not contain it. */
type TrustedTypes = {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string; createScriptURL(address: string): string },
  ): unknown;
};

/**
 * Installs a default policy of Trusted Types. The widget sets its labels as HTML and starts a
 * worker by its address, and both have to be permitted. Labels are text and stay text, and a worker
 * comes from our own origin.
 */
function vouch(): void {
  const types = (window as Window & { trustedTypes?: TrustedTypes }).trustedTypes;
  types?.createPolicy("default", {
    createHTML: (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    createScriptURL: (address) => {
      if (new URL(address, window.location.href).origin !== window.location.origin) {
        throw new TypeError("a worker from elsewhere");
      }
      return address;
    },
  });
}
