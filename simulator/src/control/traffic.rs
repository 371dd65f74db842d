//! Endpoints for records: calls, webhooks, and messages sent to people. Newest first, or with
//! `?after={number}` in pages, oldest first.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::simulator::Simulator;
use crate::state::{CallRecord, Kept, Numbered, Received, WebhookRecord};

/// The default number of records in a page.
const A_PAGE: usize = 1000;

type Page<T> = Json<Vec<Numbered<T>>>;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The number of the last record the caller has already.
    after: Option<u64>,
    limit: Option<usize>,
}

impl Asked {
    fn of<T: Clone>(&self, kept: &Kept<T>) -> Page<T> {
        Json(match self.after {
            Some(after) => kept.page(after, self.limit.unwrap_or(A_PAGE)),
            None => kept.newest(self.limit.unwrap_or(usize::MAX)),
        })
    }
}

pub(super) async fn calls(
    State(simulator): State<Simulator>,
    Query(asked): Query<Asked>,
) -> Page<CallRecord> {
    asked.of(&simulator.state().records.calls)
}

pub(super) async fn webhooks(
    State(simulator): State<Simulator>,
    Query(asked): Query<Asked>,
) -> Page<WebhookRecord> {
    asked.of(&simulator.state().records.webhooks)
}

pub(super) async fn received(
    State(simulator): State<Simulator>,
    Query(asked): Query<Asked>,
) -> Page<Received> {
    asked.of(&simulator.state().records.received)
}
