//! The availability cache: requests for availability are answered from memory.
//!
//! Changes made by this process are applied at once. Changes made by others (other processes, other
//! instances) are found by comparing a checksum over all slots, once a second while there are
//! requests. The cache is never authoritative: bookings are decided from the database.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::board::Board;
use crate::{
    storage::{Slots, StorageError, Store},
    vaccination::{slot::Slot, time::tokyo_date},
};

/// The age from which a request refreshes the cache. Concurrent requests get the cached snapshot.
const LOOK_EVERY: TimeDelta = TimeDelta::seconds(1);
/// The age from which every request waits for the refresh if the database can be reached.
const WAIT_FROM: TimeDelta = TimeDelta::seconds(5);
/// The age up to which the cache is used while the database cannot be reached.
const SHOWN_FOR: TimeDelta = TimeDelta::minutes(10);
/// How often all slots are read, even if the checksums match.
const READ_EVERY: TimeDelta = TimeDelta::seconds(30);
/// After this time, the database counts as unreachable.
const PATIENCE: Duration = Duration::from_secs(3);

/// The availability cache. Cheap to clone; clones share the cache.
#[derive(Clone)]
pub(crate) struct Index(Arc<Inner>);

struct Inner {
    store: Store,
    look_every: TimeDelta,
    wall: RwLock<Wall>,
    /// Locked by the request that refreshes the cache.
    looking: Mutex<Looking>,
}

#[derive(Debug, Default)]
struct Wall {
    board: Option<Board>,
    /// The changes by this process during a refresh, which may have read the slots before them;
    /// `None` if no refresh runs.
    meanwhile: Option<Vec<Slot>>,
}

#[derive(Debug, Default)]
struct Looking {
    failed_at: Option<DateTime<Utc>>,
}

impl Index {
    pub(crate) fn new(store: Store) -> Self {
        Self::looking_every(store, LOOK_EVERY)
    }

    pub(crate) fn looking_every(store: Store, look_every: TimeDelta) -> Self {
        let (wall, looking) = (RwLock::default(), Mutex::default());
        Self(Arc::new(Inner { store, look_every, wall, looking }))
    }

    /// Applies changes made by this process.
    pub(crate) fn saw(&self, slots: &[Slot]) {
        let mut wall = self.write();
        if let Some(board) = wall.board.as_mut() {
            board.put_right(slots);
        }
        if let Some(meanwhile) = wall.meanwhile.as_mut() {
            meanwhile.extend_from_slice(slots);
        }
    }

    /// Reads from a snapshot that is young enough, or refreshed as far as possible.
    pub(super) async fn read<T>(
        &self,
        now: DateTime<Utc>,
        read: impl FnOnce(&Board) -> T,
    ) -> Result<T, StorageError> {
        self.look(now).await?;
        let wall = self.wall();
        let board = wall.board.as_ref().expect("the cache has been filled and is never emptied");
        Ok(read(board))
    }

    /// Reads from the snapshot whatever its age; `None` before the first refresh.
    pub(super) fn last_seen<T>(&self, read: impl FnOnce(&Board) -> T) -> Option<T> {
        self.wall().board.as_ref().map(read)
    }

    async fn look(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        let looking = match self.age(now) {
            Some(age) if age < self.0.look_every => return Ok(()),
            Some(age) if age < WAIT_FROM => match self.0.looking.try_lock() {
                Ok(looking) => looking,
                Err(_) => return Ok(()),
            },
            _ => self.0.looking.lock().await,
        };
        // Another request may have refreshed the cache meanwhile.
        if self.age(now).is_some_and(|age| age < self.0.look_every) {
            return Ok(());
        }
        self.look_now(looking, now).await
    }

    async fn look_now(
        &self,
        mut looking: tokio::sync::MutexGuard<'_, Looking>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let bearable = self.age(now).is_some_and(|age| age < SHOWN_FOR);
        let just_failed = looking.failed_at.is_some_and(|at| (now - at).abs() < LOOK_EVERY);
        if bearable && just_failed {
            return Ok(());
        }
        let meanwhile = Meanwhile::begin(self);
        let looked = tokio::time::timeout(PATIENCE, self.compare(now)).await;
        drop(meanwhile);
        match looked.unwrap_or(Err(StorageError::OutOfReach)) {
            Ok(()) => {
                looking.failed_at = None;
                Ok(())
            }
            Err(error) if bearable => {
                tracing::warn!(%error, "stale availability was served");
                looking.failed_at = Some(now);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Compares the snapshot with the database by checksum, and reads all slots if they differ.
    async fn compare(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        let days = horizon(now);
        let sums = self.0.store.slot_sums(days.0, days.1).await?;
        let venues = self.0.store.venues().await?;
        if let Some(board) = self.write().board.as_mut()
            && (now - board.read_at).abs() < READ_EVERY
            && board.says(days, &venues, sums)
        {
            board.true_at = now;
            return Ok(());
        }
        let which = Slots { venue: None, from: days.0, until: days.1 };
        let slots = self.0.store.slots(which).await?;
        let mut wall = self.write();
        let mut board = Board::new(days, slots, venues, now);
        board.put_right(wall.meanwhile.as_deref().unwrap_or_default());
        wall.board = Some(board.in_place_of(wall.board.as_ref()));
        Ok(())
    }

    /// Returns how long ago the snapshot last matched the database; `None` without a snapshot, or
    /// if the clock was turned back, as the demo's can be. Times of concurrent requests may differ
    /// by up to a second.
    fn age(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let age = now - self.wall().board.as_ref()?.true_at;
        (age > -LOOK_EVERY).then(|| age.max(TimeDelta::zero()))
    }

    fn wall(&self) -> RwLockReadGuard<'_, Wall> {
        self.0.wall.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Wall> {
        self.0.wall.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Collects the changes during a refresh until it is dropped, also if the refresh is cancelled.
struct Meanwhile<'a>(&'a Index);

impl<'a> Meanwhile<'a> {
    fn begin(index: &'a Index) -> Self {
        index.write().meanwhile = Some(Vec::new());
        Self(index)
    }
}

impl Drop for Meanwhile<'_> {
    fn drop(&mut self) {
        self.0.write().meanwhile = None;
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Index(…)")
    }
}

/// Returns the days that the cache covers: from today, 24 months.
fn horizon(now: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
    let today = tokyo_date(now);
    (today, today.checked_add_months(Months::new(24)).unwrap_or(NaiveDate::MAX))
}
