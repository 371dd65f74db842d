import { useState } from "preact/hooks";

import { Button } from "../parts/button.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { go } from "../router.ts";
import { say, word } from "../words/say.tsx";

type Way = "place" | "date";

/** Ⅱ-05, 06: by place or by date. */
export function ChoicePage() {
  const [way, setWay] = useState<Way>();
  const [missing, setMissing] = useState(0);

  function submit(event: Event) {
    event.preventDefault();
    if (way) go(`/${way}`);
    else setMissing(missing + 1);
  }

  return (
    <Page title={say("choice.title")} name={word("choice.title")} step="seat" back="/" open>
      <form onSubmit={submit} noValidate>
        {missing > 0 && !way && (
          <Message key={missing} kind="warning" focus>
            {say("choice.missing")}
          </Message>
        )}
        <fieldset class="choice">
          <legend class="lead">{say("choice.lead")}</legend>
          <label class="card">
            <input type="radio" name="way" onChange={() => setWay("place")} />
            <span class="strong">{say("choice.place")}</span>
            <span class="hint">{say("choice.placeHint")}</span>
          </label>
          <label class="card">
            <input type="radio" name="way" onChange={() => setWay("date")} />
            <span class="strong">{say("choice.date")}</span>
            <span class="hint">{say("choice.dateHint")}</span>
          </label>
        </fieldset>
        <div class="actions">
          <Button type="submit">{say("choice.next")}</Button>
        </div>
      </form>
    </Page>
  );
}
