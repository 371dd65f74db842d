//! Cancelling: the question, the outcome, and what can no longer be done online (manual, pages 17
//! and 18).

use super::{
    super::{
        Press, Voice,
        action::{call, link, press},
        card::Card,
        closing,
        sentences::{booking as sentences, closing::REASON, facts, labels},
        shown::shown,
    },
    booking::{alt, by_phone, with_seat},
};
use crate::{
    line::message::Message,
    vaccination::{booking::Booking, ids::BookingId, person::Person},
};

pub(in crate::wording) fn cancel_question(
    voice: &Voice<'_>,
    person: &Person,
    booking: &Booking,
) -> Message {
    let title = sentences::CANCEL_QUESTION;
    let yes = press(voice, labels::CANCEL_YES, &Press::CancelYes(booking.id));
    with_seat(Card::new(voice, title).of(Some(person)), voice, booking)
        .line()
        .text(voice.read(sentences::CANCEL_IS_FINAL))
        .final_button(yes, false)
        .button(press(voice, labels::KEEP, &Press::Keep))
        .message(alt(voice, title, booking))
}

/// Explains how to cancel, for when the open question was answered by a bare yes.
pub(in crate::wording) fn how_to_cancel(voice: &Voice<'_>, booking: BookingId) -> Message {
    Message::text(voice.read(sentences::HOW_TO_CANCEL)).quick_replies([
        press(voice, labels::CANCEL, &Press::CancelYes(booking)),
        press(voice, labels::KEEP, &Press::Keep),
    ])
}

/// Says that a booking was cancelled, by whom and why: as the answer in the chat, and as a
/// notification.
pub(in crate::wording) fn cancelled(
    voice: &Voice<'_>,
    person: Option<&Person>,
    booking: &Booking,
) -> Message {
    let title = closing::cancelled_title(booking);
    let text = closing::cancelled(voice, booking);
    let card =
        with_seat(Card::new(voice, title).over().of(person).text(&text).line(), voice, booking);
    let card = match closing::cancel_message(booking) {
        Some(message) => card.note(REASON, message),
        None => card,
    };
    card.first_button(link(voice, labels::BOOK_AGAIN, &voice.pages.choice(person)))
        .button(link(voice, labels::MY_PAGE, &voice.pages.my_page(person)))
        .message(alt(voice, title, booking))
}

pub(in crate::wording) fn too_late(
    voice: &Voice<'_>,
    person: &Person,
    booking: &Booking,
) -> Message {
    let title = sentences::TOO_LATE_TITLE;
    let hours = shown(voice.choose(&voice.municipality.call_centre.hours), 60);
    let card = Card::new(voice, title)
        .over()
        .of(Some(person))
        .text(&by_phone(voice))
        .small(&voice.fill(facts::CALL_HOURS, &[("hours", &hours)]))
        .line();
    with_seat(card, voice, booking).first_button(call(voice)).message(by_phone(voice))
}
