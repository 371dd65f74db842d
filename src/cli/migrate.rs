//! `sesshu migrate`: the database's tables.

use clap::Subcommand;

use super::{Failure, service, settings::SettingsFile};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Create or change the tables so that they fit this version
    ///
    /// Example: sesshu migrate up --settings sesshu.toml
    Up(SettingsFile),
    /// List the migrations that are pending; exit code 1 when there are any
    ///
    /// Example: sesshu migrate status --settings sesshu.toml
    Status(SettingsFile),
}

#[expect(clippy::print_stdout, reason = "data goes to standard output")]
pub(super) async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Up(file) => {
            let store = service::open_store(&file.read()?.database).await?;
            let pending = store.pending_migrations().await?;
            store.migrate().await?;
            for name in &pending {
                println!("applied {name}");
            }
            println!("the tables are up to date");
            Ok(())
        }
        Action::Status(file) => {
            let store = service::open_store(&file.read()?.database).await?;
            let pending = store.pending_migrations().await?;
            for name in &pending {
                println!("pending {name}");
            }
            if pending.is_empty() {
                println!("the tables are up to date");
                return Ok(());
            }
            Err("migrations are pending; apply them with `sesshu migrate up`".into())
        }
    }
}
