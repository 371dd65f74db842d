//! Notices on LINE: sent by themselves, so each says all that is needed to act on it.

use super::{
    super::{
        Person, Voice,
        action::{call, link},
        card::Card,
        dates,
        language::Sentence,
        sentences::{booking as sentences, labels},
    },
    booking::{alt, by_phone, map, with_preparation, with_seat},
    cancelled,
};
use crate::{
    line::message::Message,
    vaccination::{booking::Booking, notice::NoticeKind},
};

/// A confirmation, cancellation or reminder; `person` where one LINE account holds several
/// coupons.
pub fn notice(
    kind: NoticeKind,
    booking: &Booking,
    person: Option<&Person>,
    voice: &Voice<'_>,
) -> Message {
    match kind {
        NoticeKind::Confirmation => confirmed(voice, person, booking),
        NoticeKind::Cancellation => cancelled(voice, person, booking),
        NoticeKind::Reminder => reminder(voice, person, booking),
    }
}

fn confirmed(voice: &Voice<'_>, person: Option<&Person>, booking: &Booking) -> Message {
    let title = sentences::CONFIRMED_TITLE;
    full(voice, title, person, booking)
        .small(voice.read(sentences::CONFIRMED))
        .small(&dates::cancel_until(voice, booking.slot.date))
        .first_button(link(voice, labels::MY_PAGE, &voice.pages.my_page()))
        .button(map(voice, &booking.venue))
        .message(alt(voice, title, booking))
}

/// The day before (manual, page 11). It names the day, so that it stays true if it comes late.
fn reminder(voice: &Voice<'_>, person: Option<&Person>, booking: &Booking) -> Message {
    let title = sentences::REMINDER_TITLE;
    full(voice, title, person, booking)
        .text(voice.read(sentences::REMINDER))
        .small(&by_phone(voice))
        .first_button(map(voice, &booking.venue))
        .button(link(voice, labels::MY_PAGE, &voice.pages.my_page()))
        .quiet_button(call(voice))
        .message(alt(voice, title, booking))
}

fn full<'a>(
    voice: &'a Voice<'a>,
    title: Sentence,
    person: Option<&Person>,
    booking: &Booking,
) -> Card<'a> {
    let card = with_seat(Card::new(voice, title).of(person), voice, booking);
    with_preparation(card, voice, booking).line()
}
