//! `sesshu serve`: the service.

use std::net::SocketAddr;

use clap::Args;
use tokio::net::TcpListener;

use super::{
    Failure,
    failure::Misuse,
    metrics::{self, Metrics},
    migrate,
    print::Words,
    service::{self, Service},
    settings::{Settings, SettingsFile},
    shutdown, sqlite_file,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// The address to listen at, instead of the setting `service.listen`
    #[arg(long, env = "SESSHU_LISTEN")]
    listen: Option<SocketAddr>,
    /// Update the database tables before starting
    #[arg(long)]
    migrate: bool,
    /// The address that serves /metrics to Prometheus, instead of the setting `metrics.listen`
    #[arg(long, env = "SESSHU_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
}

const SIMULATOR: Words = (
    "設定に line.simulator があるので、LINE ではなくシミュレータにつながります。本番ではこの行を消してください。リハーサルは sesshu rehearse で行います",
    "the settings contain `line.simulator`, which would replace LINE. Remove that line for the real \
     service; for a rehearsal, use `sesshu rehearse`",
);
const NOT_HTTPS: Words = (
    "service.public_url は https:// で始めてください。http で動かせるのはリハーサルだけです",
    "`service.public_url` must begin with https://; http is allowed in rehearsals only",
);

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let settings = options.settings()?;
    if settings.line.simulator.is_some() {
        return Err(Misuse::of(SIMULATOR));
    }
    if settings.service.public_url.scheme() != "https" {
        return Err(Misuse::of(NOT_HTTPS));
    }
    start(&settings, &options).await
}

impl Options {
    /// Reads the settings file, and the secrets from the environment.
    pub(super) fn settings(&self) -> Result<Settings, Failure> {
        self.settings.read()
    }
}

/// Runs the service as configured until the process is told to stop.
pub(super) async fn start(settings: &Settings, options: &Options) -> Result<(), Failure> {
    let stop = shutdown::on_signal()?;
    let database = settings.database.database();
    if options.migrate {
        sqlite_file::create_folder(&database)?;
    }
    sqlite_file::check_folder(&database)?;
    let _lock = sqlite_file::lock_for_service(&database)?;
    let mut service =
        Service::wire(settings, std::sync::Arc::new(super::clock::SystemClock)).await?;
    if options.migrate {
        migrate::up(&settings.database).await?;
    }
    service::must_be_ready(&service.store).await?;
    if let Some(listen) = options.metrics_listen.or(settings.metrics_listen) {
        service.metrics = Some((Metrics::begin()?, metrics::listen(listen).await?));
    }
    let listener = TcpListener::bind(options.listen.unwrap_or(settings.service.listen)).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    service.run(listener, stop).await
}
