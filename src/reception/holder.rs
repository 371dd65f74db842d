//! Changes how a coupon holder is reached: the link and the contact. The former account and address
//! are notified of the change, and for some days of cancellations as well, so that a person who
//! takes over a coupon cannot do so unnoticed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    storage::{Addressee, FormerContact, Linked, StorageError, Tx, if_readable},
    vaccination::{
        contact::{Contact, MailAddress},
        ids::{AccountId, CouponId},
        notice::NoticeKind,
    },
};

/// Notifications of changes per coupon and day: about five, each to an account and to an address.
const MAX_CHANGE_NOTICES: u64 = 10;

/// How the linked account learns of the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkAnswer {
    /// By a reply in the chat.
    Reply,
    /// By a notification, because the link was not made in the chat.
    None,
}

/// Links a coupon and enqueues the notification: of a first link to the account and the address on
/// record, of a moved link to the former account and the address.
pub(super) async fn link(
    tx: &Tx,
    coupon: CouponId,
    account: AccountId,
    answer: LinkAnswer,
    now: DateTime<Utc>,
) -> Result<Linked, StorageError> {
    let linked = tx.link(coupon, account, now).await?;
    match linked {
        Linked::New => {
            let account = (answer == LinkAnswer::None).then_some(account);
            let address = keep_address(tx, coupon, now).await?;
            tell(tx, NoticeKind::Linked, coupon, Addressee { account, address }, now).await?;
        }
        Linked::MovedFrom(former) => lose(tx, NoticeKind::LinkMoved, coupon, former, now).await?,
        Linked::Unchanged | Linked::Refused => {}
    }
    Ok(linked)
}

/// Unlinks a coupon and enqueues the notification to the former account and the address on record;
/// `false` if it was not linked.
pub async fn unlink(tx: &Tx, coupon: CouponId, now: DateTime<Utc>) -> Result<bool, StorageError> {
    tx.hold_coupons(&[coupon]).await?;
    let Some(former) = tx.unlink(coupon, now).await? else { return Ok(false) };
    lose(tx, NoticeKind::Unlinked, coupon, former, now).await?;
    Ok(true)
}

/// Replaces the contact of a coupon, which must be locked. If it differs, the notification is
/// enqueued to the linked account and the former address.
pub async fn change_contact(
    tx: &Tx,
    coupon: CouponId,
    contact: &Contact,
    author: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    // An unreadable contact does not prevent the change: it is replaced.
    let before = if_readable(tx.contact(coupon).await)?.flatten();
    tx.set_contact(coupon, contact, now).await?;
    let linked = tx.account_of(coupon).await?;
    let addressee = match before {
        Some(before) if before.is_same_as(contact) => return Ok(()),
        Some(before) => {
            let address = before.mail_address();
            if let Some(former) = address.clone().filter(|_| before.email != contact.email) {
                tx.keep_former_contact(coupon, &FormerContact::Address(former), now).await?;
            }
            Addressee { account: linked, address }
        }
        None => Addressee { account: linked.filter(|_| linked != author), address: None },
    };
    tell(tx, NoticeKind::ContactChanged, coupon, addressee, now).await
}

/// Stores the account that has lost the coupon as a former one, and enqueues the notification.
async fn lose(
    tx: &Tx,
    kind: NoticeKind,
    coupon: CouponId,
    former: AccountId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    tx.keep_former_contact(coupon, &FormerContact::Account(former), now).await?;
    let address = keep_address(tx, coupon, now).await?;
    tell(tx, kind, coupon, Addressee { account: Some(former), address }, now).await
}

/// Stores the address on record as a former one and returns it: while an account is linked,
/// notifications of bookings go to the account alone.
async fn keep_address(
    tx: &Tx,
    coupon: CouponId,
    now: DateTime<Utc>,
) -> Result<Option<MailAddress>, StorageError> {
    let contact = if_readable(tx.contact(coupon).await)?.flatten();
    let address = contact.and_then(|contact| contact.mail_address());
    if let Some(address) = &address {
        tx.keep_former_contact(coupon, &FormerContact::Address(address.clone()), now).await?;
    }
    Ok(address)
}

/// Enqueues the notification of a change, unless the day's limit is reached, which no one reaches
/// with their own changes: each is a push and a mail, and addresses are not confirmed by their
/// holders.
async fn tell(
    tx: &Tx,
    kind: NoticeKind,
    coupon: CouponId,
    addressee: Addressee,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if tx.change_notices_since(coupon, now - TimeDelta::days(1)).await? >= MAX_CHANGE_NOTICES {
        tracing::warn!("omitted notifications of changes: there were too many for one coupon");
        return Ok(());
    }
    tx.owe_to(kind, coupon, None, &addressee, now).await
}
