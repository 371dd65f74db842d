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
    /// Load a file of slots; loaded twice, it changes nothing
    ///
    /// CSV or TSV in UTF-8 or Shift_JIS; what its columns are called stands under
    /// [import.slots] in the settings. Venues are named by their codes.
    ///
    /// Example: sesshu slots import slots.csv --dry-run
    Import(load::Import),
    /// Make slots from weekly patterns
    ///
    /// fixtures/slots.toml explains the patterns; holidays stand under [holidays] in the settings.
    ///
    /// Example: sesshu slots generate slots.toml --from 2026-12-01 --until 2027-01-31 --dry-run
    Generate(load::Generate),
    /// List slots with their seats
    ///
    /// Example: sesshu slots list --venue hall --from 2026-12-01 --until 2026-12-31
    List(reach::List),
    /// Close slots: no more bookings, and no reminders of those that were made
    ///
    /// Where bookings are affected, --keep or --cancel says what becomes of them, and --message what
    /// their people are told.
    ///
    /// Example: sesshu slots close --venue hall --day 2026-12-05 --keep --message "We call you"
    Close(close::Close),
    /// Reopen slots that were closed; people who were told of the closing are told of it
    ///
    /// Example: sesshu slots reopen --venue hall --day 2026-12-05
    Reopen(close::Reopen),
    /// Give slots another number of seats
    ///
    /// Refused where more are booked, unless --cancel-newest says what happens to whom.
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
