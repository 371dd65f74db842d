//! Texts that cards and mails share about closed slots, and about who cancelled and why.

use super::{
    Voice,
    language::Sentence,
    sentences::{booking as bookings, closing as sentences},
    shown::shown,
};
use crate::vaccination::booking::{Booking, Cancellation, Canceller};

/// Returns the title of a notification of cancellation, which differs if the person did not request
/// it.
pub(super) fn cancelled_title(booking: &Booking) -> Sentence {
    match canceller(booking) {
        Canceller::Municipality => sentences::CANCELLED_BY_TOWN_TITLE,
        Canceller::Resident | Canceller::CallCentre => bookings::CANCELLED_TITLE,
    }
}

/// Returns who cancelled, and how to book again.
pub(super) fn cancelled(voice: &Voice<'_>, booking: &Booking) -> String {
    match canceller(booking) {
        Canceller::Resident => voice.read(bookings::CANCELLED).to_owned(),
        Canceller::CallCentre => voice.read(sentences::CANCELLED_BY_PHONE).to_owned(),
        Canceller::Municipality => {
            let town = shown(voice.choose(&voice.municipality.name), 40);
            voice.fill(sentences::CANCELLED_BY_TOWN, &[("town", &town)])
        }
    }
}

/// Returns why the municipality cancelled, in its own words.
pub(super) fn cancel_message(booking: &Booking) -> Option<&str> {
    Some(booking.cancellation()?.message.as_ref()?.as_str())
}

/// Returns whom to call.
pub(super) fn questions(voice: &Voice<'_>) -> String {
    let centre = &voice.municipality.call_centre;
    voice.fill(
        sentences::QUESTIONS,
        &[
            ("call_centre", &shown(voice.choose(&centre.name), 40)),
            ("phone", &shown(&centre.phone, 20)),
        ],
    )
}

fn canceller(booking: &Booking) -> Canceller {
    booking.cancellation().map_or(Canceller::Resident, Cancellation::by)
}
