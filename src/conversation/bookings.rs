//! Messages about the bookings that `reception` found.

use super::{
    Facts, PersonBooking, Why, linking,
    talk::Step,
    turn::{Turn, again},
};
use crate::{
    vaccination::{
        booking::{self, Booking},
        ids::BookingId,
        person::Person,
    },
    wording::{Say, Seat, Standing},
};

pub(super) fn found(step: Step, why: Why, people: Vec<PersonBooking>, facts: &Facts<'_>) -> Turn {
    if people.is_empty() {
        return nobody_linked(step, why, facts);
    }
    let standings = people.into_iter().map(|it| standing(it, facts)).collect();
    match why {
        Why::ToShow => Turn::rest([Say::Bookings(standings)]),
        Why::ToCancel => choose(standings),
        Why::ToCancelThis(booking) => this(booking, standings),
    }
}

/// Returns the state of a person at this moment. A booking counts only until its slot has ended.
pub(super) fn standing(found: PersonBooking, facts: &Facts<'_>) -> Standing {
    let (programme, now) = (facts.programme, facts.now);
    let current = found.booking.filter(|it| it.standing(now) == booking::Standing::Confirmed);
    let seat = match current {
        Some(booking) => Seat::Booked {
            cancellable: booking.is_cancellable(programme, now),
            booking: Box::new(booking),
        },
        None if programme.is_open(now) => Seat::Free,
        None if now < programme.opens_at => Seat::OpensAt(programme.opens_at),
        None => Seat::Closed,
    };
    Standing { person: found.person, seat }
}

fn nobody_linked(step: Step, why: Why, facts: &Facts<'_>) -> Turn {
    match why {
        Why::ToShow if step.is_linking() => again(step, facts),
        Why::ToShow | Why::ToCancel => linking::begin(None, facts),
        Why::ToCancelThis(_) => Turn::rest([Say::BookingGone, Say::Menu]),
    }
}

/// Asks about a single booking directly; of several, lets the person choose one.
fn choose(standings: Vec<Standing>) -> Turn {
    let booked = |it: &&Standing| matches!(it.seat, Seat::Booked { .. });
    let mut bookings: Vec<Standing> = standings.iter().filter(booked).cloned().collect();
    match bookings.pop() {
        None => Turn::rest([Say::NothingToCancel, Say::Bookings(standings)]),
        Some(only) if bookings.is_empty() => question(only),
        Some(last) => {
            bookings.push(last);
            Turn::rest([Say::ChooseToCancel, Say::Bookings(bookings)])
        }
    }
}

fn this(wanted: BookingId, standings: Vec<Standing>) -> Turn {
    let is_wanted = |it: &&Standing| match &it.seat {
        Seat::Booked { booking, .. } => booking.id == wanted,
        _ => false,
    };
    let found = standings.iter().find(is_wanted).cloned();
    match found {
        Some(found) => question(found),
        None => Turn::rest([Say::BookingGone, Say::Bookings(standings)]),
    }
}

/// Asks 「キャンセルしますか？」 if the booking can still be cancelled online.
fn question(standing: Standing) -> Turn {
    let person = standing.person;
    match standing.seat {
        Seat::Booked { booking, cancellable: true } => ask_to_cancel(person, *booking),
        Seat::Booked { booking, .. } => {
            let booking = *booking;
            Turn::rest([Say::TooLateToCancel { person, booking }])
        }
        _ => Turn::rest([Say::BookingGone, Say::Menu]),
    }
}

fn ask_to_cancel(person: Person, booking: Booking) -> Turn {
    let step = Step::CancelQuestion { booking: booking.id };
    Turn::say(step, [Say::CancelQuestion { person, booking }])
}
