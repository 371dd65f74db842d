//! Rules 50x: the LINE channels, and whether the monthly message quota is enough.

use chrono::NaiveDate;

use super::{Allowance, Data, Facts, Level, Rule};
use crate::{office::forecast, vaccination::time::tokyo_date};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFinding {
    /// If people who are linked book every seat of the month.
    BeyondQuota {
        /// The first day of the month.
        month: NaiveDate,
        messages: u64,
        limit: u64,
    },
    /// LINE could not be queried, and the settings do not say.
    QuotaUnknown,
    /// The LIFF app does not belong to the LINE Login channel of the settings.
    LiffOfAnotherChannel {
        liff_id: String,
        login_channel_id: String,
    },
    /// Both channels are the same.
    OneChannelTwice(String),
    /// LINE knows none of the people who linked.
    Strangers {
        asked: usize,
    },
    NoChannelSecret,
    NoLoginSecret,
    Simulator,
    /// Not an address at LINE where people add a friend.
    FriendUrl(String),
}

impl LineFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::BeyondQuota { .. } => (501, Level::Warning),
            Self::QuotaUnknown => (502, Level::Warning),
            Self::LiffOfAnotherChannel { .. } => (503, Level::Error),
            Self::OneChannelTwice(_) => (504, Level::Error),
            Self::Strangers { .. } => (505, Level::Error),
            Self::NoChannelSecret => (506, Level::Error),
            Self::NoLoginSecret => (507, Level::Warning),
            Self::Simulator => (508, Level::Error),
            Self::FriendUrl(_) => (509, Level::Warning),
        }
    }
}

pub(super) fn look(facts: &Facts) -> Vec<LineFinding> {
    let line = &facts.line;
    let mut found = Vec::new();
    match line.allowance {
        Allowance::Unlimited => {}
        Allowance::Unknown => found.push(LineFinding::QuotaUnknown),
        Allowance::Limited { limit } => found.extend(beyond(facts, limit)),
    }
    // A LIFF id consists of the id of its channel, a hyphen and some letters.
    if line.liff_id.split('-').next() != Some(line.login_channel_id.as_str()) {
        found.push(LineFinding::LiffOfAnotherChannel {
            liff_id: line.liff_id.clone(),
            login_channel_id: line.login_channel_id.clone(),
        });
    }
    if line.channel_id == line.login_channel_id {
        found.push(LineFinding::OneChannelTwice(line.channel_id.clone()));
    }
    if line.acquaintance.all_strangers() {
        found.push(LineFinding::Strangers { asked: line.acquaintance.asked });
    }
    if !line.channel_secret {
        found.push(LineFinding::NoChannelSecret);
    }
    if !line.login_channel_secret {
        found.push(LineFinding::NoLoginSecret);
    }
    if line.simulator {
        found.push(LineFinding::Simulator);
    }
    if !is_friend_url(&line.friend_url) {
        found.push(LineFinding::FriendUrl(line.friend_url.clone()));
    }
    found
}

fn is_friend_url(url: &str) -> bool {
    ["https://lin.ee/", "https://line.me/R/ti/p/", "https://page.line.me/"]
        .iter()
        .any(|start| url.starts_with(start))
}

/// Returns the month that needs the most messages, if that is more than the limit.
fn beyond(facts: &Facts, limit: u64) -> Option<LineFinding> {
    let Data::Read { slots, .. } = &facts.data else { return None };
    let today = tokyo_date(facts.now);
    let ahead = slots.iter().filter(|it| !it.closed && it.date >= today);
    let months = forecast::if_all_is_booked(ahead.map(|it| (it.date, it.capacity)), &facts.pushed);
    let (month, messages) = months.into_iter().max_by_key(|(_, messages)| *messages)?;
    (messages > limit).then_some(LineFinding::BeyondQuota { month, messages, limit })
}
