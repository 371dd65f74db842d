//! The import of a coupon file: compared and staged in short transactions, published in one.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::Roll;
use crate::{
    stopwatch::Stopwatch,
    storage::{BatchError, BatchId, HashedCoupon, Published, StorageError, Store, Write},
    vaccination::{coupon::Issuer, ids::CouponId, staff::Signature},
};

/// Coupons per transaction. A concurrent booking waits for one of these transactions at most.
const AT_ONCE: usize = 2_000;

/// What happens to coupons that are registered and not in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They are counted and stay as they are.
    Keep,
    /// They are revoked, except those with a booking for today or later.
    Revoke,
}

/// How a file differs from the registered coupons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Differences {
    pub new: u64,
    pub unchanged: u64,
    /// Registered with another birth date or check code.
    pub changed: u64,
    /// Revoked before but in the file; they stay revoked.
    pub revoked: u64,
    /// Registered by an issuer of the file, but not in it.
    pub gone: u64,
}

/// One coupon by which the file differs, for a list.
#[derive(Debug)]
pub enum Listing<'a> {
    Changed(CouponId, &'a HashedCoupon),
    Revoked(CouponId, &'a HashedCoupon),
    Gone(CouponId),
}

/// A staged import. Nothing of it is visible yet.
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

/// Compares a file with the registered coupons. Changes nothing. Passes the number of coupons
/// compared so far to `done`.
pub async fn compare(
    store: &Store,
    roll: &Roll,
    done: &(dyn Fn(usize) + Sync),
    list: &mut (dyn FnMut(Listing<'_>) + Send),
) -> Result<Differences, ImportError> {
    run_through(store, roll, None, Rest::Keep, done, list).await
}

/// Stages a file in an invisible import batch. Ends an import that is under way elsewhere, and
/// deletes what interrupted imports have left.
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
            // Whether or not this succeeds, nothing is visible; the cleanup deletes the rest later.
            if let Err(error) = store.give_up_batch(batch).await {
                tracing::warn!(%error, "could not discard an import batch of coupons");
            }
            Err(error)
        }
    }
}

impl Import {
    /// Publishes the import: residents can use the new coupons from here on.
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

    /// Deletes the import.
    pub async fn give_up(self, store: &Store, now: DateTime<Utc>) -> Result<(), ImportError> {
        // Abandoned here or before by another import: what is left of it is deleted either way.
        let (Write::Applied | Write::Skipped) = store.give_up_batch(self.batch).await?;
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
        compared.changed.iter().for_each(|(id, it)| list(Listing::Changed(*id, it)));
        compared.revoked.iter().for_each(|(id, it)| list(Listing::Revoked(*id, it)));
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
