import { type Era, eras, isoDate, yearsOf } from "../dates/era.ts";
import type { WrongKey } from "../input/check.ts";
import { type Key, say, word } from "../words/say.tsx";
import { describedBy, Field, Wrong } from "./field.tsx";

/** The input as chosen or typed so far; nothing is chosen at first. */
export type BirthDate = {
  typing: boolean;
  text: string;
  era: Era | "";
  year: string;
  month: string;
  day: string;
};

export const noBirthDate: BirthDate = {
  typing: false,
  text: "",
  era: "",
  year: "",
  month: "",
  day: "",
};

/** Returns the value for the service (which reads typed dates in any usual form), or what is wrong. */
export function readBirthDate(birth: BirthDate): { value: string } | { wrong: WrongKey } {
  if (birth.typing) {
    const text = birth.text.trim();
    return text ? { value: text } : { wrong: "invalid.birthTypedMissing" };
  }
  const { era, year, month, day } = birth;
  if (!era || !year || !month || !day) return { wrong: "invalid.birthMissing" };
  const iso = isoDate(era, Number(year), Number(month), Number(day));
  return iso ? { value: iso } : { wrong: "invalid.birthDate" };
}

const eraWords = {
  taisho: "era.taisho",
  showa: "era.showa",
  heisei: "era.heisei",
  reiwa: "era.reiwa",
  western: "era.western",
} as const satisfies Record<Era, Key>;

type Props = {
  birth: BirthDate;
  wrong: WrongKey | undefined;
  presentYear: number;
  onChange: (birth: BirthDate) => void;
};

export function BirthDateField(props: Props) {
  const { birth, onChange } = props;
  return (
    <div class="birth">
      {birth.typing ? <Typed {...props} /> : <Chosen {...props} />}
      <button
        type="button"
        class="text-button"
        onClick={() => onChange({ ...birth, typing: !birth.typing })}
      >
        {say(birth.typing ? "identity.choose" : "identity.type")}
      </button>
    </div>
  );
}

function Typed({ birth, wrong, onChange }: Props) {
  return (
    <Field
      id="birth"
      label={say("identity.birth")}
      hint={say("identity.birthTypedHint")}
      big
      wrong={wrong}
      value={birth.text}
      onValue={(text) => onChange({ ...birth, text })}
    />
  );
}

function Chosen({ birth, wrong, presentYear, onChange }: Props) {
  const years = birth.era ? yearsOf(birth.era, presentYear) : [];
  return (
    <fieldset
      id="birth"
      tabIndex={-1}
      class={wrong ? "field wrong" : "field"}
      aria-describedby={describedBy("birth", true, wrong)}
    >
      <legend>{say("identity.birth")}</legend>
      <p class="hint" id="birth-hint">
        {say("identity.birthHint")}
      </p>
      <Wrong id="birth" wrong={wrong} />
      <div class="eras" role="radiogroup" aria-label={word("identity.calendar")}>
        {eras.map((era) => (
          <label key={era}>
            <input
              type="radio"
              name="era"
              checked={birth.era === era}
              onChange={() => onChange({ ...birth, era, year: "" })}
            />
            <span>{say(eraWords[era])}</span>
          </label>
        ))}
      </div>
      <div class="date-parts">
        <Part
          id="birth-year"
          label="identity.year"
          value={birth.year}
          options={years.map((year) => [year, year === 1 ? word("era.first") : String(year)])}
          onChoose={(year) => onChange({ ...birth, year })}
        />
        <Part
          id="birth-month"
          label="identity.month"
          value={birth.month}
          options={upTo(12)}
          onChoose={(month) => onChange({ ...birth, month })}
        />
        <Part
          id="birth-day"
          label="identity.day"
          value={birth.day}
          options={upTo(31)}
          onChoose={(day) => onChange({ ...birth, day })}
        />
      </div>
    </fieldset>
  );
}

type PartProps = {
  id: string;
  label: "identity.year" | "identity.month" | "identity.day";
  value: string;
  options: (readonly [number, string])[];
  onChoose: (value: string) => void;
};

function Part({ id, label, value, options, onChoose }: PartProps) {
  return (
    <div>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{word("identity.choosePlease")}</option>
        {options.map(([number, text]) => (
          <option key={number} value={String(number)}>
            {text}
          </option>
        ))}
      </select>
      <label for={id}>{say(label)}</label>
    </div>
  );
}

function upTo(last: number): (readonly [number, string])[] {
  return Array.from({ length: last }, (_, index) => [index + 1, String(index + 1)] as const);
}
