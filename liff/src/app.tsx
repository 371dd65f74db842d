import { Fragment } from "preact";

import { crowded } from "./api/crowded.ts";
import { WaitingPage } from "./pages/waiting.tsx";
import { pageAt } from "./pages.tsx";
import { Header } from "./parts/header.tsx";
import { Loading } from "./parts/loading.tsx";
import { ProblemScreen } from "./parts/problem.tsx";
import { path } from "./router.ts";
import { begin, municipality, session, trouble } from "./state/visit.ts";
import { say } from "./words/say.tsx";

/** Header and page, or what is shown while the municipality is not known. */
export function App() {
  const failure = trouble.value;
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to #main; the script only adds the focus */}
      <a class="skip" href="#main" onClick={skip}>
        {say("nav.skip")}
      </a>
      <Header />
      {crowded.value && municipality.value ? (
        <WaitingPage />
      ) : failure && !session.value ? (
        <main id="main" class="page">
          <ProblemScreen failure={failure} again={() => begin()} alone />
        </main>
      ) : municipality.value ? (
        <Fragment key={path.value}>{pageAt(path.value)}</Fragment>
      ) : (
        <main id="main" class="page">
          <Loading alone />
        </main>
      )}
    </>
  );
}

/** Moves the focus without changing the address, which LINE's SDK forbids. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector("h1")?.focus();
}
