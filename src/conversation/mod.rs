//! A talk in the chat, step by step: from what was said, what reception answered and where we
//! stand, to what we ask of reception, what we answer and where we stand next.
//!
//! Data in, data out: nothing here waits, stores, sends or reads a clock, so every dialogue is a
//! row in a table of tests. The words themselves are [`crate::wording`]'s.
//!
//! - [`hear`]: somebody said something
//! - [`answer`]: reception answered what was asked of it
//! - [`Talk`]: where a talk stands, kept between two events

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

/// What somebody did in the chat.
#[derive(Clone, PartialEq, Eq)]
pub enum Heard {
    /// Followed us, or unblocked us when `returning`.
    Followed {
        returning: bool,
    },
    Text(String),
    /// Pressed a button; `date` is the day they picked, where it was a date picker.
    Pressed {
        data: String,
        date: Option<NaiveDate>,
    },
    /// Sent a sticker, a picture or something else that holds no words; `kind` is LINE's word.
    OtherMessage {
        kind: String,
    },
}

/// What the talk wants of reception before it can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Everyone linked to this LINE account, each with their current booking.
    Bookings(Why),
    /// Link the coupon that this proves; they agreed to the terms of this version.
    Link {
        proof: Proof,
        check_code: Option<CheckCode>,
        terms_version: String,
        issuer: Option<Issuer>,
    },
    /// Cancel this booking, if it belongs to someone linked to this LINE account.
    Cancel(BookingId),
}

/// Why the bookings are asked for. Comes back with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    ToShow,
    /// To choose one to be cancelled.
    ToCancel,
    /// To ask whether this one is to be cancelled.
    ToCancelThis(BookingId),
}

/// What reception answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Empty when no coupon is linked to the LINE account.
    Bookings(Why, Vec<PersonBooking>),
    Linked(PersonBooking),
    /// Wrong pair, unknown or revoked coupon: nobody learns which.
    NotFound,
    /// Several municipalities gave out this number to people born on that day.
    IssuerNeeded(Vec<Issuer>),
    /// Too many failures in a row: no more pairs are tried in the chat.
    TooManyFailures,
    /// The number is under attack and locked for a time.
    NumberLocked,
    /// The municipality has closed identification by coupon.
    IdentificationClosed,
    /// Also when it had been cancelled before.
    Cancelled {
        person: Person,
        booking: Booking,
    },
    CancelTooLate {
        person: Person,
        booking: Booking,
    },
    /// No booking of anyone linked to the account.
    BookingUnknown,
}

/// A person and the booking they hold, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonBooking {
    pub person: Person,
    pub booking: Option<Booking>,
}

/// What holds when something is heard.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// When it was said: deadlines are measured by this, however late it is taken up.
    pub now: DateTime<Utc>,
    /// When it was said by LINE's clock, which orders what is said and measures the silence between.
    /// Our own clock may be stepped.
    pub occurred_at: DateTime<Utc>,
    pub programme: &'a Programme,
    pub faq: &'a Faq,
    /// The version of the terms that people agree to now.
    pub terms_version: &'a str,
    /// Whether people may identify themselves in the chat. Otherwise they do so on the pages, and
    /// no coupon number and no birth date is asked for or taken.
    pub links_in_chat: bool,
    /// Whether the check code of the letter is asked for.
    pub asks_check_code: bool,
    /// Whether identification by coupon is closed.
    pub identification_closed: bool,
}

/// What to do next, in this order: say, ask reception (and bring its answer to [`answer`]), keep
/// the talk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Move {
    pub say: Vec<Say>,
    pub ask: Option<Ask>,
    pub next: Talk,
}

/// Hears what somebody did. A `follow` that happened before what was heard last was delivered late:
/// the open question stays, and nothing is said.
pub fn hear(talk: Talk, heard: Heard, facts: &Facts<'_>) -> Move {
    if matches!(heard, Heard::Followed { .. }) && talk.is_ahead_of(facts.occurred_at) {
        return Move { say: Vec::new(), ask: None, next: talk };
    }
    let heard_last = talk.touched_at;
    let (step, lapsed) = talk.resume(facts.occurred_at);
    // A talk that began before the setting was changed.
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

/// Reception answered.
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

/// Words and data of people stay out of logs.
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
