//! Booking for a person on the telephone.

use chrono::{DateTime, Utc};

use super::{BY_PHONE, Found, PhoneDesk};
use crate::{
    reception::{TakeError, Taking, change_contact, take},
    storage::{Entry, MayBeContention, StorageError, with_retries},
    vaccination::{
        booking::{Booking, Standing},
        contact::Contact,
        history::Act,
        ids::SlotId,
        slot::Slot,
        staff::Signature,
    },
};

/// A booking by telephone: who, which slot, and which member of staff books.
#[derive(Debug, Clone)]
pub struct Order {
    pub person: Found,
    pub slot: SlotId,
    /// How to reach the person, if given in the call.
    pub contact: Option<Contact>,
    /// Whether `contact` may replace a different contact on record.
    pub replace_contact: bool,
    pub signature: Signature,
}

#[derive(Debug, thiserror::Error)]
pub enum PhoneBookError {
    #[error("the coupon is revoked")]
    Revoked,
    #[error("there is no such slot")]
    UnknownSlot,
    #[error("the slot is closed")]
    Closed,
    #[error("the slot has ended")]
    Over,
    /// Residents cannot book the slot online at this moment.
    #[error("a reason is required: the slot cannot be booked online at present")]
    ReasonNeeded,
    #[error("a name and a telephone number are required")]
    ContactMissing,
    /// Notifications would go to a different contact from then on.
    #[error("the coupon has another contact")]
    OtherContact,
    /// The seats left, if any, are reserved for the other quota channels.
    #[error("no seat is left for bookings by telephone")]
    Full,
    #[error("the coupon already has a booking")]
    AlreadyBooked(Box<Booking>),
    #[error("the coupon is used up")]
    UsedUp,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl MayBeContention for PhoneBookError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_contention())
    }
}

impl Order {
    /// Returns the contact to store; `None` if the same is on record.
    fn new_contact(&self, known: Option<&Contact>) -> Result<Option<&Contact>, PhoneBookError> {
        let Some(contact) = &self.contact else { return Ok(None) };
        match known {
            Some(known) if known.reaches_as(contact) => Ok(None),
            Some(_) if !self.replace_contact => Err(PhoneBookError::OtherContact),
            _ => Ok(Some(contact)),
        }
    }
}

impl PhoneDesk {
    /// Books a seat of the quota channel phone, outside the online booking period if a reason is
    /// given. Contact, booking, history and confirmation are written in one transaction.
    pub async fn book(&self, order: &Order, now: DateTime<Utc>) -> Result<Booking, PhoneBookError> {
        with_retries(|| self.book_once(order, now)).await
    }

    async fn book_once(
        &self,
        order: &Order,
        now: DateTime<Utc>,
    ) -> Result<Booking, PhoneBookError> {
        let coupon = order.person.holder.coupon.id;
        if order.person.revoked {
            return Err(PhoneBookError::Revoked);
        }
        let before = self.store.active_booking(coupon).await?;
        if let Some(booking) = before.clone().filter(|it| !it.makes_room(&self.programme, now)) {
            return Err(held(booking, now));
        }
        let slot = self.bookable(order, now).await?;
        let taking = Taking {
            coupon,
            slot: order.slot,
            way: BY_PHONE,
            at: now,
            most: self.programme.bookings_per_coupon,
            past: before.map(|booking| booking.id),
            key: None,
        };
        let kept = self.programme.shares.kept(slot.date, now);
        let tx = self.store.begin().await?;
        let booking = match take(&tx, taking, kept, &order.signature).await {
            Ok(booking) => booking,
            Err(refused) => {
                drop(tx);
                return Err(self.refused(refused, order, now).await?);
            }
        };
        // After the booking, which locks slot and coupon: if the coupon is erased meanwhile, the
        // booking is refused before anything about its holder is stored.
        if let Some(contact) = order.new_contact(tx.contact(coupon).await?.as_ref())? {
            change_contact(&tx, coupon, contact, None, now).await?;
            let act = &Act::ContactChanged;
            let entry = Entry { at: now, coupon, booking: None, act, way: BY_PHONE };
            tx.record_signed(&entry, &order.signature).await?;
        }
        tx.commit().await?;
        tracing::info!(%booking, slot = %order.slot, way = BY_PHONE.as_str(), "a seat was booked");
        self.store.booking(booking).await?.ok_or(PhoneBookError::UnknownSlot)
    }

    async fn bookable(&self, order: &Order, now: DateTime<Utc>) -> Result<Slot, PhoneBookError> {
        let slot = self.store.slot(order.slot).await?.ok_or(PhoneBookError::UnknownSlot)?;
        if slot.closed {
            return Err(PhoneBookError::Closed);
        }
        if slot.ends_at() <= now {
            return Err(PhoneBookError::Over);
        }
        if !self.programme.may_book(slot.date, now) && order.signature.reason.is_none() {
            return Err(PhoneBookError::ReasonNeeded);
        }
        let coupon = order.person.holder.coupon.id;
        if order.contact.is_none() && self.store.contact(coupon).await?.is_none() {
            return Err(PhoneBookError::ContactMissing);
        }
        Ok(slot)
    }

    /// Returns the error for a seat that could not be booked.
    async fn refused(
        &self,
        refused: TakeError,
        order: &Order,
        now: DateTime<Utc>,
    ) -> Result<PhoneBookError, StorageError> {
        Ok(match refused {
            TakeError::Full | TakeError::SlotChanged => PhoneBookError::Full,
            TakeError::UnknownSlot => PhoneBookError::UnknownSlot,
            TakeError::Closed => PhoneBookError::Closed,
            TakeError::UsedUp => PhoneBookError::UsedUp,
            TakeError::Revoked => PhoneBookError::Revoked,
            TakeError::AlreadyBooked | TakeError::KeyTaken => {
                // The person was faster through another channel.
                let coupon = order.person.holder.coupon.id;
                let booking = self.store.active_booking(coupon).await?;
                booking.map_or(PhoneBookError::UsedUp, |booking| held(booking, now))
            }
            TakeError::Storage(error) => return Err(error),
        })
    }
}

fn held(booking: Booking, now: DateTime<Utc>) -> PhoneBookError {
    match booking.standing(now) {
        Standing::Confirmed => PhoneBookError::AlreadyBooked(Box::new(booking)),
        _ => PhoneBookError::UsedUp,
    }
}
