//! Is the process alive, and can it serve?

use axum::{extract::State, http::StatusCode};

use super::App;

/// The process runs.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers and its tables are up to date, and no background task has stalled.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let stalled = app.heartbeats.stalled();
    if !stalled.is_empty() {
        tracing::warn!(?stalled, "not ready: background tasks have stalled");
        return (StatusCode::SERVICE_UNAVAILABLE, "a background task has stalled\n");
    }
    match app.store.pending_migrations().await {
        Ok(pending) if pending.is_empty() => (StatusCode::OK, "ready\n"),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
