//! Single coupons: what staff do at the counter or on the telephone.

use chrono::{DateTime, Utc};

use crate::{
    gate::Gate,
    reception::{GiveBack, give_back, unlink},
    storage::{
        Entry, ListedCoupon, MayBeContention, NewCoupon, Recorded, StorageError, Store, Tx, Write,
        with_retries,
    },
    vaccination::{
        birth_date::BirthDate,
        booking::{Booking, Cancellation},
        check_code::CheckCode,
        coupon::{CouponNumber, Issuer},
        history::{Act, Way},
        ids::CouponId,
        staff::Signature,
    },
};

/// How often a revocation is attempted when bookings of the coupon change meanwhile.
const MAX_ATTEMPTS: usize = 5;

#[derive(Debug, thiserror::Error)]
pub enum SingleError {
    #[error("no coupon with this number is registered")]
    Unknown,
    #[error("this number has several issuers: {}", codes(.0))]
    Ambiguous(Vec<Issuer>),
    #[error("this issuer has a coupon with this number already")]
    NumberTaken,
    #[error("the coupon is already revoked")]
    RevokedBefore,
    #[error("the coupon has a booking")]
    HoldsBooking(Box<Booking>),
    #[error("the booking of the coupon has changed meanwhile")]
    Changed,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl MayBeContention for SingleError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_contention())
    }
}

/// The corrected values; `None` for a value that stays.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    pub number: Option<CouponNumber>,
    pub birth_date: Option<BirthDate>,
    pub check_code: Option<CheckCode>,
    /// The link may have been made by the wrong person: it ends, and its account is told.
    pub end_link: bool,
}

/// What a correction did besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    pub link_ended: bool,
}

/// Everything stored about a coupon except its holder.
#[derive(Debug)]
pub struct Look {
    pub coupon: ListedCoupon,
    pub linked: bool,
    /// Until when the number is locked after too many failures.
    pub locked_until: Option<DateTime<Utc>>,
    /// The newest first.
    pub bookings: Vec<Booking>,
    /// The oldest first.
    pub history: Vec<Recorded>,
}

/// Finds the coupon with a number. The issuer is needed if several issued the number.
pub async fn find(
    store: &Store,
    number: &CouponNumber,
    issuer: Option<&Issuer>,
) -> Result<ListedCoupon, SingleError> {
    let mut found = store.coupons_by_number(number).await?;
    found.retain(|it| issuer.is_none_or(|issuer| it.issuer == *issuer));
    match found.len() {
        0 => Err(SingleError::Unknown),
        1 => Ok(found.remove(0)),
        _ => Err(SingleError::Ambiguous(found.into_iter().map(|it| it.issuer).collect())),
    }
}

pub async fn look(
    store: &Store,
    gate: &Gate,
    number: &CouponNumber,
    issuer: Option<&Issuer>,
    now: DateTime<Utc>,
) -> Result<Look, SingleError> {
    let coupon = find(store, number, issuer).await?;
    Ok(Look {
        linked: store.account_of(coupon.id).await?.is_some(),
        locked_until: gate.locked_until(number, now).await?,
        bookings: store.bookings_of(coupon.id).await?,
        history: store.history_of(coupon.id).await?,
        coupon,
    })
}

