//! Endpoints for records: calls, webhooks, and messages sent to people. Newest first, or with
//! `?after={number}` in pages, oldest first.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::simulator::Simulator;
use crate::state::{BoundedLog, CallRecord, Numbered, Received, WebhookRecord};

/// The default number of records in a page.
const DEFAULT_PAGE_SIZE: usize = 1000;

type Page<T> = Json<Vec<Numbered<T>>>;

#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    /// The number of the last record the caller has already.
    after: Option<u64>,
    limit: Option<usize>,
}

impl PageQuery {
    fn page<T: Clone>(&self, log: &BoundedLog<T>) -> Page<T> {
        Json(match self.after {
            Some(after) => log.page(after, self.limit.unwrap_or(DEFAULT_PAGE_SIZE)),
            None => log.newest(self.limit.unwrap_or(usize::MAX)),
        })
    }
}

pub(super) async fn calls(
    State(simulator): State<Simulator>,
    Query(query): Query<PageQuery>,
) -> Page<CallRecord> {
    query.page(&simulator.state().records.calls)
}

pub(super) async fn webhooks(
    State(simulator): State<Simulator>,
    Query(query): Query<PageQuery>,
) -> Page<WebhookRecord> {
    query.page(&simulator.state().records.webhooks)
}

pub(super) async fn received(
    State(simulator): State<Simulator>,
    Query(query): Query<PageQuery>,
) -> Page<Received> {
    query.page(&simulator.state().records.received)
}
