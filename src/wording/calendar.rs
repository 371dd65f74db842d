//! A booked slot as an entry for people's own calendars (RFC 5545). It contains only public facts
//! of the slot and nothing about the person who booked it.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike};

use super::{
    Voice,
    cards::items,
    sentences::{booking, facts},
    shown::{opens, shown},
};
use crate::vaccination::{slot::Slot, venue::Venue};

/// How long before the appointment the calendar reminds: the day before, at the same hour.
const ALARM_BEFORE: TimeDelta = TimeDelta::days(1);

/// Returns the calendar file, with the line ends that RFC 5545 requires.
pub fn calendar_entry(slot: &Slot, venue: &Venue, voice: &Voice<'_>, now: DateTime<Utc>) -> String {
    let town = voice.municipality;
    let title = voice
        .fill(facts::CALENDAR_TITLE, &[("programme", &shown(voice.choose(&town.programme), 60))]);
    let id = format!("slot-{}@{}.sesshu", slot.id, town.issuer.as_str());
    let mut event = Event::new();
    event
        .uid(&id)
        .timestamp(now)
        .starts(slot.starts_at())
        .ends(slot.ends_at())
        .summary(&title)
        .location(&format!("{} {}", shown(&venue.name, 120), shown(&venue.address, 120)))
        .description(&description(venue, voice))
        .alarm(alarm(&title, &id, now));
    if let Some(map) = venue.map_url.as_deref().filter(|url| opens(url)) {
        event.url(map);
    }
    Calendar::new().push(event.done()).done().to_string()
}

/// Builds the alarm with the given id and time, which the library would otherwise generate.
fn alarm(title: &str, id: &str, now: DateTime<Utc>) -> Alarm {
    let mut alarm = Alarm::display(title, -ALARM_BEFORE);
    alarm.uid(&format!("alarm-{id}")).timestamp(now).done()
}

fn description(venue: &Venue, voice: &Voice<'_>) -> String {
    let centre = &voice.municipality.call_centre;
    let bring = items(voice);
    let bring =
        (!bring.is_empty()).then(|| format!("{}\n{}", voice.read(facts::BRING), bring.join("\n")));
    let notice = venue.notice.as_deref().map(str::trim).filter(|notice| !notice.is_empty());
    let notice = notice.map(str::to_owned);
    let call = format!("{} {}", shown(voice.choose(&centre.name), 40), shown(&centre.phone, 20));
    let care = voice.read(booking::REMINDER).to_owned();
    [bring, notice, Some(care), Some(call)].into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, tests::sample};

    fn entry(language: Language) -> String {
        let voice = Voice {
            language,
            municipality: &sample::municipality(),
            programme: &sample::programme(),
            pages: &sample::pages(),
            names: true,
        };
        let booking = sample::booking(1);
        let now = sample::tokyo("2026-11-22T12:00:00");
        let text = calendar_entry(&booking.slot, &booking.venue, &voice, now);
        // Long lines are folded; unfold them before reading (RFC 5545, 3.1).
        text.replace("\r\n ", "")
    }

    #[test]
    fn it_says_when_and_where_in_every_language() {
        for language in Language::ALL {
            let entry = entry(language);
            for line in [
                "UID:slot-1@990001.sesshu",
                "DTSTAMP:20261122T030000Z",
                "DTSTART:20261205T010000Z",
                "DTEND:20261205T011500Z",
                "LOCATION:潮風市中央体育館 潮風市港町1-2-3",
                "TRIGGER:-PT86400S",
            ] {
                assert!(entry.contains(line), "{line} in {entry}");
            }
        }
    }

    #[test]
    fn no_line_is_longer_than_calendars_take() {
        let voice = Voice {
            language: Language::Japanese,
            municipality: &sample::municipality(),
            programme: &sample::programme(),
            pages: &sample::pages(),
            names: true,
        };
        let booking = sample::booking(1);
        let text = calendar_entry(
            &booking.slot,
            &booking.venue,
            &voice,
            sample::tokyo("2026-11-22T12:00:00"),
        );
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    }
}
