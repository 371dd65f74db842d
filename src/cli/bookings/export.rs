//! `sesshu bookings export`: writes the venue's list of a day, as CSV for Excel or as a page to
//! print.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::{page, words};
use crate::{
    cli::{
        Failure, output_file,
        print::{Tongue, Words, csv, say},
        settings::SettingsFile,
    },
    office::bookings::Guest,
    vaccination::{booking::Standing, staff_act::StaffAct},
};

/// The headers of the CSV file. The venue fills in the last column. `attend --file` finds the first
/// and the last column by their headers, in either language.
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
    /// The venue, by its code
    #[arg(long, value_name = "CODE")]
    venue: String,
    /// The day, YYYY-MM-DD
    #[arg(long)]
    date: NaiveDate,
    /// The new files to write; the name ends in .csv or .html
    #[arg(required_unless_present = "print")]
    files: Vec<PathBuf>,
    /// Print the list instead, so that the shell can write it where the member of staff may read it
    #[arg(long, value_enum, value_name = "KIND", conflicts_with = "files")]
    print: Option<Kind>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Csv,
    Html,
}

impl Kind {
    /// Returns the format by the extension of the file's name.
    fn of(file: &Path, tongue: Tongue) -> Result<Self, Failure> {
        match file.extension().and_then(|end| end.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("html") => Ok(Self::Html),
            _ => Err(unknown_kind(file, tongue)),
        }
    }
}

pub(super) async fn run(options: Options, tongue: Tongue) -> Result<(), Failure> {
    let act = StaffAct::BookingsExport;
    let (desk, settings, _) = super::open(&options.settings, act, None).await?;
    let venue = super::venue(&desk, &options.venue, tongue).await?;
    for file in &options.files {
        output_file::check_free(file)?;
    }
    let day = desk.day(venue, options.date, super::now()).await?;
    let text = |kind| match kind {
        Kind::Csv => {
            let rows = day.guests.iter().map(|guest| cells(guest, tongue));
            csv(HEADS.map(|head| tongue.say(head)), rows)
        }
        Kind::Html => Ok(page::page(&day, &settings.municipality, super::now(), tongue)),
    };
    if let Some(kind) = options.print {
        return say(text(kind)?.trim_end());
    }
    for file in &options.files {
        output_file::write(file, text(Kind::of(file, tongue)?)?)?;
        tell(file, day.guests.len(), tongue)?;
    }
    Ok(())
}

fn unknown_kind(file: &Path, tongue: Tongue) -> Failure {
    let name = file.display();
    tongue
        .pick(
            format!("{name}: ファイル名は .csv か .html で終えてください。"),
            format!("{name}: the file name must end in .csv or .html"),
        )
        .into()
}

fn tell(file: &Path, people: usize, tongue: Tongue) -> Result<(), Failure> {
    let name = file.display();
    let japanese = format!("{name} に{people}人分を書き出しました。");
    say(tongue.pick(japanese, format!("wrote {people} people to {name}")))
}

fn cells(guest: &Guest, tongue: Tongue) -> [String; 7] {
    let name = guest.person.name.as_ref().map(|name| name.as_str().to_owned());
    [
        guest.booking.to_string(),
        guest.starts.to_string(),
        guest.ends.to_string(),
        name.unwrap_or_default(),
        guest.born.date().to_string(),
        // A prefix that is not a digit: Excel would drop leading zeros.
        format!("****{}", guest.person.coupon_ends()),
        match guest.standing {
            it @ (Standing::Attended | Standing::Missed) => {
                tongue.say(words::standing(it)).to_owned()
            }
            _ => String::new(),
        },
    ]
}
