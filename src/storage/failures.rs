//! Counters of login throttling: failed identifications, lockouts and granted attempts by throttle
//! key, and the robot checks that were used.

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ipnet::IpNet;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{CaseStatement, Expr, ExprTrait, OnConflict},
};

use super::{
    StorageError, Store, Tx,
    entity::{
        failure::{ActiveModel, Column, Entity},
        used_check,
    },
    instant::{micros, moment},
    seal::{Lookup, Sealer},
    view::{Result, View},
};
use crate::vaccination::{coupon::CouponNumber, ids::AccountId};

/// A throttle key: what failures are counted for. Stored as a keyed hash only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A browser, by the token of its session.
    Session(String),
    Account(AccountId),
    /// An address (for IPv6 the /64 prefix), on one day in Tokyo.
    Address(IpAddr, NaiveDate),
    /// A network of many addresses, on one day in Tokyo.
    Network(IpNet, NaiveDate),
    /// A coupon number, whether it was ever issued or not.
    Number(CouponNumber),
    /// The whole municipality, on one day in Tokyo.
    Town(NaiveDate),
}

/// The counted failures of a throttle key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// Failures in a row, including the one just counted.
    pub count: u32,
    pub locked_until: Option<DateTime<Utc>>,
}

impl Tx {
    /// Counts one more failure, or starts again at one if the last failure is older than `memory`.
    /// Called before the attempt, so that concurrent attempts do not all find a low number.
    pub async fn count_failure(
        &self,
        subject: &Subject,
        memory: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Failures> {
        let row = ActiveModel {
            subject_hash: Set(subject.hash(&self.sealer)),
            failures: Set(1),
            paid_work: Set(0),
            last_at: Set(micros(now)),
            locked_until: Set(None),
        };
        let last_at = Expr::col((Entity, Column::LastAt));
        let failures = Expr::col((Entity, Column::Failures));
        let count: Expr = CaseStatement::new()
            .case(last_at.lte(micros(now - memory)), Expr::val(1))
            .finally(failures.add(1))
            .into();
        let again = OnConflict::column(Column::SubjectHash)
            .value(Column::Failures, count)
            .value(Column::LastAt, Expr::val(micros(now)))
            .to_owned();
        let row =
            Entity::insert(row).on_conflict(again).exec_with_returning(&self.connection).await?;
        let until = |at| moment(at, "failure", "locked_until", None);
        Ok(Failures {
            count: u32::try_from(row.failures)
                .map_err(|_| StorageError::corrupt("failure", "failures", None))?,
            locked_until: row.locked_until.map(until).transpose()?,
        })
    }

    /// Subtracts one failure, because the attempt it was counted for has succeeded.
    pub async fn uncount_failure(&self, subject: &Subject) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::Failures, Expr::col(Column::Failures).sub(1))
            .filter(Column::SubjectHash.eq(subject.hash(&self.sealer)))
            .filter(Column::Failures.gt(0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Deletes the failures, the lockout and the granted attempt of a throttle key.
    pub async fn forget_failures(&self, subject: &Subject) -> Result<()> {
        Entity::delete_by_id(subject.hash(&self.sealer)).exec(&self.connection).await?;
        Ok(())
    }

    pub async fn lock(&self, subject: &Subject, until: DateTime<Utc>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::LockedUntil, Expr::val(micros(until)))
            .filter(Column::SubjectHash.eq(subject.hash(&self.sealer)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Ends a lockout that lasts until exactly this moment.
    pub async fn release_lock(&self, subject: &Subject, until: DateTime<Utc>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::LockedUntil, Expr::val(None::<i64>))
            .filter(Column::SubjectHash.eq(subject.hash(&self.sealer)))
            .filter(Column::LockedUntil.eq(micros(until)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Resets the failures of a throttle key to zero.
    pub async fn reset_failures(&self, subject: &Subject) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::Failures, Expr::val(0))
            .filter(Column::SubjectHash.eq(subject.hash(&self.sealer)))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Grants a throttle key one attempt for which this much work was done, in place of an attempt
    /// granted before, and resets its failures.
    pub async fn grant_try(&self, subject: &Subject, work: u32, now: DateTime<Utc>) -> Result<()> {
        let row = ActiveModel {
            subject_hash: Set(subject.hash(&self.sealer)),
            failures: Set(0),
            paid_work: Set(i32::try_from(work).unwrap_or(i32::MAX)),
            last_at: Set(micros(now)),
            locked_until: Set(None),
        };
        let replace = OnConflict::column(Column::SubjectHash)
            .update_columns([Column::Failures, Column::PaidWork, Column::LastAt])
            .to_owned();
        Entity::insert(row).on_conflict(replace).exec_without_returning(&self.connection).await?;
        Ok(())
    }

    /// Consumes the attempt that a throttle key was granted for at least this much work. Returns
    /// false if there is none.
    pub async fn take_try(&self, subject: &Subject, work: u32) -> Result<bool> {
        let taken = Entity::update_many()
            .col_expr(Column::PaidWork, Expr::val(0))
            .filter(Column::SubjectHash.eq(subject.hash(&self.sealer)))
            .filter(Column::PaidWork.gt(0))
            .filter(Column::PaidWork.gte(i32::try_from(work).unwrap_or(i32::MAX)))
            .exec(&self.connection)
            .await?;
        Ok(taken.rows_affected == 1)
    }

    /// Uses a solved robot check, identified by its signature. Returns false if it was used before.
    /// It is remembered until it expires.
    pub async fn use_check(&self, signature: &str, until: DateTime<Utc>) -> Result<bool> {
        let row = used_check::ActiveModel {
            solution_hash: Set(self.sealer.hash(Lookup::RobotCheck, signature.as_bytes())),
            until: Set(micros(until)),
        };
        let once = OnConflict::column(used_check::Column::SolutionHash).do_nothing().to_owned();
        let used = used_check::Entity::insert_many([row])
            .on_conflict(once)
            .exec_without_returning(&self.connection)
            .await?;
        Ok(used == 1)
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Returns how many failures are counted for a throttle key.
    pub async fn failures_of(&self, subject: &Subject) -> Result<u32> {
        let row = Entity::find_by_id(subject.hash(&self.sealer)).one(&self.connection).await?;
        let failures = u32::try_from(row.map_or(0, |row| row.failures));
        failures.map_err(|_| StorageError::corrupt("failure", "failures", None))
    }

    /// Counts the throttle keys that are locked at this moment.
    pub async fn locked_subjects(&self, now: DateTime<Utc>) -> Result<u64> {
        let locked = Entity::find().filter(Column::LockedUntil.gt(micros(now)));
        Ok(locked.count(&self.connection).await?)
    }

    /// Returns until when a throttle key is or was locked.
    pub async fn locked_until(&self, subject: &Subject) -> Result<Option<DateTime<Utc>>> {
        let row = Entity::find_by_id(subject.hash(&self.sealer)).one(&self.connection).await?;
        let until = row.and_then(|row| row.locked_until);
        until.map(|at| moment(at, "failure", "locked_until", None)).transpose()
    }
}

impl Store {
    /// Deletes counters and robot checks that no longer matter, and returns their number.
    pub async fn sweep_failures(&self, memory: TimeDelta, now: DateTime<Utc>) -> Result<u64> {
        let unlocked = Column::LockedUntil.is_null().or(Column::LockedUntil.lte(micros(now)));
        let over = Condition::all().add(Column::LastAt.lte(micros(now - memory))).add(unlocked);
        let failures = self.prune::<Entity>(Column::SubjectHash, over).await?;
        let over = used_check::Column::Until.lte(micros(now));
        let checks =
            self.prune::<used_check::Entity>(used_check::Column::SolutionHash, over).await?;
        Ok(failures + checks)
    }

    /// Returns a secret of this key ring for signing robot checks, the same in every process.
    pub fn robot_check_secret(&self) -> String {
        STANDARD.encode(self.sealer.hash(Lookup::RobotCheck, b"secret of the challenges"))
    }
}

impl Subject {
    fn hash(&self, sealer: &Sealer) -> Vec<u8> {
        let text = match self {
            Self::Session(token) => format!("session {token}"),
            Self::Account(account) => format!("account {account}"),
            Self::Address(address, day) => format!("address {address} {day}"),
            Self::Network(network, day) => format!("network {network} {day}"),
            Self::Number(number) => format!("number {}", number.as_str()),
            Self::Town(day) => format!("town {day}"),
        };
        sealer.hash(Lookup::FailureSubject, text.as_bytes())
    }
}
