//! The number allocator. Requests that arrive while one statement runs are served together by the
//! next one, so that thousands a second cost the database a few statements.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::RoomClosed;
use crate::storage::{Store, WaitingLine};

/// The largest number of requests that one statement serves.
const AT_ONCE: usize = 10_000;
/// How long a request waits for a number before it is told to retry.
const PATIENCE: Duration = Duration::from_secs(5);

/// An issued number, and the queue as it was then.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) number: i64,
    pub(super) line: WaitingLine,
}

#[derive(Debug)]
pub(super) struct Numbers(mpsc::Sender<oneshot::Sender<Given>>);

impl Numbers {
    /// Starts the allocator, which runs until this is dropped.
    pub(super) fn from(store: Store) -> Self {
        let (ask, asked) = mpsc::channel(AT_ONCE);
        tokio::spawn(give(store, asked));
        Self(ask)
    }

    pub(super) async fn take(&self) -> Result<Given, RoomClosed> {
        let given = async {
            let (answer, given) = oneshot::channel();
            self.0.send(answer).await.map_err(|_| RoomClosed)?;
            // Dropped without an answer if the database has failed, which was logged there.
            given.await.map_err(|_| RoomClosed)
        };
        tokio::time::timeout(PATIENCE, given).await.map_err(|_| RoomClosed)?
    }
}

async fn give(store: Store, mut asked: mpsc::Receiver<oneshot::Sender<Given>>) {
    let mut waiting = Vec::new();
    while asked.recv_many(&mut waiting, AT_ONCE).await > 0 {
        waiting.retain(|one| !one.is_closed());
        let count = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        match store.give_numbers(count).await {
            Ok(line) => {
                let first = line.next - i64::from(count);
                for (number, one) in (first..).zip(waiting.drain(..)) {
                    // A request that was cancelled meanwhile leaves its number unused.
                    let _ = one.send(Given { number, line });
                }
            }
            Err(error) => {
                tracing::error!(%error, "could not assign waiting-room numbers");
                waiting.clear();
            }
        }
    }
}
