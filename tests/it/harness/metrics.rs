//! The metrics of the tests.

use std::sync::LazyLock;

use sesshu::cli::Metrics;

static METRICS: LazyLock<Metrics> =
    LazyLock::new(|| Metrics::begin().expect("nobody else counts in this process"));

/// Returns the metrics of this process, recorded from the first call on.
pub(crate) fn counted() -> &'static Metrics {
    &METRICS
}
