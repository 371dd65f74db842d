//! `sesshu bookings export`: the venue's list of a day, as CSV for Excel or as a page to print.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use clap::Args;

use super::{page, words};
use crate::{
    cli::{
        Failure, failure,
        print::{Tongue, Words, csv, say},
        settings::SettingsFile,
    },
    office::bookings::Guest,
    vaccination::{booking::Standing, staff_act::StaffAct},
};

/// The heads of the CSV. What the venue fills in is the last one; `attend --file` reads it back by
/// the first and the last, in either language.
const HEADS: [Words; 7] = [
    ("予約番号", "booking"),
    ("開始", "starts"),
    ("終了", "ends"),
    ("お名前（カナ）", "name"),
    ("生年月日", "born"),
    ("券番号の下4桁", "coupon ends"),
    ("来場", "attended"),
];

#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// The code of the venue
    #[arg(long, value_name = "CODE")]
    venue: String,
    /// The day, YYYY-MM-DD
    #[arg(long)]
    date: NaiveDate,
    /// The files to write, as their names say: .csv, .html
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    overwrite: bool,
}

pub(super) async fn run(options: Options, tongue: Tongue) -> Result<(), Failure> {
    let (desk, settings, staff) = super::open(&options.settings, StaffAct::BookingsExport).await?;
    staff.about(None).await?;
    let venue = super::venue(&desk, &options.venue, tongue).await?;
    let existing = options.files.iter().find(|file| file.exists());
    if let Some(file) = existing.filter(|_| !options.overwrite) {
        return Err(there_already(file, tongue));
    }
    let day = desk.day(venue, options.date, super::now()).await?;
    for file in &options.files {
        let text = match file.extension().and_then(|it| it.to_str()) {
            Some("csv") => {
                let rows = day.guests.iter().map(|guest| cells(guest, tongue));
                csv(HEADS.map(|head| tongue.say(head)), rows)?
            }
            Some("html") => page::page(&day, &settings.municipality, super::now(), tongue),
            _ => return Err(unknown_kind(file, tongue)),
        };
        let written = write(file, &text, options.overwrite);
        written.map_err(|error| failure::unwritten(file.display(), &error, tongue))?;
        tell(file, day.guests.len(), tongue)?;
    }
    Ok(())
}

fn unknown_kind(file: &Path, tongue: Tongue) -> Failure {
    let name = file.display();
    tongue
        .pick(
            format!("{name}: ファイル名は .csv か .html で終えてください。"),
            format!("{name}: the name of the file ends in .csv or .html"),
        )
        .into()
}

/// What the venue has written into it would be lost.
fn there_already(file: &Path, tongue: Tongue) -> Failure {
    let name = file.display();
    tongue
        .pick(
            format!("{name} はすでにあります。上書きするには --overwrite を付けてください。"),
            format!("{name} is there already; add --overwrite to overwrite it"),
        )
        .into()
}

fn tell(file: &Path, people: usize, tongue: Tongue) -> Result<(), Failure> {
    let name = file.display();
    let japanese = format!("{name} に{people}人分を書き出しました。");
    say(tongue.pick(japanese, format!("wrote {people} people to {name}")))
}

/// Readable for whoever writes it, and for nobody else on the machine.
fn write(path: &Path, text: &str, overwrite: bool) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).create_new(!overwrite);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn cells(guest: &Guest, tongue: Tongue) -> [String; 7] {
    let name = guest.person.name.as_ref().map(|name| name.as_str().to_owned());
    [
        guest.booking.to_string(),
        guest.starts.to_string(),
        guest.ends.to_string(),
        name.unwrap_or_default(),
        guest.born.date().to_string(),
        // With something in front that is no digit: Excel would drop leading zeros.
        format!("****{}", guest.person.coupon_ends()),
        match guest.standing {
            it @ (Standing::Attended | Standing::Missed) => {
                tongue.say(words::standing(it)).to_owned()
            }
            _ => String::new(),
        },
    ]
}
