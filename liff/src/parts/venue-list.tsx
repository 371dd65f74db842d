import type { Venue } from "../api/client.ts";
import { path, query, withQuery } from "../router.ts";
import { say, word } from "../words/say.tsx";
import { Link } from "./link.tsx";
import { MarkLegend, MarkWithWord } from "./mark.tsx";
import { Page } from "./page.tsx";

/** Returns the venue categories in the order in which the service lists them. */
export function categoriesOf(venues: readonly Venue[]): string[] {
  return [...new Set(venues.map((venue) => venue.category))];
}

/** Returns the chosen category; with a single category there is nothing to choose. */
export function chosenCategory(venues: readonly Venue[], asked: string | null): string | undefined {
  const categories = categoriesOf(venues);
  return categories.length === 1 ? categories[0] : categories.find((each) => each === asked);
}

type CategoryProps = { venues: readonly Venue[]; back: string };

export function CategoryPage({ venues, back }: CategoryProps) {
  return (
    <Page title={say("category.title")} name={word("category.title")} step="seat" back={back} open>
      <ul class="cards">
        {categoriesOf(venues).map((category) => (
          <li key={category} class="card">
            <Link class="card-link" to={withQuery(path.value, { ...asked(), category })}>
              <span lang="ja">{category}</span>
            </Link>
            <p class="hint">{say("category.count", countOf(venues, category))}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

type ListProps = { venues: readonly Venue[]; to: (venue: Venue) => string };

/** Venues with ○△× and their notices; one without a free seat cannot be pressed. */
export function VenueList({ venues, to }: ListProps) {
  return (
    <>
      <p class="lead">{say("venues.lead")}</p>
      <MarkLegend />
      <ul class="cards">
        {venues.map((venue) => (
          <li key={venue.id} class={venue.mark === "none" ? "card shut" : "card"}>
            <h2>
              {venue.mark === "none" ? (
                <Name venue={venue} />
              ) : (
                <Link class="card-link" to={to(venue)}>
                  <Name venue={venue} />
                </Link>
              )}
            </h2>
            <p class="hint" lang="ja">
              {venue.address}
            </p>
            {venue.notice && <VenueNotice text={venue.notice} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function Name({ venue }: { venue: Venue }) {
  return (
    <>
      <span class="name" lang="ja">
        {venue.name}
      </span>{" "}
      <MarkWithWord mark={venue.mark} />
    </>
  );
}

export function VenueNotice({ text }: { text: string }) {
  return (
    <div class="venue-notice">
      <p class="strong">{say("venues.notice")}</p>
      <p lang="ja">{text}</p>
    </div>
  );
}

function countOf(venues: readonly Venue[], category: string): number {
  return venues.filter((venue) => venue.category === category).length;
}

function asked(): Record<string, string> {
  return Object.fromEntries(query.value);
}
