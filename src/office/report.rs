//! The figures of a programme, without personal data.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    storage::{Bookers, Count, DaySeats, NoticeState, Outcome, Period, StorageError, Store},
    vaccination::{
        birth_date::BirthDate, booking::Canceller, history::Way, ids::VenueId, notice::NoticeKind,
        share::Share, time::tokyo_date, venue::Venue,
    },
};

/// The first age of each group; the last group is open-ended.
const AGE_GROUPS: [u32; 12] = [0, 12, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85];

/// The figures of the slots in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub period: Period,
    pub at: DateTime<Utc>,
    /// Venues with slots in the period, in display order.
    pub venues: Vec<Venue>,
    pub seats: Vec<DaySeats>,
    /// Bookings by quota channel, including channels without bookings.
    pub ways: Vec<Count<Share>>,
    pub outcomes: Outcomes,
    /// Bookings made and cancelled on each day, without gaps.
    pub days: Vec<Activity>,
    pub bookers: Bookers,
    /// The number of valid coupons; `links` counts the links of all coupons.
    pub coupons: u64,
    pub links: u64,
    /// People with a booking, by age on the day of the report.
    pub ages: Vec<Count<AgeGroup>>,
    pub notices: Vec<NoticeFigures>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    pub open: u64,
    pub attended: u64,
    pub missed: u64,
    pub cancelled: u64,
    /// How many of `cancelled` the call centre cancelled at the residents' request.
    pub cancelled_by_phone: u64,
    /// How many of `cancelled` the municipality cancelled.
    pub cancelled_by_municipality: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    pub date: NaiveDate,
    pub made: u64,
    pub cancelled: u64,
}

/// The ages from one up to, but not including, the next group's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeGroup {
    pub from: u32,
    pub below: Option<u32>,
}

/// The outcomes of the notifications of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeFigures {
    pub kind: NoticeKind,
    pub sent_by_line: u64,
    pub sent_by_mail: u64,
    /// Told by the call centre after every other delivery had failed.
    pub told_by_phone: u64,
    pub waiting: u64,
    /// Outdated before they were sent.
    pub suppressed: u64,
    /// Left for the call centre.
    pub failed: u64,
}

impl Report {
    /// Computes the figures of the slots in a period.
    pub async fn count(
        store: &Store,
        period: Period,
        now: DateTime<Utc>,
    ) -> Result<Self, StorageError> {
        let seats = store.seats_by_day(period).await?;
        let mut venues = store.venues().await?;
        venues.retain(|venue| seats.iter().any(|day| day.venue == venue.id));
        let by_way = store.bookings_by_way(period).await?;
        let made = store.made_by_day(period).await?;
        let cancelled = store.cancelled_by_day(period).await?;
        let (coupons, links) = store.coupons_and_links().await?;
        Ok(Self {
            period,
            at: now,
            venues,
            seats,
            ways: Share::ALL.map(|share| (share, of_share(&by_way, share))).to_vec(),
            outcomes: Outcomes::of(&by_way, &store.cancelled_by(period).await?),
            days: days(&made, &cancelled),
            bookers: store.bookers(period).await?,
            coupons,
            links,
            ages: ages(store, period, tokyo_date(now)).await?,
            notices: notices(&store.notices_counted(period).await?),
        })
    }

    /// Returns the seats of the period: how many there are, and how many are booked.
    pub fn seats_in_all(&self) -> (u64, u64) {
        let capacity = self.seats.iter().map(|day| day.capacity).sum();
        (capacity, self.seats.iter().map(|day| day.booked).sum())
    }

    /// Returns the days of the period that have slots.
    pub fn dates(&self) -> Vec<NaiveDate> {
        let mut dates: Vec<_> = self.seats.iter().map(|day| day.date).collect();
        dates.dedup();
        dates
    }

    /// Returns a venue's day.
    pub fn day(&self, venue: VenueId, date: NaiveDate) -> Option<&DaySeats> {
        self.seats.iter().find(|day| (day.venue, day.date) == (venue, date))
    }
}

