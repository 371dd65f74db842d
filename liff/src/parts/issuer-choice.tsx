import type { IssuerChoice } from "../api/client.ts";
import type { WrongKey } from "../input/check.ts";
import { say } from "../words/say.tsx";
import { Wrong } from "./field.tsx";

type Props = {
  issuers: readonly IssuerChoice[];
  chosen: string;
  wrong: WrongKey | undefined;
  onChoose: (code: string) => void;
};

/** 住所地外接種: several municipalities issued this number. Shown only then. */
export function IssuerField({ issuers, chosen, wrong, onChoose }: Props) {
  return (
    <fieldset
      id="issuer"
      tabIndex={-1}
      class={wrong ? "choice field wrong" : "choice field"}
      aria-describedby={wrong ? "issuer-hint issuer-error" : "issuer-hint"}
    >
      <legend>{say("identity.issuer")}</legend>
      <p class="hint" id="issuer-hint">
        {say("identity.issuerHint")}
      </p>
      <Wrong id="issuer" wrong={wrong} />
      {issuers.map(({ code, name }) => (
        <label key={code} class="check">
          <input
            type="radio"
            name="issuer"
            checked={chosen === code}
            onChange={() => onChoose(code)}
          />
          <span lang="ja">{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
