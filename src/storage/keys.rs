//! Noticing at the door that the key ring is not the one this database was filled with. Without
//! it every coupon would look unknown.

use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use super::{StorageError, Store, entity::key_check, seal::Lookup, view::Result};

const ONLY_ROW: i16 = 1;

impl Store {
    /// Checks the key ring against the trace left in the database; leaves the trace in a new one.
    pub async fn check_key(&self) -> Result<()> {
        let ours = self.sealer.hash(Lookup::KeyCheck, b"");
        let trace = key_check::ActiveModel { id: Set(ONLY_ROW), lookup_hash: Set(ours.clone()) };
        key_check::Entity::insert(trace)
            .on_conflict(OnConflict::column(key_check::Column::Id).do_nothing().to_owned())
            .exec_without_returning(&self.connection)
            .await?;
        let known = key_check::Entity::find_by_id(ONLY_ROW).one(&self.connection).await?;
        match known {
            Some(known) if known.lookup_hash == ours => Ok(()),
            _ => Err(StorageError::OtherKey),
        }
    }
}
