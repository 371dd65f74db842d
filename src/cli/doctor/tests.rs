use chrono::TimeDelta;

use super::*;
use crate::{gate::Guesses, line::LineError, vaccination::ids::SlotId};

/// Returns one finding of each kind.
fn everything() -> Vec<Found> {
    let at = || "https://yoyaku.city.example.jp/line/webhook".to_owned();
    let why = || LineError::Unreachable;
    let liff_id = || "1000000002-shiokaze".to_owned();
    let made_at = || "2026-12-01T00:00:00Z".to_owned();
    let by = TimeDelta::seconds(-3);
    let refused = LineError::Refused { status: 400, message: "invalid_client".to_owned() };
    vec![
        Found::TokenIssued,
        Found::TokenRefused(refused),
        Found::LineUnreachable(LineError::Unreachable),
        Found::Account { name: "潮風市".to_owned(), basic_id: "@shiokaze".to_owned() },
        Found::OtherFriendUrl {
            friend_url: "https://line.me/R/ti/p/@other".to_owned(),
            basic_id: "@shiokaze".to_owned(),
        },
        Found::WebhookSet { address: at() },
        Found::WebhookMissing { expected: at() },
        Found::WebhookElsewhere { found: "https://old.example.jp".to_owned(), expected: at() },
        Found::WebhookOff { address: at() },
        Found::WebhookAnswers,
        Found::WebhookFails { reason: "ERROR_STATUS_CODE".to_owned(), status: 401 },
        Found::SwitchesUnasked,
        Found::ClockFits { by },
        Found::ClockOff { by: TimeDelta::minutes(3) },
        Found::QuotaUnlimited { used: 120, reminders: 340 },
        Found::QuotaEnough { left: 4_880, limit: 5_000, reminders: 340 },
        Found::QuotaShort { left: 120, limit: 5_000, reminders: 340 },
        Found::QuotaSpent { limit: 5_000, reminders: 340 },
        Found::MenuInForce { made_at: made_at() },
        Found::MenuDiffers { made_at: made_at() },
        Found::MenuMissing,
        Found::MenuUnsettled,
        Found::MenuUnreadable { why: "menu.toml cannot be read".to_owned() },
        Found::LiffFits { endpoint: "https://yoyaku.city.example.jp/liff".to_owned() },
        Found::LiffElsewhere {
            found: "https://old.example.jp/liff".to_owned(),
            expected: "https://yoyaku.city.example.jp/liff".to_owned(),
        },
        Found::LiffUnknown { liff_id: liff_id() },
        Found::LiffOfOtherChannel { liff_id: liff_id(), login_channel_id: "2000000002".to_owned() },
        Found::LiffLacksScope { scope: "openid" },
        Found::LiffNoBotPrompt,
        Found::LiffNotFull { size: "tall".to_owned() },
        Found::LiffOthers {
            apps: vec![
                "1000000002-library1 (https://library.example.jp)".to_owned(),
                "1000000002-survey01 (https://survey.example.jp)".to_owned(),
            ],
        },
        Found::LiffUnasked { why: why() },
        Found::LiffNoSecret,
        Found::OneProvider,
        Found::StrangersOnly { asked: 5 },
        Found::ProviderUnasked,
        Found::MailSet { host: "smtp.example.jp:587".to_owned(), signs_in: true },
        Found::MailSet { host: "localhost:25".to_owned(), signs_in: false },
        Found::MailFails { host: "smtp.example.jp:587".to_owned(), why: "timed out".to_owned() },
        Found::MailUnset,
        Found::DatabaseAnswers { version: "SQLite 3.50.2".to_owned() },
        Found::DatabaseFails { why: "the database failed".to_owned() },
        Found::DatabaseMissing { file: "data/sesshu.db".to_owned() },
        Found::DatabaseExposed {
            files: vec!["data/sesshu.db".to_owned(), "data/sesshu.db-wal".to_owned()],
        },
        Found::TablesFit,
        Found::TablesOld { pending: vec!["m1".to_owned(), "m2".to_owned()] },
        Found::KeysFit,
        Found::KeysUnused,
        Found::KeysOther,
        Found::SeatsCounted,
        Found::SeatsMiscounted { slots: (1..=21).map(SlotId).collect() },
        Found::DatabaseClockFits { by },
        Found::DatabaseClockOff { by: TimeDelta::minutes(3) },
        Found::FewGuesses(Guesses { failures_today: 3, per_day: 1_000, locked_numbers: 0 }),
        Found::ManyGuesses(Guesses { failures_today: 700, per_day: 1_000, locked_numbers: 2 }),
        Found::RightsSelfGranted { times: 2 },
        Found::Unasked { about: About::Quota, why: why() },
    ]
}

fn shown(tongue: Tongue) -> String {
    let rows = everything();
    let lines = rows.iter().map(|found| Row::of(found, tongue).cells(tongue).join(" | "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn everything_is_said_in_japanese() {
    insta::assert_snapshot!(shown(Tongue::Japanese));
}

#[test]
fn everything_is_said_in_english() {
    insta::assert_snapshot!(shown(Tongue::English));
}

#[test]
fn what_is_well_asks_for_nothing_and_what_is_not_says_what_to_do() {
    for found in everything() {
        for tongue in [Tongue::Japanese, Tongue::English] {
            let row = Row::of(&found, tongue);
            assert!(!row.found.is_empty(), "{found:?}");
            assert_eq!(row.to_do.is_none(), row.grade == Grade::Good, "{found:?}");
        }
    }
}
