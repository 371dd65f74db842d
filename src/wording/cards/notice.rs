//! Notices on LINE: sent by themselves, so each says all that is needed to act on it.

use super::{
    super::{
        Voice,
        action::{call, link},
        card::Card,
        dates,
        language::Sentence,
        mail::call_if_not_you,
        sentences::{booking as sentences, labels, linking},
    },
    booking::{alt, by_phone, map, with_preparation, with_seat},
    cancelled,
};
use crate::{
    line::message::Message,
    vaccination::{booking::Booking, notice::Notice, person::Person},
};

/// What is told without being asked; `person` where one LINE account holds several coupons.
pub fn notice(notice: &Notice, person: Option<&Person>, voice: &Voice<'_>) -> Message {
    match notice {
        Notice::Confirmation(booking) => confirmed(voice, person, booking),
        Notice::Cancellation(booking) => cancelled(voice, person, booking),
        Notice::Reminder(booking) => reminder(voice, person, booking),
        Notice::LinkMoved => link_moved(voice, person),
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

/// To the account that has lost the coupon: it may be a child who set up the mother's phone, or a
/// thief.
fn link_moved(voice: &Voice<'_>, person: Option<&Person>) -> Message {
    Card::new(voice, linking::MOVED_TITLE)
        .over()
        .of(person)
        .text(voice.read(linking::MOVED))
        .small(&call_if_not_you(voice))
        .first_button(call(voice))
        .titled()
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
