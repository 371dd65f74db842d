//! Where wishes gather while those before them are decided on.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, oneshot};

use super::{Answer, BookError, Uttered};

/// How many are decided on together. Each is some ten values of a statement, of which SQLite takes
/// 32,766 and PostgreSQL 65,535.
const TOGETHER: usize = 256;
/// How many may wait; whoever comes then is told so at once. A few seconds' work.
const MOST: usize = 4_096;

/// A wish, and whom to answer.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) uttered: Uttered,
    answer: oneshot::Sender<Answer>,
}

impl Asked {
    /// Whether somebody still waits for the answer.
    pub(super) fn is_waiting(&self) -> bool {
        !self.answer.is_closed()
    }

    /// Answers; whoever has gone away finds it under their key.
    pub(super) fn answer(self, answer: Answer) {
        drop(self.answer.send(answer));
    }
}

/// The queue of wishes. Cheap to clone; clones are the same queue.
///
/// Nobody stands at it while it is empty: whoever brings a wish and finds nobody at work
/// ([`needs_a_hand`](Self::needs_a_hand)) sets somebody to it.
#[derive(Debug, Clone)]
pub(crate) struct Gatherer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    queue: Mutex<Queue>,
    /// Rung when the last one at work has left.
    settled: Notify,
    /// How many may be at work side by side.
    hands: usize,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Asked>,
    at_work: usize,
}

impl Gatherer {
    pub(crate) fn new(hands: usize) -> Self {
        Self(Arc::new(Inner { queue: Mutex::default(), settled: Notify::new(), hands }))
    }

    /// Puts a wish at the end of the queue.
    pub(super) fn add(&self, uttered: Uttered) -> Result<oneshot::Receiver<Answer>, BookError> {
        let mut queue = self.queue();
        if queue.waiting.len() >= MOST {
            return Err(BookError::Busy);
        }
        let (answer, asked) = oneshot::channel();
        queue.waiting.push_back(Asked { uttered, answer });
        Ok(asked)
    }

    /// Whether somebody is to go to work, who is counted from here on: until
    /// [`next`](Self::next) gives them nothing.
    pub(super) fn needs_a_hand(&self) -> bool {
        let mut queue = self.queue();
        let needed = !queue.waiting.is_empty() && queue.at_work < self.0.hands;
        queue.at_work += usize::from(needed);
        needed
    }

    /// Those who have waited longest; nobody: whoever asks may leave.
    pub(super) fn next(&self) -> Option<Vec<Asked>> {
        let mut queue = self.queue();
        let many = queue.waiting.len().min(TOGETHER);
        if many > 0 {
            return Some(queue.waiting.drain(..many).collect());
        }
        queue.at_work -= 1;
        if queue.at_work == 0 {
            self.0.settled.notify_waiters();
        }
        None
    }

    pub(super) async fn settled(&self) {
        loop {
            let settled = self.0.settled.notified();
            if self.queue().at_work == 0 {
                return;
            }
            settled.await;
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
