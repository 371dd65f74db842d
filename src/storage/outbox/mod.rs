//! The outbox. Notifications are enqueued in the transaction that causes them, and delivered after
//! it under a lease that ends by itself if the worker dies.

mod addressee;
mod deliver;
mod ledger;
mod owe;
mod remind;
mod suspend;
mod sweep;

pub use addressee::Addressee;
pub(in crate::storage) use addressee::notice_bound;
pub(in crate::storage) use deliver::{an_earlier_one, open_confirmed_booking, open_states};
pub use ledger::{Ledger, LedgerLine, Retried};
pub use remind::{DayToRemind, NewReminder, ToRemind};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    StorageError,
    entity::notice::Model,
    instant::moment,
    rows,
    seal::{Sealer, Secret},
    sealed_addressee::{AddresseeColumns, open_addressee},
};
use crate::vaccination::{
    booking::Booking,
    contact::MailAddress,
    ids::{AccountId, CouponId, NoticeId},
    notice::{Notice, NoticeKind},
};

/// The failure reason if a person, booking or notification cannot be read.
pub const UNREADABLE: &str = "a record of this person cannot be read";

/// A notification that is leased to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedNotice {
    pub id: NoticeId,
    pub notice: Notice,
    /// The coupon that it is about.
    pub coupon: CouponId,
    /// The fixed account. `None` if the kind of notification has no fixed addressee: it goes to the
    /// account that the coupon is linked to by then.
    pub account: Option<AccountId>,
    /// The fixed mail address. With an account, it has a notification of its own.
    pub address: Option<MailAddress>,
    /// The same for every attempt, so that LINE accepts only one.
    pub retry_key: Uuid,
    /// How often it was leased, this time included.
    pub attempts: u32,
    pub first_tried_at: DateTime<Utc>,
    /// The delivery method of an earlier attempt, if that may have arrived.
    pub begun: Option<Begun>,
}

/// The delivery method that may have succeeded. Until that is known, no other is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// To this account. If the coupon has been linked to another one since, no further attempt is
    /// made. What is stored here is not sealed, and decides on no recipient.
    Line(AccountId),
    Mail,
}

impl Begun {
    fn as_str(self) -> &'static str {
        match self {
            Self::Line(_) => "line",
            Self::Mail => "mail",
        }
    }

    fn of(row: &Model) -> Result<Option<Self>, StorageError> {
        let corrupt = || StorageError::corrupt("notice", "begun_via", Some(row.id));
        match (row.begun_via.as_deref(), row.begun_account_id) {
            (None, _) => Ok(None),
            (Some("line"), Some(account)) => Ok(Some(Self::Line(AccountId(account)))),
            (Some("mail"), _) => Ok(Some(Self::Mail)),
            _ => Err(corrupt()),
        }
    }
}

/// The state of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeState {
    Waiting,
    /// Leased for sending. It is due again when the lease ends.
    Sending,
    Sent,
    /// Not sent, because it was no longer needed.
    Suppressed,
    Failed,
}

/// A notification and its outcome so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRecord {
    pub id: NoticeId,
    pub kind: NoticeKind,
    pub state: NoticeState,
    /// The delivery method, e.g. `push`.
    pub via: Option<String>,
    pub sent_at: Option<DateTime<Utc>>,
    pub attempts: u32,
    /// Why it was postponed or failed.
    pub reason: Option<String>,
}

impl NoticeState {
    const ALL: [Self; 5] =
        [Self::Waiting, Self::Sending, Self::Sent, Self::Suppressed, Self::Failed];

    /// Returns the stable word for records and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Suppressed => "suppressed",
            Self::Failed => "failed",
        }
    }

    pub(in crate::storage) fn from_record(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl TryFrom<Model> for NoticeRecord {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, StorageError> {
        let corrupt = |column| StorageError::corrupt("notice", column, Some(row.id));
        let state = NoticeState::from_record(&row.state).ok_or_else(|| corrupt("state"))?;
        let sent_at = row.ended_at.filter(|_| state == NoticeState::Sent);
        Ok(Self {
            id: NoticeId(row.id),
            kind: kind(&row)?,
            state,
            via: row.via,
            sent_at: sent_at
                .map(|at| moment(at, "notice", "ended_at", Some(row.id)))
                .transpose()?,
            attempts: u32::try_from(row.attempts).map_err(|_| corrupt("attempts"))?,
            reason: row.reason,
        })
    }
}

/// Converts a leased row and its booking, if it has one.
impl TryFrom<(Model, Option<Booking>, &Sealer)> for OwedNotice {
    type Error = StorageError;

    fn try_from(
        (row, booking, sealer): (Model, Option<Booking>, &Sealer),
    ) -> Result<Self, StorageError> {
        let corrupt = |column| StorageError::corrupt("notice", column, Some(row.id));
        let first_tried_at = row.first_tried_at.ok_or_else(|| corrupt("first_tried_at"))?;
        let coupon = booking.as_ref().map(|booking| booking.coupon);
        let coupon = coupon.or(row.coupon_id.map(CouponId)).ok_or_else(|| corrupt("coupon_id"))?;
        let message = rows::message(row.message.clone()).map_err(|()| corrupt("message"))?;
        let kind = kind(&row)?;
        let addressee = if kind.has_fixed_addressee() {
            fixed(&row, coupon, sealer)?
        } else {
            Addressee::default()
        };
        Ok(Self {
            id: NoticeId(row.id),
            begun: Begun::of(&row)?,
            notice: Notice::new(kind, booking, message).ok_or_else(|| corrupt("booking_id"))?,
            coupon,
            account: addressee.account,
            address: addressee.address,
            retry_key: row.retry_key,
            attempts: u32::try_from(row.attempts).map_err(|_| corrupt("attempts"))?,
            first_tried_at: moment(first_tried_at, "notice", "first_tried_at", Some(row.id))?,
        })
    }
}

/// Opens the fixed addressee of a notification about this coupon.
fn fixed(row: &Model, coupon: CouponId, sealer: &Sealer) -> Result<Addressee, StorageError> {
    let columns = AddresseeColumns {
        id: row.id,
        account_id: row.account_id,
        sealed: row.address_sealed.as_deref(),
    };
    let bound = notice_bound(coupon.0, row.booking_id, &row.kind);
    open_addressee(sealer, Secret::NoticeAddress, &columns, &bound)
}

fn kind(row: &Model) -> Result<NoticeKind, StorageError> {
    NoticeKind::from_record(&row.kind)
        .ok_or_else(|| StorageError::corrupt("notice", "kind", Some(row.id)))
}
