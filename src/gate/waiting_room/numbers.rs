//! The number allocator. Requests that arrive while one statement runs are served together by the
//! next one, so that thousands a second cost the database a few statements.

use std::time::Duration;

use super::RoomClosed;
use crate::{
    gather::{Asked, Gatherer, Limits, Serves, TooMany},
    storage::{Store, WaitingLine},
};

/// How long a request waits for a number before it is told to retry.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// A batch ends with the patience of those who wait for it: its numbers would reach no one. That is
/// longer than it takes to replace a connection that fell silent.
const LIMITS: Limits =
    Limits { of: "numbers", hands: 1, together: 10_000, most: 20_000, timeout: REQUEST_TIMEOUT };

/// An issued number, and the queue as it was then.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) number: i64,
    pub(super) line: WaitingLine,
}

/// The queue of requests for numbers, in front of what serves them.
#[derive(Debug)]
pub(super) struct Numbers<S = Allocator> {
    requests: Gatherer<(), Given>,
    server: S,
}

/// Takes numbers from the database.
#[derive(Debug, Clone)]
pub(super) struct Allocator(Store);

impl Numbers {
    pub(super) fn new(store: Store) -> Self {
        Self { requests: Gatherer::new(LIMITS), server: Allocator(store) }
    }
}

impl<S: Serves<(), Given>> Numbers<S> {
    pub(super) async fn take(&self) -> Result<Given, RoomClosed> {
        let given = self.requests.ask((), &self.server);
        match tokio::time::timeout(REQUEST_TIMEOUT, given).await {
            Ok(Ok(Some(given))) => Ok(given),
            // The queue is full, or the batch failed, which was logged there, or took too long.
            Ok(Err(TooMany) | Ok(None)) | Err(_) => Err(RoomClosed),
        }
    }
}

impl Serves<(), Given> for Allocator {
    async fn serve(self, mut asked: Vec<Asked<(), Given>>) {
        asked.retain(Asked::is_waiting);
        if asked.is_empty() {
            return;
        }
        let count = u32::try_from(asked.len()).unwrap_or(u32::MAX);
        match self.0.give_numbers(count).await {
            Ok(line) => {
                let first = line.next - i64::from(count);
                for (number, request) in (first..).zip(asked) {
                    // A request that was cancelled meanwhile leaves its number unused.
                    request.answer(Given { number, line });
                }
            }
            // The requests are dropped, which tells their callers that there are no numbers.
            Err(error) => tracing::error!(%error, "could not assign waiting-room numbers"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use chrono::{DateTime, TimeDelta};

    use super::{super::rules::RoomLimits, *};

    /// A database whose first statement is never answered.
    #[derive(Clone, Default)]
    struct SilentOnce(Arc<AtomicBool>);

    impl Serves<(), Given> for SilentOnce {
        async fn serve(self, asked: Vec<Asked<(), Given>>) {
            if !self.0.swap(true, Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            let usual_stay = TimeDelta::minutes(5);
            let limits = RoomLimits { inside: 1, per_minute: 1, usual_stay };
            let line = limits.new_line(DateTime::UNIX_EPOCH);
            for request in asked {
                request.answer(Given { number: 7, line });
            }
        }
    }

    #[tokio::test]
    async fn statement_that_is_never_answered_is_given_up_and_the_next_request_gets_a_number() {
        let timeout = Duration::from_millis(50);
        let requests = Gatherer::new(Limits { timeout, ..LIMITS });
        let numbers = Numbers { requests, server: SilentOnce::default() };
        assert_eq!(numbers.take().await.unwrap_err(), RoomClosed);
        assert_eq!(numbers.take().await.unwrap().number, 7);
    }
}
