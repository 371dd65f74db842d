//! Sessions of the pages, found by a keyed hash of their token.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter,
    QuerySelect, RelationDef,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement},
};

use super::{
    StorageError, Store, Tx, Write,
    entity::{
        coupon, link,
        session::{ActiveModel, Column, Entity, Model},
    },
    instant::{micros, moment},
    seal::Lookup,
    view::{Result, View},
};
use crate::vaccination::ids::{AccountId, CouponId};

/// The maximum age of a session, whatever its activity. Checked by the time of the proof, which the
/// seal covers: write access to the database does not prolong a session.
pub const MAX_SESSION_AGE: TimeDelta = TimeDelta::hours(2);

/// What a person has proved in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The coupon that was proved.
    pub coupon: Option<CouponId>,
    /// The LINE account that was proved.
    pub account: Option<AccountId>,
    /// Whether the coupon was proved by its link to the account rather than by its number.
    pub by_link: bool,
    /// When it was proved.
    pub created_at: DateTime<Utc>,
    /// From this moment on the session is invalid.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to within a part of the idle limit.
    pub last_used_at: DateTime<Utc>,
}

/// The outcome of replacing a session by another.
#[must_use = "a session that was ended meanwhile must not be restored"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedSession {
    Changed,
    /// It had been ended, and nothing was written.
    Ended,
}

impl Tx {
    /// Stores a session in place of the previous one of its token.
    pub async fn put_session(&self, token: &str, session: &Session) -> Result<()> {
        let row = ActiveModel::from(self.session_row(token, session)).reset_all();
        let anew = OnConflict::column(Column::TokenHash)
            .update_columns([
                Column::CouponId,
                Column::AccountId,
                Column::ByLink,
                Column::CreatedAt,
                Column::ExpiresAt,
                Column::LastUsedAt,
                Column::Seal,
            ])
            .to_owned();
        Entity::insert(row).on_conflict(anew).exec_without_returning(&self.connection).await?;
        Ok(())
    }

    /// Replaces the session of a token by another under a new token. Does nothing if it was ended
    /// meanwhile.
    pub async fn change_session(
        &self,
        before: &str,
        token: &str,
        session: &Session,
    ) -> Result<ChangedSession> {
        let before = self.sealer.hash(Lookup::SessionToken, before.as_bytes());
        let row = self.session_row(token, session);
        let changed = Entity::update_many()
            .col_expr(Column::TokenHash, Expr::value(row.token_hash))
            .col_expr(Column::CouponId, Expr::value(row.coupon_id))
            .col_expr(Column::AccountId, Expr::value(row.account_id))
            .col_expr(Column::ByLink, Expr::value(row.by_link))
            .col_expr(Column::CreatedAt, Expr::value(row.created_at))
            .col_expr(Column::ExpiresAt, Expr::value(row.expires_at))
            .col_expr(Column::LastUsedAt, Expr::value(row.last_used_at))
            .col_expr(Column::Seal, Expr::value(row.seal))
            .filter(Column::TokenHash.eq(before))
            .exec(&self.connection)
            .await?;
        let is_changed = changed.rows_affected == 1;
        Ok(if is_changed { ChangedSession::Changed } else { ChangedSession::Ended })
    }

    /// Ends the session of a token; skipped if there is none.
    pub async fn end_session(&self, token: &str) -> Result<Write> {
        let token = self.sealer.hash(Lookup::SessionToken, token.as_bytes());
        let ended = Entity::delete_by_id(token).exec(&self.connection).await?;
        Ok(Write::of(ended.rows_affected, 1))
    }

    /// Ends all sessions in which this coupon was proved, except the one of the token in `but`.
    pub async fn end_sessions_of(&self, coupon: CouponId, but: Option<&str>) -> Result<()> {
        let but = but.map(|token| self.sealer.hash(Lookup::SessionToken, token.as_bytes()));
        Entity::delete_many()
            .filter(Column::CouponId.eq(coupon.0))
            .filter(Condition::all().add_option(but.map(|token| Column::TokenHash.ne(token))))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Finds the session of a token if it is in force. See [`sessions`](Self::sessions).
    pub async fn session(&self, token: &str, now: DateTime<Utc>) -> Result<Option<Session>> {
        Ok(self.sessions(&[(token, now)]).await?.pop().flatten())
    }

    /// Finds the sessions of tokens in one query, each as of its own time and in the given order. A
    /// session is in force if it has not expired, its coupon is not revoked and, if the coupon was
    /// proved by a link, that link exists. Coupon and link are checked here because a session may
    /// be created while they end.
    pub async fn sessions(&self, asked: &[(&str, DateTime<Utc>)]) -> Result<Vec<Option<Session>>> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let hash = |token: &str| self.sealer.hash(Lookup::SessionToken, token.as_bytes());
        let hashes: Vec<_> = asked.iter().map(|&(token, _)| hash(token)).collect();
        let found = Entity::find()
            .join(JoinType::LeftJoin, to_link())
            .filter(Column::TokenHash.is_in(hashes.clone()))
            .filter(Expr::exists(revoked_coupon()).not())
            .select_also(link::Entity)
            .all(&self.connection)
            .await?;
        let valid = self.valid_sessions(found);
        let rows: HashMap<_, _> = valid.map(|row| (row.token_hash.clone(), row)).collect();
        let in_force = |(hash, (_, at)): (&Vec<u8>, &(&str, DateTime<Utc>))| {
            let row = rows.get(hash).filter(|row| is_in_time(row, *at));
            row.cloned().map(Session::try_from).transpose()
        };
        hashes.iter().zip(asked).map(in_force).collect()
    }
}

