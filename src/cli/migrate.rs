//! `sesshu migrate`: creates and upgrades the database's tables.

use clap::Subcommand;

use super::{
    Failure,
    print::{Tongue, Words, say},
    service,
    settings::{DatabaseSettings, SettingsFile},
    sqlite_file,
};
use crate::storage::StatementLimit;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Create or change the tables as this version requires
    ///
    /// Example: sesshu migrate up --settings sesshu.toml
    Up(SettingsFile),
    /// List pending migrations; exits with 1 if there are any
    ///
    /// Example: sesshu migrate status --settings sesshu.toml
    Status(SettingsFile),
}

const UP_TO_DATE: Words = ("表は最新です。", "the tables are up to date");

/// Applies the pending migrations and returns their names. Their statements may take as long as they
/// need, unlike those of a service.
pub(super) async fn up(settings: &DatabaseSettings) -> Result<Vec<String>, Failure> {
    let store = service::open_store(settings, StatementLimit::Unlimited).await?;
    let pending = store.pending_migrations().await?;
    store.migrate().await?;
    store.close().await?;
    Ok(pending)
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Up(file) => {
            let settings = file.read()?.database;
            sqlite_file::create_folder(&settings.database())?;
            for name in up(&settings).await? {
                say(tongue.pick(format!("適用 {name}"), format!("applied {name}")))?;
            }
            say(tongue.say(UP_TO_DATE))
        }
        Action::Status(file) => {
            let store = service::open_store(&file.read()?.database, StatementLimit::Short).await?;
            let pending = store.pending_migrations().await?;
            for name in &pending {
                say(tongue.pick(format!("未適用 {name}"), format!("pending {name}")))?;
            }
            if pending.is_empty() {
                return say(tongue.say(UP_TO_DATE));
            }
            Err(tongue
                .pick(
                    "未適用の変更があります。sesshu migrate up を実行してください",
                    "migrations are pending: run `sesshu migrate up`",
                )
                .into())
        }
    }
}
