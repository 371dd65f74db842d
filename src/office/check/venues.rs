//! Rules 30x: venues.

use std::collections::HashSet;

use super::{Facts, Level, Rule, SlotFact};
use crate::vaccination::{time::tokyo_date, venue::Venue};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VenueFinding {
    NoVenues,
    /// No open slot from today on.
    WithoutSlots(String),
    WithoutNotice(String),
    NamedTwice(String),
    /// Not katakana, or missing: lists are sorted by it.
    Kana(String),
    WithoutAddress(String),
    /// The link to a map is not an https address.
    Map(String),
}

impl VenueFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::NoVenues => (301, Level::Error),
            Self::WithoutSlots(_) => (302, Level::Warning),
            Self::WithoutNotice(_) => (303, Level::Warning),
            Self::NamedTwice(_) => (304, Level::Error),
            Self::Kana(_) => (305, Level::Warning),
            Self::WithoutAddress(_) => (306, Level::Error),
            Self::Map(_) => (307, Level::Warning),
        }
    }
}

pub(super) fn look(facts: &Facts, venues: &[Venue], slots: &[SlotFact]) -> Vec<VenueFinding> {
    if venues.is_empty() {
        return vec![VenueFinding::NoVenues];
    }
    let today = tokyo_date(facts.now);
    let ahead = slots.iter().filter(|it| !it.closed && it.date >= today);
    let busy: HashSet<_> = ahead.map(|it| it.venue).collect();
    // Without any slot the calendar is empty, which rule 211 reports once.
    let expected = !slots.is_empty() && facts.now < facts.programme.closes_at;
    let mut names = HashSet::new();
    let mut found = Vec::new();
    for venue in venues {
        let name = || venue.name.clone();
        if expected && !busy.contains(&venue.id) {
            found.push(VenueFinding::WithoutSlots(name()));
        }
        if venue.notice.as_ref().is_none_or(|notice| notice.trim().is_empty()) {
            found.push(VenueFinding::WithoutNotice(name()));
        }
        if !names.insert((&venue.category, &venue.name)) {
            found.push(VenueFinding::NamedTwice(name()));
        }
        if !is_katakana(&venue.kana) {
            found.push(VenueFinding::Kana(name()));
        }
        if venue.address.trim().is_empty() {
            found.push(VenueFinding::WithoutAddress(name()));
        }
        if venue.map_url.as_ref().is_some_and(|url| !url.is_empty() && !is_https(url)) {
            found.push(VenueFinding::Map(name()));
        }
    }
    found
}

fn is_katakana(kana: &str) -> bool {
    let allowed = |letter: char| {
        matches!(letter, 'ァ'..='ヺ' | 'ー' | '・' | ' ' | '　') || letter.is_ascii_alphanumeric()
    };
    !kana.trim().is_empty() && kana.chars().all(allowed)
}

fn is_https(url: &str) -> bool {
    url.strip_prefix("https://").is_some_and(|rest| rest.contains('.'))
}