/// Counts the bookings of a quota channel that were not cancelled.
fn of_share(by_way: &[Count<(Way, Outcome)>], share: Share) -> u64 {
    let counts = |(way, outcome)| Share::from(way) == share && outcome != Outcome::Cancelled;
    by_way.iter().filter(|(what, _)| counts(*what)).map(|(_, bookings)| bookings).sum()
}

impl Outcomes {
    fn of(by_way: &[Count<(Way, Outcome)>], cancelled_by: &[Count<Canceller>]) -> Self {
        let by = |canceller| {
            let fits = cancelled_by.iter().filter(|(who, _)| *who == canceller);
            fits.map(|(_, bookings)| bookings).sum()
        };
        let sum = |wanted| {
            let fits = by_way.iter().filter(|((_, outcome), _)| *outcome == wanted);
            fits.map(|(_, bookings)| bookings).sum()
        };
        Self {
            open: sum(Outcome::Open),
            attended: sum(Outcome::Attended),
            missed: sum(Outcome::Missed),
            cancelled: sum(Outcome::Cancelled),
            cancelled_by_phone: by(Canceller::CallCentre),
            cancelled_by_municipality: by(Canceller::Municipality),
        }
    }
}

/// Returns every day from the first to the last on which a booking was made or cancelled.
fn days(made: &[Count<NaiveDate>], cancelled: &[Count<NaiveDate>]) -> Vec<Activity> {
    let (made, cancelled): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (made.iter().copied().collect(), cancelled.iter().copied().collect());
    let all = || made.keys().chain(cancelled.keys()).copied();
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return Vec::new() };
    let on = |counted: &BTreeMap<_, _>, date| counted.get(&date).copied().unwrap_or_default();
    first
        .iter_days()
        .take_while(|date| *date <= last)
        .map(|date| Activity { date, made: on(&made, date), cancelled: on(&cancelled, date) })
        .collect()
}

async fn ages(
    store: &Store,
    period: Period,
    today: NaiveDate,
) -> Result<Vec<Count<AgeGroup>>, StorageError> {
    let mut counted = [0; AGE_GROUPS.len()];
    let count = |born: BirthDate| {
        let age = today.years_since(born.date()).unwrap_or_default();
        let group = AGE_GROUPS.iter().rposition(|from| *from <= age).unwrap_or_default();
        counted[group] += 1;
    };
    store.birth_dates_of_bookers(period, count).await?;
    let groups = AGE_GROUPS.iter().zip(AGE_GROUPS.iter().skip(1).map(Some).chain([None]));
    let groups = groups.map(|(from, below)| AgeGroup { from: *from, below: below.copied() });
    Ok(groups.zip(counted).collect())
}

fn notices(counted: &[Count<(NoticeKind, NoticeState, Option<String>)>]) -> Vec<NoticeFigures> {
    let told = [
        NoticeKind::Confirmation,
        NoticeKind::Cancellation,
        NoticeKind::Reminder,
        NoticeKind::Suspension,
        NoticeKind::Resumption,
    ];
    told.into_iter().map(|kind| NoticeFigures::of(kind, counted)).collect()
}

impl NoticeFigures {
    fn of(kind: NoticeKind, counted: &[Count<(NoticeKind, NoticeState, Option<String>)>]) -> Self {
        let mut figures = Self {
            kind,
            sent_by_line: 0,
            sent_by_mail: 0,
            told_by_phone: 0,
            waiting: 0,
            suppressed: 0,
            failed: 0,
        };
        for ((_, state, via), notices) in counted.iter().filter(|((it, ..), _)| *it == kind) {
            let counter = match state {
                NoticeState::Sent if via.as_deref() == Some("mail") => &mut figures.sent_by_mail,
                NoticeState::Sent if via.as_deref() == Some("phone") => &mut figures.told_by_phone,
                NoticeState::Sent => &mut figures.sent_by_line,
                NoticeState::Waiting | NoticeState::Sending => &mut figures.waiting,
                NoticeState::Suppressed => &mut figures.suppressed,
                NoticeState::Failed => &mut figures.failed,
            };
            *counter += notices;
        }
        figures
    }
}
