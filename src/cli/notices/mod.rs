//! `sesshu notices`: notifications that are queued or failed, with the reasons, and the call list.

mod calls;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde::Serialize;
use uuid::Uuid;

use super::{
    Failure,
    admission::admit,
    clock::SystemClock,
    print::{Consent, Format, Listed, Tongue, Words, list, progress, say},
    settings::SettingsFile,
    slots::unknown_venue,
    words,
};
use crate::{
    notices::{LAST_RETRY_AFTER, reasons},
    office::{self, calls::CallFilter, venues},
    storage::{Ledger, LedgerLine, NoticeState, Retried, Store},
    vaccination::{
        day,
        ids::{BookingId, NoticeId},
        notice::NoticeKind,
        staff_act::StaffAct,
        time::{Clock, tokyo_date},
    },
};

/// The number of lines per page.
const PAGE: u64 = 500;
/// The delivery method if the call centre informed the person.
const BY_PHONE: &str = "phone";

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// List notices that are waiting, being sent, or failed, with the reason
    ///
    /// Example: sesshu notices list --call
    List(List),
    /// Send failed notices again
    ///
    /// Example: sesshu notices retry 4711 4712
    Retry(Retry),
    /// Record that people were informed by telephone, and remove them from the call list
    ///
    /// Example: sesshu notices told 4711
    Told(Told),
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    settings: SettingsFile,
    /// Only notices that could not be sent
    #[arg(long)]
    failed: bool,
    /// The call list: one row per person whom no notice reached and who must still be informed,
    /// with name and telephone number
    #[arg(long, conflicts_with = "failed")]
    call: bool,
    /// Only notices of this kind
    #[arg(long, value_parser = kind)]
    kind: Option<NoticeKind>,
    /// Only bookings at this venue
    #[arg(long, value_name = "CODE")]
    venue: Option<String>,
    /// Only bookings on this day
    #[arg(long, value_parser = day::parse)]
    date: Option<NaiveDate>,
    /// Write the call list to a new CSV file for Excel; `-` is standard output
    #[arg(long, value_name = "FILE", requires = "call", conflicts_with = "json")]
    csv: Option<PathBuf>,
    /// All notices of one booking, in any state
    #[arg(long, value_name = "ID", conflicts_with_all = ["failed", "call"])]
    booking: Option<BookingId>,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Retry {
    #[command(flatten)]
    settings: SettingsFile,
    /// The numbers of the notices
    #[arg(required = true)]
    ids: Vec<NoticeId>,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Debug, Args)]
pub(super) struct Told {
    #[command(flatten)]
    settings: SettingsFile,
    /// The numbers of the notices
    #[arg(required = true)]
    ids: Vec<NoticeId>,
}

/// A row of the list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    id: i64,
    kind: &'static str,
    state: &'static str,
    via: Option<String>,
    sent_at: Option<String>,
    attempts: u32,
    reason: Option<String>,
    booking: Option<i64>,
    venue: Option<String>,
    slot: Option<String>,
    #[serde(skip)]
    said: Said,
}

/// The texts of a row in both languages.
#[derive(Debug)]
struct Said {
    kind: Words,
    state: Words,
}

impl Listed for Line {
    const COLUMNS: &'static [Words] = &[
        ("番号", "No."),
        ("種類", "Kind"),
        ("状態", "State"),
        ("理由・方法", "Why / how"),
        ("予約", "Booking"),
        ("会場", "Venue"),
        ("日時", "Slot"),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        // A delivered notification shows its delivery method, not the reason why it failed before.
        let way = self.via.as_ref().map(|via| words::notice_way(via, tongue));
        let why = || Some(words::notice_reason(self.reason.as_ref()?, tongue));
        let why = way.or_else(why);
        vec![
            self.id.to_string(),
            tongue.say(self.said.kind).to_owned(),
            tongue.say(self.said.state).to_owned(),
            why.unwrap_or_default(),
            self.booking.map(|id| id.to_string()).unwrap_or_default(),
            self.venue.clone().unwrap_or_default(),
            self.slot.clone().unwrap_or_default(),
        ]
    }
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::List(asked) => show(asked).await,
        Action::Retry(asked) => retry(asked).await,
        Action::Told(asked) => told(asked).await,
    }
}

