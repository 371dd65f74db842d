//! A bounded log that keeps the newest items, or all of them on request.

use std::collections::VecDeque;

use serde::Serialize;

/// The number of items kept by default.
const NEWEST: usize = 500;

/// A log whose items are numbered from 1 in order of arrival.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    items: VecDeque<T>,
    forgotten: u64,
    all: bool,
}

/// An item with its number.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Numbered<T> {
    pub(crate) number: u64,
    #[serde(flatten)]
    pub(crate) item: T,
}

impl<T> Kept<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.items.push_back(item);
        self.forget_old();
    }

    /// Sets whether all items are kept from now on, or only the newest.
    pub(crate) fn keep_all(&mut self, all: bool) {
        self.all = all;
        self.forget_old();
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

    pub(crate) fn retain(&mut self, wanted: impl FnMut(&T) -> bool) {
        self.items.retain(wanted);
    }

    fn forget_old(&mut self) {
        while !self.all && self.items.len() > NEWEST {
            self.items.pop_front();
            self.forgotten += 1;
        }
    }
}

impl<T: Clone> Kept<T> {
    /// Returns items after number `after`, oldest first.
    pub(crate) fn page(&self, after: u64, at_most: usize) -> Vec<Numbered<T>> {
        let skipped = usize::try_from(after.saturating_sub(self.forgotten)).unwrap_or(usize::MAX);
        let items = self.items.iter().enumerate().skip(skipped).take(at_most);
        items.map(|(index, item)| self.numbered(index, item)).collect()
    }

    /// Returns the newest items, newest first, up to the default limit.
    pub(crate) fn newest(&self, at_most: usize) -> Vec<Numbered<T>> {
        let items = self.items.iter().enumerate().rev().take(at_most.min(NEWEST));
        items.map(|(index, item)| self.numbered(index, item)).collect()
    }

    fn numbered(&self, index: usize, item: &T) -> Numbered<T> {
        let place = u64::try_from(index).unwrap_or(u64::MAX);
        Numbered { number: self.forgotten + place + 1, item: item.clone() }
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { items: VecDeque::new(), forgotten: 0, all: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers<T>(page: &[Numbered<T>]) -> Vec<u64> {
        page.iter().map(|it| it.number).collect()
    }

    #[test]
    fn the_oldest_are_forgotten_unless_all_are_kept() {
        let mut kept = Kept::default();
        for number in 1..=502 {
            kept.push(number);
        }
        assert_eq!(kept.oldest_first().next(), Some(&3));
        kept.keep_all(true);
        kept.push(503);
        assert_eq!(kept.oldest_first().count(), 501);
        kept.keep_all(false);
        assert_eq!(kept.oldest_first().next(), Some(&4));
        assert_eq!(kept.newest(1)[0].number, 503);
    }

    #[test]
    fn pages_follow_one_another_by_number() {
        let mut kept = Kept::default();
        for letter in 'a'..='e' {
            kept.push(letter);
        }
        assert_eq!(numbers(&kept.page(0, 2)), [1, 2]);
        assert_eq!(numbers(&kept.page(2, 9)), [3, 4, 5]);
        assert!(kept.page(5, 9).is_empty());
    }
}
