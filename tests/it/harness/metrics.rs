//! What is counted while the tests run.

use std::sync::LazyLock;

use sesshu::cli::Metrics;

static METRICS: LazyLock<Metrics> =
    LazyLock::new(|| Metrics::begin().expect("nobody else counts in this process"));

/// Counts all that happens in this process from the first time on that somebody asks.
pub(crate) fn counted() -> &'static Metrics {
    &METRICS
}
