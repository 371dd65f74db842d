//! The data of one resident, exported or erased on request, and the erasure of all residents some
//! time after the programme's end.

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::coupons::{SingleError, find};
use crate::{
    storage::{
        Entry, FormerContact, MayBeContention, Recorded, StaffActed, StorageError, Store, Tx,
        Write, with_retries,
    },
    vaccination::{
        booking::Booking,
        contact::Contact,
        coupon::{Coupon, CouponNumber, Issuer},
        history::{Act, Way},
        ids::{AccountId, CouponId},
        staff::Signature,
        time::tokyo_date,
    },
};

/// Holders erased in one transaction, so that other writers get their turn.
const AT_ONCE: u64 = 50;

/// Everything stored about one resident.
#[derive(Debug)]
pub struct PersonalData {
    pub coupon: Coupon,
    pub registered_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub contact: Option<Contact>,
    /// The user id at LINE, if the coupon is linked.
    pub line_user: Option<String>,
    /// Former accounts and addresses, and until when they are kept. The oldest first.
    pub former_contacts: Vec<(FormerContact, DateTime<Utc>)>,
    /// The newest first.
    pub bookings: Vec<Booking>,
    /// The oldest first.
    pub history: Vec<Recorded>,
    /// What staff did about them on the command line, including look-ups. The newest first.
    pub staff_acts: Vec<StaffActed>,
}

#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Their seat would stay occupied, and they could not be notified any more.
    #[error("the person has an upcoming booking; cancel it first")]
    BookingAhead(Box<Booking>),
    #[error(transparent)]
    Coupon(#[from] SingleError),
}

impl From<StorageError> for EraseError {
    fn from(error: StorageError) -> Self {
        Self::Coupon(error.into())
    }
}

impl MayBeContention for EraseError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Coupon(error) if error.is_contention())
    }
}

/// Returns everything stored about the holder of a coupon.
pub async fn export(
    store: &Store,
    number: &CouponNumber,
    issuer: Option<&Issuer>,
) -> Result<PersonalData, SingleError> {
    let listed = find(store, number, issuer).await?;
    let coupon = store.coupon(listed.id).await?.ok_or(SingleError::Unknown)?;
    let account = match store.account_of(listed.id).await? {
        Some(account) => store.account(account).await?,
        None => None,
    };
    Ok(PersonalData {
        coupon,
        registered_at: listed.registered_at,
        revoked_at: listed.revoked_at,
        contact: store.contact(listed.id).await?,
        line_user: account.map(|it| it.user_id.expose_secret().to_owned()),
        former_contacts: store.former_contacts(listed.id).await?,
        bookings: store.bookings_of(listed.id).await?,
        history: store.history_of(listed.id).await?,
        staff_acts: store.staff_acts(Some(listed.id), None, u64::from(u32::MAX)).await?,
    })
}

