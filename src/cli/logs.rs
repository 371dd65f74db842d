//! Logs to standard error: a sentence and fields, never personal data.

use std::io::{IsTerminal, stderr};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, filter::filter_fn, fmt, prelude::*};

/// What is logged of the service unless `SESSHU_LOG` says otherwise.
pub(super) const OF_A_SERVICE: &str =
    "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,tokio_cron_scheduler=warn";
/// A command says itself what it has done.
pub(super) const OF_A_COMMAND: &str = "warn";

/// Starts logging. `SESSHU_LOG` filters, else `usual`, within what [`may_be_logged`];
/// `SESSHU_LOG_FORMAT=json` writes one JSON object a line.
pub(super) fn start(usual: &str) {
    let filter = EnvFilter::try_from_env("SESSHU_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let json = std::env::var("SESSHU_LOG_FORMAT").is_ok_and(|format| format == "json");
    // Colours are for eyes: not where the log is piped, nor where NO_COLOR asks for none.
    let plain = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    let lines = fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal() && !plain);
    let registry = tracing_subscriber::registry().with(filter_fn(may_be_logged)).with(filter);
    if json {
        registry.with(lines.json()).init();
    } else {
        registry.with(lines.with_target(false)).init();
    }
}

/// Our own lines at every level, those of libraries from `info` up, whoever asks for more: below
/// it they write out headers, bodies and the values of statements.
pub fn may_be_logged(line: &Metadata<'_>) -> bool {
    let ours = line.target() == "sesshu" || line.target().starts_with("sesshu::");
    ours || *line.level() <= Level::INFO
}
