//! Handling of pressed buttons. A button may be old, so everything it says is checked again.

use chrono::NaiveDate;

use super::{
    Ask, Facts, Why, linking,
    talk::Step,
    turn::{Turn, again, aside, besides, stop},
    typed,
};
use crate::wording::{Press, Say};

pub(super) fn hear(step: Step, data: &str, date: Option<NaiveDate>, facts: &Facts<'_>) -> Turn {
    let Some(press) = Press::read(data) else {
        return besides(step, Say::OldButton, facts);
    };
    match press {
        Press::Start => Turn::ask(step, Ask::Bookings(Why::ToShow)),
        Press::Add => linking::add(facts),
        Press::Help => aside(step, Say::Menu, facts),
        Press::Agree { terms_version } => agree(step, &terms_version, facts),
        Press::BirthDate => match date {
            Some(date) => linking::picked(step, date, facts),
            // The date was removed before the event was stored.
            None if !facts.links_in_chat => linking::begin(None, facts),
            None => besides(step, Say::OldButton, facts),
        },
        Press::Confirm { right, card } => confirm(step, right, card, facts),
        Press::Issuer(issuer) => linking::chosen(step, issuer, facts),
        Press::Stop => stop(&step),
        // 「OK」 cancels only while its question is open; further up in the chat it asks again.
        Press::CancelYes(booking) if step == (Step::CancelQuestion { booking }) => {
            typed::cancel(booking)
        }
        Press::Cancel(booking) | Press::CancelYes(booking) => {
            Turn::ask(Step::Idle, Ask::Bookings(Why::ToCancelThis(booking)))
        }
        Press::Keep if step.is_linking() => besides(step, Say::OldButton, facts),
        Press::Keep => Turn::rest([Say::Kept]),
    }
}

fn agree(step: Step, terms_version: &str, facts: &Facts<'_>) -> Turn {
    match step {
        Step::Terms { number, .. } => linking::agree(terms_version, number, facts),
        Step::Idle | Step::CancelQuestion { .. } => linking::agree(terms_version, None, facts),
        // Pressed twice: consent has been given already.
        step => again(step, facts),
    }
}

fn confirm(step: Step, right: bool, pressed: i64, facts: &Facts<'_>) -> Turn {
    match step {
        Step::Confirm { card, .. } if card == pressed && right => linking::right(step, facts),
        Step::Confirm { card, terms_version, .. } if card == pressed => {
            linking::ask_number(terms_version)
        }
        step => besides(step, Say::OldButton, facts),
    }
}
