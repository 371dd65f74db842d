//! Attendance, recorded one booking at a time or from a venue's file, all or nothing.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::PhoneDesk;
use crate::{
    storage::{Entry, MarkError, MayBeContention, StorageError, Tx, with_retries},
    vaccination::{
        booking::{Attendance, Booking, StaffRefused},
        history::{Act, Way},
        ids::BookingId,
        staff::Signature,
    },
};

/// Bookings per statement that reads them.
const MAX_READ_AT_ONCE: usize = 500;

/// The attendance to record for one booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub booking: BookingId,
    pub attendance: Attendance,
}

/// How many bookings were recorded, by attendance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marked {
    pub attended: u32,
    pub missed: u32,
    /// Already recorded with the same attendance.
    pub unchanged: u32,
}

/// Why attendance cannot be recorded for a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongMark {
    #[error("there is no such booking")]
    UnknownBooking,
    #[error(transparent)]
    Refused(#[from] StaffRefused),
    #[error("the coupon has a newer booking: cancel that booking first")]
    BookedAgain,
}

#[derive(Debug, thiserror::Error)]
pub enum AttendanceError {
    /// Nothing was recorded.
    #[error("{} of the bookings cannot be marked", .0.len())]
    Wrong(Vec<(BookingId, WrongMark)>),
    /// A booking was recorded or cancelled concurrently. Nothing was recorded.
    #[error("a booking has changed meanwhile; try again")]
    Changed,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl MayBeContention for AttendanceError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_contention())
    }
}

impl PhoneDesk {
    /// Records attendance for all given bookings or for none. The last mark of a booking wins.
    pub async fn mark(
        &self,
        marks: &[Mark],
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<Marked, AttendanceError> {
        let last: HashMap<BookingId, Attendance> =
            marks.iter().map(|mark| (mark.booking, mark.attendance)).collect();
        let mut marks: Vec<_> = last.into_iter().collect();
        // Two concurrent files lock the bookings in the same order, so that they do not deadlock.
        marks.sort_unstable_by_key(|(booking, _)| *booking);
        let done = with_retries(|| self.mark_once(&marks, signature, now)).await?;
        tracing::info!(attended = done.attended, missed = done.missed, "attendance was recorded");
        Ok(done)
    }

    async fn mark_once(
        &self,
        marks: &[(BookingId, Attendance)],
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<Marked, AttendanceError> {
        let mut done = Marked::default();
        let mut wrong = Vec::new();
        let tx = self.store.begin().await?;
        // Bookings are locked before coupons, as everywhere, so that files and bookings never
        // deadlock.
        let ids: Vec<_> = marks.iter().map(|(booking, _)| *booking).collect();
        tx.hold_bookings(&ids).await?;
        let mut coupons = Vec::new();
        for ids in ids.chunks(MAX_READ_AT_ONCE) {
            let bookings = tx.bookings_by_id(ids.iter().copied()).await?;
            coupons.extend(bookings.into_iter().map(|booking| booking.coupon));
        }
        tx.hold_coupons(&coupons).await?;
        for &(id, attendance) in marks {
            match self.mark_one(&tx, id, attendance, signature, now).await {
                Ok(changed) => done.count(attendance, changed),
                Err(OneError::Wrong(reason)) => wrong.push((id, reason)),
                Err(OneError::Changed) => return Err(AttendanceError::Changed),
                Err(OneError::Storage(error)) => return Err(error.into()),
            }
        }
        if !wrong.is_empty() {
            return Err(AttendanceError::Wrong(wrong));
        }
        tx.commit().await?;
        Ok(done)
    }

    /// Records one attendance; returns whether anything changed.
    async fn mark_one(
        &self,
        tx: &Tx,
        id: BookingId,
        attendance: Attendance,
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<bool, OneError> {
        let booking = tx.booking(id).await?.ok_or(WrongMark::UnknownBooking)?;
        let marked = booking.clone().mark(attendance, now).map_err(WrongMark::from)?;
        if marked.state == booking.state {
            return Ok(false);
        }
        tx.mark_attendance(&booking, attendance, self.programme.bookings_per_coupon, now).await?;
        record(tx, &booking, attendance, signature, now).await?;
        Ok(true)
    }
}

async fn record(
    tx: &Tx,
    booking: &Booking,
    attendance: Attendance,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let act = &match attendance {
        Attendance::Attended => Act::Attended,
        Attendance::Missed => Act::Missed,
    };
    let (coupon, booking) = (booking.coupon, Some(booking.id));
    tx.record_signed(&Entry { at: now, coupon, booking, act, way: Way::Desk }, signature).await
}

impl Marked {
    fn count(&mut self, attendance: Attendance, changed: bool) {
        let counter = match (changed, attendance) {
            (false, _) => &mut self.unchanged,
            (true, Attendance::Attended) => &mut self.attended,
            (true, Attendance::Missed) => &mut self.missed,
        };
        *counter += 1;
    }
}

/// Why one booking was not marked.
enum OneError {
    Wrong(WrongMark),
    Changed,
    Storage(StorageError),
}

impl From<WrongMark> for OneError {
    fn from(wrong: WrongMark) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<StorageError> for OneError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<MarkError> for OneError {
    fn from(error: MarkError) -> Self {
        match error {
            MarkError::Changed => Self::Changed,
            MarkError::UsedUp => Self::Wrong(WrongMark::BookedAgain),
            MarkError::Storage(error) => Self::Storage(error),
        }
    }
}
