//! `sesshu serve`: the service.

use std::net::SocketAddr;

use clap::Args;
use tokio::net::TcpListener;

use super::{Failure, service::Service, settings::SettingsFile, shutdown};

/// Example: sesshu serve --settings sesshu.toml --migrate
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// Where to listen, instead of the settings' `service.listen`
    #[arg(long, env = "SESSHU_LISTEN")]
    listen: Option<SocketAddr>,
    /// Bring the tables up to date before serving
    #[arg(long)]
    migrate: bool,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let stop = shutdown::on_signal()?;
    let service = Service::wire(&settings, std::sync::Arc::new(super::clock::SystemClock)).await?;
    if options.migrate {
        service.store.migrate().await?;
    }
    if let Some(pending) = service.store.pending_migrations().await?.first() {
        return Err(format!(
            "the database lacks {pending}; run `sesshu migrate up`, or serve with --migrate"
        )
        .into());
    }
    service.store.check_key().await?;
    let listener = TcpListener::bind(options.listen.unwrap_or(settings.service.listen)).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    service.run(listener, stop).await
}
