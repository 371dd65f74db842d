//! Is the process alive, and can it serve?

use axum::{extract::State, http::StatusCode};

use super::App;
use crate::storage::{RingState, StorageError, Store};

/// The process runs.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers, can be written to, and its tables are up to date; we hold every sealing
/// key in use; no background task has stalled.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let stalled = app.heartbeats.stalled();
    if !stalled.is_empty() {
        tracing::warn!(?stalled, "not ready: background tasks have stalled");
        return (StatusCode::SERVICE_UNAVAILABLE, "a background task has stalled\n");
    }
    match obstacle(&app.store).await {
        Ok(None) => (StatusCode::OK, "ready\n"),
        Ok(Some(obstacle)) => (StatusCode::SERVICE_UNAVAILABLE, obstacle),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

/// Returns what keeps the service from serving, if anything does.
async fn obstacle(store: &Store) -> Result<Option<&'static str>, StorageError> {
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
