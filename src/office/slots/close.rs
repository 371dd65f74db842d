//! Closes and reopens slots, and keeps or cancels their bookings.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::{
    storage::{
        CancelledBooking, Entry, MayBeContention, Slots, StorageError, Store, Tx, with_retries,
    },
    vaccination::{
        booking::Cancellation,
        history::{Act, Way},
        ids::{SlotId, VenueId},
        notice::NoticeKind,
        public_message::PublicMessage,
        slot::Slot,
        staff::Signature,
        time::TimeOfDay,
    },
};

/// Booked seats per transaction, so that none occupies the writer for long. A slot is not divided.
const MAX_BOOKED: u32 = 1_000;
/// Slots per transaction.
const MAX_SLOTS: usize = 500;

/// A filter for slots.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// `None` for all venues.
    pub venue: Option<VenueId>,
    pub from_day: NaiveDate,
    /// Inclusive.
    pub until_day: NaiveDate,
    /// Slots that begin at this time or later.
    pub from: Option<TimeOfDay>,
    /// Slots that begin before this time.
    pub until: Option<TimeOfDay>,
}

/// What happens to the bookings of closed slots. The message tells the people why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingsChoice {
    /// They stay. Each person is notified of the closing, and waits for further information.
    Keep(PublicMessage),
    /// The municipality cancels them. Each person is notified, and can book again.
    Cancel(PublicMessage),
}

/// What closing did or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Closed {
    /// Slots that were open.
    pub closed: u64,
    /// Bookings that were kept; their people are notified.
    pub kept: usize,
    pub cancelled: usize,
}

/// What reopening did or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reopened {
    /// Slots that were closed.
    pub reopened: u64,
    /// People who had been notified of the closing and are notified that the slot takes place.
    pub told: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// A booking was made while slots without bookings were being closed.
    #[error("{0} bookings are affected: keep or cancel them")]
    ChoiceNeeded(usize),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl MayBeContention for CloseError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_contention())
    }
}

/// Lists the slots that fit the filter, by day, start and venue.
pub async fn reached(store: &Store, reach: &Reach) -> Result<Vec<Slot>, StorageError> {
    let Reach { venue, from_day, until_day, .. } = *reach;
    let mut slots = store.slots(Slots { venue, from: from_day, until: until_day }).await?;
    slots.retain(|slot| {
        reach.from.is_none_or(|from| slot.starts >= from)
            && reach.until.is_none_or(|until| slot.starts < until)
    });
    Ok(slots)
}

/// Counts what closing would do. Changes nothing. Without a choice, the bookings that need one are
/// counted as kept.
pub async fn plan_closing(
    store: &Store,
    slots: &[Slot],
    choice: Option<&BookingsChoice>,
    now: DateTime<Utc>,
) -> Result<Closed, StorageError> {
    let mut planned = Closed::default();
    for slots in in_batches(slots) {
        planned.closed += slots.iter().filter(|slot| !slot.closed).count() as u64;
        let bookings = store.confirmed_in(&affected(slots, choice, now)).await?.len();
        match choice {
            Some(BookingsChoice::Cancel(_)) => planned.cancelled += bookings,
            Some(BookingsChoice::Keep(_)) | None => planned.kept += bookings,
        }
    }
    Ok(planned)
}

