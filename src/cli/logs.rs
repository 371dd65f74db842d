//! Logs to standard error: a constant sentence and fields, never personal data.

use std::io::{IsTerminal, stderr};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, filter::filter_fn, fmt, prelude::*};

/// The default filter of the service, unless `SESSHU_LOG` overrides it.
pub(super) const OF_A_SERVICE: &str =
    "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,tokio_cron_scheduler=warn";
/// The default filter of commands, which print their results themselves.
pub(super) const OF_A_COMMAND: &str = "warn";

/// Starts logging. `SESSHU_LOG` filters, or else `usual`, within what [`may_be_logged`] allows.
/// `SESSHU_LOG_FORMAT=json` writes one JSON object per line.
pub(super) fn start(usual: &str) {
    let filter = EnvFilter::try_from_env("SESSHU_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let json = std::env::var("SESSHU_LOG_FORMAT").is_ok_and(|format| format == "json");
    // No colours if the log is piped or NO_COLOR is set.
    let plain = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    let lines = fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal() && !plain);
    let registry = tracing_subscriber::registry().with(filter_fn(may_be_logged)).with(filter);
    if json {
        registry.with(lines.json()).init();
    } else {
        registry.with(lines.with_target(false)).init();
    }
}

/// Allows our own lines at every level, but those of libraries only from `info` up, whatever the
/// filter says: below that they contain headers, bodies and the values of statements.
pub fn may_be_logged(line: &Metadata<'_>) -> bool {
    let ours = line.target() == "sesshu" || line.target().starts_with("sesshu::");
    ours || *line.level() <= Level::INFO
}
