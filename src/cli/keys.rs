//! `sesshu keys`: the keys that seal personal data, and key rotation while the service runs.

use base64::{Engine, engine::general_purpose::STANDARD};
use clap::{Args, Subcommand};
use rand::{TryRngCore, rngs::OsRng};
use secrecy::ExposeSecret;

use super::{
    Failure,
    admission::admit,
    print::{Format, Listed, Tongue, Words, json, list, progress, say},
    service,
    settings::{SettingsFile, secret},
};
use crate::{
    storage::{KeyUse, Resealed, StatementLimit},
    vaccination::staff_act::StaffAct,
};

/// Rows per transaction, few enough not to delay concurrent bookings.
const AT_ONCE: u64 = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// List needed and removable keys; exits with 1 if a needed key is missing
    ///
    /// Example: sesshu keys status
    Status(Status),
    /// Create a key, to be added at the front of SESSHU_SEALING_KEYS
    ///
    /// Prints `NUMBER:KEY` and stores nothing. If the keys are lost, the data is lost.
    ///
    /// Example: sesshu keys new 2
    New(New),
    /// Seal all data again with the newest key, so that older keys can be removed
    ///
    /// The service may keep running. Refused while an instance runs that does not have the new key
    /// at the front. Can be interrupted at any time and run again.
    ///
    /// Example: sesshu keys rotate
    Rotate(Rotate),
}

#[derive(Debug, Args)]
pub(super) struct Status {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// The key's number, 0 to 255, different from those of your other keys
    key_number: u8,
}

#[derive(Debug, Args)]
pub(super) struct Rotate {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Status(options) => status(options).await,
        Action::New(New { key_number }) => new(key_number),
        Action::Rotate(options) => rotate(options).await,
    }
}

async fn status(options: Status) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    // Opened for reading only: `ready_store` would bring the newest key into use.
    let store =
        service::open_store(&options.settings.read()?.database, StatementLimit::Unlimited).await?;
    service::must_have_tables(&store).await?;
    let keys: Vec<Row> = store.keys_used().await?.into_iter().map(Row).collect();
    list(&keys, options.format, tongue, ("鍵はありません。", "There are no keys."))?;
    // A key may be in use before anything is sealed with it.
    let lacks_key = store.key_fits().await? == Some(false) || keys.iter().any(|key| !key.0.held);
    if lacks_key { Err(tongue.say(LACKS_KEY).into()) } else { Ok(()) }
}

const LACKS_KEY: Words = (
    "SESSHU_SEALING_KEYS に、このデータベースで使われている鍵が足りません。足りない鍵を加えてください",
    "SESSHU_SEALING_KEYS lacks a key that this database uses: add the key",
);

fn new(number: u8) -> Result<(), Failure> {
    warn_of_number_in_use(number)?;
    let mut key = [0_u8; 32];
    OsRng.try_fill_bytes(&mut key)?;
    say(format_args!("{number}:{}", STANDARD.encode(key)))
}

/// Warns if the number is in use: a key ring cannot contain two keys of one number.
#[expect(clippy::print_stderr, reason = "a warning")]
fn warn_of_number_in_use(number: u8) -> Result<(), Failure> {
    let keys = secret("SESSHU_SEALING_KEYS")?;
    let keys = keys.as_ref().map_or("", ExposeSecret::expose_secret);
    let numbers = keys.split(',').filter_map(|key| key.split_once(':')?.0.trim().parse().ok());
    let used: Vec<u8> = numbers.collect();
    if used.contains(&number) {
        let free = (0..=u8::MAX).find(|number| used.iter().all(|used| used < number));
        let free = free.map(|number| format!(" (sesshu keys new {number})")).unwrap_or_default();
        eprintln!(
            "{}",
            Tongue::of_environment().pick(
                format!(
                    "注意: 番号 {number} の鍵は SESSHU_SEALING_KEYS にすでにあります。同じ番号の鍵を二つ並べることはできません。別の番号にしてください{free}。"
                ),
                format!(
                    "warning: SESSHU_SEALING_KEYS already has a key with the number {number}, and \
                     numbers must differ; choose another{free}"
                ),
            )
        );
    }
    Ok(())
}

async fn rotate(options: Rotate) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let staff = admit(&options.settings.read()?.database, StaffAct::KeysRotate).await?;
    let store = &staff.store;
    let used = store.keys_used().await?;
    let older = used.iter().filter(|key| !key.newest).map(|key| key.values).sum();
    let bar = progress(older, ("新しい鍵で封をしています", "Sealing again"), tongue);
    let resealed = store.reseal(AT_ONCE, &|values| bar.inc(values)).await?;
    bar.finish_and_clear();
    if options.format.json {
        json(&resealed)?;
    } else {
        say(told(resealed, tongue))?;
    }
    if resealed.is_through() { Ok(()) } else { Err(tongue.say(NOT_THROUGH).into()) }
}

const NOT_THROUGH: Words = (
    "古い鍵がまだ必要です。残したままにしてください",
    "the older keys are still needed; do not remove them",
);

fn told(resealed: Resealed, tongue: Tongue) -> String {
    let Resealed { values, unreadable, left, importing, history_broken } = resealed;
    if resealed.is_through() {
        return tongue.pick(
            format!(
                "{values} 件を新しい鍵で封じました。古い鍵は SESSHU_SEALING_KEYS から外せます。"
            ),
            format!(
                "{values} values were sealed with the new key; the older keys can be removed from \
                 SESSHU_SEALING_KEYS."
            ),
        );
    }
    let why = match (history_broken, importing) {
        (true, _) => (
            " 履歴が記録したときのものと違います。sesshu history verify で調べてください。",
            " The history differs from what was recorded: run `sesshu history verify`.",
        ),
        (_, true) => (
            " 接種券の取り込みが途中です。終わってからもう一度実行してください。",
            " Coupons are being imported: run this again after the import.",
        ),
        _ => ("", ""),
    };
    let why = tongue.say(why);
    tongue.pick(
        format!(
            "{values} 件を新しい鍵で封じました。{left} 件が古い鍵のままです（読めない行 {unreadable}）。{why}"
        ),
        format!(
            "{values} values were sealed with the new key, {left} were not (unreadable rows: \
             {unreadable}).{why}"
        ),
    )
}

/// A key and its uses.
#[derive(serde::Serialize)]
struct Row(KeyUse);

impl Listed for Row {
    const COLUMNS: &'static [Words] =
        &[("鍵の番号", "Key"), ("封じている件数", "Values sealed"), ("役割", "Purpose")];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let key = self.0;
        let role = match key {
            KeyUse { held: false, .. } => {
                ("足りない: 読めない値があります", "missing: values cannot be read")
            }
            KeyUse { newest: true, .. } => ("これから書くものを封じる", "seals new data"),
            KeyUse { values: 0, .. } => (
                "不要（sesshu keys rotate の後に外せる）",
                "not needed once `sesshu keys rotate` has run",
            ),
            KeyUse { .. } => ("以前のものを読む", "opens older data"),
        };
        vec![key.number.to_string(), key.values.to_string(), tongue.say(role).to_owned()]
    }
}
