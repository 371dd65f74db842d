//! Linking a coupon in the chat: terms, coupon number, birth date, confirmation.

use chrono::NaiveDate;

use super::{
    Ask, Facts, PersonBooking,
    bookings::standing,
    talk::Step,
    turn::{Turn, besides},
};
use crate::{
    vaccination::{
        birth_date::{BirthDate, BirthDateError},
        check_code::CheckCode,
        coupon::{CouponNumber, Issuer, Proof},
    },
    wording::Say,
};

/// Starts linking by showing the terms, or refers to the page where the chat does not link. Keeps a
/// number that was typed already.
pub(super) fn begin(number: Option<CouponNumber>, facts: &Facts<'_>) -> Turn {
    if facts.identification_closed {
        return Turn::rest([Say::IdentificationClosed]);
    }
    if !facts.links_in_chat {
        return Turn::rest([Say::LinkOnPage { adds: false }]);
    }
    let step = Step::Terms { terms_version: facts.terms_version.to_owned(), number };
    Turn::say(step, [Say::Terms])
}

/// Starts linking one more coupon.
pub(super) fn add(facts: &Facts<'_>) -> Turn {
    if facts.links_in_chat || facts.identification_closed {
        begin(None, facts)
    } else {
        Turn::rest([Say::LinkOnPage { adds: true }])
    }
}

/// Handles a coupon number that was typed before the terms were shown. It is kept until the
/// resident agrees to them.
pub(super) fn number_first(number: CouponNumber, facts: &Facts<'_>) -> Turn {
    if !facts.links_in_chat {
        let mut turn = begin(None, facts);
        turn.say.insert(0, Say::AskToUnsend);
        return turn;
    }
    begin_with(Say::NumberKept, Some(number), facts)
}

/// Starts linking after `sentence`, which is left out while identification is closed.
fn begin_with(sentence: Say, number: Option<CouponNumber>, facts: &Facts<'_>) -> Turn {
    let mut turn = begin(number, facts);
    if !facts.identification_closed {
        turn.say.insert(0, sentence);
    }
    turn
}

/// Starts linking again after the conversation timed out.
pub(super) fn start_over(facts: &Facts<'_>) -> Turn {
    begin_with(Say::StartedOver, None, facts)
}

/// Handles the consent to this version of the terms, which must be the current one.
pub(super) fn agree(terms_version: &str, number: Option<CouponNumber>, facts: &Facts<'_>) -> Turn {
    if !facts.links_in_chat {
        return begin(None, facts);
    }
    if terms_version != facts.terms_version {
        return begin_with(Say::TermsChanged, number, facts);
    }
    match number {
        Some(number) => ask_birth_date(terms_version.to_owned(), number, facts),
        None => ask_number(terms_version.to_owned()),
    }
}

pub(super) fn ask_number(terms_version: String) -> Turn {
    Turn::say(Step::CouponNumber { terms_version }, [Say::AskNumber])
}

/// Handles a text that is no known keyword while a coupon is being linked.
pub(super) fn typed(step: Step, text: &str, facts: &Facts<'_>) -> Turn {
    let number = CouponNumber::parse(text);
    match (step, number) {
        (Step::Terms { .. }, Ok(number)) => number_first(number, facts),
        (
            Step::CouponNumber { terms_version } | Step::BirthDate { terms_version, .. },
            Ok(number),
        ) => ask_birth_date(terms_version, number, facts),
        (
            Step::Confirm { terms_version, proof: Proof { birth_date, .. }, .. }
            | Step::CheckCode { terms_version, proof: Proof { birth_date, .. }, .. },
            Ok(number),
        ) => ask_if_right(terms_version, Proof { number, birth_date }, facts),
        (Step::CheckCode { terms_version, proof, .. }, Err(_)) => {
            check_code(terms_version, proof, text, facts)
        }
        (step @ Step::CouponNumber { .. }, Err(reason)) => {
            besides(step, Say::NumberRefused(reason), facts)
        }
        (step @ (Step::BirthDate { .. } | Step::Confirm { .. }), Err(_)) => {
            birth_date(step, BirthDate::parse(text, facts.today()), facts)
        }
        (step, _) => besides(step, Say::NotUnderstood, facts),
    }
}

/// Handles a day from the date picker, which knows no time zone and can be made to send any day.
pub(super) fn picked(step: Step, date: NaiveDate, facts: &Facts<'_>) -> Turn {
    birth_date(step, BirthDate::new(date, facts.today()), facts)
}

