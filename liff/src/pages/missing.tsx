import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { say, word } from "../words/say.tsx";

export function MissingPage() {
  return (
    <Page title={say("missing.title")} name={word("missing.title")}>
      <p class="lead">{say("missing.lead")}</p>
      <div class="actions">
        <Link class="button primary" to="/">
          {say("nav.start")}
        </Link>
      </div>
    </Page>
  );
}
