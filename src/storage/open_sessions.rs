//! The sessions that the holder of a coupon may see and end.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Order,
};

use super::{
    Session, Tx,
    entity::{
        link,
        session::{Column, Entity, Model},
    },
    instant::micros,
    seal::{Lookup, Sealer},
    sessions::{MAX_SESSION_AGE, to_link},
    view::{Result, View},
};
use crate::vaccination::ids::{AccountId, CouponId};

/// How many sessions are listed. One person opens a few in the two hours that a session lasts.
const MAX_LISTED_SESSIONS: u64 = 50;

/// Which sessions the holder of a coupon may see and end: those in which the coupon was proved, and
/// those of the LINE account that was verified in the session of the request. The latter may belong
/// to another coupon of a family; the person can choose this coupon there, too.
#[derive(Debug, Clone, Copy)]
pub struct SessionScope<'a> {
    pub coupon: CouponId,
    pub account: Option<AccountId>,
    /// The token of the session of the request.
    pub token: &'a str,
}

/// The id of a session: a keyed hash of the hash of its token. It is not stored and cannot be used
/// as the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionId(String);

/// A session of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSession {
    pub id: SessionId,
    pub session: Session,
    /// Whether it is the session of the request.
    pub is_current: bool,
}

/// The outcome of ending a session.
#[must_use = "a session that is not in the scope was not ended"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedSession {
    Ended,
    /// The scope contains no such session, or no longer.
    Unknown,
}

impl SessionId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn new(hash: &[u8]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(hash))
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Lists the newest valid sessions of a scope, that of the request first.
    pub async fn sessions_of(
        &self,
        scope: SessionScope<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<ListedSession>> {
        let own = self.sealer.hash(Lookup::SessionToken, scope.token.as_bytes());
        let rows = self.session_rows(scope, &own, now).await?;
        rows.into_iter()
            .map(|row| {
                let hash = self.sealer.hash(Lookup::SessionId, &row.token_hash);
                let is_current = row.token_hash == own;
                Ok(ListedSession {
                    id: SessionId::new(&hash),
                    session: row.try_into()?,
                    is_current,
                })
            })
            .collect()
    }

    async fn session_rows(
        &self,
        scope: SessionScope<'_>,
        own: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Vec<Model>> {
        let rows = Entity::find()
            .join(JoinType::LeftJoin, to_link())
            .filter(in_scope(scope))
            .filter(Column::ExpiresAt.gt(micros(now)))
            .filter(Column::CreatedAt.gt(micros(now - MAX_SESSION_AGE)))
            .order_by(Column::TokenHash.eq(own.to_vec()), Order::Desc)
            .order_by_desc(Column::CreatedAt)
            .order_by_asc(Column::TokenHash)
            .limit(MAX_LISTED_SESSIONS)
            .select_also(link::Entity)
            .all(&self.connection)
            .await?;
        Ok(self.valid_sessions(rows).collect())
    }
}

impl Tx {
    /// Ends the session of a scope that has this id.
    pub async fn end_session_of(
        &self,
        scope: SessionScope<'_>,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<EndedSession> {
        let own = self.sealer.hash(Lookup::SessionToken, scope.token.as_bytes());
        let rows = self.session_rows(scope, &own, now).await?;
        let Some(row) = rows.into_iter().find(|row| has_id(&self.sealer, row, id)) else {
            return Ok(EndedSession::Unknown);
        };
        let ended = Entity::delete_by_id(row.token_hash).exec(&self.connection).await?;
        let is_ended = ended.rows_affected == 1;
        Ok(if is_ended { EndedSession::Ended } else { EndedSession::Unknown })
    }

    /// Ends all sessions of a scope except that of the request, and returns how many there were.
    pub async fn end_other_sessions(
        &self,
        scope: SessionScope<'_>,
        now: DateTime<Utc>,
    ) -> Result<u64> {
        let own = self.sealer.hash(Lookup::SessionToken, scope.token.as_bytes());
        let ended = Entity::delete_many()
            .filter(in_scope(scope))
            .filter(Column::TokenHash.ne(own))
            .filter(Column::ExpiresAt.gt(micros(now)))
            .exec(&self.connection)
            .await?;
        Ok(ended.rows_affected)
    }
}

fn in_scope(scope: SessionScope<'_>) -> Condition {
    Condition::any()
        .add(Column::CouponId.eq(scope.coupon.0))
        .add_option(scope.account.map(|account| Column::AccountId.eq(account.0)))
}

/// Returns whether a session has this id, under any key of the ring.
fn has_id(sealer: &Sealer, row: &Model, id: &str) -> bool {
    let hashes = sealer.hashes(Lookup::SessionId, &row.token_hash);
    hashes.iter().any(|hash| SessionId::new(hash).as_str() == id)
}
