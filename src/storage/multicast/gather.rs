//! Grouping reminders with the same text into multicasts.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, RelationTrait, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement},
};
use uuid::Uuid;

use super::Alike;
use crate::{
    storage::{
        NoticeState, Tx,
        entity::{
            account, booking, link, multicast,
            notice::{Column, Entity},
            slot,
        },
        instant::micros,
        outbox::an_earlier_one,
        rows::CONFIRMED,
        view::{Result, View},
    },
    vaccination::{
        ids::{AccountId, BookingId, MulticastId, NoticeId, SlotId},
        notice::NoticeKind,
    },
};

/// A reminder: its id, its booking, the booking's slot, the link of the coupon (coupon id, account
/// id, time, seal), and the language of the account.
type Row = (i64, i64, i64, i64, i64, i64, Vec<u8>, Option<String>);

impl Tx {
    /// Finds reminders that are due and untried, of people who are alone on the LINE account of a
    /// friend. Reminders of one slot and one language follow each other. They are locked until the
    /// transaction ends. Those of people whose link the service did not make are left out, and are
    /// processed one by one, as those of people without a link.
    pub async fn alike_reminders(&self, now: DateTime<Utc>, limit: u64) -> Result<Vec<Alike>> {
        let rows: Vec<Row> = alike(now)
            .select_only()
            .column(Column::Id)
            .column(Column::BookingId)
            .column(booking::Column::SlotId)
            .column(link::Column::CouponId)
            .column(link::Column::AccountId)
            .column(link::Column::LinkedAt)
            .column(link::Column::Seal)
            .column(account::Column::Language)
            .order_by_asc(booking::Column::SlotId)
            .order_by_asc(account::Column::Language)
            .order_by_asc(Column::Id)
            .limit(limit)
            // PostgreSQL: skips what another worker is grouping or another transaction is
            // cancelling. SQLite ignores this, because a transaction that writes is the only one.
            .apply_lock()
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().filter_map(|row| self.alike_of(row)).collect())
    }

    /// Converts a row. Returns `None` if its link is forged.
    fn alike_of(&self, row: Row) -> Option<Alike> {
        let (notice, booking, slot, coupon_id, account_id, linked_at, seal, language) = row;
        let link = link::Model { coupon_id, account_id, linked_at, seal };
        self.is_genuine_link(&link).then_some(Alike {
            notice: NoticeId(notice),
            account: AccountId(account_id),
            booking: BookingId(booking),
            slot: SlotId(slot),
            language,
        })
    }

    /// Creates a multicast with fixed text, key and members from these reminders, due now.
    pub async fn put_multicast(
        &self,
        members: &[Alike],
        body: &str,
        retry_key: Uuid,
        now: DateTime<Utc>,
    ) -> Result<MulticastId> {
        let row = multicast::ActiveModel {
            id: NotSet,
            retry_key: Set(retry_key),
            body: Set(body.to_owned()),
            state: Set(NoticeState::Waiting.as_str().to_owned()),
            due_at: Set(micros(now)),
            attempts: Set(0),
            first_tried_at: Set(None),
            ended_at: Set(None),
            reason: Set(None),
            begun: Set(false),
        };
        let put = multicast::Entity::insert(row).exec(&self.connection).await?;
        let id = put.last_insert_id;
        Entity::update_many()
            .col_expr(Column::MulticastId, Expr::val(id))
            .col_expr(Column::State, Expr::val(NoticeState::Sending.as_str()))
            .col_expr(Column::Attempts, Expr::val(1))
            .col_expr(Column::FirstTriedAt, Expr::val(micros(now)))
            // The recipient stays the one whose link was checked, even if the coupon is linked to
            // another account.
            .col_expr(Column::AccountId, account_of_each(members))
            .filter(Column::Id.is_in(members.iter().map(|member| member.notice.0)))
            .exec(&self.connection)
            .await?;
        Ok(MulticastId(id))
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Returns whether [`alike_reminders`](Tx::alike_reminders) would find any. Locks nothing, and
    /// does not check the links.
    pub async fn has_alike_reminders(&self, now: DateTime<Utc>) -> Result<bool> {
        let any = alike(now).select_only().column(Column::Id).limit(1).into_tuple::<i64>();
        Ok(any.one(&self.connection).await?.is_some())
    }
}

/// Selects reminders, due and untried, of people who are alone on the LINE account of a friend.
fn alike(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .join(JoinType::InnerJoin, to_booking())
        .join(JoinType::InnerJoin, booking::Relation::Slot.def())
        .join(JoinType::InnerJoin, booking_to_link())
        .join(JoinType::InnerJoin, link_to_account())
        .filter(Column::Kind.eq(NoticeKind::Reminder.as_str()))
        .filter(Column::State.eq(NoticeState::Waiting.as_str()))
        .filter(Column::DueAt.lte(micros(now)))
        .filter(Column::Attempts.eq(0))
        .filter(Column::MulticastId.is_null())
        .filter(booking::Column::State.eq(CONFIRMED))
        .filter(slot::Column::Closed.eq(false))
        .filter(account::Column::Friend.eq(true))
        .filter(Expr::exists(another_of_the_account()).not())
        // Earlier notifications of a booking are sent first.
        .filter(Expr::exists(an_earlier_one()).not())
}

trait Locked {
    fn apply_lock(self) -> Self;
}

impl Locked for Select<Entity> {
    /// Locks the notifications only, because bookings, links and accounts are only read.
    fn apply_lock(mut self) -> Self {
        QuerySelect::query(&mut self).lock_with_tables_behavior(
            LockType::Update,
            [Entity],
            LockBehavior::SkipLocked,
        );
        self
    }
}

fn to_booking() -> RelationDef {
    Entity::belongs_to(booking::Entity).from(Column::BookingId).to(booking::Column::Id).into()
}

fn booking_to_link() -> RelationDef {
    booking::Entity::belongs_to(link::Entity)
        .from(booking::Column::CouponId)
        .to(link::Column::CouponId)
        .into()
}

fn link_to_account() -> RelationDef {
    link::Entity::belongs_to(account::Entity)
        .from(link::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

const OTHER: &str = "other";

/// Selects other coupons of the account, whose reminders say whose they are.
fn another_of_the_account() -> SelectStatement {
    let others = |column| Expr::col((OTHER, column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(link::Entity, OTHER)
        .cond_where(
            Condition::all()
                .add(
                    others(link::Column::AccountId)
                        .eq(Expr::col((link::Entity, link::Column::AccountId))),
                )
                .add(
                    others(link::Column::CouponId)
                        .ne(Expr::col((link::Entity, link::Column::CouponId))),
                ),
        )
        .to_owned()
}

/// Builds the expression for the account of each member. A query of the links at this moment would
/// find rows whose seals were not checked.
fn account_of_each(members: &[Alike]) -> Expr {
    let mut accounts = CaseStatement::new();
    for member in members {
        let is_member = Expr::col(Column::Id).eq(member.notice.0);
        accounts = accounts.case(is_member, Expr::val(member.account.0));
    }
    accounts.finally(Expr::col(Column::AccountId)).into()
}
