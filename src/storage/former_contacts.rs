//! Accounts and addresses that a coupon had until a change. For a few days they also get
//! notifications of cancellations, so that a person who took a coupon over cannot cancel unnoticed
//! by changing the link or the contact first.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use super::{
    Addressee, Store, Tx,
    entity::{
        account, booking,
        former_contact::{ActiveModel, Column, Entity, Model},
        notice,
    },
    error::if_readable,
    instant::{micros, moment},
    outbox::open_states,
    seal::{Sealer, Secret, row_key},
    sealed_addressee::{AddresseeColumns, open_addressee, seal_addressee},
    view::{Result, View},
};
use crate::vaccination::{
    booking::Booking,
    contact::MailAddress,
    ids::{AccountId, BookingId, CouponId},
    notice::NoticeKind,
};

/// How long a former account or address also gets notifications of cancellations.
const FORMER_CONTACT_RETENTION: TimeDelta = TimeDelta::days(7);

/// An account or address by which the holder of a coupon was reached until a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormerContact {
    Account(AccountId),
    Address(MailAddress),
}

impl FormerContact {
    fn addressee(&self) -> Addressee {
        match self {
            Self::Account(account) => Addressee { account: Some(*account), address: None },
            Self::Address(address) => Addressee { account: None, address: Some(address.clone()) },
        }
    }

    /// Returns what distinguishes it from others.
    fn key(&self) -> (Option<AccountId>, Option<String>) {
        match self {
            Self::Account(account) => (Some(*account), None),
            Self::Address(address) => (None, Some(address.email.as_str().to_owned())),
        }
    }
}

impl Tx {
    /// Stores an account that has lost the coupon, or an address that was replaced, and enqueues
    /// for it a copy of each cancellation notification that has not been sent, because the original
    /// goes to the new account or address. The caller has locked the coupon.
    pub async fn keep_former_contact(
        &self,
        coupon: CouponId,
        former: &FormerContact,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let addressee = former.addressee();
        let bound = row_key(coupon.0);
        let sealed = seal_addressee(&self.sealer, Secret::FormerAddress, &addressee, &bound)?;
        let row = ActiveModel {
            id: NotSet,
            coupon_id: Set(coupon.0),
            account_id: Set(addressee.account.map(|account| account.0)),
            address_sealed: Set(Some(sealed)),
            replaced_at: Set(micros(now)),
            until: Set(micros(now + FORMER_CONTACT_RETENTION)),
        };
        Entity::insert(row).exec_without_returning(&self.connection).await?;
        for booking in self.unsent_cancellations(coupon).await? {
            let kind = NoticeKind::CancellationCopy;
            self.owe_to(kind, coupon, Some(booking), &addressee, now).await?;
        }
        Ok(())
    }

    /// Enqueues a copy of the cancellation notification for each account and address that the
    /// coupon had when the booking was made and has lost in the last days. Bookings made after the
    /// change do not concern them. The caller has locked the coupon.
    pub async fn owe_cancellation_copies(
        &self,
        booking: &Booking,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let coupon = booking.coupon;
        let rows = Entity::find()
            .filter(Column::CouponId.eq(coupon.0))
            .filter(Column::Until.gt(micros(now)))
            .filter(Column::ReplacedAt.gte(micros(booking.booked_at)))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut told = HashSet::new();
        told.extend(self.account_of(coupon).await?.map(|id| FormerContact::Account(id).key()));
        // If no account is linked, the notification itself goes to the stored address.
        if told.is_empty() {
            let contact = if_readable(self.contact(coupon).await)?.flatten();
            let address = contact.and_then(|contact| contact.mail_address());
            told.extend(address.map(|address| FormerContact::Address(address).key()));
        }
        for row in rows {
            let former = if_readable(former_contact(&row, &self.sealer))?.flatten();
            let Some(former) = former else { continue };
            if told.insert(former.key()) {
                let kind = NoticeKind::CancellationCopy;
                self.owe_to(kind, coupon, Some(booking.id), &former.addressee(), now).await?;
            }
        }
        Ok(())
    }

    /// Deletes the former accounts and addresses of a coupon.
    pub(super) async fn forget_former_contacts(&self, coupon: CouponId) -> Result<()> {
        Entity::delete_many().filter(Column::CouponId.eq(coupon.0)).exec(&self.connection).await?;
        Ok(())
    }

    /// Deletes an account wherever it is a former one.
    pub(super) async fn forget_former_account(&self, account: AccountId) -> Result<()> {
        Entity::delete_many()
            .filter(Column::AccountId.eq(account.0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    async fn unsent_cancellations(&self, coupon: CouponId) -> Result<Vec<BookingId>> {
        let of_coupon = Query::select()
            .column(booking::Column::Id)
            .from(booking::Entity)
            .and_where(booking::Column::CouponId.eq(coupon.0))
            .to_owned();
        let bookings: Vec<Option<i64>> = notice::Entity::find()
            .select_only()
            .column(notice::Column::BookingId)
            .filter(notice::Column::BookingId.in_subquery(of_coupon))
            .filter(notice::Column::Kind.eq(NoticeKind::Cancellation.as_str()))
            .filter(notice::Column::State.is_in(open_states()))
            .order_by_asc(notice::Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(bookings.into_iter().flatten().map(BookingId).collect())
    }
}

impl Store {
    /// Deletes former accounts and addresses after their retention, and returns how many they were.
    pub async fn sweep_former_contacts(&self, now: DateTime<Utc>) -> Result<u64> {
        let over = Condition::all().add(Column::Until.lte(micros(now)));
        self.prune::<Entity>(Column::Id, over).await
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Reads the former accounts and addresses of a coupon, oldest first, with the moment until
    /// which each is kept.
    pub async fn former_contacts(
        &self,
        coupon: CouponId,
    ) -> Result<Vec<(FormerContact, DateTime<Utc>)>> {
        let rows = Entity::find()
            .filter(Column::CouponId.eq(coupon.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let until = moment(row.until, "former_contact", "until", Some(row.id))?;
            let former = former_contact(&row, &self.sealer)?;
            all.extend(former.map(|former| (former, until)));
        }
        Ok(all)
    }
}

/// Selects the rows that keep an account as a former one.
pub(super) fn rows_of_account() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(Column::AccountId.into_expr().equals((account::Entity, account::Column::Id)))
        .to_owned()
}

fn former_contact(row: &Model, sealer: &Sealer) -> Result<Option<FormerContact>> {
    let columns = AddresseeColumns {
        id: row.id,
        account_id: row.account_id,
        sealed: row.address_sealed.as_deref(),
    };
    let bound = row_key(row.coupon_id);
    let addressee = open_addressee(sealer, Secret::FormerAddress, &columns, &bound)?;
    let account = addressee.account.map(FormerContact::Account);
    Ok(account.or_else(|| addressee.address.map(FormerContact::Address)))
}
