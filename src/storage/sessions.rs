//! Sessions of the pages, found by a keyed hash of their token.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement},
};

use super::{
    StorageError, Store, Tx,
    entity::{
        coupon,
        session::{ActiveModel, Column, Entity, Model},
    },
    instant::{micros, moment},
    seal::Lookup,
    view::{Result, View},
};
use crate::vaccination::ids::{AccountId, CouponId};

/// What a browser has shown of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose coupon was proved.
    pub coupon: Option<CouponId>,
    /// Which LINE account was proved.
    pub account: Option<AccountId>,
    pub created_at: DateTime<Utc>,
    /// From this moment on the session is none.
    pub expires_at: DateTime<Utc>,
}

impl Tx {
    /// Keeps a session in place of what its token stood for.
    pub async fn put_session(&self, token: &str, session: &Session) -> Result<()> {
        let row = ActiveModel {
            token_hash: Set(self.sealer.hash(Lookup::SessionToken, token.as_bytes())),
            coupon_id: Set(session.coupon.map(|id| id.0)),
            account_id: Set(session.account.map(|id| id.0)),
            created_at: Set(micros(session.created_at)),
            expires_at: Set(micros(session.expires_at)),
        };
        let anew = OnConflict::column(Column::TokenHash)
            .update_columns([
                Column::CouponId,
                Column::AccountId,
                Column::CreatedAt,
                Column::ExpiresAt,
            ])
            .to_owned();
        Entity::insert(row).on_conflict(anew).exec_without_returning(&self.connection).await?;
        Ok(())
    }

    pub async fn end_session(&self, token: &str) -> Result<()> {
        let token = self.sealer.hash(Lookup::SessionToken, token.as_bytes());
        Entity::delete_by_id(token).exec(&self.connection).await?;
        Ok(())
    }

    /// Ends all sessions in which this coupon was proved.
    pub async fn end_sessions_of(&self, coupon: CouponId) -> Result<()> {
        Entity::delete_many().filter(Column::CouponId.eq(coupon.0)).exec(&self.connection).await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// The session of a token, while it lasts and the coupon that was proved in it is valid: a
    /// session may come to be while its coupon is revoked.
    pub async fn session(&self, token: &str, now: DateTime<Utc>) -> Result<Option<Session>> {
        let token = self.sealer.hash(Lookup::SessionToken, token.as_bytes());
        let row = Entity::find_by_id(token)
            .filter(Column::ExpiresAt.gt(micros(now)))
            .filter(Expr::exists(revoked_coupon()).not())
            .one(&self.connection)
            .await?;
        row.map(Session::try_from).transpose()
    }
}

impl Store {
    /// Lets a session last until a later moment; one that was ended meanwhile stays so.
    pub async fn put_off_session_end(&self, token: &str, end: DateTime<Utc>) -> Result<()> {
        let _turn = self.turn().await;
        let token = self.sealer.hash(Lookup::SessionToken, token.as_bytes());
        Entity::update_many()
            .col_expr(Column::ExpiresAt, Expr::value(micros(end)))
            .filter(Column::TokenHash.eq(token))
            .filter(Column::ExpiresAt.lt(micros(end)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Removes the sessions that are over and tells how many they were.
    pub async fn sweep_sessions(&self, now: DateTime<Utc>) -> Result<u64> {
        let over = Column::ExpiresAt.lte(micros(now));
        self.prune::<Entity>(Column::TokenHash, over).await
    }
}

fn revoked_coupon() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(coupon::Entity)
        .and_where(
            Expr::col((coupon::Entity, coupon::Column::Id))
                .eq(Expr::col((Entity, Column::CouponId))),
        )
        .and_where(Expr::col((coupon::Entity, coupon::Column::RevokedAt)).is_not_null())
        .to_owned()
}

impl TryFrom<Model> for Session {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self> {
        let instant = |micros, column| moment(micros, "session", column, None);
        Ok(Self {
            coupon: row.coupon_id.map(CouponId),
            account: row.account_id.map(AccountId),
            created_at: instant(row.created_at, "created_at")?,
            expires_at: instant(row.expires_at, "expires_at")?,
        })
    }
}
