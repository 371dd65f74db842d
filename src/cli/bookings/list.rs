//! `sesshu bookings list`.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{whom::Whom, words};
use crate::{
    cli::{
        Failure,
        print::{Format, Listed, Tongue, Words, list},
        settings::SettingsFile,
    },
    office::bookings::ListedBooking,
    storage::{Page, Wanted},
    vaccination::{booking::Standing, person::Person, staff_act::StaffAct},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// One day, YYYY-MM-DD
    #[arg(long, conflicts_with_all = ["from", "until"])]
    date: Option<NaiveDate>,
    /// The first day
    #[arg(long)]
    from: Option<NaiveDate>,
    /// The last day (inclusive)
    #[arg(long)]
    until: Option<NaiveDate>,
    /// The venue, by its code
    #[arg(long, value_name = "CODE")]
    venue: Option<String>,
    #[command(flatten)]
    whom: Whom,
    /// Only bookings in this state
    #[arg(long, value_enum)]
    state: Option<State>,
    /// The page to show
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    page: u64,
    /// The number of bookings per page
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1000))]
    per_page: u64,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Confirmed,
    /// Over, with no attendance recorded
    Past,
    Attended,
    Missed,
    Cancelled,
}

impl From<State> for Standing {
    fn from(state: State) -> Self {
        match state {
            State::Confirmed => Self::Confirmed,
            State::Past => Self::Past,
            State::Attended => Self::Attended,
            State::Missed => Self::Missed,
            State::Cancelled => Self::Cancelled,
        }
    }
}

/// A row of the list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    booking: i64,
    date: NaiveDate,
    starts: String,
    ends: String,
    venue: String,
    /// `None` until a name has been entered.
    name: Option<String>,
    /// The last four digits of the coupon number.
    coupon_ends: String,
    way: &'static str,
    state: &'static str,
    #[serde(skip)]
    shown: Shown,
}

/// The texts of a row in both languages.
struct Shown {
    way: Words,
    state: Words,
}

pub(super) async fn run(options: Options, tongue: Tongue) -> Result<(), Failure> {
    let act = StaffAct::BookingsList;
    let whom = &options.whom;
    let (desk, settings, staff) = super::open(&options.settings, act, whom.term()).await?;
    let venue = match &options.venue {
        Some(code) => Some(super::venue(&desk, code, tongue).await?.id),
        None => None,
    };
    let person = whom.find(&desk, &settings, &staff, tongue).await?;
    let wanted = Wanted {
        from: options.date.or(options.from),
        until: options.date.or(options.until),
        venue,
        coupon: person.map(|found| found.holder.coupon.id),
        standing: options.state.map(Standing::from),
    };
    let now = super::now();
    let page = Page { number: options.page - 1, size: options.per_page };
    let found = desk.list(&wanted, page, now).await?;
    let rows: Vec<Row> = found.bookings.iter().map(|it| Row::new(it, now)).collect();
    list(&rows, options.format, tongue, ("予約はありません。", "there are no bookings"))?;
    if found.all > options.per_page {
        say_which_page(options.page, found.all.div_ceil(options.per_page), found.all, tongue);
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a message about the list, not part of it")]
fn say_which_page(page: u64, pages: u64, all: u64, tongue: Tongue) {
    let japanese =
        format!("全{all}件、{pages}ページ中{page}ページ目（続きは --page {}）", page + 1);
    let english =
        format!("page {page} of {pages}, {all} bookings in total (next: --page {})", page + 1);
    eprintln!("{}", tongue.pick(japanese, english));
}

impl Row {
    fn new(
        ListedBooking { booking, holder }: &ListedBooking,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        let person = Person::new(&holder.coupon.proof.number, holder.name.clone());
        let state = words::standing(booking.standing(now));
        Self {
            booking: booking.id.0,
            date: booking.slot.date,
            starts: booking.slot.starts.to_string(),
            ends: booking.slot.ends.to_string(),
            venue: booking.venue.name.clone(),
            name: person.name.as_ref().map(|name| name.as_str().to_owned()),
            coupon_ends: person.coupon_ends().to_owned(),
            way: booking.way.as_str(),
            state: state.1,
            shown: Shown { way: words::way(booking.way), state },
        }
    }
}

impl Listed for Row {
    const COLUMNS: &'static [Words] = &[
        ("予約番号", "Booking"),
        ("日付", "Date"),
        ("時間", "Time"),
        ("会場", "Venue"),
        ("お名前", "Name"),
        ("券番号", "Coupon"),
        ("経路", "Channel"),
        ("状態", "State"),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        vec![
            self.booking.to_string(),
            self.date.to_string(),
            format!("{}-{}", self.starts, self.ends),
            self.venue.clone(),
            self.name.clone().unwrap_or_default(),
            format!("****{}", self.coupon_ends),
            tongue.say(self.shown.way).to_owned(),
            tongue.say(self.shown.state).to_owned(),
        ]
    }
}
