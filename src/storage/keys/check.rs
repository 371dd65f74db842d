//! Checking that the ring has every key that data in the database may need. Without them every
//! coupon would look unknown.

use std::sync::atomic::Ordering;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use super::{
    super::{
        StorageError, Store,
        entity::key_check,
        seal::Lookup,
        view::{Result, View},
    },
    RingState,
};

/// Fingerprints are stored under the number of their key plus this. The one with id 1 was stored by
/// the oldest key of a ring before keys could be rotated.
const NUMBERS_FROM: i16 = 256;

impl Store {
    /// Checks the key ring against the stored fingerprints, and stores that of the newest key.
    pub async fn check_key(&self) -> Result<()> {
        if self.lacks_a_key().await? {
            return Err(StorageError::OtherKey);
        }
        let newest = self.sealer.newest();
        let trace = key_check::ActiveModel {
            id: Set(NUMBERS_FROM + i16::from(newest)),
            lookup_hash: Set(self.sealer.hash(Lookup::KeyCheck, b"")),
        };
        key_check::Entity::insert(trace)
            .on_conflict(OnConflict::column(key_check::Column::Id).do_nothing().to_owned())
            .exec_without_returning(&self.connection)
            .await?;
        // Another key under the same number would have kept ours from being stored.
        if self.lacks_a_key().await? { Err(StorageError::OtherKey) } else { Ok(()) }
    }

    /// Returns whether the key ring fits the data, or `None` for a new database.
    pub async fn key_fits(&self) -> Result<Option<bool>> {
        let none = key_check::Entity::find().one(&self.connection).await?.is_none();
        Ok(if none { None } else { Some(!self.lacks_a_key().await?) })
    }

    /// Checks whether the ring holds every key in use, and remembers the result for
    /// [`lacks_key`](Self::lacks_key). The first check that finds a missing key logs it.
    pub async fn check_ring(&self) -> Result<RingState> {
        let lacking = self.lacks_a_key().await?;
        let before = self.lacks_key.swap(lacking, Ordering::Relaxed);
        match (before, lacking) {
            (false, true) => tracing::error!(
                held = ?self.sealer.numbers(),
                "the data uses a sealing key that this instance lacks: put that key first in \
                 SESSHU_SEALING_KEYS and restart it"
            ),
            (true, false) => tracing::info!("the sealing keys are complete again"),
            _ => {}
        }
        Ok(if lacking { RingState::LacksKey } else { RingState::Complete })
    }

    /// Fails if the ring lacks a key in use. What cannot be opened then is not corrupt, and what is
    /// not found may exist.
    pub async fn require_keys(&self) -> Result<()> {
        match self.check_ring().await? {
            RingState::Complete => Ok(()),
            RingState::LacksKey => Err(StorageError::OtherKey),
        }
    }

    /// Returns whether the last check found that the ring lacks a key in use.
    pub fn lacks_key(&self) -> bool {
        self.lacks_key.load(Ordering::Relaxed)
    }

    /// Deletes the fingerprints of the older keys, because nothing is sealed with them any more.
    pub(super) async fn forget_older_keys(&self) -> Result<()> {
        let _turn = self.turn().await;
        key_check::Entity::delete_many()
            .filter(key_check::Column::LookupHash.ne(self.sealer.hash(Lookup::KeyCheck, b"")))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Fails if the ring lacks a key in use, as [`Store::require_keys`] does, but remembers
    /// nothing. Transactions call it before they give up what they cannot open.
    pub(in crate::storage) async fn require_keys_in_use(&self) -> Result<()> {
        if self.lacks_a_key().await? { Err(StorageError::OtherKey) } else { Ok(()) }
    }

    async fn lacks_a_key(&self) -> Result<bool> {
        let ours = self.sealer.hashes(Lookup::KeyCheck, b"");
        let traces = key_check::Entity::find().all(&self.connection).await?;
        Ok(traces.iter().any(|trace| !ours.contains(&trace.lookup_hash)))
    }
}
