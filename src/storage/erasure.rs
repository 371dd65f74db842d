//! Erasing who a coupon holder is. Bookings and history are kept for statistics, under a coupon
//! that cannot be found and does not reveal the person.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{
    Store, Subject, Tx, Write,
    entity::{
        account, booking, contact, coupon, coupon_change, history, link, menu_owed, notice, session,
    },
    error::if_readable,
    former_contacts::rows_of_account,
    history::{open_signature, sealed_signature, signature_bounds},
    instant::{micros, moment},
    rows::booked_from,
    seal::{Secret, row_key},
    view::{Result, View},
};
use crate::vaccination::{
    ids::{AccountId, CouponId},
    staff::Signature,
};

/// The plaintext that is sealed in place of an erased number and birth date.
const ERASED: &[u8] = b"erased";

impl Tx {
    /// Erases the holder of a coupon: credentials, contacts, addresses, link, sessions,
    /// cancellation messages and the reasons that staff gave. Returns [`Write::Skipped`] if that
    /// was done before. A LINE account without another coupon is erased as well.
    pub async fn erase_holder(&self, coupon: CouponId, now: DateTime<Utc>) -> Result<Write> {
        // A coupon that no key opens is erased like any other.
        let known = if_readable(self.coupon(coupon).await)?.flatten();
        if self.erase_coupon(coupon, now).await? == Write::Skipped {
            return Ok(Write::Skipped);
        }
        if let Some(known) = known {
            self.forget_failures(&Subject::Number(known.proof.number)).await?;
        }
        contact::Entity::delete_by_id(coupon.0).exec(&self.connection).await?;
        self.forget_former_contacts(coupon).await?;
        self.erase_addresses(coupon).await?;
        coupon_change::Entity::delete_many()
            .filter(coupon_change::Column::CouponId.eq(coupon.0))
            .exec(&self.connection)
            .await?;
        self.erase_cancel_messages(coupon).await?;
        self.end_sessions_of(coupon, None).await?;
        if let Some(account) = self.unlink(coupon, now).await?
            && self.linked_coupons(account).await?.is_empty()
        {
            self.erase_account(account).await?;
        }
        self.erase_reasons(coupon).await?;
        Ok(Write::Applied)
    }

    async fn erase_coupon(&self, coupon: CouponId, now: DateTime<Utc>) -> Result<Write> {
        let bound = row_key(coupon.0);
        let number = self.sealer.seal_bound(Secret::CouponNumber, ERASED, &bound)?;
        let birth_date = self.sealer.seal_bound(Secret::BirthDate, ERASED, &bound)?;
        // Random bytes instead of hashes, which have to be unique. No search leads to them.
        let nothing = || Expr::val(Uuid::new_v4().as_bytes().to_vec());
        let erased = coupon::Entity::update_many()
            .col_expr(coupon::Column::NumberHash, nothing())
            .col_expr(coupon::Column::ProofHash, nothing())
            .col_expr(coupon::Column::NumberSealed, Expr::val(number))
            .col_expr(coupon::Column::BirthDateSealed, Expr::val(birth_date))
            .col_expr(coupon::Column::CheckCodeSealed, Expr::val(None::<Vec<u8>>))
            .col_expr(coupon::Column::RevokedAt, Expr::val(micros(now)))
            .col_expr(coupon::Column::ErasedAt, Expr::val(micros(now)))
            .filter(coupon::Column::Id.eq(coupon.0))
            .filter(coupon::Column::ErasedAt.is_null())
            .exec(&self.connection)
            .await?;
        Ok(Write::of(erased.rows_affected, 1))
    }

