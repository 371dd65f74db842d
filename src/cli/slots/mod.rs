//! `sesshu slots`: when, and for how many people, venues are open.

mod change;
mod close;
mod load;
mod reach;

pub(super) use self::reach::unknown_venue;
use clap::Subcommand;

use super::{Failure, print::Tongue};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Import a file of slots; importing a file again changes nothing
    ///
    /// Reads CSV or TSV in UTF-8 or Shift_JIS. The column names are set under [import.slots] in
    /// the settings. Venues are given by their codes. A file with invalid rows or, without
    /// --overlapping, with overlapping slots is refused as a whole.
    ///
    /// Example: sesshu slots import slots.csv --dry-run
    Import(load::Import),
    /// Generate slots from weekly patterns
    ///
    /// fixtures/slots.toml explains the patterns. Holidays are set under [holidays] in the
    /// settings.
    ///
    /// Example: sesshu slots generate slots.toml --from 2026-12-01 --until 2027-01-31 --dry-run
    Generate(load::Generate),
    /// List slots with their seats and bookings
    ///
    /// Example: sesshu slots list --venue hall --from 2026-12-01 --until 2026-12-31
    List(reach::List),
    /// Close slots: stop booking, and send no reminders of existing bookings
    ///
    /// If bookings are affected, --keep or --cancel is required, and --message with the reason that
    /// the people are given.
    ///
    /// Example: sesshu slots close --venue hall --day 2026-12-05 --keep --message "We call you"
    Close(close::Close),
    /// Reopen closed slots; people who were notified of the closing are notified of this
    ///
    /// Example: sesshu slots reopen --venue hall --day 2026-12-05
    Reopen(close::Reopen),
    /// Change the number of seats of slots
    ///
    /// Refused if more seats are booked, unless --cancel-newest is given.
    ///
    /// Example: sesshu slots capacity 12 --venue hall --day 2026-12-05
    Capacity(change::Capacity),
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Import(options) => load::import(options, tongue).await,
        Action::Generate(options) => load::generate(options, tongue).await,
        Action::List(options) => reach::list_slots(options, tongue).await,
        Action::Close(options) => close::close(options, tongue).await,
        Action::Reopen(options) => close::reopen(options, tongue).await,
        Action::Capacity(options) => change::capacity(options, tongue).await,
    }
}
