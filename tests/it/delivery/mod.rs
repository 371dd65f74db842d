//! Delivery of notifications when something is wrong: our credentials at LINE, a record of one
//! person, the time that has passed, or our own code.

mod late;
mod panics;
mod quota;
mod refused;
mod unreadable;

use reqwest::Client;
use serde_json::{Value, json};
use sesshu::storage::{Ledger, NoticeRecord};

use crate::harness::{client::client, town::Town};

const MULTICAST: &str = "/v2/bot/message/multicast";
const PUSH: &str = "/v2/bot/message/push";
const SATURDAY: &str = "2026-12-05";

/// Makes LINE respond to every push with `effect` until [`line_recovers`].
async fn line_answers(town: &Town, effect: &Value) {
    for path in [MULTICAST, PUSH] {
        let mut fault = effect.clone();
        fault["path"] = json!(path);
        fault["times"] = json!(10_000);
        town.line_fails(fault).await;
    }
}

async fn line_recovers(town: &Town) {
    let faults = format!("{}/_sim/faults", town.line().url());
    let http: Client = client();
    assert!(http.delete(faults).send().await.unwrap().status().is_success());
}

/// Returns the notifications that were given up.
async fn failed(town: &Town) -> Vec<NoticeRecord> {
    listed(town, Ledger::Failed).await
}

/// Returns the notifications that are neither sent nor suppressed.
async fn owed(town: &Town) -> Vec<NoticeRecord> {
    listed(town, Ledger::Owed).await
}

async fn listed(town: &Town, which: Ledger) -> Vec<NoticeRecord> {
    let lines = town.store().ledger(which, None, 100).await.unwrap();
    lines.into_iter().map(|line| line.notice).collect()
}
