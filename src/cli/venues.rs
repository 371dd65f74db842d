//! `sesshu venues`: the places of vaccination.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Failure,
    admission::admit,
    bad_file,
    print::{Format, Listed, Tongue, Words, json, list, say},
    settings::SettingsFile,
};
use crate::{
    office::{
        sheet::Source,
        venues::{self, Differences},
    },
    storage::ListedVenue,
    vaccination::staff_act::StaffAct,
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Import a file of venues: add new ones, and update those with a known code
    ///
    /// Reads CSV or TSV in UTF-8 or Shift_JIS. The column names are set under [import.venues] in
    /// the settings. Venues are shown in the order of the file. A file with invalid rows is refused
    /// as a whole.
    ///
    /// Example: sesshu venues import venues.csv --dry-run
    Import(Import),
    /// List the venues
    ///
    /// Example: sesshu venues list --json
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    settings: SettingsFile,
    /// The file: CSV or TSV
    file: PathBuf,
    /// Read and compare the file, but change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    errors: bad_file::Errors,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Import(options) => import(options, tongue).await,
        Action::List(options) => list_all(options, tongue).await,
    }
}

async fn import(options: Import, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let staff = admit(&settings.database, StaffAct::VenuesImport).await?;
    let store = &staff.store;
    let mut bad = options.errors.open(tongue)?;
    let source = Source::File(options.file.clone());
    let listed = venues::read(&source, &settings.imports.venues, &mut |row| bad.take(&row));
    let listed = listed.map_err(|error| bad_file::refused(&options.file, &error, tongue))?;
    bad.end()?;
    let differences = venues::compare(store, &listed).await?;
    if !options.dry_run {
        venues::put(store, &listed).await?;
    }
    tell(&options, &differences, tongue)
}

#[derive(Serialize)]
struct Told<'a> {
    new: Vec<&'a str>,
    changed: Vec<&'a str>,
    unchanged: usize,
    not_in_file: &'a [String],
    dry_run: bool,
}

fn tell(options: &Import, differences: &Differences, tongue: Tongue) -> Result<(), Failure> {
    let Differences { new, changed, unchanged, absent } = differences;
    let told = Told {
        new: new.iter().map(|it| it.code.as_str()).collect(),
        changed: changed.iter().map(|it| it.code.as_str()).collect(),
        unchanged: *unchanged,
        not_in_file: absent,
        dry_run: options.dry_run,
    };
    if options.format.json {
        return json(&told);
    }
    say(format!("{:>5}  {} {}", new.len(), tongue.pick("新規", "new"), told.new.join(", ")))?;
    let words = tongue.pick("変更", "changed");
    say(format!("{:>5}  {words} {}", changed.len(), told.changed.join(", ")))?;
    say(format!("{unchanged:>5}  {}", tongue.pick("変更なし", "unchanged")))?;
    if !absent.is_empty() {
        let words = tongue.pick(
            "ファイルにない登録済みの会場（そのまま残ります）",
            "registered but not in the file (kept)",
        );
        say(format!("{:>5}  {words} {}", absent.len(), absent.join(", ")))?;
    }
    let end = match (options.dry_run, new.len() + changed.len()) {
        (true, _) => ("予行です。何も変更していません。", "dry run: nothing was changed"),
        (false, 0) => ("変更はありません。", "nothing needed to be changed"),
        (false, _) => ("取り込みました。", "imported"),
    };
    say(tongue.say(end))
}

#[derive(Serialize)]
struct ShownVenue {
    code: String,
    category: String,
    name: String,
    kana: String,
    address: String,
    notice: Option<String>,
    map_url: Option<String>,
}

impl From<ListedVenue> for ShownVenue {
    fn from(ListedVenue { listing, .. }: ListedVenue) -> Self {
        Self {
            code: listing.code,
            category: listing.category,
            name: listing.name,
            kana: listing.kana,
            address: listing.address,
            notice: listing.notice,
            map_url: listing.map_url,
        }
    }
}

impl Listed for ShownVenue {
    const COLUMNS: &'static [Words] = &[
        ("コード", "Code"),
        ("区分", "Category"),
        ("会場", "Venue"),
        ("住所", "Address"),
        ("お知らせ", "Notice"),
    ];

    fn cells(&self, _: Tongue) -> Vec<String> {
        let notice = self.notice.clone().unwrap_or_default();
        [&self.code, &self.category, &self.name, &self.address, &notice].map(Clone::clone).into()
    }
}

async fn list_all(options: List, tongue: Tongue) -> Result<(), Failure> {
    let staff = admit(&options.settings.read()?.database, StaffAct::VenuesList).await?;
    let store = &staff.store;
    let venues: Vec<_> = store.listed_venues().await?.into_iter().map(ShownVenue::from).collect();
    let none = ("会場は登録されていません。", "there are no venues");
    list(&venues, options.format, tongue, none)
}
