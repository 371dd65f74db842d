//! Notifications on LINE. They come without a question, so each says all that is needed to act on
//! it.

use super::{
    super::{
        Voice,
        action::{call, link},
        card::Card,
        closing::questions,
        dates,
        language::Sentence,
        mail::call_if_not_you,
        sentences::{booking as sentences, closing as closings, labels, linking, safety},
    },
    booking::{alt, by_phone, map, with_closing, with_preparation, with_seat},
    cancelled,
};
use crate::{
    line::message::Message,
    vaccination::{
        booking::Booking, notice::Notice, person::Person, public_message::PublicMessage,
    },
};

/// Renders a notification; `person` is given if one LINE account holds several coupons.
pub fn notice(notice: &Notice, person: Option<&Person>, voice: &Voice<'_>) -> Message {
    match notice {
        Notice::Confirmation(booking) => confirmed(voice, person, booking),
        Notice::Cancellation(booking) => cancelled(voice, person, booking),
        Notice::Reminder(booking) => reminder(voice, person, booking),
        Notice::LinkMoved => changed(voice, person, linking::MOVED_TITLE, linking::MOVED),
        Notice::Linked => first_linked(voice, person),
        Notice::Unlinked => changed(voice, person, linking::UNLINKED_TITLE, linking::UNLINKED),
        Notice::ContactChanged => changed(voice, person, safety::CONTACT_TITLE, safety::CONTACT),
        Notice::CancellationCopy(booking) => cancellation_copy(voice, person, booking),
        Notice::Suspension(booking, message) => suspended(voice, person, booking, message),
        Notice::Resumption(booking) => resumed(voice, person, booking),
    }
}

fn confirmed(voice: &Voice<'_>, person: Option<&Person>, booking: &Booking) -> Message {
    let title = sentences::CONFIRMED_TITLE;
    full(voice, title, person, booking)
        .small(voice.read(sentences::CONFIRMED))
        .small(&dates::cancel_until(voice, booking.slot.date))
        .first_button(link(voice, labels::MY_PAGE, &voice.pages.my_page(person)))
        .button(map(voice, &booking.venue))
        .message(alt(voice, title, booking))
}

/// Renders the reminder on the day before (manual, page 11). It names the day, so that it is still
/// true if it arrives late.
fn reminder(voice: &Voice<'_>, person: Option<&Person>, booking: &Booking) -> Message {
    let title = sentences::REMINDER_TITLE;
    full(voice, title, person, booking)
        .text(voice.read(sentences::REMINDER))
        .small(&by_phone(voice))
        .first_button(map(voice, &booking.venue))
        .button(link(voice, labels::MY_PAGE, &voice.pages.my_page(person)))
        .quiet_button(call(voice))
        .message(alt(voice, title, booking))
}

/// Renders that the slot was closed and the booking stays valid.
fn suspended(
    voice: &Voice<'_>,
    person: Option<&Person>,
    booking: &Booking,
    message: &PublicMessage,
) -> Message {
    let title = closings::SUSPENDED_TITLE;
    with_closing(Card::new(voice, title).of(person), voice, booking, Some(message.as_str()))
        .first_button(link(voice, labels::MY_PAGE, &voice.pages.my_page(person)))
        .quiet_button(call(voice))
        .message(alt(voice, title, booking))
}

/// Renders that the slot was reopened, for people who were notified that it was closed.
fn resumed(voice: &Voice<'_>, person: Option<&Person>, booking: &Booking) -> Message {
    let title = closings::RESUMED_TITLE;
    full(voice, title, person, booking)
        .text(voice.read(closings::RESUMED))
        .small(&questions(voice))
        .first_button(link(voice, labels::MY_PAGE, &voice.pages.my_page(person)))
        .button(map(voice, &booking.venue))
        .message(alt(voice, title, booking))
}

/// Renders a change of the link or the contact, for the account that was linked before. The change
/// may have been made by a child who set up the mother's phone, or by a thief.
fn changed(voice: &Voice<'_>, person: Option<&Person>, title: Sentence, text: Sentence) -> Message {
    Card::new(voice, title)
        .over()
        .of(person)
        .text(voice.read(text))
        .small(&call_if_not_you(voice))
        .first_button(call(voice))
        .titled()
}

/// Renders, for the account that was linked, that it was linked by the coupon holder or by another
/// person.
fn first_linked(voice: &Voice<'_>, person: Option<&Person>) -> Message {
    Card::new(voice, linking::FIRST_LINKED_TITLE)
        .of(person)
        .text(voice.read(linking::FIRST_LINKED))
        .small(&call_if_not_you(voice))
        .first_button(link(voice, labels::MY_PAGE, &voice.pages.my_page(person)))
        .quiet_button(call(voice))
        .titled()
}

/// Renders a cancellation for an account that the coupon was linked to until a short time ago.
fn cancellation_copy(voice: &Voice<'_>, person: Option<&Person>, booking: &Booking) -> Message {
    let title = safety::CANCELLATION_TITLE;
    let card = Card::new(voice, title).over().of(person);
    with_seat(card.text(voice.read(safety::CANCELLATION)).line(), voice, booking)
        .small(&call_if_not_you(voice))
        .first_button(call(voice))
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
