//! A bounded log that keeps the newest items, or all of them on request.

use std::collections::VecDeque;

use serde::Serialize;

/// The number of items kept by default.
const DEFAULT_CAPACITY: usize = 500;

/// A log whose items are numbered from 1 in order of arrival.
#[derive(Debug)]
pub(crate) struct BoundedLog<T> {
    items: VecDeque<T>,
    dropped: u64,
    unbounded: bool,
}

/// An item with its number.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Numbered<T> {
    pub(crate) number: u64,
    #[serde(flatten)]
    pub(crate) item: T,
}

impl<T> BoundedLog<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.items.push_back(item);
        self.drop_oldest();
    }

    /// Sets whether all items are kept from now on, or only the newest.
    pub(crate) fn keep_all(&mut self, all: bool) {
        self.unbounded = all;
        self.drop_oldest();
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.items.iter().rev()
    }

    pub(crate) fn oldest_first(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut()
    }

    pub(crate) fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.items.retain(keep);
    }

    fn drop_oldest(&mut self) {
        while !self.unbounded && self.items.len() > DEFAULT_CAPACITY {
            self.items.pop_front();
            self.dropped += 1;
        }
    }
}

impl<T: Clone> BoundedLog<T> {
    /// Returns items after number `after`, oldest first.
    pub(crate) fn page(&self, after: u64, limit: usize) -> Vec<Numbered<T>> {
        let skipped = usize::try_from(after.saturating_sub(self.dropped)).unwrap_or(usize::MAX);
        let items = self.items.iter().enumerate().skip(skipped).take(limit);
        items.map(|(index, item)| self.numbered(index, item)).collect()
    }

    /// Returns the newest items, newest first, up to the default limit.
    pub(crate) fn newest(&self, limit: usize) -> Vec<Numbered<T>> {
        let items = self.items.iter().enumerate().rev().take(limit.min(DEFAULT_CAPACITY));
        items.map(|(index, item)| self.numbered(index, item)).collect()
    }

    fn numbered(&self, index: usize, item: &T) -> Numbered<T> {
        let offset = u64::try_from(index).unwrap_or(u64::MAX);
        Numbered { number: self.dropped + offset + 1, item: item.clone() }
    }
}

impl<T> Default for BoundedLog<T> {
    fn default() -> Self {
        Self { items: VecDeque::new(), dropped: 0, unbounded: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers<T>(page: &[Numbered<T>]) -> Vec<u64> {
        page.iter().map(|numbered| numbered.number).collect()
    }

    #[test]
    fn oldest_items_are_dropped_unless_all_are_kept() {
        let mut log = BoundedLog::default();
        for number in 1..=502 {
            log.push(number);
        }
        assert_eq!(log.oldest_first().next(), Some(&3));
        log.keep_all(true);
        log.push(503);
        assert_eq!(log.oldest_first().count(), 501);
        log.keep_all(false);
        assert_eq!(log.oldest_first().next(), Some(&4));
        assert_eq!(log.newest(1)[0].number, 503);
    }

    #[test]
    fn pages_continue_after_the_given_number() {
        let mut log = BoundedLog::default();
        for letter in 'a'..='e' {
            log.push(letter);
        }
        assert_eq!(numbers(&log.page(0, 2)), [1, 2]);
        assert_eq!(numbers(&log.page(2, 9)), [3, 4, 5]);
        assert!(log.page(5, 9).is_empty());
    }
}
