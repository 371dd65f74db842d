//! `sesshu serve`: the service.

use std::net::SocketAddr;

use clap::Args;
use tokio::net::TcpListener;

use super::{
    Failure,
    metrics::{self, Metrics},
    service::{self, Service},
    settings::SettingsFile,
    shutdown, sqlite_file,
};

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
    /// Where Prometheus finds /metrics, instead of the settings' `metrics.listen`
    #[arg(long, env = "SESSHU_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let stop = shutdown::on_signal()?;
    let database = settings.database.database();
    if options.migrate {
        sqlite_file::create_folder(&database)?;
    }
    sqlite_file::check_folder(&database)?;
    let _lock = sqlite_file::lock_for_service(&database)?;
    let mut service =
        Service::wire(&settings, std::sync::Arc::new(super::clock::SystemClock)).await?;
    if options.migrate {
        service.store.migrate().await?;
    }
    service::must_be_ready(&service.store).await?;
    if let Some(listen) = options.metrics_listen.or(settings.metrics_listen) {
        service.metrics = Some((Metrics::begin()?, metrics::listen(listen).await?));
    }
    let listener = TcpListener::bind(options.listen.unwrap_or(settings.service.listen)).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    service.run(listener, stop).await
}
