/** Starts the pages: paint first, then the municipality, LINE and the session. */
import { render } from "preact";

import { App } from "./app.tsx";
import { forgiveDoubleTaps } from "./double-tap.ts";
import { startRouter } from "./router.ts";
import { begin, hear, municipality } from "./state/visit.ts";
import "./styles/index.css";
import { language, preferredLanguage } from "./words/language.ts";
import { speak } from "./words/say.tsx";

const root = document.getElementById("app");
if (root) {
  startRouter();
  forgiveDoubleTaps(document);
  const asked = preferredLanguage(window.location.search, navigator.languages ?? []);
  // Japanese is part of the main chunk, so only readers of another language wait here.
  speak(asked).then(() => render(<App />, root));
  begin(asked);
  language.subscribe((chosen) => municipality.peek() && hear(chosen));
}