    /// Erases the mail addresses of the notifications about this coupon.
    async fn erase_addresses(&self, coupon: CouponId) -> Result<()> {
        notice::Entity::update_many()
            .col_expr(notice::Column::AddressSealed, Expr::val(None::<Vec<u8>>))
            .filter(notice::Column::CouponId.eq(coupon.0))
            .filter(notice::Column::AddressSealed.is_not_null())
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Erases cancellation messages. One about a single booking may be about the person.
    async fn erase_cancel_messages(&self, coupon: CouponId) -> Result<()> {
        booking::Entity::update_many()
            .col_expr(booking::Column::CancelMessage, Expr::val(None::<String>))
            .filter(booking::Column::CouponId.eq(coupon.0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Erases a LINE account: user id, sessions, conversation, menu job and counted failures.
    pub async fn erase_account(&self, id: AccountId) -> Result<()> {
        // An account that no key opens is erased as well. Its conversation is deleted within a day.
        if let Some(account) = if_readable((**self).account(id).await)?.flatten() {
            self.end_talk(account.user_id.expose_secret()).await?;
        }
        self.forget_failures(&Subject::Account(id)).await?;
        session::Entity::delete_many()
            .filter(session::Column::AccountId.eq(id.0))
            .exec(&self.connection)
            .await?;
        self.forget_former_account(id).await?;
        menu_owed::Entity::delete_by_id(id.0).exec(&self.connection).await?;
        notice::Entity::update_many()
            .col_expr(notice::Column::AccountId, Expr::val(None::<i64>))
            .filter(notice::Column::AccountId.eq(id.0))
            .exec(&self.connection)
            .await?;
        account::Entity::delete_by_id(id.0).exec(&self.connection).await?;
        Ok(())
    }

    /// Erases why staff acted, which may reveal something about the person. Who acted is kept.
    async fn erase_reasons(&self, coupon: CouponId) -> Result<()> {
        let signed = history::Entity::find()
            .filter(history::Column::CouponId.eq(coupon.0))
            .filter(history::Column::SignatureSealed.is_not_null())
            .all(&self.connection)
            .await?;
        for row in signed {
            // A signature that no key opens reveals no reason.
            let signature = if_readable(open_signature(&self.sealer, &row))?.flatten();
            let Some(signature) = signature.filter(|it| it.reason.is_some()) else { continue };
            let without = Signature { reason: None, ..signature };
            let [bound, _] = signature_bounds(&row);
            history::Entity::update_many()
                .col_expr(
                    history::Column::SignatureSealed,
                    Expr::val(sealed_signature(&self.sealer, &without, &bound)?),
                )
                .filter(history::Column::Id.eq(row.id))
                .exec(&self.connection)
                .await?;
        }
        Ok(())
    }
}

impl Store {
    /// Finds up to `limit` coupons with ids after `behind` whose holders are not erased and have no
    /// confirmed booking on `day` or later.
    pub async fn holders_to_erase(
        &self,
        day: NaiveDate,
        behind: Option<CouponId>,
        limit: u64,
    ) -> Result<Vec<CouponId>> {
        let ids: Vec<i64> = coupon::Entity::find()
            .select_only()
            .column(coupon::Column::Id)
            .filter(coupon::Column::ErasedAt.is_null())
            .filter(coupon::Column::Id.gt(behind.map_or(i64::MIN, |coupon| coupon.0)))
            .filter(coupon::Column::Id.not_in_subquery(booked_from(day)))
            .order_by_asc(coupon::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(CouponId).collect())
    }

    /// Finds up to `limit` LINE accounts with ids after `behind` that no coupon is linked to,
    /// because they only wrote to us, have blocked us, or were unlinked. Accounts that still get
    /// copies of cancellations for a coupon they have lost are kept until that period is over.
    pub async fn accounts_without_coupon(
        &self,
        behind: Option<AccountId>,
        limit: u64,
    ) -> Result<Vec<AccountId>> {
        let linked = Query::select()
            .expr(Expr::val(1))
            .from(link::Entity)
            .and_where(
                link::Column::AccountId.into_expr().equals((account::Entity, account::Column::Id)),
            )
            .to_owned();
        let ids: Vec<i64> = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(account::Column::Id.gt(behind.map_or(i64::MIN, |account| account.0)))
            .filter(Expr::exists(linked).not())
            .filter(Expr::exists(rows_of_account()).not())
            .order_by_asc(account::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(AccountId).collect())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Returns when the holder of a coupon was erased, or `None` if that has not happened.
    pub async fn erased_at(&self, coupon: CouponId) -> Result<Option<DateTime<Utc>>> {
        let row = coupon::Entity::find_by_id(coupon.0).one(&self.connection).await?;
        let at = row.and_then(|row| row.erased_at);
        at.map(|at| moment(at, "coupon", "erased_at", Some(coupon.0))).transpose()
    }
}
