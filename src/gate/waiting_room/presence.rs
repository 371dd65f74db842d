//! Who has come in or shown themselves since the last step: kept for a second, then written down
//! together.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Numbers of people inside.
#[derive(Debug, Default)]
pub(super) struct News {
    pub(super) entered: BTreeSet<i64>,
    /// Were inside before, and are still.
    pub(super) seen: BTreeSet<i64>,
    /// Have what they came for.
    pub(super) done: BTreeSet<i64>,
}

#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<News>);

impl Presence {
    pub(super) fn entered(&self, number: i64) {
        self.news().entered.insert(number);
    }

    pub(super) fn seen(&self, number: i64) {
        self.news().seen.insert(number);
    }

    pub(super) fn done(&self, number: i64) {
        self.news().done.insert(number);
    }

    pub(super) fn take(&self) -> News {
        std::mem::take(&mut self.news())
    }

    /// They could not be written down: to be tried again.
    pub(super) fn put_back(&self, news: News) {
        let mut all = self.news();
        all.entered.extend(news.entered);
        all.seen.extend(news.seen);
        all.done.extend(news.done);
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
