import type { Place } from "../api/client.ts";
import { longDate } from "../dates/format.ts";
import { say, show, word } from "../words/say.tsx";

type Props = {
  venue: Place;
  date: string;
  startsAt: string;
  endsAt: string;
  withNotice?: boolean;
};

/** Place and time of a slot to confirm, or of a booking. */
export function BookingFacts({ venue, date, startsAt, endsAt, withNotice = true }: Props) {
  return (
    <dl class="facts">
      <div class="when">
        <dt>{say("booking.date")}</dt>
        <dd>{show(longDate(date))}</dd>
      </div>
      <div class="when">
        <dt>{say("booking.time")}</dt>
        <dd>{say("times.span", startsAt, endsAt)}</dd>
      </div>
      <div>
        <dt>{say("booking.venue")}</dt>
        <dd class="read" lang="ja">
          <ruby class="venue-name">
            {venue.name}
            <rt aria-hidden="true">{venue.kana}</rt>
          </ruby>
        </dd>
      </div>
      <div>
        <dt>{say("booking.address")}</dt>
        <dd>
          <span lang="ja">{venue.address}</span>
          {venue.mapUrl && <MapLink url={venue.mapUrl} />}
        </dd>
      </div>
      {withNotice && venue.notice && (
        <div>
          <dt>{say("venues.notice")}</dt>
          <dd lang="ja">{venue.notice}</dd>
        </div>
      )}
    </dl>
  );
}

function MapLink({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url)) return null;
  return (
    <a class="map" href={url} target="_blank" rel="noopener noreferrer">
      {say("booking.map")}
      <span class="unseen">（{word("booking.newWindow")}）</span>
    </a>
  );
}
