//! Changing how a holder is reached: the link and the contact. The account and the address before
//! the change are told of it, and for some days of cancellations as well, so that whoever has taken
//! a coupon over cannot act in silence.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    storage::{Addressee, FormerContact, Linked, StorageError, Tx, if_readable},
    vaccination::{
        contact::{Contact, MailAddress},
        ids::{AccountId, CouponId},
        notice::NoticeKind,
    },
};

/// How many notices of changes a coupon is good for in a day: of some five changes, each to an account
/// and to an address.
const MAX_CHANGE_NOTICES: u64 = 10;

/// Whether the account that is linked learns it by the answer to what it has just said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkAnswer {
    /// By a reply in the chat.
    Reply,
    /// Not in LINE: a notice is owed.
    None,
}

/// Links a coupon, and owes the notice of it: of a first link to the account and to the address on
/// record, of a moved one to the former account and to the address.
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

/// Unlinks a coupon, and owes the notice of it to the account that was linked and to the address on
/// record; `false` when it was not linked.
pub async fn unlink(tx: &Tx, coupon: CouponId, now: DateTime<Utc>) -> Result<bool, StorageError> {
    tx.hold_coupons(&[coupon]).await?;
    let Some(former) = tx.unlink(coupon, now).await? else { return Ok(false) };
    lose(tx, NoticeKind::Unlinked, coupon, former, now).await?;
    Ok(true)
}

/// Keeps the contact of a coupon, which is held by then, in place of what was there. Where it is
/// another one, the notice of it is owed to the linked account and to the former address; where there
/// was none, to the linked account, unless it is the account `author` that the change was made with.
pub async fn change_contact(
    tx: &Tx,
    coupon: CouponId,
    contact: &Contact,
    author: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    // One that cannot be read holds up no change: it is replaced.
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

/// Keeps the account that has lost the coupon as a former one, and owes the notice of it.
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

/// Keeps the address on record as a former one, and returns it: while an account is linked, notices of
/// bookings go there alone.
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

/// Owes the notice of a change, unless there were so many in a day that nobody changes their own
/// contact by them: each is a push and a mail, and an address is not confirmed by its holder.
async fn tell(
    tx: &Tx,
    kind: NoticeKind,
    coupon: CouponId,
    addressee: Addressee,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if tx.change_notices_since(coupon, now - TimeDelta::days(1)).await? >= MAX_CHANGE_NOTICES {
        tracing::warn!("notices of changes were left out: there were too many for one coupon");
        return Ok(());
    }
    tx.owe_to(kind, coupon, None, &addressee, now).await
}