/// Registers one coupon.
pub async fn add(
    store: &Store,
    coupon: &NewCoupon,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<CouponId, SingleError> {
    with_retries(|| add_once(store, coupon, signature, now)).await
}

async fn add_once(
    store: &Store,
    coupon: &NewCoupon,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<CouponId, SingleError> {
    let tx = store.begin().await?;
    tx.remove_staged_coupon(coupon).await?;
    if tx.add_coupons(std::slice::from_ref(coupon), now).await? == 0 {
        return Err(SingleError::NumberTaken);
    }
    let there = tx.coupons_by_number(&coupon.number).await?;
    let there = there.into_iter().find(|it| it.issuer == coupon.issuer);
    let id = there.ok_or(SingleError::Unknown)?.id;
    record(&tx, id, &Act::Registered, signature, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Corrects a coupon. Its bookings, link and history stay with it.
pub async fn correct(
    store: &Store,
    id: CouponId,
    correction: &Correction,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<Corrected, SingleError> {
    with_retries(|| correct_once(store, id, correction, signature, now)).await
}

async fn correct_once(
    store: &Store,
    id: CouponId,
    correction: &Correction,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<Corrected, SingleError> {
    let tx = store.begin().await?;
    let there = tx.coupon(id).await?.ok_or(SingleError::Unknown)?;
    let right = NewCoupon {
        issuer: there.issuer,
        number: correction.number.clone().unwrap_or(there.proof.number),
        birth_date: correction.birth_date.unwrap_or(there.proof.birth_date),
        check_code: correction.check_code,
    };
    tx.remove_staged_coupon(&right).await?;
    if tx.correct_coupon(id, &right).await? == Write::Skipped {
        return Err(SingleError::NumberTaken);
    }
    let link_ended = correction.end_link && unlink(&tx, id, now).await?;
    if link_ended {
        record(&tx, id, &Act::Unlinked, signature, now).await?;
    }
    // The wrong person may have identified themselves with the old values.
    tx.end_sessions_of(id, None).await?;
    record(&tx, id, &Act::Corrected, signature, now).await?;
    tx.commit().await?;
    Ok(Corrected { link_ended })
}

/// Revokes a coupon: it no longer identifies its holder, and its link and sessions end. A booking
/// that has not ended must be cancelled with it, which `cancel` permits; returns that booking.
pub async fn revoke(
    store: &Store,
    coupon: &ListedCoupon,
    cancel: bool,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<Option<Booking>, SingleError> {
    for _ in 0..MAX_ATTEMPTS {
        let revoke = || revoke_once(store, coupon, cancel, signature, now);
        match with_retries(revoke).await? {
            Revocation::Done(cancelled) => return Ok(cancelled.map(|booking| *booking)),
            Revocation::Contested => {
                tracing::debug!("a booking changed during a revocation");
            }
        }
    }
    Err(SingleError::Changed)
}

enum Revocation {
    /// With the booking that was cancelled.
    Done(Option<Box<Booking>>),
    /// A booking was made or cancelled since the first look. Nothing was changed.
    Contested,
}

/// Locks slot, booking and coupon in this order, as bookings do.
async fn revoke_once(
    store: &Store,
    coupon: &ListedCoupon,
    cancel: bool,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<Revocation, SingleError> {
    let tx = store.begin().await?;
    let ahead = booking_ahead(&tx, coupon.id, now).await?;
    if let Some(booking) = &ahead {
        if !cancel {
            return Err(SingleError::HoldsBooking(booking.clone()));
        }
        let cancellation = Cancellation { at: now, way: Way::Desk, message: None };
        let given = give_back(&tx, booking, &cancellation, Some(signature)).await?;
        if given == GiveBack::NotConfirmed {
            return Ok(Revocation::Contested);
        }
    }
    if tx.revoke_coupon(coupon.id, now).await? == Write::Skipped {
        return Err(SingleError::RevokedBefore);
    }
    // Bookings lock the coupon's row last: a faster booking is visible now, a later one is refused.
    if booking_ahead(&tx, coupon.id, now).await?.is_some() {
        return Ok(Revocation::Contested);
    }
    if unlink(&tx, coupon.id, now).await? {
        record(&tx, coupon.id, &Act::Unlinked, signature, now).await?;
    }
    tx.end_sessions_of(coupon.id, None).await?;
    record(&tx, coupon.id, &Act::Revoked, signature, now).await?;
    tx.commit().await?;
    Ok(Revocation::Done(ahead))
}

/// Returns the active booking of a coupon unless its slot has ended.
async fn booking_ahead(
    tx: &Tx,
    coupon: CouponId,
    now: DateTime<Utc>,
) -> Result<Option<Box<Booking>>, StorageError> {
    let active = tx.active_booking(coupon).await?;
    Ok(active.filter(|booking| booking.slot.ends_at() > now).map(Box::new))
}

/// Lifts the lockout of a number after too many failures.
pub async fn unlock(
    store: &Store,
    number: &CouponNumber,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<(), SingleError> {
    with_retries(|| unlock_once(store, number, signature, now)).await
}

async fn unlock_once(
    store: &Store,
    number: &CouponNumber,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<(), SingleError> {
    let tx = store.begin().await?;
    Gate::unlock(&tx, number).await?;
    for coupon in tx.coupons_by_number(number).await? {
        record(&tx, coupon.id, &Act::Unlocked, signature, now).await?;
    }
    Ok(tx.commit().await?)
}

async fn record(
    tx: &Tx,
    coupon: CouponId,
    act: &Act,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let entry = Entry { at: now, coupon, booking: None, act, way: Way::Desk };
    tx.record_signed(&entry, signature).await
}

fn codes(issuers: &[Issuer]) -> String {
    issuers.iter().map(Issuer::as_str).collect::<Vec<_>>().join(", ")
}
