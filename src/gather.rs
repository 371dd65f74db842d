//! Group commit. Requests that arrive while a batch is being committed are queued and committed
//! together in the next batch; each caller gets its own result.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, oneshot},
    task::JoinSet,
};

/// A batch of this size or more counts as a rush.
const MANY: usize = 16;
/// How long a worker waits for more requests in a rush; shorter than a commit takes.
const MOMENT: Duration = Duration::from_millis(1);
/// How long one batch may take before it is dropped and its callers learn that the outcome is
/// unknown. Longer than waiting for a connection takes, shorter than an HTTP request may take, so
/// that a connection that fell silent delays the batches behind it and does not stop them.
pub(crate) const BATCH_TIMEOUT: Duration = Duration::from_secs(10);

/// The limits of one batcher.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// What is requested, for logs and metrics.
    pub(crate) of: &'static str,
    /// How many workers run concurrently at most.
    pub(crate) hands: usize,
    /// How many requests one batch holds at most.
    pub(crate) together: usize,
    /// How many requests may wait; further ones are refused at once.
    pub(crate) most: usize,
    /// How long one batch may take.
    pub(crate) timeout: Duration,
}

/// The refusal of a request because the queue is full. Nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

/// A handler of batches. Cheap to clone.
pub(crate) trait Serves<W, A>: Clone + Send + 'static {
    /// Processes a batch and answers each request in it.
    fn serve(self, asked: Vec<Asked<W, A>>) -> impl Future<Output = ()> + Send + 'static;
}

/// A queued request with the channel to its caller.
pub(crate) struct Asked<W, A> {
    pub(crate) wish: W,
    answer: oneshot::Sender<A>,
}

impl<W, A> Asked<W, A> {
    /// Returns whether the caller still waits for the result.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.answer.is_closed()
    }

    /// Sends the result to the caller; a caller that has gone away does not get it.
    pub(crate) fn answer(self, answer: A) {
        drop(self.answer.send(answer));
    }
}

/// The batcher: a queue of requests with its workers. Cheap to clone; clones share the queue.
///
/// No worker runs while the queue is empty. A caller that finds fewer workers than the limit starts
/// one; it exits when the queue is drained.
pub(crate) struct Gatherer<W, A>(Arc<Inner<W, A>>);

struct Inner<W, A> {
    queue: Mutex<Queue<W, A>>,
    /// Notified when the last worker has exited.
    settled: Notify,
    limits: Limits,
}

struct Queue<W, A> {
    waiting: VecDeque<Asked<W, A>>,
    at_work: usize,
    /// The size of the last batch.
    last: usize,
}

impl<W: Send + 'static, A: Send + 'static> Gatherer<W, A> {
    /// Queues a request and waits for its result. Returns `None` if its batch panicked or exceeded
    /// its time limit: the outcome is unknown then.
    ///
    /// A request may be processed although its caller has stopped waiting.
    pub(crate) async fn ask(
        &self,
        wish: W,
        server: &impl Serves<W, A>,
    ) -> Result<Option<A>, TooMany> {
        let answer = self.add(wish)?;
        if self.needs_a_hand() {
            tokio::spawn(self.clone().serve_all(server.clone()));
        }
        Ok(answer.await.ok())
    }

    async fn serve_all(self, server: impl Serves<W, A>) {
        while let Some(asked) = self.next().await {
            let Limits { of, timeout, .. } = self.0.limits;
            let jobs = asked.len();
            // In a task of its own, which ends with this set: after a panic, the next batch still
            // runs.
            let mut batch = JoinSet::new();
            batch.spawn(server.clone().serve(asked));
            match tokio::time::timeout(timeout, batch.join_next()).await {
                Ok(Some(Err(error))) => tracing::error!(%error, of, jobs, "batch panicked"),
                Ok(_) => {}
                Err(_) => {
                    tracing::error!(of, jobs, ?timeout, "batch exceeded its time limit");
                    metrics::counter!("sesshu_batch_timeouts_total", "of" => of).increment(1);
                }
            }
        }
    }
}

impl<W, A> Gatherer<W, A> {
    pub(crate) fn new(limits: Limits) -> Self {
        let queue = Mutex::new(Queue { waiting: VecDeque::new(), at_work: 0, last: 0 });
        Self(Arc::new(Inner { queue, settled: Notify::new(), limits }))
    }

    /// Adds a request to the end of the queue.
    fn add(&self, wish: W) -> Result<oneshot::Receiver<A>, TooMany> {
        let mut queue = self.queue();
        if queue.waiting.len() >= self.0.limits.most {
            return Err(TooMany);
        }
        let (answer, asked) = oneshot::channel();
        queue.waiting.push_back(Asked { wish, answer });
        Ok(asked)
    }

    /// Returns whether the caller has to start a worker. The worker is counted from here on, until
    /// [`next`](Self::next) returns nothing to it.
    fn needs_a_hand(&self) -> bool {
        let mut queue = self.queue();
        let needed = !queue.waiting.is_empty() && queue.at_work < self.0.limits.hands;
        queue.at_work += usize::from(needed);
        needed
    }

