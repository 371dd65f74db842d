//! Cancelling for somebody on the telephone.

use chrono::{DateTime, Utc};

use super::{BY_PHONE, PhoneDesk};
use crate::{
    reception::{GiveBack, give_back},
    storage::{MayBeContention, StorageError, with_retries},
    vaccination::{
        booking::{Booking, StaffRefused},
        ids::BookingId,
        staff::Signature,
    },
};

#[derive(Debug, thiserror::Error)]
pub enum PhoneCancelError {
    #[error("there is no such booking")]
    UnknownBooking,
    #[error(transparent)]
    Refused(#[from] StaffRefused),
    /// The online deadline has passed: why should it be done?
    #[error("a reason is needed: the time to cancel online has passed")]
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
    /// A booking as it stands.
    pub async fn booking(&self, id: BookingId) -> Result<Option<Booking>, StorageError> {
        self.store.booking(id).await
    }

    /// Cancels a booking, beyond the online deadline where a reason is given.
    pub async fn cancel(
        &self,
        id: BookingId,
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<Booking, PhoneCancelError> {
        with_retries(|| self.cancel_once(id, signature, now)).await
    }

    async fn cancel_once(
        &self,
        id: BookingId,
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<Booking, PhoneCancelError> {
        let booking = self.store.booking(id).await?.ok_or(PhoneCancelError::UnknownBooking)?;
        let online = booking.is_cancellable(&self.programme, now);
        let cancelled = booking.cancel_by_staff(now)?;
        if !online && signature.reason.is_none() {
            return Err(PhoneCancelError::ReasonNeeded);
        }
        let tx = self.store.begin().await?;
        let given = give_back(&tx, &cancelled, BY_PHONE, Some(signature), now).await?;
        if given == GiveBack::NotConfirmed {
            return Err(StaffRefused::Cancelled.into());
        }
        tx.commit().await?;
        tracing::info!(booking = %id, way = BY_PHONE.as_str(), "a booking was cancelled");
        Ok(cancelled)
    }
}
