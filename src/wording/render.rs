//! Rendering: one [`Say`] becomes one message.

use super::{
    Say, Voice,
    card::name,
    cards,
    language::Sentence,
    sentences::{booking, linking, talk},
    shown::shown,
};
use crate::{
    line::message::Message,
    vaccination::{birth_date::BirthDateError, coupon::CouponNumberError},
};

/// Renders the message in the reader's language.
pub fn render(say: &Say, voice: &Voice<'_>) -> Message {
    let text = |sentence: Sentence| Message::text(voice.read(sentence));
    match say {
        Say::Greeting { returning } => cards::greeting(voice, *returning),
        Say::Menu => cards::menu(voice),
        Say::NotUnderstood => text(talk::NOT_UNDERSTOOD),
        Say::Nearest(questions) => cards::nearest(voice, questions),
        Say::OldButton => text(talk::OLD_BUTTON),
        Say::Thanks { sticker: true } => text(talk::THANKS_STICKER),
        Say::Thanks { sticker: false } => text(talk::THANKS),
        Say::Stopped => text(talk::STOPPED),
        Say::StartedOver => text(talk::STARTED_OVER),
        Say::Page(page) => cards::page(voice, *page),
        Say::Terms => cards::terms(voice),
        Say::TermsChanged => text(linking::TERMS_CHANGED),
        Say::NumberKept => text(linking::NUMBER_KEPT),
        Say::AskNumber => cards::ask_number(voice),
        Say::NumberRefused(reason) => text(number_refused(*reason)),
        Say::AskBirthDate { today } => cards::ask_birth_date(voice, *today),
        Say::BirthDateRefused(reason) => text(birth_date_refused(*reason)),
        Say::AskIfRight { proof, card } => cards::ask_if_right(voice, proof, *card),
        Say::AskCheckCode => cards::ask_check_code(voice),
        Say::CheckCodeRefused => text(linking::CODE_INVALID),
        Say::AskIssuer(issuers) => cards::ask_issuer(voice, issuers),
        Say::Unlinking => cards::unlinking(voice),
        Say::NotFound => text(linking::NOT_FOUND),
        Say::TooManyFailures => cards::too_many_failures(voice),
        Say::NumberLocked => cards::number_locked(voice),
        Say::IdentificationClosed => cards::identification_closed(voice),
        Say::Linked(person) => {
            let person = name(voice, person);
            Message::text(voice.fill(linking::LINKED, &[("person", &person)]))
        }
        Say::LinkOnPage { adds } => cards::link_on_page(voice, *adds),
        Say::AskToUnsend => text(linking::ASK_TO_UNSEND),
        Say::Bookings(standings) => cards::bookings(voice, standings),
        Say::NothingToCancel => text(booking::NOTHING_TO_CANCEL),
        Say::ChooseToCancel => text(booking::CHOOSE_TO_CANCEL),
        Say::CancelQuestion { person, booking } => cards::cancel_question(voice, person, booking),
        Say::HowToCancel(booking) => cards::how_to_cancel(voice, *booking),
        Say::Kept => text(booking::KEPT),
        Say::Cancelled { person, booking } => cards::cancelled(voice, Some(person), booking),
        Say::TooLateToCancel { person, booking } => cards::too_late(voice, person, booking),
        Say::BookingGone => text(booking::BOOKING_GONE),
        Say::Crowded { place } => cards::crowded(voice, place),
        Say::Trouble => trouble(voice),
        Say::Unsure => text(talk::UNSURE),
    }
}

fn number_refused(reason: CouponNumberError) -> Sentence {
    match reason {
        CouponNumberError::Missing | CouponNumberError::NotTenDigits => linking::NUMBER_NOT_TEN,
        CouponNumberError::AllZeros => linking::NUMBER_ALL_ZEROS,
    }
}

fn birth_date_refused(reason: BirthDateError) -> Sentence {
    match reason {
        BirthDateError::Missing | BirthDateError::Unreadable => linking::BIRTH_UNREADABLE,
        BirthDateError::NoSuchDay => linking::BIRTH_NO_SUCH_DAY,
        BirthDateError::InTheFuture => linking::BIRTH_IN_FUTURE,
        BirthDateError::TooLongAgo => linking::BIRTH_TOO_LONG_AGO,
    }
}

fn trouble(voice: &Voice<'_>) -> Message {
    let centre = &voice.municipality.call_centre;
    Message::text(voice.fill(
        talk::TROUBLE,
        &[
            ("call_centre", &shown(voice.choose(&centre.name), 40)),
            ("phone", &shown(&centre.phone, 20)),
        ],
    ))
}