/// Returns whether a session has neither expired nor reached the maximum age.
fn is_in_time(row: &Model, at: DateTime<Utc>) -> bool {
    row.expires_at > micros(at) && row.created_at > micros(at - MAX_SESSION_AGE)
}

impl<C> View<C> {
    fn session_row(&self, token: &str, session: &Session) -> Model {
        let mut row = Model {
            token_hash: self.sealer.hash(Lookup::SessionToken, token.as_bytes()),
            coupon_id: session.coupon.map(|id| id.0),
            account_id: session.account.map(|id| id.0),
            by_link: session.by_link,
            created_at: micros(session.created_at),
            expires_at: micros(session.expires_at),
            last_used_at: micros(session.last_used_at),
            seal: Vec::new(),
        };
        row.seal = self.sealer.hash(Lookup::SessionSeal, &sealed_text(&row));
        row
    }

    /// Keeps the sessions that the service made and, if their coupon was proved by a link, whose
    /// link is genuine and still exists. Each comes with the present link of its coupon.
    pub(super) fn valid_sessions(
        &self,
        found: Vec<(Model, Option<link::Model>)>,
    ) -> impl Iterator<Item = Model> {
        found.into_iter().filter_map(|(row, link)| {
            let is_valid = self.is_genuine_session(&row) && self.has_its_link(&row, link.as_ref());
            is_valid.then_some(row)
        })
    }

    /// Returns whether the service made this row. Writing to the database without a key is not
    /// enough to open a person's pages.
    fn is_genuine_session(&self, row: &Model) -> bool {
        let genuine =
            self.sealer.hashes(Lookup::SessionSeal, &sealed_text(row)).contains(&row.seal);
        if !genuine {
            tracing::error!("refused a session that the service did not create");
        }
        genuine
    }

    /// Returns whether the coupon of this row was proved by its number, or by a genuine link that
    /// still exists. `link` is the present link of the coupon.
    fn has_its_link(&self, row: &Model, link: Option<&link::Model>) -> bool {
        let is_same = |link: &&link::Model| Some(link.account_id) == row.account_id;
        !row.by_link || link.filter(is_same).is_some_and(|link| self.is_genuine_link(link))
    }
}

/// Returns what the seal of a session covers: all but its expiry and its last use, which move while
/// the session is used. [`MAX_SESSION_AGE`] bounds both by the time of the proof.
fn sealed_text(row: &Model) -> Vec<u8> {
    let said =
        format!("{:?} {:?} {} {}", row.coupon_id, row.account_id, row.by_link, row.created_at);
    [row.token_hash.as_slice(), said.as_bytes()].concat()
}

impl Store {
    /// Records a use of a session, and until when that extends it. A session that was ended meanwhile
    /// stays ended.
    pub async fn use_session(
        &self,
        token: &str,
        end: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let _turn = self.turn().await;
        let token = self.sealer.hash(Lookup::SessionToken, token.as_bytes());
        Entity::update_many()
            .col_expr(Column::ExpiresAt, Expr::value(micros(end)))
            .col_expr(Column::LastUsedAt, Expr::value(micros(now)))
            .filter(Column::TokenHash.eq(token))
            .filter(Column::LastUsedAt.lt(micros(now)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Deletes the expired sessions and returns how many they were.
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

/// Joins the link of the coupon of a session.
pub(super) fn to_link() -> RelationDef {
    Entity::belongs_to(link::Entity).from(Column::CouponId).to(link::Column::CouponId).into()
}

impl TryFrom<Model> for Session {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self> {
        let instant = |micros, column| moment(micros, "session", column, None);
        Ok(Self {
            coupon: row.coupon_id.map(CouponId),
            account: row.account_id.map(AccountId),
            by_link: row.by_link,
            created_at: instant(row.created_at, "created_at")?,
            expires_at: instant(row.expires_at, "expires_at")?,
            last_used_at: instant(row.last_used_at, "last_used_at")?,
        })
    }
}
