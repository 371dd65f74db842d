//! The tables of Sesshu, written once for SQLite and PostgreSQL.
//!
//! Every migration consists of builders, so that it contains no dialect of either database, and
//! runs in a transaction, so that it is applied wholly or not at all. A migration that has been
//! released is never changed; the next one corrects it. It names tables and columns as they are at
//! its time and imports nothing from the service. `tests/migrations.rs` applies each one to a
//! database that already has data, and refuses one without sample data.
//!
//! Instants are whole microseconds since 1970 (UTC) in big integers, so that both databases
//! compare, index and return exactly the same value. A calendar day in Tokyo is a `DATE`, a time of
//! day is the minute after midnight. `…_sealed` columns contain ciphertext, `…_hash` columns keyed
//! hashes. Neither can be read without the key, which is not in the database.

use std::collections::HashSet;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseConnection, EntityTrait},
    seaql_migrations,
};

mod columns;
mod m20261122_000001_coupons;
mod m20261122_000002_accounts;
mod m20261122_000003_slots;
mod m20261122_000004_bookings;
mod m20261122_000005_notices;
mod m20261122_000006_inbox;
mod m20261122_000007_sessions;
mod m20261122_000008_keys;
mod m20261122_000009_failures;
mod m20261124_000010_notices_to_accounts;
mod m20261124_000011_repeats;
mod m20261124_000012_multicasts;
mod m20261124_000013_unsent;
mod m20261125_000014_waiting_room;
mod m20261125_000015_answers;
mod m20261125_000016_signatures;
mod m20261125_000017_coupon_batches;
mod m20261125_000020_menus_owed;
mod m20261125_000021_shares;
mod m20261125_000022_attendance;
mod m20261125_000023_names;
mod m20261125_000030_erasure;
mod m20261125_000031_history_seals;
mod m20261125_000040_ways_begun;
mod m20261126_000050_staff;
mod m20261126_000051_inbox_in_order;
mod m20261130_000070_instances;
mod m20261130_000071_history_head;
mod m20261130_000072_retention_indexes;
mod m20261130_000080_multicast_begun;
mod m20261130_000085_closings;
mod m20261130_000095_answer_states;
mod m20261130_000100_session_by_link;
mod m20261130_000200_former_contacts;
mod m20261130_000300_check_codes;
mod m20261130_000310_database_modes;
mod m20261130_000400_seals_of_links;
mod m20261130_000500_session_use;
mod m20261130_000600_staff_searches;
mod m20261130_000610_pending_events;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_coupons::Migration),
            Box::new(m20261122_000002_accounts::Migration),
            Box::new(m20261122_000003_slots::Migration),
            Box::new(m20261122_000004_bookings::Migration),
            Box::new(m20261122_000005_notices::Migration),
            Box::new(m20261122_000006_inbox::Migration),
            Box::new(m20261122_000007_sessions::Migration),
            Box::new(m20261122_000008_keys::Migration),
            Box::new(m20261122_000009_failures::Migration),
            Box::new(m20261124_000010_notices_to_accounts::Migration),
            Box::new(m20261124_000011_repeats::Migration),
            Box::new(m20261124_000012_multicasts::Migration),
            Box::new(m20261124_000013_unsent::Migration),
            Box::new(m20261125_000014_waiting_room::Migration),
            Box::new(m20261125_000015_answers::Migration),
            Box::new(m20261125_000016_signatures::Migration),
            Box::new(m20261125_000017_coupon_batches::Migration),
            Box::new(m20261125_000020_menus_owed::Migration),
            Box::new(m20261125_000021_shares::Migration),
            Box::new(m20261125_000022_attendance::Migration),
            Box::new(m20261125_000023_names::Migration),
            Box::new(m20261125_000030_erasure::Migration),
            Box::new(m20261125_000031_history_seals::Migration),
            Box::new(m20261125_000040_ways_begun::Migration),
            Box::new(m20261126_000050_staff::Migration),
            Box::new(m20261126_000051_inbox_in_order::Migration),
            Box::new(m20261130_000070_instances::Migration),
            Box::new(m20261130_000071_history_head::Migration),
            Box::new(m20261130_000072_retention_indexes::Migration),
            Box::new(m20261130_000080_multicast_begun::Migration),
            Box::new(m20261130_000085_closings::Migration),
            Box::new(m20261130_000095_answer_states::Migration),
            Box::new(m20261130_000100_session_by_link::Migration),
            Box::new(m20261130_000200_former_contacts::Migration),
            Box::new(m20261130_000300_check_codes::Migration),
            Box::new(m20261130_000310_database_modes::Migration),
            Box::new(m20261130_000400_seals_of_links::Migration),
            Box::new(m20261130_000500_session_use::Migration),
            Box::new(m20261130_000600_staff_searches::Migration),
            Box::new(m20261130_000610_pending_events::Migration),
        ]
    }
}

/// Returns whether the database has a table. Changes nothing.
pub async fn has_table(database: &DatabaseConnection, table: &str) -> Result<bool, DbErr> {
    SchemaManager::new(database).has_table(table).await
}

/// Returns the names of all applied migrations, including those that only a newer version knows:
/// during a rolling upgrade, the older instances go on with tables that have grown. Changes
/// nothing, and accepts a database without tables.
pub async fn applied(database: &DatabaseConnection) -> Result<HashSet<String>, DbErr> {
    let table = Migrator::migration_table_name().to_string();
    if !has_table(database, &table).await? {
        return Ok(HashSet::new());
    }
    let all = seaql_migrations::Entity::find().all(database).await?;
    Ok(all.into_iter().map(|one| one.version).collect())
}