/// Handles 「はい」, number and birth date are right: asks for the check code if the letter has one,
/// otherwise links.
pub(super) fn right(step: Step, facts: &Facts<'_>) -> Turn {
    match &step {
        Step::Confirm { terms_version, proof, .. } => {
            let proof = proof.clone();
            let terms_version = terms_version.clone();
            if facts.asks_check_code {
                let step = Step::CheckCode { terms_version, proof, code: None };
                return Turn::say(step, [Say::AskCheckCode]);
            }
            let ask = Ask::Link { proof, check_code: None, terms_version, issuer: None };
            Turn::ask(step, ask)
        }
        _ => besides(step, Say::NotUnderstood, facts),
    }
}

/// Links with the check code that was typed.
fn check_code(terms_version: String, proof: Proof, text: &str, facts: &Facts<'_>) -> Turn {
    let Ok(code) = CheckCode::parse(text) else {
        let step = Step::CheckCode { terms_version, proof, code: None };
        return besides(step, Say::CheckCodeRefused, facts);
    };
    let ask = Ask::Link {
        proof: proof.clone(),
        check_code: Some(code),
        terms_version: terms_version.clone(),
        issuer: None,
    };
    Turn::ask(Step::CheckCode { terms_version, proof, code: Some(code) }, ask)
}

/// Asks for the issuer: number and birth date match the coupons of several municipalities (住所地外接種).
pub(super) fn ask_issuer(step: Step, issuers: Vec<Issuer>, facts: &Facts<'_>) -> Turn {
    let (terms_version, proof, code) = match step {
        Step::Confirm { terms_version, proof, .. } => (terms_version, proof, None),
        Step::CheckCode { terms_version, proof, code }
        | Step::Issuer { terms_version, proof, code, .. } => (terms_version, proof, code),
        _ => return begin(None, facts),
    };
    let say = Say::AskIssuer(issuers.clone());
    Turn::say(Step::Issuer { terms_version, proof, code, issuers }, [say])
}

/// Handles the chosen municipality, which must be one of those that were offered.
pub(super) fn chosen(step: Step, issuer: Issuer, facts: &Facts<'_>) -> Turn {
    match &step {
        Step::Issuer { terms_version, proof, code, issuers } if issuers.contains(&issuer) => {
            let ask = Ask::Link {
                proof: proof.clone(),
                check_code: *code,
                terms_version: terms_version.clone(),
                issuer: Some(issuer),
            };
            Turn::ask(step, ask)
        }
        _ => besides(step, Say::OldButton, facts),
    }
}

/// Reports that the coupon was linked, and shows the booking.
pub(super) fn linked(found: PersonBooking, facts: &Facts<'_>) -> Turn {
    let person = found.person.clone();
    Turn::rest([Say::Linked(person), Say::Bookings(vec![standing(found, facts)])])
}

/// Reports that no such coupon was found, and asks for the number again.
pub(super) fn not_found(step: Step, facts: &Facts<'_>) -> Turn {
    let mut turn = match step {
        Step::Confirm { terms_version, .. }
        | Step::CheckCode { terms_version, .. }
        | Step::Issuer { terms_version, .. } => ask_number(terms_version),
        _ => begin(None, facts),
    };
    turn.say.insert(0, Say::NotFound);
    turn
}

fn birth_date(step: Step, read: Result<BirthDate, BirthDateError>, facts: &Facts<'_>) -> Turn {
    let (terms_version, number) = match &step {
        Step::BirthDate { terms_version, number } => (terms_version.clone(), number.clone()),
        Step::Confirm { terms_version, proof, .. } => (terms_version.clone(), proof.number.clone()),
        _ => return besides(step, Say::OldButton, facts),
    };
    match read {
        Ok(birth_date) => ask_if_right(terms_version, Proof { number, birth_date }, facts),
        Err(reason) => besides(step, Say::BirthDateRefused(reason), facts),
    }
}

fn ask_birth_date(terms_version: String, number: CouponNumber, facts: &Facts<'_>) -> Turn {
    let step = Step::BirthDate { terms_version, number };
    let today = facts.today();
    Turn::say(step, [Say::AskBirthDate { today }])
}

fn ask_if_right(terms_version: String, proof: Proof, facts: &Facts<'_>) -> Turn {
    let card = facts.now.timestamp_millis();
    let step = Step::Confirm { terms_version, proof: proof.clone(), card };
    Turn::say(step, [Say::AskIfRight { proof, card }])
}
