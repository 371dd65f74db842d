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

use crate::server::closed;
use crate::simulator::{News, Simulator};

pub(super) fn stream(
    State(simulator): State<Simulator>,
    closing: watch::Receiver<bool>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = stream::unfold(simulator.listen(), |mut news| async move {
        loop {
            match news.recv().await {
                Ok(item) => return Some((Ok(event(&item)), news)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    // Without this an open stream would block the shutdown of the server.
    Sse::new(news.take_until(closed(closing))).keep_alive(KeepAlive::default())
}

fn event(news: &News) -> Event {
    let (name, data) = match news {
        News::Chat { user_id } => ("chat", json!({ "userId": user_id })),
        News::Clock => ("clock", json!({})),
        News::Call => ("call", json!({})),
        News::Webhook => ("webhook", json!({})),
        News::Mail => ("mail", json!({})),
        News::User => ("user", json!({})),
    };
    Event::default().event(name).data(data.to_string())
}
