//! `sesshu doctor`: checks LINE, the mail server and the database before residents notice a
//! problem. Changes nothing and sends no message.
//!
//! A finding ([`Found`]) is a fact with a severity; the command line has the texts, and what to do
//! about each.

mod database;
mod line;
mod mail;
mod menus;
mod quota;

use chrono::TimeDelta;

pub use self::database::Opened;
use crate::{
    gate::{Guesses, Limits},
    line::{Line, LineError},
    mail::MailServer,
    office::rich_menu::Drawn,
    storage::{Database, HistoryWatch},
    vaccination::{ids::SlotId, notice::NoticeKind, programme::Programme, time::Clock},
};

/// The deployment to examine.
#[derive(Debug)]
pub struct Patient<'a> {
    pub line: &'a Line,
    pub clock: &'a dyn Clock,
    /// The address of the service for residents, e.g. `https://yoyaku.city.example.jp`.
    pub public_url: &'a str,
    pub login_channel_id: &'a str,
    pub liff_id: &'a str,
    /// Where people add the account as a friend.
    pub friend_url: &'a str,
    /// The menus of the folder, or what is wrong with them.
    pub menus: Result<&'a Drawn, String>,
    pub mail: Option<&'a MailServer>,
    pub database: &'a Database,
    /// The database, if it could be opened.
    pub store: Opened<'a>,
    pub programme: &'a Programme,
    pub pushed: &'a [NoticeKind],
    pub limits: Limits,
}

/// The severity: whether something has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Good,
    /// A person has to decide: it may be intended, or could not be queried.
    Note,
    /// The service does not work, or not for everyone.
    Bad,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum About {
    Token,
    Account,
    Webhook,
    Console,
    Clock,
    Quota,
    RichMenu,
    Liff,
    Provider,
    Mail,
    Database,
    Guessing,
    History,
    Staff,
}

/// A finding.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    TokenIssued,
    TokenRefused(LineError),
    LineUnreachable(LineError),
    Account {
        name: String,
        basic_id: String,
    },
    /// The settings send people to another account than the channel's.
    OtherFriendUrl {
        friend_url: String,
        basic_id: String,
    },
    WebhookSet {
        address: String,
    },
    WebhookMissing {
        expected: String,
    },
    WebhookElsewhere {
        found: String,
        expected: String,
    },
    WebhookOff {
        address: String,
    },
    WebhookAnswers,
    WebhookFails {
        reason: String,
        status: u16,
    },
    /// LINE has no API for these switches of its console.
    SwitchesUnasked,
    /// Our clock minus LINE's.
    ClockFits {
        by: TimeDelta,
    },
    ClockOff {
        by: TimeDelta,
    },
    QuotaUnlimited {
        used: u64,
        reminders: u64,
    },
    QuotaEnough {
        left: u64,
        limit: u64,
        reminders: u64,
    },
    QuotaShort {
        left: u64,
        limit: u64,
        reminders: u64,
    },
    QuotaSpent {
        limit: u64,
        reminders: u64,
    },
    MenuInForce {
        made_at: String,
    },
    MenuDiffers {
        made_at: String,
    },
    MenuMissing,
    /// Another default was set by hand, or a change was interrupted.
    MenuUnsettled,
    MenuUnreadable {
        why: String,
    },
    LiffFits {
        endpoint: String,
    },
    LiffElsewhere {
        found: String,
        expected: String,
    },
    LiffUnknown {
        liff_id: String,
    },
    LiffOfOtherChannel {
        liff_id: String,
        login_channel_id: String,
    },
    LiffLacksScope {
        scope: &'static str,
    },
    LiffNoBotPrompt,
    LiffNotFull {
        size: String,
    },
    /// The LINE Login channel has further LIFF apps, each with its endpoint. An ID token names the
    /// channel, not the app: theirs are accepted as if they came from our pages.
    LiffOthers {
        apps: Vec<String>,
    },
    LiffUnasked {
        why: LineError,
    },
    LiffNoSecret,
    OneProvider,
    /// LINE knows none of the people who linked through the LINE Login channel.
    StrangersOnly {
        asked: usize,
    },
    ProviderUnasked,
    MailSet {
        host: String,
        signs_in: bool,
    },
    MailFails {
        host: String,
        why: String,
    },
    MailUnset,
    DatabaseAnswers {
        version: String,
    },
    DatabaseFails {
        why: String,
    },
    DatabaseMissing {
        file: String,
    },
    /// Others than their owner may read or write these files.
    DatabaseExposed {
        files: Vec<String>,
    },
    TablesFit,
    TablesOld {
        pending: Vec<String>,
    },
    KeysFit,
    KeysUnused,
    KeysOther,
    DatabaseClockFits {
        by: TimeDelta,
    },
    DatabaseClockOff {
        by: TimeDelta,
    },
    SeatsCounted,
    /// The counters of these slots differ from the numbers of their bookings.
    SeatsMiscounted {
        slots: Vec<SlotId>,
    },
    FewGuesses(Guesses),
    /// More failures than mistyping explains: there may be an attack.
    ManyGuesses(Guesses),
    HistoryQuiet,
    /// `sesshu history verify` has to be run: seals are missing or late, or entries have none.
    HistoryAlarms(HistoryWatch),
    /// Administrators granted themselves further rights in the last thirty days.
    RightsSelfGranted {
        times: u64,
    },
    /// LINE could not be queried, for this reason.
    Unasked {
        about: About,
        why: LineError,
    },
}

