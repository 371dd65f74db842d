import { useState } from "preact/hooks";

import type { TermsBlock } from "../api/client.ts";
import { Button } from "../parts/button.tsx";
import { Closed } from "../parts/closed.tsx";
import { Link } from "../parts/link.tsx";
import { MyPageButton } from "../parts/my-page-button.tsx";
import { Page } from "../parts/page.tsx";
import { go, query, safeReturn } from "../router.ts";
import { comeBack, municipality, session, whenMet } from "../state/visit.ts";
import { agree, hasAgreed, onward } from "../state/way.ts";
import { language } from "../words/language.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-01 利用規約の確認: read, agree, begin. */
export function TermsPage() {
  const [choice, setChoice] = useState<boolean>();
  const [waiting, setWaiting] = useState(false);
  // Whether a known person has agreed before is known when the session is.
  const agreed = choice ?? hasAgreed();
  const town = municipality.value;
  if (!town) return null;

  async function begin() {
    setWaiting(true);
    agree();
    await comeBack();
    await whenMet();
    go(onward(safeReturn(query.value.get("next"))));
  }

  return (
    <Page title={say("terms.title")} name={word("terms.title")}>
      {town.open ? <p class="lead">{say("terms.lead")}</p> : <Closed />}
      {language.value !== "ja" && <p>{say("terms.inJapanese")}</p>}
      <section class="terms" lang="ja" aria-label={word("terms.title")}>
        {town.terms.blocks.map((block, index) => (
          <Block key={index} block={block} />
        ))}
      </section>
      {town.open && (
        <div class="actions sticky">
          <label class="check">
            <input
              type="checkbox"
              checked={agreed}
              onChange={(event) => setChoice(event.currentTarget.checked)}
            />
            <span>{say("terms.agree")}</span>
          </label>
          <Button
            inactive={!agreed}
            busy={waiting && session.value === undefined}
            describedBy={agreed ? undefined : "agree-first"}
            onPress={begin}
          >
            {say("terms.start")}
          </Button>
          {!agreed && (
            <p class="hint" id="agree-first">
              {say("terms.agreeFirst")}
            </p>
          )}
        </div>
      )}
      {town.open && (
        <div class="actions">
          <MyPageButton kind="secondary" />
          <Link class="button quiet" to="/choice">
            {say("terms.look")}
          </Link>
        </div>
      )}
    </Page>
  );
}

function Block({ block }: { block: TermsBlock }) {
  switch (block.kind) {
    case "heading":
      return <h2>{block.text}</h2>;
    case "paragraph":
      return <p>{block.text}</p>;
    case "list":
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      );
  }
}