/// Closes slots, and keeps or cancels their bookings. Each batch of slots is closed in one
/// transaction. Repeated after a failure, it continues where it stopped and notifies no one twice.
pub async fn close(
    store: &Store,
    slots: &[Slot],
    choice: Option<&BookingsChoice>,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<Closed, CloseError> {
    let mut done = Closed::default();
    for slots in in_batches(slots) {
        let batch = with_retries(|| close_batch(store, slots, choice, signature, now)).await?;
        done.closed += batch.closed;
        done.kept += batch.kept;
        done.cancelled += batch.cancelled;
    }
    let Closed { closed, kept, cancelled } = done;
    tracing::info!(slots = closed, kept, cancelled, "slots were closed");
    Ok(done)
}

async fn close_batch(
    store: &Store,
    slots: &[Slot],
    choice: Option<&BookingsChoice>,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<Closed, CloseError> {
    let mut done = Closed::default();
    let tx = store.begin().await?;
    let ids: BTreeSet<SlotId> = slots.iter().map(|slot| slot.id).collect();
    // Locked from here on; the slots that were passed may have changed.
    let slots = tx.hold_slots(&ids).await?;
    let affected = affected(&slots, choice, now);
    let all: Vec<SlotId> = slots.iter().map(|slot| slot.id).collect();
    done.closed += tx.set_closed(&all, true).await?;
    match choice {
        None => {
            let bookings = tx.confirmed_in(&affected).await?.len();
            if bookings > 0 {
                return Err(CloseError::ChoiceNeeded(bookings));
            }
        }
        Some(BookingsChoice::Keep(message)) => {
            tx.set_closed_message(&affected, Some(message)).await?;
            let bookings = tx.confirmed_in(&affected).await?;
            tx.owe_suspensions(&bookings, message, now).await?;
            done.kept += bookings.len();
        }
        Some(BookingsChoice::Cancel(message)) => {
            tx.set_closed_message(&all, Some(message)).await?;
            done.cancelled += cancel(&tx, &affected, message, signature, now).await?;
        }
    }
    tx.commit().await?;
    Ok(done)
}

/// Reopens slots. People who were notified of the closing are notified that the slot takes place.
pub async fn reopen(
    store: &Store,
    slots: &[Slot],
    now: DateTime<Utc>,
) -> Result<Reopened, StorageError> {
    let mut done = Reopened::default();
    for slots in in_batches(slots) {
        let batch = with_retries(|| reopen_batch(store, slots, now)).await?;
        done.reopened += batch.reopened;
        done.told += batch.told;
    }
    tracing::info!(slots = done.reopened, told = done.told, "slots were reopened");
    Ok(done)
}

async fn reopen_batch(
    store: &Store,
    slots: &[Slot],
    now: DateTime<Utc>,
) -> Result<Reopened, StorageError> {
    let tx = store.begin().await?;
    let ids: BTreeSet<SlotId> = slots.iter().map(|slot| slot.id).collect();
    let slots = tx.hold_slots(&ids).await?;
    let closed: Vec<_> = slots.iter().filter(|slot| slot.closed).collect();
    let ids: Vec<SlotId> = closed.iter().map(|slot| slot.id).collect();
    let reopened = tx.set_closed(&ids, false).await?;
    tx.set_closed_message(&ids, None).await?;
    let to_come = closed.iter().filter(|slot| slot.ends_at() > now).map(|slot| slot.id);
    let told = tx.owe_resumptions(&to_come.collect::<Vec<_>>(), now).await?;
    tx.commit().await?;
    Ok(Reopened { reopened, told })
}

/// Cancels the bookings of locked slots, records it and enqueues the notifications.
async fn cancel(
    tx: &Tx,
    slots: &[SlotId],
    message: &PublicMessage,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let way = Way::Desk;
    let cancellation = Cancellation { at: now, way, message: Some(message.clone()) };
    let cancelled = tx.cancel_confirmed_in(slots, &cancellation).await?;
    let ids: Vec<_> = cancelled.iter().map(|one| one.booking).collect();
    tx.suppress_outdated(&ids).await?;
    for batch in cancelled.chunks(MAX_SLOTS) {
        let entry = |one: &CancelledBooking| Entry {
            at: now,
            coupon: one.coupon,
            booking: Some(one.booking),
            act: &Act::Cancelled,
            way,
        };
        let entries: Vec<_> = batch.iter().map(entry).collect();
        tx.record_all(&entries, Some(signature)).await?;
        let notices: Vec<_> = batch.iter().map(|one| (one.booking, now, Uuid::new_v4())).collect();
        tx.owe_all(NoticeKind::Cancellation, &notices).await?;
    }
    Ok(cancelled.len())
}

/// Returns the slots whose bookings a choice affects. Slots that have ended are left out, and
/// closed slots for which the choice brings nothing new.
fn affected(slots: &[Slot], choice: Option<&BookingsChoice>, now: DateTime<Utc>) -> Vec<SlotId> {
    let is_affected = |slot: &&Slot| match choice {
        _ if slot.ends_at() <= now => false,
        None => !slot.closed,
        Some(BookingsChoice::Keep(message)) => {
            !slot.closed || slot.closed_message.as_ref() != Some(message)
        }
        Some(BookingsChoice::Cancel(_)) => true,
    };
    slots.iter().filter(is_affected).map(|slot| slot.id).collect()
}

/// Divides slots into batches of one transaction each.
fn in_batches(slots: &[Slot]) -> impl Iterator<Item = &[Slot]> {
    let mut rest = slots;
    std::iter::from_fn(move || {
        let mut booked = 0_u32;
        let fits = |slot: &&Slot| {
            booked = booked.saturating_add(slot.booked);
            booked <= MAX_BOOKED
        };
        let size = rest.iter().take(MAX_SLOTS).take_while(fits).count().max(1).min(rest.len());
        let (batch, others) = rest.split_at(size);
        rest = others;
        (!batch.is_empty()).then_some(batch)
    })
}
