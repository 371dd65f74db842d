//! What a database is for: the real service or rehearsals. It is marked when its tables are created,
//! and the mark is compared with the settings whenever it is opened.

use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

use super::{StorageError, Store, entity::database_mode, view::Result};

const TABLE: &str = "database_mode";
/// The id of the only row.
const ROW: i16 = 1;

/// Whether a database holds what residents did, or what was done in rehearsals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseMode {
    Real,
    Rehearsal,
}

impl DatabaseMode {
    const ALL: [Self; 2] = [Self::Real, Self::Rehearsal];

    fn as_str(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Rehearsal => "rehearsal",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }

    /// Says why a database with this mark, or a backup of it, is refused.
    pub(super) fn refusal(self) -> &'static str {
        match self {
            Self::Real => {
                "marked as real, and the settings name `line.simulator`: give the rehearsal a \
                 database of its own"
            }
            Self::Rehearsal => {
                "marked for rehearsals, and the settings name no `line.simulator`: use the \
                 database of the real service"
            }
        }
    }
}

impl Store {
    /// Returns whether the database is marked, as [`migrate`](Self::migrate) does.
    pub async fn is_marked(&self) -> Result<bool> {
        Ok(self.mark().await?.is_some())
    }

    /// Fails where the database is marked for the other mode. One without a mark is accepted: it may
    /// have no tables yet.
    pub(super) async fn check_mode(&self) -> Result<()> {
        match self.mark().await? {
            Some(found) if found != self.mode => Err(StorageError::OtherMode(found)),
            _ => Ok(()),
        }
    }

    /// Marks the database unless it is marked. Of two programs that mark it in different modes at the
    /// same time, the second one fails.
    pub(super) async fn mark_mode(&self) -> Result<()> {
        let row =
            database_mode::ActiveModel { id: Set(ROW), mode: Set(self.mode.as_str().to_owned()) };
        database_mode::Entity::insert(row)
            .on_conflict(OnConflict::column(database_mode::Column::Id).do_nothing().to_owned())
            .exec_without_returning(&self.connection)
            .await?;
        self.check_mode().await
    }

    async fn mark(&self) -> Result<Option<DatabaseMode>> {
        if !sesshu_migrations::has_table(&self.connection, TABLE).await? {
            return Ok(None);
        }
        let row = database_mode::Entity::find_by_id(ROW).one(&self.connection).await?;
        let Some(row) = row else { return Ok(None) };
        let mode = DatabaseMode::parse(&row.mode);
        mode.map(Some).ok_or_else(|| StorageError::corrupt(TABLE, "mode", Some(ROW.into())))
    }
}
