/** An installation without LINE. */
import type { Line } from "../line.ts";

export function noLine(): Line {
  return {
    start: async () => "unavailable",
    inClient: false,
    loggedIn: false,
    idToken: () => undefined,
    accessToken: () => undefined,
    login: () => {},
    logout: () => {},
    openOutside: (url) => window.open(url, "_blank", "noopener"),
    close: () => {},
  };
}
