//! Enqueuing notifications whose addressee is fixed at that moment.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::owe::waiting;
use crate::{
    storage::{
        Tx,
        entity::notice::{ActiveModel, Column, Entity},
        instant::micros,
        seal::{Secret, row_key},
        sealed_addressee::seal_addressee,
        view::Result,
    },
    vaccination::{
        contact::MailAddress,
        ids::{AccountId, BookingId, CouponId},
        notice::NoticeKind,
    },
};

/// The LINE account and the mail address that a notification is for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addressee {
    pub account: Option<AccountId>,
    pub address: Option<MailAddress>,
}

impl Tx {
    /// Enqueues a notification for the account and one for the address. Neither is sent to another
    /// addressee, whatever is linked or stored later: what is sealed is sent to, not what the row
    /// refers to. The row of the account also has the address, which shows that the person is
    /// notified by mail as well.
    pub async fn owe_to(
        &self,
        kind: NoticeKind,
        coupon: CouponId,
        booking: Option<BookingId>,
        addressee: &Addressee,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let row = |account: Option<AccountId>| -> Result<ActiveModel> {
            let to = Addressee { account, address: addressee.address.clone() };
            let booking_id = booking.map(|booking| booking.0);
            let bound = notice_bound(coupon.0, booking_id, kind.as_str());
            let sealed = seal_addressee(&self.sealer, Secret::NoticeAddress, &to, &bound)?;
            Ok(ActiveModel {
                coupon_id: Set(Some(coupon.0)),
                booking_id: Set(booking_id),
                account_id: Set(account.map(|account| account.0)),
                address_sealed: Set(Some(sealed)),
                ..waiting(kind, now, Uuid::new_v4())
            })
        };
        let mut rows = Vec::new();
        if addressee.account.is_some() {
            rows.push(row(addressee.account)?);
        }
        if addressee.address.is_some() {
            rows.push(row(None)?);
        }
        if !rows.is_empty() {
            Entity::insert_many(rows).exec_without_returning(&self.connection).await?;
        }
        Ok(())
    }

    /// Counts the notifications about link and contact changes enqueued since a moment.
    pub async fn change_notices_since(
        &self,
        coupon: CouponId,
        since: DateTime<Utc>,
    ) -> Result<u64> {
        let kinds = [
            NoticeKind::Linked,
            NoticeKind::LinkMoved,
            NoticeKind::Unlinked,
            NoticeKind::ContactChanged,
        ];
        let counted = Entity::find()
            .filter(Column::CouponId.eq(coupon.0))
            .filter(Column::Kind.is_in(kinds.map(NoticeKind::as_str)))
            .filter(Column::DueAt.gt(micros(since)))
            .count(&self.connection)
            .await?;
        Ok(counted)
    }
}

/// Returns what the addressee of a notification is bound to: that of one coupon, booking and kind
/// is not the addressee of another.
pub(in crate::storage) fn notice_bound(
    coupon_id: i64,
    booking_id: Option<i64>,
    kind: &str,
) -> Vec<u8> {
    // No booking has the id 0.
    let booking = row_key(booking_id.unwrap_or_default());
    [row_key(coupon_id).as_slice(), booking.as_slice(), kind.as_bytes()].concat()
}
