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

const SIMULATOR: Words = (
    "設定に line.simulator があるので、LINE ではなくシミュレータにつながります。本番ではこの行を消してください。リハーサルは sesshu rehearse で行います",
    "the settings name `line.simulator`, which would take the place of LINE. Remove that line for the \
     real service; a rehearsal is run by `sesshu rehearse`",
);
const NOT_HTTPS: Words = (
    "service.public_url は https:// で始めてください。http で動かせるのはリハーサルだけです",
    "`service.public_url` has to begin with https://; http is for rehearsals only",
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
