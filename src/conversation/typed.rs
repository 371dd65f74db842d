//! Handling of typed text, depending on the open question.

use super::{
    Ask, Facts, Why, linking,
    talk::Step,
    turn::{Turn, aside, besides, stop},
    word::{Word, begins_with_yes},
};
use crate::{
    vaccination::{coupon::CouponNumber, ids::BookingId, redaction},
    wording::{Page, Say},
};

pub(super) fn hear(step: Step, text: &str, facts: &Facts<'_>) -> Turn {
    if !facts.links_in_chat && text.contains(redaction::REDACTED) {
        return personal_data(step, text, facts);
    }
    match Word::read(text) {
        Some(Word::Stop) => stop(&step),
        // While a coupon is being linked it cannot mean a booking.
        Some(Word::Cancel | Word::ConfirmCancel) if step.is_linking() => stop(&step),
        Some(Word::ConfirmCancel) => confirmed_cancel(&step),
        Some(Word::Cancel) => Turn::ask(Step::Idle, Ask::Bookings(Why::ToCancel)),
        Some(Word::Start) => Turn::ask(step, Ask::Bookings(Why::ToShow)),
        Some(Word::Add) => linking::add(facts),
        Some(Word::Faq) => aside(step, Say::Page(Page::Faq), facts),
        Some(Word::Information) => aside(step, Say::Page(Page::Information), facts),
        Some(Word::Manual) => aside(step, Say::Page(Page::Manual), facts),
        Some(Word::Unlink) => aside(step, Say::Unlinking, facts),
        Some(Word::Help) => aside(step, Say::Menu, facts),
        Some(Word::Yes | Word::Agree) => agreement(step, facts),
        Some(Word::No) => refusal(step, facts),
        Some(Word::Acknowledge) if matches!(step, Step::CancelQuestion { .. }) => {
            Turn::rest([Say::Kept])
        }
        Some(Word::Acknowledge) | None => words(step, text, facts),
    }
}

/// Handles 「キャンセルする」: cancels if the question is open, and asks it otherwise.
fn confirmed_cancel(step: &Step) -> Turn {
    match step {
        Step::CancelQuestion { booking } => cancel(*booking),
        _ => Turn::ask(Step::Idle, Ask::Bookings(Why::ToCancel)),
    }
}

/// Handles a text from which numbers or dates were removed before it was stored: asks the person to
/// unsend it, and answers the rest.
fn personal_data(step: Step, text: &str, facts: &Facts<'_>) -> Turn {
    let rest = text.replace(redaction::REDACTED, " ");
    let mut turn = match (Word::read(&rest), nearest(&rest, facts)) {
        (Some(_), _) => hear(step, &rest, facts),
        (None, Say::NotUnderstood) => Turn::ask(Step::Idle, Ask::Bookings(Why::ToShow)),
        (None, near) => Turn::rest([near]),
    };
    turn.say.insert(0, Say::AskToUnsend);
    turn
}

/// Handles 「はい」.
fn agreement(step: Step, facts: &Facts<'_>) -> Turn {
    match step {
        Step::Terms { terms_version, number } => linking::agree(&terms_version, number, facts),
        Step::Confirm { .. } => linking::right(step, facts),
        // A yes is easily meant for something else, and a cancellation cannot be undone.
        Step::CancelQuestion { booking } => how_to_cancel(booking),
        step => besides(step, Say::NotUnderstood, facts),
    }
}

/// Explains how to cancel. The question stays open.
fn how_to_cancel(booking: BookingId) -> Turn {
    Turn::say(Step::CancelQuestion { booking }, [Say::HowToCancel(booking)])
}

/// Handles 「いいえ」.
fn refusal(step: Step, facts: &Facts<'_>) -> Turn {
    match step {
        Step::Terms { .. } | Step::CancelQuestion { .. } => stop(&step),
        Step::Confirm { terms_version, .. } => linking::ask_number(terms_version),
        step => besides(step, Say::NotUnderstood, facts),
    }
}

/// Handles a text that is no known keyword: a number, a date, or something else.
fn words(step: Step, text: &str, facts: &Facts<'_>) -> Turn {
    if step.is_linking() {
        return linking::typed(step, text, facts);
    }
    match CouponNumber::parse(text) {
        Ok(number) => linking::number_first(number, facts),
        Err(_) => match (step, nearest(text, facts)) {
            (Step::CancelQuestion { booking }, Say::NotUnderstood) if begins_with_yes(text) => {
                how_to_cancel(booking)
            }
            (step, near) => besides(step, near, facts),
        },
    }
}

/// Returns the closest answers of the municipality's FAQ, if any is close.
fn nearest(text: &str, facts: &Facts<'_>) -> Say {
    let near = facts.faq.nearest(text);
    if near.is_empty() {
        return Say::NotUnderstood;
    }
    Say::Nearest(near.into_iter().cloned().collect())
}

pub(super) fn cancel(booking: BookingId) -> Turn {
    Turn::ask(Step::CancelQuestion { booking }, Ask::Cancel(booking))
}
