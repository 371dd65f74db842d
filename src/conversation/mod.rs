//! The dialogue of one person in the chat, as a pure state machine: from an input or the result of
//! an effect, and the present state, to the messages to send, the effect to execute and the next
//! state.
//!
//! Nothing here waits, stores, sends or reads a clock, so every dialogue is a row in a table of
//! tests. The texts are in [`crate::wording`].
//!
//! - [`hear`]: handles an input
//! - [`answer`]: handles the result of an effect
//! - [`Talk`]: the state, stored between two events

mod bookings;
mod linking;
mod pressed;
mod record;
mod talk;
mod turn;
mod typed;
mod word;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

pub use self::talk::Talk;
use self::{talk::Step, turn::Turn};
use crate::{
    vaccination::{
        booking::Booking,
        check_code::CheckCode,
        coupon::{Issuer, Proof},
        faq::Faq,
        ids::BookingId,
        person::Person,
        programme::Programme,
        time::tokyo_date,
    },
    wording::Say,
};

/// What the person did in the chat.
#[derive(Clone, PartialEq, Eq)]
pub enum Heard {
    /// Followed the account, or unblocked it if `returning`.
    Followed {
        returning: bool,
    },
    Text(String),
    /// Pressed a button; `date` is the picked day if it was a date picker.
    Pressed {
        data: String,
        date: Option<NaiveDate>,
    },
    /// Sent a sticker, a picture or anything else without text; `kind` is LINE's name for it.
    OtherMessage {
        kind: String,
    },
}

/// What the conversation needs `reception` to do before it can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Find every person linked to this LINE account, each with their current booking.
    Bookings(Why),
    /// Link the coupon that this proves; the person agreed to this version of the terms.
    Link {
        proof: Proof,
        check_code: Option<CheckCode>,
        terms_version: String,
        issuer: Option<Issuer>,
    },
    /// Cancel this booking if it belongs to a person linked to this LINE account.
    Cancel(BookingId),
}

/// The purpose of finding the bookings, which comes back with the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    ToShow,
    /// To let the person choose one to cancel.
    ToCancel,
    /// To ask whether to cancel this one.
    ToCancelThis(BookingId),
}

/// The result of an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Empty if no coupon is linked to the LINE account.
    Bookings(Why, Vec<PersonBooking>),
    Linked(PersonBooking),
    /// Wrong pair, unknown or revoked coupon; which of them is not disclosed.
    NotFound,
    /// Several municipalities issued this number to people born on that day.
    IssuerNeeded(Vec<Issuer>),
    /// Too many failures in a row: the chat tries no further pairs.
    TooManyFailures,
    /// The number is under attack and locked for some hours.
    NumberLocked,
    /// The municipality has closed identification by coupon.
    IdentificationClosed,
    /// Also returned if it had been cancelled before.
    Cancelled {
        person: Person,
        booking: Booking,
    },
    CancelTooLate {
        person: Person,
        booking: Booking,
    },
    /// None of the people linked to the account has this booking.
    BookingUnknown,
}

/// A person and their booking, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonBooking {
    pub person: Person,
    pub booking: Option<Booking>,
}

/// The facts that apply when an input is handled.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// When the input was sent, bounded by our clock. Deadlines are measured by this, however late
    /// the input is processed.
    pub now: DateTime<Utc>,
    /// When the input was sent by LINE's clock, which orders inputs and measures the silence
    /// between them. Our own clock may be stepped.
    pub occurred_at: DateTime<Utc>,
    pub programme: &'a Programme,
    pub faq: &'a Faq,
    /// The current version of the terms.
    pub terms_version: &'a str,
    /// Whether people may identify themselves in the chat. Otherwise they do so on the pages, and
    /// the chat neither asks for nor accepts coupon numbers and birth dates.
    pub links_in_chat: bool,
    /// Whether the check code of the letter is required.
    pub asks_check_code: bool,
    /// Whether identification by coupon is closed.
    pub identification_closed: bool,
}

/// What to do next, in this order: send the messages, execute the effect (and pass its result to
/// [`answer`]), store the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Move {
    pub say: Vec<Say>,
    pub ask: Option<Ask>,
    pub next: Talk,
}

/// Handles an input. A `follow` older than the last handled input was delivered late: the open
/// question stays, and nothing is said.
pub fn hear(talk: Talk, heard: Heard, facts: &Facts<'_>) -> Move {
    if matches!(heard, Heard::Followed { .. }) && talk.is_ahead_of(facts.occurred_at) {
        return Move { say: Vec::new(), ask: None, next: talk };
    }
    let heard_last = talk.touched_at;
    let (step, lapsed) = talk.resume(facts.occurred_at);
    // The conversation may have begun before the setting was changed.
    let is_refused = !facts.links_in_chat && step.is_linking();
    let step = if is_refused { Step::Idle } else { step };
    let was_asked_to_cancel = matches!(step, Step::CancelQuestion { .. });
    let turn = match heard {
        Heard::Followed { returning } => Turn::rest([Say::Greeting { returning }]),
        Heard::Text(text) => typed::hear(step, &text, facts),
        Heard::Pressed { data, date } => pressed::hear(step, &data, date, facts),
        Heard::OtherMessage { kind } => {
            let sticker = kind == "sticker";
            turn::besides(step, Say::Thanks { sticker }, facts)
        }
    };
    let lost = matches!(turn.say.first(), Some(Say::NotUnderstood | Say::OldButton));
    let starts_over = lapsed && lost && facts.links_in_chat;
    let turn = if starts_over { linking::start_over(facts) } else { turn };
    let turn = if was_asked_to_cancel { turn.after_cancel_question() } else { turn };
    turn.into_move(heard_last, facts.occurred_at)
}

/// Handles the result of an effect.
pub fn answer(talk: Talk, answer: Answer, facts: &Facts<'_>) -> Move {
    let heard_last = talk.touched_at;
    let (step, _) = talk.resume(facts.occurred_at);
    let turn = match answer {
        Answer::Bookings(why, people) => bookings::found(step, why, people, facts),
        Answer::Linked(found) => linking::linked(found, facts),
        Answer::NotFound => linking::not_found(step, facts),
        Answer::IssuerNeeded(issuers) => linking::ask_issuer(step, issuers, facts),
        Answer::TooManyFailures => Turn::rest([Say::TooManyFailures]),
        Answer::NumberLocked => Turn::rest([Say::NumberLocked]),
        Answer::IdentificationClosed => Turn::rest([Say::IdentificationClosed]),
        Answer::Cancelled { person, booking } => Turn::rest([Say::Cancelled { person, booking }]),
        Answer::CancelTooLate { person, booking } => {
            Turn::rest([Say::TooLateToCancel { person, booking }])
        }
        Answer::BookingUnknown => Turn::rest([Say::BookingGone, Say::Menu]),
    };
    turn.into_move(heard_last, facts.occurred_at)
}

impl Facts<'_> {
    fn today(&self) -> NaiveDate {
        tokyo_date(self.now)
    }
}

/// Leaves texts and personal data out of logs.
impl fmt::Debug for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Followed { .. } => "Followed",
            Self::Text(_) => "Text(…)",
            Self::Pressed { .. } => "Pressed(…)",
            Self::OtherMessage { .. } => "OtherMessage",
        })
    }
}

#[cfg(test)]
mod tests;
