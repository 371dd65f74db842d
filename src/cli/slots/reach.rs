//! The selection of slots by arguments, and `sesshu slots list`.

use std::collections::HashMap;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use crate::{
    cli::{
        Failure,
        admission::admit,
        print::{Format, Listed, Tongue, Words, list},
        settings::SettingsFile,
    },
    office::{
        slots::{self, Reach},
        venues,
    },
    storage::Store,
    vaccination::{day, ids::VenueId, slot::Slot, staff_act::StaffAct, time::TimeOfDay},
};

/// Venue, days and times of day.
#[derive(Debug, Args)]
pub(super) struct Where {
    /// The venue, by its code (see `sesshu venues list`)
    #[arg(long)]
    venue: Option<String>,
    /// A day
    #[arg(long, value_parser = day::parse, conflicts_with_all = ["from", "until"])]
    day: Option<NaiveDate>,
    /// The first day
    #[arg(long, value_parser = day::parse, requires = "until")]
    from: Option<NaiveDate>,
    /// The last day
    #[arg(long, value_parser = day::parse, requires = "from")]
    until: Option<NaiveDate>,
    /// Only slots that begin at this time or later
    #[arg(long, value_parser = TimeOfDay::parse)]
    starts_from: Option<TimeOfDay>,
    /// Only slots that begin before this time
    #[arg(long, value_parser = TimeOfDay::parse)]
    starts_before: Option<TimeOfDay>,
}

/// The codes and names of venues by id.
pub(super) struct Names(HashMap<VenueId, (String, String)>);

impl Where {
    /// Returns the selected slots. Fails unless days are given.
    pub(super) async fn slots(&self, store: &Store, tongue: Tongue) -> Result<Vec<Slot>, Failure> {
        let venue = match &self.venue {
            None => None,
            Some(code) => {
                let codes = venues::codes(store).await?;
                let venue = codes.venue(code);
                Some(venue.ok_or_else(|| unknown_venue(code, tongue))?)
            }
        };
        let (from_day, until_day) = match (self.day, self.from, self.until) {
            (Some(day), ..) => (day, day),
            (None, Some(from), Some(until)) => (from, until),
            _ => {
                let needed = tongue.pick(
                    "--day か、--from と --until で日を指定してください。",
                    "--day, or --from and --until, is required",
                );
                return Err(needed.into());
            }
        };
        let reach =
            Reach { venue, from_day, until_day, from: self.starts_from, until: self.starts_before };
        Ok(slots::reached(store, &reach).await?)
    }

    /// Returns whether slots of all venues are selected.
    pub(super) fn is_everywhere(&self) -> bool {
        self.venue.is_none()
    }
}

pub(in crate::cli) fn unknown_venue(code: &str, tongue: Tongue) -> String {
    tongue.pick(
        format!("会場コード {code:?} の会場はありません。sesshu venues list で確かめてください。"),
        format!("no venue has the code {code:?}; see `sesshu venues list`"),
    )
}

impl Names {
    pub(super) async fn read(store: &Store) -> Result<Self, Failure> {
        let venues = store.listed_venues().await?;
        let named = venues.into_iter().map(|it| (it.id, (it.listing.code, it.listing.name)));
        Ok(Self(named.collect()))
    }

    pub(super) fn code(&self, id: VenueId) -> &str {
        self.0.get(&id).map_or("", |(code, _)| code)
    }

    pub(super) fn name(&self, id: VenueId) -> &str {
        self.0.get(&id).map_or("", |(_, name)| name)
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Where,
    #[command(flatten)]
    format: Format,
}

#[derive(Serialize)]
struct ShownSlot {
    id: i64,
    venue: String,
    name: String,
    date: NaiveDate,
    starts: String,
    ends: String,
    capacity: u32,
    booked: u32,
    closed: bool,
}

impl ShownSlot {
    fn new(slot: &Slot, names: &Names) -> Self {
        Self {
            id: slot.id.0,
            venue: names.code(slot.venue).to_owned(),
            name: names.name(slot.venue).to_owned(),
            date: slot.date,
            starts: slot.starts.to_string(),
            ends: slot.ends.to_string(),
            capacity: slot.capacity,
            booked: slot.booked,
            closed: slot.closed,
        }
    }
}

impl Listed for ShownSlot {
    const COLUMNS: &'static [Words] = &[
        ("日付", "Date"),
        ("時間", "Time"),
        ("コード", "Code"),
        ("会場", "Venue"),
        ("定員", "Seats"),
        ("予約", "Booked"),
        ("", ""),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        vec![
            self.date.to_string(),
            format!("{}-{}", self.starts, self.ends),
            self.venue.clone(),
            self.name.clone(),
            self.capacity.to_string(),
            self.booked.to_string(),
            if self.closed { tongue.pick("休止", "closed") } else { "" }.to_owned(),
        ]
    }
}

pub(super) async fn list_slots(options: List, tongue: Tongue) -> Result<(), Failure> {
    let staff = admit(&options.settings.read()?.database, StaffAct::SlotsList).await?;
    let store = &staff.store;
    let slots = options.which.slots(store, tongue).await?;
    let names = Names::read(store).await?;
    let shown: Vec<_> = slots.iter().map(|slot| ShownSlot::new(slot, &names)).collect();
    list(&shown, options.format, tongue, ("枠はありません。", "there are no slots"))
}
