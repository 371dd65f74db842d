//! `GET /_sim/events`: server-sent events that tell an open page what has changed. The page fetches
//! the data itself, so a missed event only delays an update.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::server::wait_until_closed;
use crate::simulator::{Change, Simulator};

pub(super) fn stream(
    State(simulator): State<Simulator>,
    closing: watch::Receiver<bool>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = stream::unfold(simulator.subscribe(), |mut changes| async move {
        loop {
            match changes.recv().await {
                Ok(change) => return Some((Ok(event(&change)), changes)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    // Without this an open stream would block the shutdown of the server.
    Sse::new(changes.take_until(wait_until_closed(closing))).keep_alive(KeepAlive::default())
}

fn event(changes: &Change) -> Event {
    let (name, data) = match changes {
        Change::Chat { user_id } => ("chat", json!({ "userId": user_id })),
        Change::Clock => ("clock", json!({})),
        Change::Call => ("call", json!({})),
        Change::Webhook => ("webhook", json!({})),
        Change::Mail => ("mail", json!({})),
        Change::User => ("user", json!({})),
    };
    Event::default().event(name).data(data.to_string())
}
