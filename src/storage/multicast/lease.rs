//! Leasing multicasts that are due, with the members whom they still concern.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    UpdateMany,
    sea_query::{Expr, ExprTrait, Func, LockBehavior, LockType},
};
use secrecy::SecretString;

use super::OwedMulticast;
use crate::{
    storage::{
        NoticeState, StorageError, Store, Tx, UNREADABLE,
        accounts::open_user_id,
        entity::{
            account, booking,
            multicast::{Column, Entity, Model},
            notice, slot,
        },
        instant::{micros, moment},
        outbox::open_confirmed_booking,
        view::Result,
    },
    vaccination::{ids::MulticastId, time::TimeOfDay},
};

/// The reason of a multicast that ended without being sent, because all members were left out.
const NOBODY_LEFT: &str = "no member is left";

/// A member of a multicast: id of its notification, id of the multicast, state, account id, sealed
/// user id, day and minute of the slot.
type MemberRow = (i64, i64, String, i64, Vec<u8>, Option<NaiveDate>, Option<i16>);

/// The members of one multicast.
#[derive(Default)]
struct Members {
    to: Vec<SecretString>,
    is_reduced: bool,
    slot_starts_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Leases up to `limit` multicasts that are due, the longest due first. Members are left out
    /// and suppressed if their booking is no longer confirmed or their slot was closed, and left
    /// out as failed if their record cannot be read. A multicast that cannot be read itself is
    /// split up, or fails if LINE may have accepted it.
    pub async fn lease_multicasts(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: u64,
    ) -> Result<Vec<OwedMulticast>> {
        self.require_keys().await?;
        let tx = self.begin().await?;
        tx.suppress_closed(now).await?;
        let leased = tx.lease_due_multicasts(now, now + lease, limit).await?;
        if leased.is_empty() {
            tx.commit().await?;
            return Ok(Vec::new());
        }
        tx.suppress_members(&leased).await?;
        let mut members = tx.members_of(&leased, now).await?;
        let mut owed = Vec::with_capacity(leased.len());
        for (row, begun) in leased {
            let id = MulticastId(row.id);
            let members = members.remove(&row.id).unwrap_or_default();
            if members.to.is_empty() {
                tx.dissolve(id, NOBODY_LEFT, now).await?;
                continue;
            }
            match owed_multicast(row, begun, members) {
                Ok(multicast) => owed.push(multicast),
                Err(error) => {
                    tracing::error!(multicast = %id, %error, "a multicast could not be read");
                    if begun {
                        tx.fail(id, UNREADABLE, now).await?;
                    } else {
                        tx.dissolve(id, UNREADABLE, now).await?;
                    }
                }
            }
        }
        tx.commit().await?;
        Ok(owed)
    }
}

