//! Notices by e-mail, for those whom LINE does not reach.

use super::{
    Person, Voice,
    card::name,
    cards::items,
    dates,
    language::Sentence,
    sentences::{booking, facts, mail as sentences},
    shown::{opens, shown},
};
use crate::vaccination::{booking::Booking, notice::NoticeKind};

/// A mail without its address: plain text, lines ending in `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub text: String,
}

/// A confirmation, cancellation or reminder as a mail.
pub fn mail(
    kind: NoticeKind,
    booking: &Booking,
    person: Option<&Person>,
    voice: &Voice<'_>,
) -> Mail {
    let greeting = person.map(|person| name(voice, person));
    let paragraphs = greeting
        .into_iter()
        .chain([opening(kind, voice), seat(booking, voice)])
        .chain(details(kind, booking, voice))
        .chain([no_reply(voice)]);
    let mut text = paragraphs.collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    Mail { subject: subject(kind, booking, voice), text }
}

fn subject(kind: NoticeKind, booking: &Booking, voice: &Voice<'_>) -> String {
    let title = match kind {
        NoticeKind::Confirmation => booking::CONFIRMED_TITLE,
        NoticeKind::Cancellation => booking::CANCELLED_TITLE,
        NoticeKind::Reminder => booking::REMINDER_TITLE,
    };
    voice.fill(
        sentences::SUBJECT,
        &[
            ("town", &shown(&voice.municipality.name, 40)),
            ("title", voice.read(title)),
            ("day", &dates::day(voice.language, booking.slot.date)),
        ],
    )
}

fn opening(kind: NoticeKind, voice: &Voice<'_>) -> String {
    let sentence = match kind {
        NoticeKind::Confirmation => sentences::CONFIRMED,
        NoticeKind::Cancellation => sentences::CANCELLED,
        NoticeKind::Reminder => sentences::REMINDER,
    };
    let town = voice.municipality;
    voice.fill(
        sentence,
        &[("town", &shown(&town.name, 40)), ("programme", &shown(&town.programme, 60))],
    )
}

fn seat(it: &Booking, voice: &Voice<'_>) -> String {
    let when = format!(
        "{} {}",
        dates::day_of_year(voice.language, it.slot.date),
        dates::hours(voice.language, &it.slot)
    );
    let venue = format!("{}\n{}", shown(&it.venue.name, 120), shown(&it.venue.address, 120));
    [entry(voice, sentences::DATE_AND_TIME, &when), entry(voice, facts::VENUE, &venue)].join("\n\n")
}

/// What to do now: prepare and come, or book again.
fn details(kind: NoticeKind, it: &Booking, voice: &Voice<'_>) -> Vec<String> {
    let my_page = entry(voice, sentences::MY_PAGE, &voice.pages.my_page());
    let prepare = || {
        let map = it.venue.map_url.as_deref().filter(|url| opens(url));
        let map = map.map(|url| entry(voice, sentences::MAP, url));
        let notice = it.venue.notice.as_deref().map(str::trim);
        let notice = notice.filter(|notice| !notice.is_empty());
        let notice = notice.map(|notice| entry(voice, facts::VENUE_NOTICE, notice));
        let items = items(voice).join("\n");
        let bring = (!items.is_empty()).then(|| entry(voice, facts::BRING, &items));
        map.into_iter().chain(notice).chain(bring)
    };
    match kind {
        NoticeKind::Confirmation => {
            let until = dates::cancel_until(voice, it.slot.date);
            let until = entry(voice, facts::CANCELLING, &until);
            prepare().chain([until, my_page]).collect()
        }
        NoticeKind::Cancellation => vec![my_page],
        NoticeKind::Reminder => {
            let care = voice.read(booking::REMINDER).to_owned();
            prepare().chain([care, my_page]).collect()
        }
    }
}

fn no_reply(voice: &Voice<'_>) -> String {
    let centre = &voice.municipality.call_centre;
    voice.fill(
        sentences::NO_REPLY,
        &[("call_centre", &shown(&centre.name, 40)), ("phone", &shown(&centre.phone, 20))],
    )
}

fn entry(voice: &Voice<'_>, name: Sentence, fact: &str) -> String {
    format!("■ {}\n{fact}", voice.read(name))
}
