//! The figures of the report and their names, on the terminal and as JSON.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    cli::{
        Failure,
        print::{Format, Listed, Tongue, Words, json, list},
        words,
    },
    office::report::{AgeGroup, NoticeFigures, Report},
    vaccination::{notice::NoticeKind, share::Share, venue::Venue},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    summary: Vec<Figure>,
    venues: Vec<VenueRow>,
    ways: Vec<Named>,
    ages: Vec<Named>,
    notices: Vec<NoticeRow>,
    days: Vec<DayRow>,
    venue_days: Vec<VenueDayRow>,
}

/// A number with its name and, if it is a share, its percentage of the whole.
#[derive(Serialize)]
pub(super) struct Figure {
    key: &'static str,
    pub(super) value: u64,
    pub(super) percent: Option<u64>,
    #[serde(skip)]
    pub(super) name: Words,
}

#[derive(Serialize)]
struct Named {
    name: String,
    bookings: u64,
}

#[derive(Serialize)]
struct VenueRow {
    venue: String,
    capacity: u64,
    booked: u64,
    percent: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NoticeRow {
    kind: &'static str,
    sent_by_line: u64,
    sent_by_mail: u64,
    told_by_phone: u64,
    waiting: u64,
    failed: u64,
    #[serde(skip)]
    name: Words,
}

#[derive(Serialize)]
struct DayRow {
    date: NaiveDate,
    made: u64,
    cancelled: u64,
}

#[derive(Serialize)]
struct VenueDayRow {
    venue: String,
    date: NaiveDate,
    capacity: u64,
    booked: u64,
}

pub(super) fn print(report: &Report, format: Format, tongue: Tongue) -> Result<(), Failure> {
    let document = Document::new(report, tongue);
    if format.json {
        return json(&document);
    }
    let none = ("まだありません。", "no data yet");
    list(&document.summary, format, tongue, none)?;
    list(&document.venues, format, tongue, none)?;
    list(&document.ways, format, tongue, none)?;
    list(&document.ages, format, tongue, none)?;
    list(&document.notices, format, tongue, none)
}

/// Returns the most important figures.
pub(super) fn summary(report: &Report) -> Vec<Figure> {
    let (capacity, booked) = report.seats_in_all();
    let outcomes = report.outcomes;
    let came = outcomes.attended + outcomes.missed;
    let all = outcomes.open + came + outcomes.cancelled;
    let reminders = report.notices.iter().find(|it| it.kind == NoticeKind::Reminder);
    let sent = reminders.map_or(0, |it| it.sent_by_line + it.sent_by_mail);
    let failed = reminders.map_or(0, |it| it.failed);
    let figure = |key, name, value, of| Figure { key, name, value, percent: percent(value, of) };
    vec![
        figure("booked", ("予約（キャンセルを除く）", "Bookings"), booked, Some(capacity)),
        figure("seats", ("予約枠の席数", "Seats"), capacity, None),
        figure("people", ("予約した人", "People"), report.bookers.people, Some(report.coupons)),
        figure(
            "linked",
            ("うちLINE連携", "Linked to LINE"),
            report.bookers.linked,
            Some(report.bookers.people),
        ),
        figure(
            "links",
            ("LINE連携した接種券", "Coupons linked"),
            report.links,
            Some(report.coupons),
        ),
        figure("cancelled", ("キャンセル", "Cancelled"), outcomes.cancelled, Some(all)),
        figure(
            "cancelled_by_phone",
            ("うち本人が電話で", "Of these, by telephone"),
            outcomes.cancelled_by_phone,
            Some(outcomes.cancelled),
        ),
        figure(
            "cancelled_by_municipality",
            ("うち自治体の都合", "Of these, by the municipality"),
            outcomes.cancelled_by_municipality,
            Some(outcomes.cancelled),
        ),
        figure("attended", ("来場", "Attended"), outcomes.attended, Some(came)),
        figure("missed", ("来場なし", "Missed"), outcomes.missed, Some(came)),
        figure("reminders_sent", ("リマインド送信済み", "Reminders sent"), sent, None),
        figure(
            "reminders_failed",
            ("リマインド送信失敗", "Reminders failed"),
            failed,
            Some(sent + failed),
        ),
    ]
}

/// Returns a percentage, rounded down so that only a full whole is 100; `None` if the whole is
/// zero.
pub(super) fn percent(part: u64, of: Option<u64>) -> Option<u64> {
    of.filter(|of| *of > 0).map(|of| part.saturating_mul(100) / of)
}

pub(super) fn share(share: Share) -> Words {
    match share {
        Share::Line => ("LINE", "LINE"),
        Share::Web => ("WEB", "Web"),
        Share::Phone => ("電話・窓口", "Phone"),
    }
}

pub(super) fn age(group: AgeGroup, tongue: Tongue) -> String {
    match group.below {
        None => tongue.pick(format!("{}歳以上", group.from), format!("{} and over", group.from)),
        Some(below) => {
            let last = below - 1;
            tongue.pick(format!("{}〜{last}歳", group.from), format!("{}–{last}", group.from))
        }
    }
}

impl Document {
    fn new(report: &Report, tongue: Tongue) -> Self {
        let ways = report.ways.iter();
        let ages = report.ages.iter().filter(|(_, people)| *people > 0);
        let venue = |id| report.venues.iter().find(|venue| venue.id == id);
        let named = |id| venue(id).map(|it| it.name.clone()).unwrap_or_default();
        Self {
            summary: summary(report),
            venues: report.venues.iter().map(|venue| VenueRow::new(report, venue)).collect(),
            ways: ways
                .map(|(it, bookings)| Named::new(tongue.say(share(*it)).to_owned(), *bookings))
                .collect(),
            ages: ages.map(|(group, people)| Named::new(age(*group, tongue), *people)).collect(),
            notices: report.notices.iter().map(NoticeRow::from).collect(),
            days: report
                .days
                .iter()
                .map(|day| DayRow { date: day.date, made: day.made, cancelled: day.cancelled })
                .collect(),
            venue_days: report
                .seats
                .iter()
                .map(|day| VenueDayRow {
                    venue: named(day.venue),
                    date: day.date,
                    capacity: day.capacity,
                    booked: day.booked,
                })
                .collect(),
        }
    }
}

impl Named {
    fn new(name: String, bookings: u64) -> Self {
        Self { name, bookings }
    }
}

impl VenueRow {
    fn new(report: &Report, venue: &Venue) -> Self {
        let days = || report.seats.iter().filter(|day| day.venue == venue.id);
        let (capacity, booked) =
            (days().map(|day| day.capacity).sum(), days().map(|day| day.booked).sum());
        let percent = percent(booked, Some(capacity)).unwrap_or_default();
        Self { venue: venue.name.clone(), capacity, booked, percent }
    }
}

impl From<&NoticeFigures> for NoticeRow {
    fn from(figures: &NoticeFigures) -> Self {
        Self {
            kind: figures.kind.as_str(),
            sent_by_line: figures.sent_by_line,
            sent_by_mail: figures.sent_by_mail,
            told_by_phone: figures.told_by_phone,
            waiting: figures.waiting,
            failed: figures.failed,
            name: words::notice(figures.kind),
        }
    }
}

impl Listed for Figure {
    const COLUMNS: &'static [Words] = &[("項目", "Figure"), ("数", "Number"), ("割合", "Share")];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let percent = self.percent.map(|percent| format!("{percent}%"));
        vec![tongue.say(self.name).to_owned(), self.value.to_string(), percent.unwrap_or_default()]
    }
}

impl Listed for VenueRow {
    const COLUMNS: &'static [Words] =
        &[("会場", "Venue"), ("席数", "Seats"), ("予約", "Booked"), ("予約率", "Fill rate")];

    fn cells(&self, _: Tongue) -> Vec<String> {
        let percent = format!("{}%", self.percent);
        vec![self.venue.clone(), self.capacity.to_string(), self.booked.to_string(), percent]
    }
}

impl Listed for Named {
    const COLUMNS: &'static [Words] = &[("区分", "Group"), ("数", "Number")];

    fn cells(&self, _: Tongue) -> Vec<String> {
        vec![self.name.clone(), self.bookings.to_string()]
    }
}

impl Listed for NoticeRow {
    const COLUMNS: &'static [Words] = &[
        ("お知らせ", "Notice"),
        ("LINE送信", "By LINE"),
        ("メール送信", "By mail"),
        ("電話で連絡", "By telephone"),
        ("送信待ち", "Waiting"),
        ("失敗", "Failed"),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let counted =
            [self.sent_by_line, self.sent_by_mail, self.told_by_phone, self.waiting, self.failed];
        let counted = counted.iter().map(ToString::to_string);
        [tongue.say(self.name).to_owned()].into_iter().chain(counted).collect()
    }
}
