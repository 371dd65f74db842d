//! Metrics for Prometheus, on a listener of their own that cannot be reached from outside.

mod names;
mod sample;

use std::{net::SocketAddr, sync::Arc};

use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::names::{Kind, METRICS};
pub(super) use self::sample::{SAMPLE_INTERVAL, sample};
use super::Failure;

/// Buckets in seconds, from a statement on a fast disk to a request that was abandoned.
const BUCKETS: [f64; 14] =
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Buckets of batch sizes.
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// The recorded metrics. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Installs the recorder for the whole process. Can be called only once.
    pub fn begin() -> Result<Self, Failure> {
        let handle = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)?
            .set_buckets_for_metric(Matcher::Suffix("_batch_size".to_owned()), &SIZES)?
            .install_recorder()?;
        for &(kind, name, help) in METRICS {
            match kind {
                Kind::Counter => metrics::describe_counter!(name, help),
                Kind::Gauge => metrics::describe_gauge!(name, help),
                Kind::Histogram => metrics::describe_histogram!(name, help),
            }
        }
        metrics::gauge!("sesshu_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        Ok(Self(handle))
    }

    /// Renders the metrics in Prometheus' text format.
    pub fn text(&self) -> String {
        self.0.render()
    }

    /// Aggregates the samples of histograms. Must be called regularly.
    pub(super) fn tidy(&self) {
        self.0.run_upkeep();
    }

    /// Serves `GET /metrics` until `stop` is cancelled.
    pub(super) async fn serve(
        self,
        listener: Arc<std::net::TcpListener>,
        stop: CancellationToken,
    ) -> Result<(), Failure> {
        let kind = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
        let router = Router::new().route(
            "/metrics",
            get(move || {
                let answer = (kind.clone(), self.text());
                async move { answer }
            }),
        );
        let listener = TcpListener::from_std(listener.try_clone()?)?;
        axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await?;
        Ok(())
    }
}

/// Binds the address of the metrics, so that a wrong one is reported before the service starts.
pub(super) async fn listen(address: SocketAddr) -> Result<Arc<std::net::TcpListener>, Failure> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot serve metrics at {address}: {error}"))?;
    tracing::info!(address = %listener.local_addr()?, "serving /metrics");
    Ok(Arc::new(listener.into_std()?))
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics(…)")
    }
}
