import { municipality } from "../state/visit.ts";
import { language, languageNames, languages, tagOf } from "../words/language.ts";
import { show, speak, word } from "../words/say.tsx";

export function Header() {
  const town = municipality.value;
  return (
    <header class="header">
      <nav class="languages" aria-label={word("nav.language")}>
        {languages.map((each) => (
          <button
            key={each}
            type="button"
            lang={tagOf(each)}
            aria-pressed={language.value === each}
            onClick={() => speak(each)}
          >
            {languageNames[each]}
          </button>
        ))}
      </nav>
      <div class="town">
        <p class="name">{show(town?.name ?? "\u00a0")}</p>
        <p class="programme">{show(town?.programme ?? "\u00a0")}</p>
      </div>
    </header>
  );
}
