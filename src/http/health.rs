//! Liveness (`/healthz`) and readiness (`/readyz`).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{extract::State, http::StatusCode};
use tokio::sync::Mutex;

use super::App;
use crate::storage::{RingState, StorageError, Store};

/// How long a result is reused without querying the database.
const MAX_AGE: Duration = Duration::from_secs(1);

/// The last result of checking the database. Concurrent requests wait for one check, so that
/// `/readyz`, which needs no authentication, costs the database at most one check a second. Cheap
/// to clone; clones share the result.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<Look>>>);

#[derive(Debug, Clone, Copy)]
struct Look {
    /// Monotonic, so that setting the system clock does not change the result's age.
    at: Instant,
    obstacle: Option<&'static str>,
}

/// Answers as long as the process runs.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Reports whether the service can serve: the database answers and can be written to, its tables
/// are up to date, the process has every sealing key in use, and no background task has stalled.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let stalled = app.heartbeats.stalled();
    if !stalled.is_empty() {
        tracing::warn!(?stalled, "not ready: background tasks have stalled");
        return (StatusCode::SERVICE_UNAVAILABLE, "a background task has stalled\n");
    }
    match app.readiness.obstacle(&app.store).await {
        None => (StatusCode::OK, "ready\n"),
        Some(obstacle) => (StatusCode::SERVICE_UNAVAILABLE, obstacle),
    }
}

impl Readiness {
    async fn obstacle(&self, store: &Store) -> Option<&'static str> {
        let mut last = self.0.lock().await;
        if let Some(look) = last.filter(|look| look.at.elapsed() < MAX_AGE) {
            return look.obstacle;
        }
        let obstacle = find_obstacle(store).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "not ready: the database does not answer");
            Some("the database does not answer\n")
        });
        *last = Some(Look { at: Instant::now(), obstacle });
        obstacle
    }
}

/// Returns what keeps the service from serving, if anything does.
async fn find_obstacle(store: &Store) -> Result<Option<&'static str>, StorageError> {
    if !store.pending_migrations().await?.is_empty() {
        return Ok(Some("migrations are pending\n"));
    }
    if store.is_read_only().await? {
        tracing::warn!("not ready: the database is read-only");
        return Ok(Some("the database is read-only\n"));
    }
    Ok(match store.check_ring().await? {
        RingState::Complete => None,
        RingState::LacksKey => Some("a sealing key in use is missing here\n"),
    })
}