/// Erases the holder of a coupon on request. The history keeps who did it and when.
pub async fn erase(
    store: &Store,
    number: &CouponNumber,
    issuer: Option<&Issuer>,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<(), EraseError> {
    let coupon = find(store, number, issuer).await?.id;
    with_retries(|| erase_once(store, coupon, signature, now)).await
}

async fn erase_once(
    store: &Store,
    coupon: CouponId,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<(), EraseError> {
    let tx = store.begin().await?;
    // Waits for a booking in progress; a later one is refused.
    tx.hold_coupons_to_erase(&[coupon]).await?;
    if let Some(ahead) = tx.active_booking(coupon).await?.filter(|it| it.slot.ends_at() > now) {
        return Err(EraseError::BookingAhead(Box::new(ahead)));
    }
    if tx.erase_holder(coupon, now).await? == Write::Skipped {
        return Err(SingleError::Unknown.into());
    }
    // A reason could name the person again.
    let signature = Signature { reason: None, ..signature.clone() };
    let entry = entry(coupon, now);
    tx.record_signed(&entry, &signature).await?;
    Ok(tx.commit().await?)
}

/// Erases up to fifty holders without a booking for today or later or, if none is left, LINE
/// accounts without a coupon. Returns how many were erased, 0 when all are. Holders and accounts
/// whose rows cannot be erased are logged and do not block the others.
pub async fn erase_some(store: &Store, now: DateTime<Utc>) -> Result<usize, StorageError> {
    // Without keys, numbers and user ids could not be opened, and what depends on them would stay.
    store.require_keys().await?;
    let today = tokyo_date(now);
    let mut behind = None;
    loop {
        let coupons = store.holders_to_erase(today, behind, AT_ONCE).await?;
        let Some(last) = coupons.last() else { break };
        behind = Some(*last);
        let erased =
            erase_each(store, &coupons.into_iter().map(Whom::Holder).collect::<Vec<_>>(), now)
                .await?;
        if erased > 0 {
            return Ok(erased);
        }
    }
    let mut behind = None;
    loop {
        let accounts = store.accounts_without_coupon(behind, AT_ONCE).await?;
        let Some(last) = accounts.last() else { return Ok(0) };
        behind = Some(*last);
        let erased =
            erase_each(store, &accounts.into_iter().map(Whom::Account).collect::<Vec<_>>(), now)
                .await?;
        if erased > 0 {
            return Ok(erased);
        }
    }
}

/// A holder or an account to erase.
#[derive(Debug, Clone, Copy)]
enum Whom {
    Holder(CouponId),
    Account(AccountId),
}

impl Whom {
    fn holder(&self) -> Option<CouponId> {
        match self {
            Self::Holder(coupon) => Some(*coupon),
            Self::Account(_) => None,
        }
    }
}

/// Erases all in one transaction; if a row makes that fail, each in a transaction of its own.
async fn erase_each(
    store: &Store,
    all: &[Whom],
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    match erase_together(store, all, now).await {
        Ok(erased) => return Ok(erased),
        Err(error) if !error.lies_in_what_was_asked() => return Err(error),
        Err(_) => {}
    }
    let mut erased = 0;
    for whom in all {
        match erase_together(store, &[*whom], now).await {
            Ok(one) => erased += one,
            Err(error) if error.lies_in_what_was_asked() => {
                tracing::error!(?whom, %error, "personal data could not be erased");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(erased)
}

async fn erase_together(
    store: &Store,
    all: &[Whom],
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let tx = store.begin().await?;
    let coupons: Vec<CouponId> = all.iter().filter_map(Whom::holder).collect();
    tx.hold_coupons_to_erase(&coupons).await?;
    // Read again, because no booking of theirs can be in progress now.
    let booked = tx.active_bookings(coupons).await?;
    let is_booked = |coupon: CouponId| {
        booked
            .iter()
            .any(|booking| booking.coupon == coupon && booking.slot.date >= tokyo_date(now))
    };
    let mut erased = 0;
    for whom in all {
        match *whom {
            Whom::Holder(coupon) if is_booked(coupon) => continue,
            Whom::Holder(coupon) => erase_unasked(&tx, coupon, now).await?,
            // Linked meanwhile.
            Whom::Account(account) if !tx.linked_coupons(account).await?.is_empty() => continue,
            Whom::Account(account) => tx.erase_account(account).await?,
        }
        erased += 1;
    }
    tx.commit().await?;
    Ok(erased)
}

async fn erase_unasked(tx: &Tx, coupon: CouponId, now: DateTime<Utc>) -> Result<(), StorageError> {
    if tx.erase_holder(coupon, now).await? == Write::Applied {
        tx.record(&entry(coupon, now)).await?;
    }
    Ok(())
}

fn entry(coupon: CouponId, at: DateTime<Utc>) -> Entry<'static> {
    Entry { at, coupon, booking: None, act: &Act::Erased, way: Way::Desk }
}
