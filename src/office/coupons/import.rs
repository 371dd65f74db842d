//! From a roll to coupons that residents can use: compared and staged in short transactions,
//! published by one.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::Roll;
use crate::{
    stopwatch::Stopwatch,
    storage::{BatchError, BatchId, HashedCoupon, Published, StorageError, Store},
    vaccination::{coupon::Issuer, ids::CouponId, staff::Signature},
};

/// Coupons per transaction: a booking that comes at the same time waits for one of them at most.
const AT_ONCE: usize = 2_000;

/// What is done with coupons that are registered and not in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They are told of and stay as they are.
    Keep,
    /// They are revoked, but those that hold a booking for today or later.
    Revoke,
}

/// How a file differs from what is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Differences {
    pub new: u64,
    pub unchanged: u64,
    /// Registered with another birth date or check code.
    pub changed: u64,
    /// Revoked before, and listed all the same; they stay revoked.
    pub revoked: u64,
    /// Registered by an issuer of the file, and not in it.
    pub gone: u64,
}

/// One coupon by which the file differs, for a list.
#[derive(Debug)]
pub enum Listing<'a> {
    Changed(&'a HashedCoupon),
    Revoked(&'a HashedCoupon),
    Gone(CouponId),
}

/// An import of which nothing is visible yet.
#[derive(Debug)]
pub struct Import {
    pub differences: Differences,
    batch: BatchId,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Batch(#[from] BatchError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// How a roll differs from what is registered. Changes nothing. `done` is told how many coupons
/// were compared.
pub async fn compare(
    store: &Store,
    roll: &Roll,
    done: &(dyn Fn(usize) + Sync),
    list: &mut (dyn FnMut(Listing<'_>) + Send),
) -> Result<Differences, ImportError> {
    run_through(store, roll, None, Rest::Keep, done, list).await
}

/// Writes a roll to where nobody finds it yet. What an interrupted import has left is swept out
/// first; one that is under way elsewhere is given up.
pub async fn stage(
    store: &Store,
    roll: &Roll,
    rest: Rest,
    now: DateTime<Utc>,
    done: &(dyn Fn(usize) + Sync),
    list: &mut (dyn FnMut(Listing<'_>) + Send),
) -> Result<Import, ImportError> {
    let batch = store.begin_batch(now).await?;
    store.sweep_batches(now).await?;
    match run_through(store, roll, Some((batch, now)), rest, done, list).await {
        Ok(differences) => Ok(Import { differences, batch }),
        Err(error) => {
            // Whether or not this succeeds, nothing of it is visible; what is left is swept later.
            if let Err(error) = store.give_up_batch(batch).await {
                tracing::warn!(%error, "a batch of coupons could not be given up");
            }
            Err(error)
        }
    }
}

impl Import {
    /// The switch: residents can use the new coupons from here on.
    pub async fn publish(
        self,
        store: &Store,
        signature: &Signature,
        now: DateTime<Utc>,
    ) -> Result<Published, ImportError> {
        let stopwatch = Stopwatch::start();
        let published = store.publish_batch(self.batch, signature, now).await?;
        let seconds = stopwatch.seconds();
        let (new, Published { corrected, revoked }) = (self.differences.new, published);
        tracing::info!(new, corrected, revoked, seconds, "coupons were published");
        Ok(published)
    }

    /// Nothing of it stays.
    pub async fn give_up(self, store: &Store, now: DateTime<Utc>) -> Result<(), ImportError> {
        store.give_up_batch(self.batch).await?;
        store.sweep_batches(now).await?;
        Ok(())
    }
}

async fn run_through(
    store: &Store,
    roll: &Roll,
    batch: Option<(BatchId, DateTime<Utc>)>,
    rest: Rest,
    done: &(dyn Fn(usize) + Sync),
    list: &mut (dyn FnMut(Listing<'_>) + Send),
) -> Result<Differences, ImportError> {
    let mut differences = Differences::default();
    let mut known = HashSet::new();
    for first in (0..roll.len()).step_by(AT_ONCE) {
        let some = roll.coupons(first..roll.len().min(first + AT_ONCE)).collect();
        let compared = store.compare_coupons(some).await?;
        if let Some((batch, now)) = batch {
            store.stage_coupons(batch, &compared.new, &compared.changed, now).await?;
        }
        compared.changed.iter().for_each(|(_, it)| list(Listing::Changed(it)));
        compared.revoked.iter().for_each(|it| list(Listing::Revoked(it)));
        differences.new += compared.new.len() as u64;
        differences.unchanged += compared.unchanged;
        differences.changed += compared.changed.len() as u64;
        differences.revoked += compared.revoked.len() as u64;
        known.extend(compared.known);
        done(roll.len().min(first + AT_ONCE));
    }
    for issuer in roll.issuers() {
        differences.gone += find_gone(store, &issuer, &known, batch, rest, list).await?;
    }
    Ok(differences)
}

/// Goes through all coupons of an issuer and finds those that are not in the file.
async fn find_gone(
    store: &Store,
    issuer: &Issuer,
    known: &HashSet<CouponId>,
    batch: Option<(BatchId, DateTime<Utc>)>,
    rest: Rest,
    list: &mut (dyn FnMut(Listing<'_>) + Send),
) -> Result<u64, ImportError> {
    let mut many = 0;
    let mut after = None;
    loop {
        let some = store.coupons_of_issuer(issuer, after, AT_ONCE as u64).await?;
        let Some(last) = some.last() else { return Ok(many) };
        after = Some(*last);
        let gone: Vec<_> = some.into_iter().filter(|id| !known.contains(id)).collect();
        for id in &gone {
            list(Listing::Gone(*id));
        }
        many += gone.len() as u64;
        if let (Some((batch, now)), Rest::Revoke) = (batch, rest)
            && !gone.is_empty()
        {
            store.stage_revocations(batch, &gone, now).await?;
        }
    }
}
