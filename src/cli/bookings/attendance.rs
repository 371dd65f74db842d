//! `sesshu bookings attend` and `miss`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::words;
use crate::{
    cli::{
        Failure,
        bad_file::{self, Errors},
        print::Tongue,
        settings::SettingsFile,
        signature::Signed,
    },
    office::{
        bookings::{Mark, Marked, read_marks},
        sheet::Source,
    },
    vaccination::{booking::Attendance, ids::BookingId, staff::Reason},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Attend {
    #[command(flatten)]
    settings: SettingsFile,
    /// The numbers of bookings
    #[arg(required_unless_present = "file")]
    bookings: Vec<BookingId>,
    /// The venue's CSV, with who came and who did not
    #[arg(long, conflicts_with = "bookings")]
    file: Option<PathBuf>,
    #[command(flatten)]
    errors: Errors,
    /// Why, where something is put right
    #[arg(long, value_name = "TEXT", value_parser = Reason::parse)]
    reason: Option<Reason>,
    #[command(flatten)]
    signed: Signed,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Miss {
    #[command(flatten)]
    settings: SettingsFile,
    /// The numbers of bookings
    #[arg(required = true)]
    bookings: Vec<BookingId>,
    /// Why, where something is put right
    #[arg(long, value_name = "TEXT", value_parser = Reason::parse)]
    reason: Option<Reason>,
    #[command(flatten)]
    signed: Signed,
}

pub(super) async fn attend(options: Attend, tongue: Tongue) -> Result<(), Failure> {
    let (desk, _) = super::open(&options.settings).await?;
    let signature = options.signed.with(options.reason);
    let marks = match &options.file {
        Some(path) => read(path, &options.errors, tongue)?,
        None => marks(&options.bookings, Attendance::Attended),
    };
    let done = desk.mark(&marks, &signature, super::now()).await;
    say(done.map_err(|error| words::not_marked(error, tongue))?, tongue);
    Ok(())
}

pub(super) async fn miss(options: Miss, tongue: Tongue) -> Result<(), Failure> {
    let (desk, _) = super::open(&options.settings).await?;
    let signature = options.signed.with(options.reason);
    let marks = marks(&options.bookings, Attendance::Missed);
    let done = desk.mark(&marks, &signature, super::now()).await;
    say(done.map_err(|error| words::not_marked(error, tongue))?, tongue);
    Ok(())
}

/// What the venue's file says; every row that cannot be taken is named.
fn read(path: &Path, errors: &Errors, tongue: Tongue) -> Result<Vec<Mark>, Failure> {
    let mut bad = errors.open(tongue)?;
    let marks = read_marks(&Source::File(path.to_owned()), &mut |row| bad.take(&row));
    let marks = marks.map_err(|error| bad_file::refused(path, &error, tongue))?;
    bad.end()?;
    Ok(marks)
}

fn marks(bookings: &[BookingId], attendance: Attendance) -> Vec<Mark> {
    bookings.iter().map(|booking| Mark { booking: *booking, attendance }).collect()
}

#[expect(clippy::print_stdout, reason = "the answer")]
fn say(done: Marked, tongue: Tongue) {
    let Marked { attended, missed, unchanged } = done;
    let japanese =
        format!("来場 {attended}件、来場なし {missed}件を記録しました（変更なし {unchanged}件）。");
    let english = format!("marked {attended} attended and {missed} missed ({unchanged} unchanged)");
    println!("{}", tongue.pick(japanese, english));
}
