//! `sesshu bookings attend` and `miss`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::words;
use crate::{
    cli::{
        Failure,
        admission::Admitted,
        bad_file::{self, Errors},
        input,
        print::{Format, Tongue, json, say},
        settings::SettingsFile,
    },
    office::{
        bookings::{Mark, Marked, PhoneDesk, read_marks},
        sheet::Source,
    },
    vaccination::{booking::Attendance, ids::BookingId, staff::Reason, staff_act::StaffAct},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Attend {
    #[command(flatten)]
    settings: SettingsFile,
    /// The bookings, by their numbers
    #[arg(required_unless_present = "file")]
    bookings: Vec<BookingId>,
    /// The venue's CSV file, in which attendance is filled in
    #[arg(long, conflicts_with = "bookings")]
    file: Option<PathBuf>,
    #[command(flatten)]
    errors: Errors,
    /// The reason, for the history; for corrections
    #[arg(long, value_name = "TEXT", value_parser = input::reason())]
    reason: Option<Reason>,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Miss {
    #[command(flatten)]
    settings: SettingsFile,
    /// The bookings, by their numbers
    #[arg(required = true)]
    bookings: Vec<BookingId>,
    /// The reason, for the history; for corrections
    #[arg(long, value_name = "TEXT", value_parser = input::reason())]
    reason: Option<Reason>,
    #[command(flatten)]
    format: Format,
}

#[derive(Serialize)]
struct Told {
    attended: u32,
    missed: u32,
    unchanged: u32,
}

pub(super) async fn attend(options: Attend, tongue: Tongue) -> Result<(), Failure> {
    let (desk, _, staff) = super::open(&options.settings, StaffAct::BookingsAttend, None).await?;
    let signature = staff.signs(options.reason);
    let marks = match &options.file {
        Some(path) => read(&desk, &staff, path, &options.errors, tongue).await?,
        None => marks(&desk, &staff, &options.bookings, Attendance::Attended).await?,
    };
    let done = desk.mark(&marks, &signature, super::now()).await;
    tell(done.map_err(|error| words::not_marked(error, tongue))?, options.format, tongue)
}

pub(super) async fn miss(options: Miss, tongue: Tongue) -> Result<(), Failure> {
    let (desk, _, staff) = super::open(&options.settings, StaffAct::BookingsMiss, None).await?;
    let signature = staff.signs(options.reason);
    let marks = marks(&desk, &staff, &options.bookings, Attendance::Missed).await?;
    let done = desk.mark(&marks, &signature, super::now()).await;
    tell(done.map_err(|error| words::not_marked(error, tongue))?, options.format, tongue)
}

/// Reads the venue's file. Reports every unusable row, but only the first of those that are about
/// other people.
async fn read(
    desk: &PhoneDesk,
    staff: &Admitted,
    path: &Path,
    errors: &Errors,
    tongue: Tongue,
) -> Result<Vec<Mark>, Failure> {
    let mut bad = errors.open(tongue)?;
    let marks = read_marks(&Source::File(path.to_owned()), &mut |row| bad.take(&row));
    let marks = marks.map_err(|error| bad_file::refused(path, &error, tongue))?;
    // A file that is refused for its form reveals nothing about residents.
    if bad.is_empty() {
        let check = desk.check_venue_file(&marks).await?;
        staff.about(check.compared).await?;
        let mismatch = check.mismatch.as_ref().map(|(_, coupon)| *coupon);
        staff.may_learn_of_comparison(mismatch, tongue).await?;
        if let Some((row, _)) = check.mismatch {
            bad.take(&row);
        }
    }
    bad.end()?;
    Ok(marks.into_iter().map(|listed| listed.mark).collect())
}

/// Marks all bookings in the same way, and records whom they are about.
async fn marks(
    desk: &PhoneDesk,
    staff: &Admitted,
    bookings: &[BookingId],
    attendance: Attendance,
) -> Result<Vec<Mark>, Failure> {
    let known = desk.store().bookings_by_id(bookings.iter().copied()).await?;
    staff.about(known.iter().map(|booking| booking.coupon)).await?;
    Ok(bookings.iter().map(|booking| Mark { booking: *booking, attendance }).collect())
}

fn tell(done: Marked, format: Format, tongue: Tongue) -> Result<(), Failure> {
    let Marked { attended, missed, unchanged } = done;
    if format.json {
        return json(&Told { attended, missed, unchanged });
    }
    let japanese =
        format!("来場 {attended}件、来場なし {missed}件を記録しました（変更なし {unchanged}件）。");
    let english = format!("marked {attended} attended and {missed} missed ({unchanged} unchanged)");
    say(tongue.pick(japanese, english))
}
