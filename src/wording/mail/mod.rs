//! Notifications by e-mail, for people whom LINE does not reach. Each has a text and an HTML form.

mod html;
mod letter;

use self::letter::{Letter, Part};
use super::{
    Voice,
    card::name,
    cards::items,
    closing, dates,
    language::Sentence,
    sentences::{booking, closing as closings, facts, labels, linking, mail as sentences, safety},
    shown::{opens, shown},
};
use crate::vaccination::{booking::Booking, notice::Notice, person::Person};

/// A mail without its address. Both forms say the same; lines of the text end in `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Renders a notification as a mail.
pub fn mail(notice: &Notice, person: Option<&Person>, voice: &Voice<'_>) -> Mail {
    let town = shown(voice.choose(&voice.municipality.name), 40);
    let title = voice.read(title(notice));
    let mut parts: Vec<Part> = Vec::new();
    parts.extend(person.map(|person| Part::Text(name(voice, person))));
    parts.push(Part::Text(opening(notice, voice)));
    parts.extend(notice.booking().into_iter().flat_map(|booking| seat(booking, voice)));
    parts.extend(details(notice, person, voice));
    let letter = Letter { title: title.to_owned(), parts, small_print: no_reply(voice) };
    let subject = match notice.booking() {
        Some(booking) => {
            let day = dates::day(voice.language, booking.slot.date);
            voice.fill(sentences::SUBJECT, &[("town", &town), ("title", title), ("day", &day)])
        }
        None => voice.fill(sentences::SUBJECT_WITHOUT_DAY, &[("town", &town), ("title", title)]),
    };
    Mail { subject, text: letter.text(), html: html::page(&letter, voice) }
}

fn title(notice: &Notice) -> Sentence {
    match notice {
        Notice::Confirmation(_) => booking::CONFIRMED_TITLE,
        Notice::Cancellation(it) => closing::cancelled_title(it),
        Notice::Reminder(_) => booking::REMINDER_TITLE,
        Notice::LinkMoved => linking::MOVED_TITLE,
        Notice::Linked => linking::FIRST_LINKED_TITLE,
        Notice::Unlinked => linking::UNLINKED_TITLE,
        Notice::ContactChanged => safety::CONTACT_TITLE,
        Notice::CancellationCopy(_) => safety::CANCELLATION_TITLE,
        Notice::Suspension(..) => closings::SUSPENDED_TITLE,
        Notice::Resumption(_) => closings::RESUMED_TITLE,
    }
}

fn opening(notice: &Notice, voice: &Voice<'_>) -> String {
    let (template, sentence) = match notice {
        Notice::Confirmation(_) => (sentences::CONFIRMED, String::new()),
        Notice::Reminder(_) => (sentences::REMINDER, String::new()),
        Notice::LinkMoved => (sentences::LINK_MOVED, String::new()),
        Notice::Linked => (safety::MAIL_LINKED, String::new()),
        Notice::Unlinked => (safety::MAIL_UNLINKED, String::new()),
        Notice::ContactChanged => (closings::MAIL_OPENING, voice.read(safety::CONTACT).to_owned()),
        Notice::CancellationCopy(_) => {
            (closings::MAIL_OPENING, voice.read(safety::CANCELLATION).to_owned())
        }
        Notice::Cancellation(it) => (closings::MAIL_OPENING, closing::cancelled(voice, it)),
        Notice::Suspension(..) => {
            (closings::MAIL_OPENING, voice.read(closings::SUSPENDED).to_owned())
        }
        Notice::Resumption(_) => (closings::MAIL_OPENING, voice.read(closings::RESUMED).to_owned()),
    };
    let town = voice.municipality;
    voice.fill(
        template,
        &[
            ("town", &shown(voice.choose(&town.name), 40)),
            ("programme", &shown(voice.choose(&town.programme), 60)),
            ("sentence", &sentence),
        ],
    )
}

fn seat(it: &Booking, voice: &Voice<'_>) -> [Part; 2] {
    let when = format!(
        "{} {}",
        dates::day_of_year(voice.language, it.slot.date),
        dates::hours(voice.language, &it.slot)
    );
    let venue = vec![shown(&it.venue.name, 120), shown(&it.venue.address, 120)];
    [fact(voice, sentences::DATE_AND_TIME, vec![when]), fact(voice, facts::VENUE, venue)]
}

/// Returns what the person should do now: prepare and come, or book again.
fn details(notice: &Notice, person: Option<&Person>, voice: &Voice<'_>) -> Vec<Part> {
    let my_page = link(voice, sentences::MY_PAGE, &voice.pages.my_page(person));
    match notice {
        Notice::Confirmation(it) => {
            let until = dates::cancel_until(voice, it.slot.date);
            let until = fact(voice, facts::CANCELLING, vec![until]);
            prepare(it, voice).chain([until, my_page]).collect()
        }
        Notice::Cancellation(it) => {
            let reason = closing::cancel_message(it);
            let reason = reason.map(|text| fact(voice, closings::REASON, vec![text.to_owned()]));
            let again = link(voice, labels::BOOK_AGAIN, &voice.pages.choice(person));
            reason.into_iter().chain([again, my_page]).collect()
        }
        Notice::Suspension(_, message) => {
            let message = fact(voice, closings::TOWN_MESSAGE, vec![message.as_str().to_owned()]);
            vec![message, my_page]
        }
        Notice::Resumption(it) => prepare(it, voice).chain([my_page]).collect(),
        Notice::Reminder(it) => {
            let care = Part::Text(voice.read(booking::REMINDER).to_owned());
            prepare(it, voice).chain([care, my_page]).collect()
        }
        Notice::LinkMoved
        | Notice::Linked
        | Notice::Unlinked
        | Notice::ContactChanged
        | Notice::CancellationCopy(_) => vec![Part::Text(call_if_not_you(voice))],
    }
}

fn prepare(it: &Booking, voice: &Voice<'_>) -> impl Iterator<Item = Part> + use<> {
    let map = it.venue.map_url.as_deref().filter(|url| opens(url));
    let map = map.map(|url| link(voice, sentences::MAP, url));
    let notice = it.venue.notice.as_deref().map(str::trim);
    let notice = notice.filter(|notice| !notice.is_empty());
    let notice = notice.map(|notice| {
        fact(voice, facts::VENUE_NOTICE, notice.lines().map(str::to_owned).collect())
    });
    let items = items(voice);
    let bring = (!items.is_empty()).then(|| fact(voice, facts::BRING, items));
    map.into_iter().chain(notice).chain(bring)
}

/// Returns what the coupon holder should do who did not make the change themselves.
pub(super) fn call_if_not_you(voice: &Voice<'_>) -> String {
    let centre = &voice.municipality.call_centre;
    voice.fill(
        linking::MOVED_BY_NOBODY,
        &[
            ("call_centre", &shown(voice.choose(&centre.name), 40)),
            ("phone", &shown(&centre.phone, 20)),
        ],
    )
}

fn no_reply(voice: &Voice<'_>) -> String {
    let centre = &voice.municipality.call_centre;
    voice.fill(
        sentences::NO_REPLY,
        &[
            ("call_centre", &shown(voice.choose(&centre.name), 40)),
            ("phone", &shown(&centre.phone, 20)),
        ],
    )
}

fn fact(voice: &Voice<'_>, name: Sentence, lines: Vec<String>) -> Part {
    Part::Fact { name: voice.read(name).to_owned(), lines }
}

fn link(voice: &Voice<'_>, name: Sentence, url: &str) -> Part {
    Part::Link { name: voice.read(name).to_owned(), url: url.to_owned() }
}