async fn show(asked: List) -> Result<(), Failure> {
    let staff = admit(&asked.settings.read()?.database, StaffAct::NoticesList).await?;
    let store = &staff.store;
    let tongue = Tongue::of_environment();
    let venue = match &asked.venue {
        None => None,
        Some(code) => {
            let codes = venues::codes(store).await?;
            Some(codes.venue(code).ok_or_else(|| unknown_venue(code, tongue))?)
        }
    };
    let filter = CallFilter { kind: asked.kind, venue, date: asked.date };
    if asked.call {
        let calls = office::calls::calls(store, &filter, SystemClock.now()).await?;
        return match &asked.csv {
            Some(path) => calls::write(&calls, path, tongue),
            None => calls::print(&calls, asked.format, tongue),
        };
    }
    let which = match asked.booking {
        Some(booking) => Ledger::OfBooking(booking),
        None if asked.failed => Ledger::Failed,
        None => Ledger::Owed,
    };
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let page = store.ledger(which, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.notice.id);
        for line in page {
            if filter.fits(line.notice.kind, line.booking.as_ref()) {
                lines.push(shown(line));
            }
        }
    }
    let none = ("該当するお知らせはありません。", "There are no such notices.");
    list(&lines, asked.format, tongue, none)
}

fn kind(word: &str) -> Result<NoticeKind, UnknownKind> {
    NoticeKind::from_record(word).ok_or(UnknownKind)
}

/// The error for an unknown kind of notification.
#[derive(Debug, thiserror::Error)]
#[error(
    "unknown kind; the kinds are confirmation, cancellation, reminder, link_moved, linked, \
     unlinked, contact_changed, cancellation_copy, suspension and resumption"
)]
pub(in crate::cli) struct UnknownKind;

fn shown(line: LedgerLine) -> Line {
    let LedgerLine { notice, booking, .. } = line;
    let slot = booking.as_ref().map(|it| {
        let (starts, ends) = (it.slot.starts, it.slot.ends);
        format!("{} {starts}–{ends}", tokyo_date(it.slot.starts_at()))
    });
    let state = match (notice.state, notice.via.as_deref()) {
        (NoticeState::Sent, Some(BY_PHONE)) => ("電話で連絡済み", "informed by telephone"),
        (state, _) => words::notice_state(state),
    };
    Line {
        id: notice.id.0,
        kind: notice.kind.as_str(),
        state: notice.state.as_str(),
        via: notice.via,
        sent_at: notice.sent_at.map(|at| at.to_rfc3339()),
        attempts: notice.attempts,
        reason: notice.reason,
        booking: booking.as_ref().map(|it| it.id.0),
        venue: booking.map(|it| it.venue.name),
        slot,
        said: Said { kind: words::notice(notice.kind), state },
    }
}

async fn retry(asked: Retry) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let staff = admit(&asked.settings.read()?.database, StaffAct::NoticesRetry).await?;
    let store = &staff.store;
    if may_be_doubled(store, &asked.ids).await? {
        let question = tongue.pick(
            "届いたかどうか不明なお知らせが含まれています。もう一度送ると、二重に届くことがあります。送りますか？",
            "It is not known whether some of these arrived; people may get them twice. Send them?",
        );
        asked.consent.ask(question, tongue)?;
    }
    let mut done = Vec::new();
    let bar = progress(asked.ids.len() as u64, ("お知らせ", "notices"), tongue);
    for id in asked.ids {
        let now = SystemClock.now();
        let retried = store.retry_failed(id, LAST_RETRY_AFTER, Uuid::new_v4(), now).await?;
        done.push((id, retried != Retried::Not));
        bar.inc(1);
    }
    bar.finish_and_clear();
    tell(&done, tongue, ("もう一度送ります", "will be sent again"))
}

async fn may_be_doubled(store: &Store, ids: &[NoticeId]) -> Result<bool, Failure> {
    for id in ids {
        let before = Some(NoticeId(id.0 - 1));
        let found = store.ledger(Ledger::Failed, before, 1).await?;
        let is_uncertain =
            |line: &LedgerLine| line.notice.reason.as_deref().is_some_and(reasons::is_uncertain);
        if found.iter().any(|line| line.notice.id == *id && is_uncertain(line)) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn told(asked: Told) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let staff = admit(&asked.settings.read()?.database, StaffAct::NoticesTold).await?;
    let store = &staff.store;
    let mut done = Vec::new();
    for id in asked.ids {
        done.push((id, store.told_otherwise(id, BY_PHONE, SystemClock.now()).await?));
    }
    tell(&done, tongue, ("電話でお知らせ済みとしました", "recorded as informed by telephone"))
}

fn tell(notices: &[(NoticeId, bool)], tongue: Tongue, words: Words) -> Result<(), Failure> {
    let not = ("送信に失敗したお知らせではありません", "not a failed notice, or does not exist");
    for (id, done) in notices {
        say(format!("{id}: {}", tongue.say(if *done { words } else { not })))?;
    }
    Ok(())
}
