//! Is the process alive, and can it serve?

use axum::{extract::State, http::StatusCode};

use super::App;
use crate::storage::{RingState, StorageError};

/// The process runs.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers, its tables are up to date, and we hold every sealing key in use.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.store.pending_migrations().await {
        Ok(pending) if pending.is_empty() => ready_keys(&app).await,
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending\n"),
        Err(error) => unanswered(&error),
    }
}

async fn ready_keys(app: &App) -> (StatusCode, &'static str) {
    match app.store.check_ring().await {
        Ok(RingState::Complete) => (StatusCode::OK, "ready\n"),
        Ok(RingState::LacksKey) => {
            (StatusCode::SERVICE_UNAVAILABLE, "a sealing key in use is missing here\n")
        }
        Err(error) => unanswered(&error),
    }
}

fn unanswered(error: &StorageError) -> (StatusCode, &'static str) {
    tracing::warn!(%error, "not ready: the database does not answer");
    (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
}
