//! Buffers who has entered or made a request since the last tick, for one write per second.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The numbers of people inside whose presence has changed.
#[derive(Debug, Default)]
pub(super) struct News {
    pub(super) entered: BTreeSet<i64>,
    /// Were inside before, and still are.
    pub(super) seen: BTreeSet<i64>,
    /// Have finished and got an exit pass.
    pub(super) done: BTreeSet<i64>,
}

#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<News>);

/// Changes on their way to the database.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    presence: &'a Presence,
    news: News,
}

impl Taken<'_> {
    pub(super) fn news(&self) -> &News {
        &self.news
    }

    /// Confirms that the changes are in the database.
    pub(super) fn written(mut self) {
        self.news = News::default();
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.presence.put_back(std::mem::take(&mut self.news));
    }
}

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

    /// Takes the changes out to be written. They are put back if the returned value is dropped
    /// before [`written`](Taken::written), for instance when a timeout cancels the writing task.
    pub(super) fn take(&self) -> Taken<'_> {
        Taken { presence: self, news: std::mem::take(&mut self.news()) }
    }

    fn put_back(&self, news: News) {
        let mut all = self.news();
        all.entered.extend(news.entered);
        all.seen.extend(news.seen);
        all.done.extend(news.done);
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_that_were_not_written_are_put_back() {
        let presence = Presence::default();
        presence.entered(1);
        let taken = presence.take();
        presence.seen(2);
        drop(taken);
        let taken = presence.take();
        assert_eq!(taken.news().entered, BTreeSet::from([1]));
        assert_eq!(taken.news().seen, BTreeSet::from([2]));
        taken.written();
        assert!(presence.take().news().entered.is_empty());
    }
}
