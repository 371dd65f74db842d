//! `sesshu backup`: writes the database to one sealed file, and restores it into an empty database.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    Failure,
    admission::admit,
    clock::SystemClock,
    output_file,
    print::{Consent, Format, Tongue, json, say},
    settings::SettingsFile,
};
use crate::{
    storage::{self, BackupError, DatabaseMode, Kind, Manifest},
    vaccination::{
        staff_act::StaffAct,
        time::{Clock, in_tokyo},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Write a sealed backup of the database to a new file; the service may keep running
    ///
    /// PostgreSQL is backed up with `pg_dump`, which must be installed. Keep the file apart from
    /// the sealing keys: only they can open it.
    ///
    /// Example: sesshu backup create /var/backups/sesshu/monday.backup
    Create(OneBackup),
    /// Read a backup to its end and describe its content
    ///
    /// Example: sesshu backup verify /var/backups/sesshu/monday.backup
    Verify(OneBackup),
    /// Restore a backup into an empty database, completely or not at all
    ///
    /// Stop the service first. PostgreSQL is restored with `pg_restore`, which must be installed.
    /// Refuses a database that is not empty.
    ///
    /// Example: sesshu backup restore /var/backups/sesshu/monday.backup
    Restore(Restore),
}

#[derive(Debug, Args)]
pub(super) struct OneBackup {
    #[command(flatten)]
    settings: SettingsFile,
    /// The backup file
    backup: PathBuf,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    #[command(flatten)]
    settings: SettingsFile,
    /// The backup file
    backup: PathBuf,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Create(options) => create(options, tongue).await,
        Action::Verify(options) => verify(options, tongue).await,
        Action::Restore(options) => restore(options, tongue).await,
    }
}

async fn create(options: OneBackup, tongue: Tongue) -> Result<(), Failure> {
    output_file::check_allowed(&options.backup)?;
    let settings = options.settings.read()?.database;
    let staff = admit(&settings, StaffAct::BackupCreate).await?;
    let made = staff.store.back_up(&settings.database(), &options.backup, SystemClock.now()).await;
    show(&made.map_err(|error| said(error, tongue))?, options.format, tongue)
}

async fn verify(options: OneBackup, tongue: Tongue) -> Result<(), Failure> {
    let sealer = options.settings.read()?.database.sealer()?;
    let found = storage::look_into(&options.backup, &sealer).await;
    show(&found.map_err(|error| said(error, tongue))?, options.format, tongue)
}

async fn restore(options: Restore, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?.database;
    let sealer = settings.sealer()?;
    let held = storage::look_into(&options.backup, &sealer).await;
    let held = held.map_err(|error| said(error, tongue))?;
    let at = moment(&held);
    let question = tongue.pick(
        format!("{at} の控えから復元します。その後の予約は含まれず、その後の個人情報の消去、連携の解除、接種券の失効、職員のトークンの取り消しは元に戻ります（docs/OPERATIONS.md）。よろしいですか？"),
        format!("This restores the database as of {at}, without later bookings, and undoes later erasures, ended links, revoked coupons and withdrawn tokens of staff (docs/OPERATIONS.md). Continue?"),
    );
    options.consent.ask(&question, tongue)?;
    let restored = storage::restore(&settings.database(), &options.backup, &sealer).await;
    let (store, _) = restored.map_err(|error| said(error, tongue))?;
    if let Some(pending) = store.pending_migrations().await?.first() {
        return Err(tongue
            .pick(
                format!("復元しましたが、表が古い版です（{pending}）。sesshu migrate up を実行してください"),
                format!("restored, but the tables are of an older version ({pending} is pending): run `sesshu migrate up`"),
            )
            .into());
    }
    let wrong = store.miscounted_slots().await?;
    if !wrong.is_empty() {
        let many = wrong.len();
        return Err(tongue
            .pick(
                format!("復元しましたが、{many} 件の枠で予約数が合いません"),
                format!("restored, but {many} slots have a wrong count of bookings"),
            )
            .into());
    }
    say(tongue.pick(
        "復元しました。鍵も予約数も合っています。次に sesshu check を実行してください。",
        "restored; keys and counts of bookings are correct. Run `sesshu check` next.",
    ))
}

fn show(manifest: &Manifest, format: Format, tongue: Tongue) -> Result<(), Failure> {
    if format.json {
        return json(manifest);
    }
    let kind = match manifest.kind {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
    };
    let (at, version, tables) = (moment(manifest), &manifest.version, &manifest.tables);
    say(tongue.pick(
        format!("{at} の {kind} の控え（sesshu {version}、{tables}）。最後まで読めます。"),
        format!("{kind} as of {at} (sesshu {version}, {tables}); readable to its end"),
    ))
}

fn moment(manifest: &Manifest) -> String {
    in_tokyo(manifest.made_at).format("%Y-%m-%d %H:%M").to_string()
}

fn said(error: BackupError, tongue: Tongue) -> Failure {
    let words = match &error {
        BackupError::FileExists => {
            "同じ名前のファイルがあります。別の名前にしてください".to_owned()
        }
        BackupError::Broken => {
            "控えとして読めません。途中で切れているか、書き換えられたか、別の鍵のものです"
                .to_owned()
        }
        BackupError::OtherKey => "この控えを封じた鍵が SESSHU_SEALING_KEYS にありません".to_owned(),
        BackupError::OtherKind(Kind::Sqlite) => {
            "SQLite の控えです。database.url が PostgreSQL を指しています".to_owned()
        }
        BackupError::OtherKind(Kind::Postgres) => {
            "PostgreSQL の控えです。database.url が SQLite を指しています".to_owned()
        }
        BackupError::OtherSchema { held, here } => format!(
            "スキーマ {held} の控えです。database.url はスキーマ {here} を指しています。空のスキーマ {held} を作り、アドレスの終わりに ?options[search_path]={held} を付けてください"
        ),
        BackupError::OtherMode(DatabaseMode::Real) => {
            "本番のデータベースの控えです。設定に line.simulator があるので復元できません"
                .to_owned()
        }
        BackupError::OtherMode(DatabaseMode::Rehearsal) => {
            "リハーサルのデータベースの控えです。設定に line.simulator がないので復元できません"
                .to_owned()
        }
        BackupError::NotEmpty => {
            "データベースが空ではありません。空のデータベースにだけ復元できます".to_owned()
        }
        BackupError::ForeignJournal(journal) => format!(
            "{} は別のデータベースのファイルです。もとのデータベースのファイルと同じ場所に移してください",
            journal.display()
        ),
        BackupError::Damaged => "復元したデータベースが壊れています".to_owned(),
        BackupError::InMemory => "メモリー上のデータベースには復元できません".to_owned(),
        BackupError::ToolMissing(tool) => {
            format!("{tool} がありません。PostgreSQL のクライアントをインストールしてください")
        }
        BackupError::ToolFailed { tool, said } => format!("{tool} が失敗しました: {said}"),
        BackupError::NoTables => {
            "データベースに表がありません。先に sesshu migrate up を実行してください".to_owned()
        }
        BackupError::File(_) | BackupError::Storage(_) => return error.into(),
    };
    tongue.pick(words, error.to_string()).into()
}
