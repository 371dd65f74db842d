//! `sesshu slots import` and `sesshu slots generate`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::reach::{Names, unknown_venue};
use crate::{
    cli::{
        Failure,
        admission::admit,
        bad_file,
        clock::SystemClock,
        failure,
        print::{Format, Tongue, json, say},
        settings::SettingsFile,
    },
    office::{
        sheet::Source,
        slots::{self, Differences, Plan, PlanError},
        venues,
    },
    storage::{NewSlot, PutSlotError, Store},
    vaccination::{
        day,
        staff_act::StaffAct,
        time::{Clock, tokyo_date},
    },
};

/// The maximum number of overlaps or refused slots that are listed.
const SHOWN: usize = 10;

#[derive(Debug, Args)]
pub(in crate::cli) struct Import {
    #[command(flatten)]
    settings: SettingsFile,
    /// The file: CSV or TSV
    file: PathBuf,
    #[command(flatten)]
    errors: bad_file::Errors,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Generate {
    #[command(flatten)]
    settings: SettingsFile,
    /// The file of weekly patterns (TOML)
    plan: PathBuf,
    /// The first day
    #[arg(long, value_parser = day::parse)]
    from: NaiveDate,
    /// The last day
    #[arg(long, value_parser = day::parse)]
    until: NaiveDate,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
struct How {
    /// Read and compare the slots, but change nothing
    #[arg(long)]
    dry_run: bool,
    /// Allow slots of one venue to overlap, if they are in different rooms
    #[arg(long)]
    overlapping: bool,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn import(options: Import, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let staff = admit(&settings.database, StaffAct::SlotsImport).await?;
    let store = &staff.store;
    let codes = venues::codes(store).await?;
    let mut bad = options.errors.open(tongue)?;
    let source = Source::File(options.file.clone());
    let today = tokyo_date(SystemClock.now());
    let names = &settings.imports.slots;
    let slots = slots::read(&source, names, &codes, today, &mut |row| bad.take(&row));
    let slots = slots.map_err(|error| bad_file::refused(&options.file, &error, tongue))?;
    bad.end()?;
    put(store, &slots, &options.how, tongue).await
}

pub(super) async fn generate(options: Generate, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let staff = admit(&settings.database, StaffAct::SlotsGenerate).await?;
    let store = &staff.store;
    let (from, until) = (options.from, options.until);
    if from > until || from < tokyo_date(SystemClock.now()) {
        return Err(tongue
            .pick(
                "--from は今日以降、--until はそれ以降にしてください。",
                "--from must be today or later, and --until must not be before --from",
            )
            .into());
    }
    let file = options.plan.display();
    let text = std::fs::read_to_string(&options.plan)
        .map_err(|error| failure::unread(&file, &error, tongue))?;
    let codes = venues::codes(store).await?;
    let slots = Plan::parse(&text)
        .and_then(|plan| plan.slots(&codes, &settings.holidays, from, until))
        .map_err(|error| match error {
            PlanError::UnknownVenue(code) => unknown_venue(&code, tongue),
            error => format!("{file}: {}", failure::said(&error, tongue)),
        })?;
    warn_of_unknown_holidays(&settings.holidays, until, tongue);
    put(store, &slots, &options.how, tongue).await
}

/// Warns that slots after the last known holiday are generated as if there were no holidays.
#[expect(clippy::print_stderr, reason = "a warning")]
fn warn_of_unknown_holidays(
    holidays: &crate::vaccination::holidays::Holidays,
    until: NaiveDate,
    tongue: Tongue,
) {
    let known = holidays.known_until();
    if known.is_some_and(|known| known >= until) {
        return;
    }
    let known = known.map_or_else(|| tongue.pick("なし", "none").to_owned(), |it| it.to_string());
    eprintln!(
        "{}",
        tongue.pick(
            format!("注意：設定ファイルの[holidays]は{known}までです。それより後の祝日は考慮していません。"),
            format!("note: [holidays] in the settings ends with {known}; later holidays are not considered"),
        )
    );
}

async fn put(store: &Store, slots: &[NewSlot], how: &How, tongue: Tongue) -> Result<(), Failure> {
    let differences = slots::compare(store, slots).await?;
    let names = Names::read(store).await?;
    refuse(&differences, how, &names, tongue)?;
    if !how.dry_run {
        slots::put(store, &differences).await.map_err(|error| overtaken(error, tongue))?;
    }
    tell(&differences, how, tongue)
}

/// Returns the error for slots or bookings that changed after the comparison.
fn overtaken(error: PutSlotError, tongue: Tongue) -> Failure {
    match error {
        PutSlotError::Storage(error) => error.into(),
        PutSlotError::BelowBooked | PutSlotError::ThereAlready => tongue
            .pick(
                "その間に枠か予約が変わりました。何も変更していません。もう一度実行してください。",
                "slots or bookings were changed in the meantime; nothing was changed, try again",
            )
            .into(),
    }
}

/// Fails with the reasons for which these slots cannot be loaded, if there are any.
fn refuse(
    differences: &Differences,
    how: &How,
    names: &Names,
    tongue: Tongue,
) -> Result<(), Failure> {
    let mut lines = Vec::new();
    for (slot, wanted) in &differences.below_booked {
        let (code, booked, capacity) = (names.code(slot.venue), slot.booked, wanted.capacity);
        let head = format!("{code} {} {}", slot.date, slot.starts);
        lines.push(tongue.pick(
            format!("{head}：予約が{booked}件あるため、定員を{capacity}にできません（sesshu slots capacity を使ってください）。"),
            format!("{head}: {booked} seats are booked, more than {capacity} (use `sesshu slots capacity`)"),
        ));
    }
    if !how.overlapping {
        for it in &differences.overlapping {
            let head = format!("{} {}", names.code(it.venue), it.date);
            let (first, second) = (it.first, it.second);
            let times = format!("{}-{} / {}-{}", first.0, first.1, second.0, second.1);
            lines.push(tongue.pick(
                format!("{head}：{times} が重なっています。"),
                format!("{head}: {times} overlap"),
            ));
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let many = lines.len();
    lines.truncate(SHOWN);
    if many > SHOWN {
        lines.push(
            tongue.pick(format!("ほか{}件", many - SHOWN), format!("and {} more", many - SHOWN)),
        );
    }
    lines.push(tongue.pick(
        "何も変更していません。重なりが意図したもの（別室など）なら --overlapping を付けてください。".to_owned(),
        "nothing was changed; if the overlaps are intended (different rooms), add --overlapping".to_owned(),
    ));
    Err(lines.join("\n").into())
}

#[derive(Serialize)]
struct Told {
    new: usize,
    changed: usize,
    unchanged: usize,
    overlapping: usize,
    seats_new: u64,
    dry_run: bool,
}

fn tell(differences: &Differences, how: &How, tongue: Tongue) -> Result<(), Failure> {
    let told = Told {
        new: differences.new.len(),
        changed: differences.changed.len(),
        unchanged: differences.unchanged,
        overlapping: differences.overlapping.len(),
        seats_new: differences.new.iter().map(|slot| u64::from(slot.capacity)).sum(),
        dry_run: how.dry_run,
    };
    if how.format.json {
        return json(&told);
    }
    let seats = told.seats_new;
    let new = tongue.pick(format!("新規（{seats}席）"), format!("new ({seats} seats)"));
    let unchanged = tongue.pick("登録済みで変更なし", "already registered, unchanged");
    say(format!("{:>7}  {new}", told.new))?;
    say(format!("{:>7}  {}", told.changed, tongue.pick("変更", "changed")))?;
    say(format!("{:>7}  {unchanged}", told.unchanged))?;
    let end = match (how.dry_run, differences.changes_nothing()) {
        (true, _) => ("予行です。何も変更していません。", "dry run: nothing was changed"),
        (false, true) => (
            "すべて登録済みです。何も変更していません。",
            "all slots are already registered; nothing was changed",
        ),
        (false, false) => ("登録しました。", "loaded"),
    };
    say(tongue.say(end))
}
