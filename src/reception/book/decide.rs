//! Allocation: which request gets which seat, by facts and rules alone, in order of arrival.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{BookError, Uttered};
use crate::{
    reception::take::Taking,
    storage::{Answered, Bookable},
    vaccination::{
        booking::{Booking, Standing, State},
        ids::{BookingId, CouponId, SlotId},
        programme::Programme,
        slot::Slot,
    },
};

/// The facts about all requests of a batch. The slots are locked until the transaction ends.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The requests whose session is no longer in force, by index.
    pub(super) ended: HashSet<usize>,
    pub(super) slots: BTreeMap<SlotId, Slot>,
    pub(super) coupons: HashMap<CouponId, Bookable>,
    /// The active booking of each coupon.
    pub(super) active: HashMap<CouponId, Booking>,
    /// The stored results of earlier requests under the same keys, by index of the request.
    pub(super) answered: HashMap<usize, Answered>,
    /// The bookings that those results name.
    pub(super) bookings: HashMap<BookingId, Booking>,
}

/// The outcome of one request.
#[derive(Debug)]
pub(super) enum Decision {
    /// The coupon has this booking already.
    Has(Box<Booking>),
    Refused(BookError),
    /// A seat is allocated: the index of its entry in `takings`.
    Takes(usize),
}

#[derive(Debug, Default)]
pub(super) struct Decided {
    /// One per request.
    pub(super) decisions: Vec<Decision>,
    pub(super) takings: Vec<Taking>,
    /// The slots that change, before and after.
    pub(super) slots: BTreeMap<SlotId, (Slot, Slot)>,
}

pub(super) fn decide(wishes: &[Uttered], facts: &Facts, programme: &Programme) -> Decided {
    let mut deciding =
        Deciding { facts, programme, by_coupon: HashMap::new(), so_far: Decided::default() };
    for (place, uttered) in wishes.iter().enumerate() {
        let decision = deciding.decide(place, uttered);
        deciding.so_far.decisions.push(decision);
    }
    deciding.so_far
}

struct Deciding<'a> {
    facts: &'a Facts,
    programme: &'a Programme,
    /// The index in `takings` of each coupon that gets a seat.
    by_coupon: HashMap<CouponId, usize>,
    so_far: Decided,
}

impl Deciding<'_> {
    fn decide(&mut self, place: usize, uttered: &Uttered) -> Decision {
        let wish = &uttered.wish;
        if self.facts.ended.contains(&place) {
            return Decision::Refused(BookError::NotIdentified);
        }
        if let Some(decision) = self.answered(place, wish.slot) {
            return decision;
        }
        if let Some(number) = self.by_coupon.get(&wish.coupon).copied() {
            return self.once_more(number, uttered);
        }
        let before = self.facts.active.get(&wish.coupon);
        if let Some(booking) = before
            && !booking.makes_room(self.programme, uttered.at)
        {
            return held(booking, uttered);
        }
        match self.take(uttered, before.map(|booking| booking.id)) {
            Ok(number) => Decision::Takes(number),
            Err(refused) => Decision::Refused(refused),
        }
    }

    /// Returns the stored result of the same request. If its booking was cancelled since, no other
    /// is made under the key: the first result may have been lost on its way.
    fn answered(&self, place: usize, slot: SlotId) -> Option<Decision> {
        let answered = self.facts.answered.get(&place)?;
        if answered.slot != slot {
            return Some(Decision::Refused(BookError::KeyUsed));
        }
        let booking = self.facts.bookings.get(&answered.booking)?;
        if let State::Cancelled { .. } = booking.state {
            return Some(Decision::Refused(BookError::Cancelled));
        }
        Some(Decision::Has(Box::new(booking.clone())))
    }

    /// Decides a second request for a coupon that has just got a seat: a second tap or device.
    fn once_more(&self, number: usize, uttered: &Uttered) -> Decision {
        let (taking, wish) = (&self.so_far.takings[number], &uttered.wish);
        if taking.slot == wish.slot {
            return Decision::Takes(number);
        }
        let same_key = wish.key.is_some() && wish.key == taking.key;
        Decision::Refused(if same_key { BookError::KeyUsed } else { BookError::AlreadyBooked })
    }

    fn take(&mut self, uttered: &Uttered, past: Option<BookingId>) -> Result<usize, BookError> {
        let Uttered { wish, at } = uttered;
        let was = self.facts.slots.get(&wish.slot).ok_or(BookError::UnknownSlot)?;
        if !was.is_bookable_online(self.programme, *at) {
            return Err(BookError::Closed);
        }
        let coupon = self.facts.coupons.get(&wish.coupon);
        if coupon.is_some_and(|coupon| coupon.revoked) {
            return Err(BookError::Revoked);
        }
        let coupon = coupon.filter(|coupon| coupon.has_contact).ok_or(BookError::ContactMissing)?;
        let is = self.so_far.slots.get(&wish.slot).map_or(was, |(_, is)| is);
        let share = wish.way.into();
        if !is.has_room(share, self.programme.shares.kept(was.date, *at)) {
            return Err(BookError::Full);
        }
        let most = self.programme.bookings_per_coupon;
        if coupon.bookings >= most {
            return Err(BookError::UsedUp);
        }
        let is = is.clone().with_one_more(share);
        self.so_far.slots.insert(wish.slot, (was.clone(), is));
        let number = self.so_far.takings.len();
        self.by_coupon.insert(wish.coupon, number);
        self.so_far.takings.push(Taking {
            coupon: wish.coupon,
            slot: wish.slot,
            way: wish.way,
            at: *at,
            most,
            past,
            key: wish.key.clone(),
        });
        Ok(number)
    }
}

/// Decides a request for a coupon that has an active booking.
fn held(booking: &Booking, uttered: &Uttered) -> Decision {
    match booking.standing(uttered.at) {
        Standing::Confirmed if booking.slot.id == uttered.wish.slot => {
            Decision::Has(Box::new(booking.clone()))
        }
        Standing::Confirmed => Decision::Refused(BookError::AlreadyBooked),
        _ => Decision::Refused(BookError::UsedUp),
    }
}

#[cfg(test)]
mod tests;