/// Examines everything. A failed query is a finding, too.
pub async fn examine(patient: &Patient<'_>) -> Vec<Found> {
    let mut found = line::look(patient).await;
    found.extend(mail::look(patient.mail).await);
    found.extend(database::look(patient).await);
    found
}

impl Found {
    pub fn about(&self) -> About {
        match self {
            Self::TokenIssued | Self::TokenRefused(_) | Self::LineUnreachable(_) => About::Token,
            Self::Account { .. } | Self::OtherFriendUrl { .. } => About::Account,
            Self::WebhookSet { .. }
            | Self::WebhookMissing { .. }
            | Self::WebhookElsewhere { .. }
            | Self::WebhookOff { .. }
            | Self::WebhookAnswers
            | Self::WebhookFails { .. } => About::Webhook,
            Self::SwitchesUnasked => About::Console,
            Self::ClockFits { .. } | Self::ClockOff { .. } => About::Clock,
            Self::QuotaUnlimited { .. }
            | Self::QuotaEnough { .. }
            | Self::QuotaShort { .. }
            | Self::QuotaSpent { .. } => About::Quota,
            Self::MenuInForce { .. }
            | Self::MenuDiffers { .. }
            | Self::MenuMissing
            | Self::MenuUnsettled
            | Self::MenuUnreadable { .. } => About::RichMenu,
            Self::LiffFits { .. }
            | Self::LiffElsewhere { .. }
            | Self::LiffUnknown { .. }
            | Self::LiffOfOtherChannel { .. }
            | Self::LiffLacksScope { .. }
            | Self::LiffNoBotPrompt
            | Self::LiffNotFull { .. }
            | Self::LiffOthers { .. }
            | Self::LiffUnasked { .. }
            | Self::LiffNoSecret => About::Liff,
            Self::OneProvider | Self::StrangersOnly { .. } | Self::ProviderUnasked => {
                About::Provider
            }
            Self::MailSet { .. } | Self::MailFails { .. } | Self::MailUnset => About::Mail,
            Self::DatabaseAnswers { .. }
            | Self::DatabaseFails { .. }
            | Self::DatabaseMissing { .. }
            | Self::DatabaseExposed { .. }
            | Self::TablesFit
            | Self::TablesOld { .. }
            | Self::KeysFit
            | Self::KeysUnused
            | Self::KeysOther
            | Self::SeatsCounted
            | Self::SeatsMiscounted { .. }
            | Self::DatabaseClockFits { .. }
            | Self::DatabaseClockOff { .. } => About::Database,
            Self::FewGuesses(_) | Self::ManyGuesses(_) => About::Guessing,
            Self::HistoryQuiet | Self::HistoryAlarms(_) => About::History,
            Self::RightsSelfGranted { .. } => About::Staff,
            Self::Unasked { about, .. } => *about,
        }
    }

    pub fn grade(&self) -> Grade {
        match self {
            Self::TokenIssued
            | Self::Account { .. }
            | Self::WebhookSet { .. }
            | Self::WebhookAnswers
            | Self::ClockFits { .. }
            | Self::QuotaUnlimited { .. }
            | Self::QuotaEnough { .. }
            | Self::MenuInForce { .. }
            | Self::LiffFits { .. }
            | Self::OneProvider
            | Self::MailSet { .. }
            | Self::DatabaseAnswers { .. }
            | Self::TablesFit
            | Self::KeysFit
            | Self::KeysUnused
            | Self::SeatsCounted
            | Self::DatabaseClockFits { .. }
            | Self::HistoryQuiet
            | Self::FewGuesses(_) => Grade::Good,
            Self::OtherFriendUrl { .. }
            | Self::SwitchesUnasked
            | Self::QuotaShort { .. }
            | Self::MenuDiffers { .. }
            | Self::LiffNoBotPrompt
            | Self::LiffNotFull { .. }
            | Self::LiffOthers { .. }
            | Self::LiffUnasked { .. }
            | Self::LiffNoSecret
            | Self::StrangersOnly { .. }
            | Self::ProviderUnasked
            | Self::MailUnset
            | Self::DatabaseExposed { .. }
            | Self::DatabaseClockOff { .. }
            | Self::ManyGuesses(_)
            | Self::RightsSelfGranted { .. }
            | Self::Unasked { .. } => Grade::Note,
            Self::TokenRefused(_)
            | Self::LineUnreachable(_)
            | Self::WebhookMissing { .. }
            | Self::WebhookElsewhere { .. }
            | Self::WebhookOff { .. }
            | Self::WebhookFails { .. }
            | Self::ClockOff { .. }
            | Self::QuotaSpent { .. }
            | Self::MenuMissing
            | Self::MenuUnsettled
            | Self::MenuUnreadable { .. }
            | Self::LiffElsewhere { .. }
            | Self::LiffUnknown { .. }
            | Self::LiffOfOtherChannel { .. }
            | Self::LiffLacksScope { .. }
            | Self::MailFails { .. }
            | Self::DatabaseFails { .. }
            | Self::DatabaseMissing { .. }
            | Self::TablesOld { .. }
            | Self::HistoryAlarms(_)
            | Self::SeatsMiscounted { .. }
            | Self::KeysOther => Grade::Bad,
        }
    }
}
