//! `sesshu history`: whether the history is what was recorded.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Failure,
    print::{Format, Tongue, json, say},
    service,
    settings::SettingsFile,
};
use crate::storage::{Broken, Verified};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Hold the history against its seals and name the first place where they differ
    ///
    /// Exits with 1 where the history is not what was recorded. Note the newest seal elsewhere, and
    /// give it the next time: so it shows, too, when the end was taken away.
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
    /// A seal noted before, in hexadecimal, that has to be there still
    #[arg(long, value_name = "SEAL")]
    holds: Option<String>,
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let Action::Verify(options) = action;
    let tongue = Tongue::of_environment();
    let store = service::ready_store(&options.settings.read()?.database).await?;
    let verified = store.verify_history().await?;
    show(&verified, options.format, tongue)?;
    if verified.broken.is_some() {
        return Err(tongue
            .pick("履歴が記録したときのものと違います", "the history is not what was recorded")
            .into());
    }
    if let Some(seal) = options.holds
        && !store.history_was_sealed_with(&seal.to_lowercase()).await?
    {
        return Err(tongue
            .pick(
                "控えてあった封がありません。履歴の終わりが取り除かれたか、鍵を替えたかです",
                "the seal that was noted is not there: the end of the history was taken away, or \
                 the keys were changed since",
            )
            .into());
    }
    Ok(())
}

#[derive(Serialize)]
struct Shown {
    entries: u64,
    seals: u64,
    unsealed: u64,
    newest_seal: String,
    broken_behind: Option<i64>,
    broken_until: Option<i64>,
}

fn show(verified: &Verified, format: Format, tongue: Tongue) -> Result<(), Failure> {
    let newest_seal = verified.newest_in_hex();
    let Verified { seals, entries, unsealed, broken, .. } = verified;
    if format.json {
        return json(&Shown {
            entries: *entries,
            seals: *seals,
            unsealed: *unsealed,
            newest_seal,
            broken_behind: broken.map(|it| it.behind),
            broken_until: broken.map(|it| it.until),
        });
    }
    let told = match broken {
        None => tongue.pick(
            format!(
                "履歴 {entries} 件、封 {seals} 個。すべて記録したときのままです。まだ封をしていないもの {unsealed} 件。\n最後の封: {newest_seal}"
            ),
            format!(
                "{entries} entries under {seals} seals: all as they were recorded. {unsealed} are not \
                 sealed yet.\nnewest seal: {newest_seal}"
            ),
        ),
        Some(Broken { behind, until, sealed, there }) => tongue.pick(
            format!(
                "{behind} より後、{until} までの履歴が違います（封をしたとき {sealed} 件、今 {there} 件）。その前の {entries} 件は記録したときのままです。"
            ),
            format!(
                "behind entry {behind}, up to {until}, the history differs: {sealed} entries were \
                 sealed, {there} are there. The {entries} before them are as they were recorded."
            ),
        ),
    };
    say(told)
}