    /// Takes the oldest requests as the next batch; `None` if there are none, and the worker exits.
    ///
    /// In a rush, the clients that have just been answered are about to send their next requests.
    /// Without a short wait for those, every other commit would hold only a few requests.
    async fn next(&self) -> Option<Vec<Asked<W, A>>> {
        let others_come = {
            let queue = self.queue();
            queue.last >= MANY && queue.waiting.len() < queue.last / 2
        };
        if others_come {
            tokio::time::sleep(MOMENT).await;
        }
        let mut queue = self.queue();
        let many = queue.waiting.len().min(self.0.limits.together);
        queue.last = many;
        if many > 0 {
            return Some(queue.waiting.drain(..many).collect());
        }
        queue.at_work -= 1;
        if queue.at_work == 0 {
            self.0.settled.notify_waiters();
        }
        None
    }

    pub(crate) async fn settled(&self) {
        loop {
            let settled = self.0.settled.notified();
            if self.queue().at_work == 0 {
                return;
            }
            settled.await;
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue<W, A>> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W, A> Clone for Gatherer<W, A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W, A> fmt::Debug for Gatherer<W, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gatherer(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { of: "wishes", hands: 1, together: 256, most: 4_096, timeout: BATCH_TIMEOUT };

    fn gatherer() -> Gatherer<usize, &'static str> {
        Gatherer::new(LIMITS)
    }

    fn wishes(asked: &[Asked<usize, &'static str>]) -> Vec<usize> {
        asked.iter().map(|asked| asked.wish).collect()
    }

    #[tokio::test]
    async fn whoever_comes_while_somebody_is_at_work_is_taken_next_in_the_order_of_coming() {
        let gatherer = gatherer();
        let _first = gatherer.add(1).unwrap();
        assert!(gatherer.needs_a_hand());
        assert_eq!(wishes(&gatherer.next().await.unwrap()), [1]);
        let _second = gatherer.add(2).unwrap();
        assert!(!gatherer.needs_a_hand(), "somebody is at work");
        let _third = gatherer.add(3).unwrap();
        assert_eq!(wishes(&gatherer.next().await.unwrap()), [2, 3]);
        assert!(gatherer.next().await.is_none());
        assert!(!gatherer.needs_a_hand(), "nobody waits");
        let _fourth = gatherer.add(4).unwrap();
        assert!(gatherer.needs_a_hand(), "the last one has left");
    }

    #[tokio::test]
    async fn no_more_are_taken_together_than_fit() {
        let gatherer = gatherer();
        let waiting: Vec<_> = (0..300).map(|wish| gatherer.add(wish).unwrap()).collect();
        assert!(gatherer.needs_a_hand());
        assert_eq!(gatherer.next().await.unwrap().len(), LIMITS.together);
        assert_eq!(gatherer.next().await.unwrap().len(), waiting.len() - LIMITS.together);
    }

    #[tokio::test]
    async fn a_full_queue_says_so_at_once_and_takes_others_when_it_has_moved_on() {
        let gatherer = gatherer();
        let waiting: Vec<_> = (0..).map_while(|wish| gatherer.add(wish).ok()).collect();
        assert_eq!(waiting.len(), LIMITS.most);
        assert_eq!(gatherer.add(0).unwrap_err(), TooMany);
        assert!(gatherer.needs_a_hand());
        gatherer.next().await.unwrap();
        assert!(gatherer.add(0).is_ok());
    }

    #[tokio::test]
    async fn whoever_has_gone_away_is_known_to_have() {
        let gatherer = gatherer();
        drop(gatherer.add(1).unwrap());
        let stays = gatherer.add(2).unwrap();
        assert!(gatherer.needs_a_hand());
        let asked = gatherer.next().await.unwrap();
        assert_eq!(asked.iter().map(Asked::is_waiting).collect::<Vec<_>>(), [false, true]);
        for it in asked {
            it.answer("full");
        }
        assert_eq!(stays.await, Ok("full"));
    }

    #[tokio::test]
    async fn it_is_settled_when_the_last_one_at_work_has_left() {
        let gatherer = Gatherer::<_, ()>::new(Limits { hands: 2, ..LIMITS });
        gatherer.settled().await;
        let _first = gatherer.add(1).unwrap();
        let _second = gatherer.add(2).unwrap();
        assert!(gatherer.needs_a_hand() && gatherer.needs_a_hand());
        assert!(gatherer.next().await.is_some() && gatherer.next().await.is_none());
        let settling = tokio::spawn({
            let gatherer = gatherer.clone();
            async move { gatherer.settled().await }
        });
        tokio::task::yield_now().await;
        assert!(!settling.is_finished());
        assert!(gatherer.next().await.is_none());
        settling.await.unwrap();
    }

    /// Answers at once, panics, or never ends, depending on the request.
    #[derive(Clone)]
    struct Moody;

    impl Serves<usize, &'static str> for Moody {
        async fn serve(self, asked: Vec<Asked<usize, &'static str>>) {
            for job in asked {
                match job.wish {
                    0 => std::future::pending().await,
                    1 => panic!("this job panics"),
                    _ => job.answer("done"),
                }
            }
        }
    }

    #[tokio::test]
    async fn batch_that_never_ends_is_dropped_and_those_behind_it_are_served() {
        let timeout = Duration::from_millis(50);
        let gatherer = Gatherer::new(Limits { timeout, together: 1, ..LIMITS });
        let (frozen, panicked, after) = tokio::join!(
            gatherer.ask(0, &Moody),
            gatherer.ask(1, &Moody),
            gatherer.ask(2, &Moody),
        );
        assert_eq!((frozen, panicked, after), (Ok(None), Ok(None), Ok(Some("done"))));
    }
}
