//! `sesshu bookings`: the work of the call centre and the venues.

mod acts;
mod attendance;
mod export;
mod list;
mod page;
mod show;
mod whom;
mod words;

use clap::Subcommand;

use super::{
    Failure,
    admission::{Admitted, admit_searching},
    clock::SystemClock,
    print::Tongue,
    settings::{Settings, SettingsFile},
};
use crate::{
    office::bookings::PhoneDesk,
    storage::SearchTerm,
    vaccination::{staff_act::StaffAct, time::Clock, venue::Venue},
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// List bookings by day, venue, person and state
    #[command(after_help = "\
Examples:
  sesshu bookings list --date 2026-12-05 --venue hall
  sesshu bookings list --coupon 1234567890
  sesshu bookings list --from 2026-12-01 --state cancelled --page 2 --json")]
    List(list::Options),
    /// Show everything about a person: contact, bookings, notices, history
    #[command(after_help = "\
Examples:
  sesshu bookings show --coupon 1234567890
  sesshu bookings show --coupon -
  sesshu bookings show --name 'ワクチン ハナコ' --born S25.5.5")]
    Show(show::Options),
    /// Book for a resident on the telephone; after the online deadline with a reason
    #[command(after_help = "\
Examples:
  sesshu bookings book --coupon 1234567890 --venue hall --date 2026-12-05 --time 10:00
  sesshu bookings book --name 'ワクチン ハナコ' --slot 120 --reason '前日夜のお電話'
  sesshu bookings book --coupon 1234567890 --slot 120 \\
      --contact-name 'ワクチン ハナコ' --phone 0467-00-0000
  sesshu bookings book --coupon - --slot 120 --contact-name - --phone -

Arguments are stored in the shell's history, and others can see them in `ps`. For each value given
as `-`, one line of standard input is read, in the order of the command line.")]
    Book(Box<acts::Book>),
    /// Cancel for a resident on the telephone; after the online deadline with a reason
    #[command(after_help = "\
Example:
  sesshu bookings cancel 42 --reason '発熱のため'")]
    Cancel(acts::Cancel),
    /// Record who came, by booking number or with the venue's CSV file
    #[command(after_help = "\
Examples:
  sesshu bookings attend 42 43
  sesshu bookings attend --file hall-2026-12-05.csv

The file is written by `sesshu bookings export`; fill in the column 来場 (attended): ○ or 来場 for
people who came, × or 欠席 for people who did not. Rows with an empty cell are skipped. Birth date
and coupon number, if the file contains them, must be those of the booking. A file with invalid
rows is refused as a whole, and the rows are listed.")]
    Attend(attendance::Attend),
    /// Record who did not come
    #[command(after_help = "\
Example:
  sesshu bookings miss 44")]
    Miss(attendance::Miss),
    /// Write the venue's list of a day: CSV for Excel, or a page to print
    #[command(after_help = "\
Example:
  sesshu bookings export --venue hall --date 2026-12-05 hall.csv hall.html

The files contain personal data: pass them on encrypted, and delete them after the day.")]
    Export(export::Options),
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::List(options) => list::run(options, tongue).await,
        Action::Show(options) => show::run(options, tongue).await,
        Action::Book(options) => acts::book(*options, tongue).await,
        Action::Cancel(options) => acts::cancel(options, tongue).await,
        Action::Attend(options) => attendance::attend(options, tongue).await,
        Action::Miss(options) => attendance::miss(options, tongue).await,
        Action::Export(options) => export::run(options, tongue).await,
    }
}

/// Opens the call centre's use cases for a member. The act is recorded together with the search
/// term. The people it is about are recorded separately, before any of their data is shown or
/// changed.
async fn open(
    file: &SettingsFile,
    act: StaffAct,
    term: Option<SearchTerm<'_>>,
) -> Result<(PhoneDesk, Settings, Admitted), Failure> {
    let settings = file.read()?;
    let staff = admit_searching(&settings.database, act, term).await?;
    let desk = PhoneDesk::new(staff.store.clone(), settings.programme.clone());
    Ok((desk, settings, staff))
}

/// Returns the venue with this code; the error lists all codes.
async fn venue(desk: &PhoneDesk, code: &str, tongue: Tongue) -> Result<Venue, Failure> {
    match desk.store().venue_by_code(code).await? {
        Some(venue) => Ok(venue),
        None => Err(tongue
            .pick(
                format!("会場コード {code:?} の会場はありません。"),
                format!("no venue has the code {code:?}"),
            )
            .into()),
    }
}

fn now() -> chrono::DateTime<chrono::Utc> {
    SystemClock.now()
}
