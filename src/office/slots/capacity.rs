//! Changes the capacity of slots. Capacities below the number of bookings need a decision about the
//! bookings that lose their seat.

use chrono::{DateTime, Utc};

use crate::{
    reception::{GiveBack, give_back},
    storage::{MayBeContention, NewSlot, PutSlotError, StorageError, Store, with_retries},
    vaccination::{
        booking::{Booking, Cancellation},
        history::Way,
        public_message::PublicMessage,
        slot::Slot,
        staff::Signature,
    },
};

/// A planned change of capacity.
#[derive(Debug)]
pub struct Resize {
    pub slots: Vec<Slot>,
    pub capacity: u32,
    /// The bookings that would lose their seat.
    pub surplus: Vec<Surplus>,
}

/// A slot with more bookings than its new capacity.
#[derive(Debug)]
pub struct Surplus {
    pub slot: Slot,
    /// The latest bookings, as many as exceed the capacity.
    pub newest: Vec<Booking>,
}

/// The outcome of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resized {
    pub slots: usize,
    pub cancelled: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum ResizeError {
    #[error("{0} bookings would have no seat")]
    BelowBooked(usize),
    #[error("bookings were made or cancelled meanwhile; nothing was changed")]
    Overtaken,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl MayBeContention for ResizeError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_contention())
    }
}

impl From<PutSlotError> for ResizeError {
    fn from(error: PutSlotError) -> Self {
        match error {
            PutSlotError::BelowBooked | PutSlotError::ThereAlready => Self::Overtaken,
            PutSlotError::Storage(error) => Self::Storage(error),
        }
    }
}

/// Finds out what a new capacity would mean. Changes nothing.
pub async fn plan_resize(
    store: &Store,
    mut slots: Vec<Slot>,
    capacity: u32,
) -> Result<Resize, StorageError> {
    slots.retain(|slot| slot.capacity != capacity);
    let mut surplus = Vec::new();
    for slot in slots.iter().filter(|slot| slot.booked > capacity) {
        let newest = store.newest_bookings(slot.id, u64::from(slot.booked - capacity)).await?;
        surplus.push(Surplus { slot: slot.clone(), newest });
    }
    Ok(Resize { slots, capacity, surplus })
}

impl Resize {
    /// Returns the number of bookings that would lose their seat.
    pub fn too_many(&self) -> usize {
        self.surplus.iter().map(|it| it.newest.len()).sum()
    }
}

/// How bookings that lose their seat are cancelled.
#[derive(Debug, Clone)]
pub struct CancelSurplus {
    pub signature: Signature,
    /// The reason, in a text for the people concerned.
    pub message: Option<PublicMessage>,
}

/// Sets the new capacity of the slots, all or nothing. With `cancel`, the latest bookings without a
/// seat are cancelled and their notifications enqueued.
pub async fn resize(
    store: &Store,
    resize: &Resize,
    cancel: Option<&CancelSurplus>,
    now: DateTime<Utc>,
) -> Result<Resized, ResizeError> {
    with_retries(|| resize_once(store, resize, cancel, now)).await?;
    let resized = Resized { slots: resize.slots.len(), cancelled: resize.too_many() };
    tracing::info!(slots = resized.slots, cancelled = resized.cancelled, "capacities were changed");
    Ok(resized)
}

async fn resize_once(
    store: &Store,
    resize: &Resize,
    cancel: Option<&CancelSurplus>,
    now: DateTime<Utc>,
) -> Result<(), ResizeError> {
    let too_many = resize.too_many();
    let tx = store.begin().await?;
    tx.hold_slots(&resize.slots.iter().map(|slot| slot.id).collect()).await?;
    let surplus = || resize.surplus.iter().flat_map(|it| &it.newest);
    tx.hold_bookings(&surplus().map(|booking| booking.id).collect::<Vec<_>>()).await?;
    tx.hold_coupons(&surplus().map(|booking| booking.coupon).collect::<Vec<_>>()).await?;
    match cancel {
        None if too_many > 0 => return Err(ResizeError::BelowBooked(too_many)),
        None => {}
        Some(CancelSurplus { signature, message }) => {
            let message = message.clone();
            let cancellation = Cancellation { at: now, way: Way::Desk, message };
            for booking in surplus() {
                let given = give_back(&tx, booking, &cancellation, Some(signature)).await?;
                if given == GiveBack::NotConfirmed {
                    return Err(ResizeError::Overtaken);
                }
            }
        }
    }
    for slot in &resize.slots {
        let Slot { venue, date, starts, ends, .. } = *slot;
        tx.put_slot(&NewSlot { venue, date, starts, ends, capacity: resize.capacity }).await?;
    }
    Ok(tx.commit().await?)
}