impl Tx {
    /// Leases due multicasts. From here on LINE may accept them. Each row is returned with whether
    /// LINE may have done so before.
    async fn lease_due_multicasts(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: u64,
    ) -> Result<Vec<(Model, bool)>> {
        let open = [NoticeState::Waiting.as_str(), NoticeState::Sending.as_str()];
        let due: Vec<(i64, bool)> = Entity::find()
            .select_only()
            .column(Column::Id)
            .column(Column::Begun)
            .filter(Column::State.is_in(open))
            .filter(Column::DueAt.lte(micros(now)))
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .all(&self.connection)
            .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let first = Func::coalesce([Expr::col(Column::FirstTriedAt), Expr::val(micros(now))]);
        let leased = Entity::update_many()
            .col_expr(Column::State, Expr::val(NoticeState::Sending.as_str()))
            .col_expr(Column::DueAt, Expr::val(micros(until)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::FirstTriedAt, first.into())
            .col_expr(Column::Begun, Expr::val(true))
            .filter(Column::Id.is_in(due.iter().map(|(id, _)| *id)))
            .exec_with_returning(&self.connection)
            .await?;
        let begun: HashMap<i64, bool> = due.into_iter().collect();
        let with_begun = |row: Model| {
            let begun = begun.get(&row.id).copied().unwrap_or(true);
            (row, begun)
        };
        Ok(leased.into_iter().map(with_begun).collect())
    }

    /// Suppresses reminders whose booking is no longer confirmed or whose slot is closed.
    async fn suppress_members(&self, leased: &[(Model, bool)]) -> Result<()> {
        for is_begun in [true, false] {
            let ids = leased.iter().filter(|(_, begun)| *begun == is_begun).map(|(row, _)| row.id);
            left_out(is_begun)
                .col_expr(notice::Column::State, Expr::val(NoticeState::Suppressed.as_str()))
                .filter(notice::Column::MulticastId.is_in(ids))
                .filter(notice::Column::State.eq(NoticeState::Sending.as_str()))
                .filter(Expr::exists(open_confirmed_booking()).not())
                .exec(&self.connection)
                .await?;
        }
        Ok(())
    }

    /// Reads the members of each multicast. One that cannot be read fails here, alone.
    async fn members_of(
        &self,
        leased: &[(Model, bool)],
        now: DateTime<Utc>,
    ) -> Result<HashMap<i64, Members>> {
        let begun: HashSet<i64> =
            leased.iter().filter(|(_, begun)| *begun).map(|(row, _)| row.id).collect();
        let rows: Vec<MemberRow> = notice::Entity::find()
            .select_only()
            .column(notice::Column::Id)
            .column(notice::Column::MulticastId)
            .column(notice::Column::State)
            .column(account::Column::Id)
            .column(account::Column::UserSealed)
            .column(slot::Column::Date)
            .column(slot::Column::Starts)
            .join(JoinType::InnerJoin, to_account())
            .join(JoinType::LeftJoin, to_booking())
            .join(JoinType::LeftJoin, booking::Relation::Slot.def())
            .filter(notice::Column::MulticastId.is_in(leased.iter().map(|(row, _)| row.id)))
            .order_by_asc(notice::Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let mut all: HashMap<i64, Members> = HashMap::new();
        for (id, multicast, state, account, sealed, date, starts) in rows {
            let members = all.entry(multicast).or_default();
            if state != NoticeState::Sending.as_str() {
                members.is_reduced = true;
                continue;
            }
            match open_user_id(&self.sealer, account, &sealed) {
                Ok(user) => {
                    members.to.push(user);
                    members.slot_starts_at = members.slot_starts_at.or(starts_at(date, starts));
                }
                Err(error) => {
                    // If a key has come into use since that we lack, leave it to other instances.
                    self.require_keys_in_use().await?;
                    tracing::error!(notice = id, %error, "a recipient of a multicast was left out");
                    members.is_reduced = true;
                    self.give_up_member(id, begun.contains(&multicast), now).await?;
                }
            }
        }
        Ok(all)
    }

    async fn give_up_member(&self, id: i64, begun: bool, now: DateTime<Utc>) -> Result<()> {
        left_out(begun)
            .col_expr(notice::Column::State, Expr::val(NoticeState::Failed.as_str()))
            .col_expr(notice::Column::Reason, Expr::val(UNREADABLE))
            .col_expr(notice::Column::EndedAt, Expr::val(micros(now)))
            .filter(notice::Column::Id.eq(id))
            .filter(notice::Column::State.eq(NoticeState::Sending.as_str()))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

/// Builds the update that leaves a member out of a multicast. If LINE may have accepted it before
/// (`begun`), the member's record says so. Otherwise the member was never part of it.
fn left_out(begun: bool) -> UpdateMany<notice::Entity> {
    let update = notice::Entity::update_many();
    if begun {
        return may_have_arrived(update);
    }
    update
        .col_expr(notice::Column::MulticastId, Expr::val(None::<i64>))
        .col_expr(notice::Column::AccountId, Expr::val(None::<i64>))
}

/// Records on members that LINE may have accepted their multicast.
pub(super) fn may_have_arrived(update: UpdateMany<notice::Entity>) -> UpdateMany<notice::Entity> {
    update
        .col_expr(notice::Column::BegunVia, Expr::val("line"))
        .col_expr(notice::Column::BegunAccountId, Expr::col(notice::Column::AccountId))
}

fn owed_multicast(row: Model, begun: bool, members: Members) -> Result<OwedMulticast> {
    let corrupt = |column| StorageError::corrupt("multicast", column, Some(row.id));
    let first = row.first_tried_at.ok_or_else(|| corrupt("first_tried_at"))?;
    Ok(OwedMulticast {
        id: MulticastId(row.id),
        retry_key: row.retry_key,
        attempts: u32::try_from(row.attempts).map_err(|_| corrupt("attempts"))?,
        first_tried_at: moment(first, "multicast", "first_tried_at", Some(row.id))?,
        body: row.body,
        to: members.to,
        is_reduced: members.is_reduced,
        slot_starts_at: members.slot_starts_at,
        begun,
    })
}

fn starts_at(date: Option<NaiveDate>, starts: Option<i16>) -> Option<DateTime<Utc>> {
    let minutes = u16::try_from(starts?).ok()?;
    Some(TimeOfDay::from_minutes(minutes).ok()?.on(date?))
}

fn to_account() -> sea_orm::RelationDef {
    notice::Entity::belongs_to(account::Entity)
        .from(notice::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

fn to_booking() -> sea_orm::RelationDef {
    notice::Entity::belongs_to(booking::Entity)
        .from(notice::Column::BookingId)
        .to(booking::Column::Id)
        .into()
}
