//! Cancelling for the administration: the seat is free again and the person is told.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    storage::{Entry, StorageError, Tx},
    vaccination::{
        booking::Booking,
        history::{Act, Way},
        notice::NoticeKind,
        staff::Signature,
    },
};

/// Cancels a booking whatever its deadline, and owes the person the notice of it; false when it
/// was cancelled meanwhile. The transaction is to be dropped then: its seat was given back twice.
pub(super) async fn give_back(
    tx: &Tx,
    booking: &Booking,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    // The slot's row before the booking's, as in booking: two orders would deadlock.
    tx.release_seat(booking.slot.id).await?;
    if !tx.mark_cancelled(booking.id, now).await? {
        return Ok(false);
    }
    tx.suppress_reminder(booking.id).await?;
    let (coupon, way) = (booking.coupon, Way::Desk);
    let entry = Entry { at: now, coupon, booking: Some(booking.id), act: &Act::Cancelled, way };
    tx.record_signed(&entry, signature).await?;
    tx.owe(booking.id, NoticeKind::Cancellation, now, Uuid::new_v4()).await?;
    Ok(true)
}
