//! `sesshu history`: verifies that the history is as it was recorded.

use clap::{Args, Subcommand};
use serde::Serialize;

mod words;

use self::words::{alarm_words, chain_words};
use super::{
    Failure,
    clock::SystemClock,
    print::{Format, Tongue, json, say},
    service,
    settings::SettingsFile,
};
use crate::{
    storage::{Alarm, StatementLimit, Verified},
    vaccination::time::Clock,
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Compare the history with its seals and report the first difference
    ///
    /// Exits with 1 if the history differs from what was recorded, or if something must be
    /// examined: seals that were removed or made late, entries without a seal or from the future.
    /// Note the newest seal elsewhere and pass it next time with --holds: then a removed end of the
    /// history is detected as well, and alarms about earlier entries are not repeated.
    ///
    /// Example: sesshu history verify --holds 5f3a…
    Verify(Verify),
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
    /// A seal noted earlier, in hexadecimal, that must still exist
    #[arg(long, value_name = "SEAL")]
    holds: Option<String>,
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let Action::Verify(options) = action;
    let tongue = Tongue::of_environment();
    let settings = options.settings.read()?.database;
    let store = service::ready_store(&settings, StatementLimit::Unlimited).await?;
    let mut verified = store.verify_history(SystemClock.now()).await?;
    let mut noted_is_gone = false;
    if let Some(noted) = &options.holds {
        match store.history_seal_noted(&noted.to_lowercase()).await? {
            // The person who noted this seal has checked the entries before it.
            Some(seal) => verified.alarms.retain(|alarm| !is_before(alarm, seal)),
            None => noted_is_gone = true,
        }
    }
    show(&verified, options.format, tongue)?;
    let words = if verified.broken.is_some() {
        ("履歴が記録したときのものと違います", "the history differs from what was recorded")
    } else if noted_is_gone {
        (
            "控えてあった封がありません。履歴の終わりが取り除かれたか、鍵を替えたかです",
            "the noted seal does not exist: the end of the history was removed, or the keys were \
             changed since",
        )
    } else if !verified.alarms.is_empty() {
        (
            "履歴に確かめるべきことがあります（docs/runbooks/history-alarm.md）",
            "the history must be examined (docs/runbooks/history-alarm.md)",
        )
    } else {
        return Ok(());
    };
    Err(tongue.say(words).into())
}

/// Returns whether an alarm is about a seal up to this one.
fn is_before(alarm: &Alarm, noted: i64) -> bool {
    match alarm {
        Alarm::SealedLate { seal, .. }
        | Alarm::SealedAhead { seal, .. }
        | Alarm::Unreadable { seal, .. } => *seal <= noted,
        _ => false,
    }
}

#[derive(Serialize)]
struct Shown {
    entries: u64,
    seals: u64,
    unsealed: u64,
    newest_seal: String,
    /// The number of the first invalid seal.
    broken_seal: Option<i64>,
    broken_behind: Option<i64>,
    broken_until: Option<i64>,
    alarms: Vec<String>,
}

fn show(verified: &Verified, format: Format, tongue: Tongue) -> Result<(), Failure> {
    if format.json {
        let broken = verified.broken;
        return json(&Shown {
            entries: verified.entries,
            seals: verified.seals,
            unsealed: verified.unsealed,
            newest_seal: verified.newest_in_hex(),
            broken_seal: broken.map(|broken| broken.seal),
            broken_behind: broken.and_then(|broken| broken.behind),
            broken_until: broken.map(|broken| broken.until),
            alarms: verified.alarms.iter().map(|alarm| alarm_words(alarm, tongue)).collect(),
        });
    }
    say(chain_words(verified, tongue))?;
    for alarm in &verified.alarms {
        say(format_args!("! {}", alarm_words(alarm, tongue)))?;
    }
    Ok(())
}
