//! Cancelling for a person on the telephone.

use chrono::{DateTime, Utc};

use super::{BY_PHONE, PhoneDesk};
use crate::{
    reception::{GiveBack, give_back},
    storage::{MayBeContention, StorageError, with_retries},
    vaccination::{
        booking::{Booking, Cancellation, StaffRefused},
        history::Way,
        ids::BookingId,
        public_message::PublicMessage,
        staff::Signature,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum PhoneCancelError {
    #[error("there is no such booking")]
    UnknownBooking,
    #[error(transparent)]
    Refused(#[from] StaffRefused),
    /// The online deadline has passed.
    #[error("a reason is required: the time to cancel online has passed")]
    ReasonNeeded,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl MayBeContention for PhoneCancelError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_contention())
    }
}

impl PhoneDesk {
    /// Returns a booking.
    pub async fn booking(&self, id: BookingId) -> Result<Option<Booking>, StorageError> {
        self.store.booking(id).await
    }

    /// Cancels a booking, after the online deadline only with a reason or a `message`. With a
    /// `message`, it is the municipality that cancels, and the message tells the person why.
    /// Without one, the person asked for it.
    pub async fn cancel(
        &self,
        id: BookingId,
        signature: &Signature,
        message: Option<PublicMessage>,
        now: DateTime<Utc>,
    ) -> Result<Booking, PhoneCancelError> {
        with_retries(|| self.cancel_once(id, signature, message.clone(), now)).await
    }

    async fn cancel_once(
        &self,
        id: BookingId,
        signature: &Signature,
        message: Option<PublicMessage>,
        now: DateTime<Utc>,
    ) -> Result<Booking, PhoneCancelError> {
        let booking = self.store.booking(id).await?.ok_or(PhoneCancelError::UnknownBooking)?;
        let online = booking.is_cancellable(&self.programme, now);
        let is_explained = signature.reason.is_some() || message.is_some();
        let way = if message.is_some() { Way::Desk } else { BY_PHONE };
        let cancellation = Cancellation { at: now, way, message };
        let cancelled = booking.cancel_by_staff(cancellation.clone())?;
        if !online && !is_explained {
            return Err(PhoneCancelError::ReasonNeeded);
        }
        let tx = self.store.begin().await?;
        let given = give_back(&tx, &cancelled, &cancellation, Some(signature)).await?;
        if given == GiveBack::NotConfirmed {
            return Err(StaffRefused::Cancelled.into());
        }
        tx.commit().await?;
        tracing::info!(booking = %id, way = way.as_str(), "a booking was cancelled");
        Ok(cancelled)
    }
}
