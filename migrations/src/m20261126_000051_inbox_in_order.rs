//! Keeps only those indexes of the inbox that grow at their end. The indexes by keyed hashes, which
//! are random, made each webhook write two pages of the disk for the two entries it added.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_index, index};

const IN_ORDER: [&str; 2] = ["state", "occurred_at"];
const GONE: [&[&str]; 3] =
    [&["message_hash"], &["user_hash", "state", "occurred_at"], &["state", "due_at"]];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for gone in GONE {
            manager.drop_index(drop_index("event", gone)).await?;
        }
        // Waiting events in the order in which they occurred.
        manager.create_index(index("event", &IN_ORDER)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(drop_index("event", &IN_ORDER)).await?;
        for back in GONE {
            manager.create_index(index("event", back)).await?;
        }
        Ok(())
    }
}
