//! The venue's list of a day as a page to print, sorted by time and kana, with a box to tick.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    cli::print::{Tongue, Words},
    office::bookings::{DayList, Guest},
    vaccination::{booking::Standing, municipality::Municipality, time::in_tokyo},
};

/// Black on white and without external resources, so that every printer prints it alike.
const STYLE: &str = include_str!("page.css");

pub(super) fn page(
    day: &DayList,
    town: &Municipality,
    now: DateTime<Utc>,
    tongue: Tongue,
) -> String {
    let say = |words: Words| tongue.say(words);
    let printed = in_tokyo(now).format("%Y-%m-%d %H:%M");
    let markup = html! {
        (DOCTYPE)
        html lang=(tongue.pick("ja", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="robots" content="noindex";
                title { (day.venue.name) " " (day.date) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.town { (tongue.of(&town.name)) " " (tongue.of(&town.programme)) }
                    h1 { (day.venue.name) }
                    p.day { (date(day.date, tongue)) span { (people(day.guests.len(), tongue)) } }
                }
                @for guests in day.guests.chunk_by(|one, next| one.starts == next.starts) {
                    (slot(guests, tongue))
                }
                @if day.guests.is_empty() {
                    p { (say(("この日の予約はありません。", "There are no bookings on this day."))) }
                }
                footer {
                    p { (say((
                        "個人情報です。当日の受付にだけ使い、終了後は回収して廃棄してください。",
                        "Personal data: for use at the venue on this day only. Collect and destroy it afterwards.",
                    ))) }
                    p { (say(("作成", "Printed"))) " " (printed) }
                }
            }
        }
    };
    markup.into_string()
}

/// Renders the people of one slot, on the same sheet of paper as their heading.
fn slot(guests: &[Guest], tongue: Tongue) -> Markup {
    let say = |words: Words| tongue.say(words);
    let Some(first) = guests.first() else { return html! {} };
    html! {
        table {
            colgroup { col.tick; col.name; col.born; col.ends; col.number; }
            thead {
                tr.hour {
                    th colspan="5" {
                        (first.starts) "–" (first.ends)
                        span { (people(guests.len(), tongue)) }
                    }
                }
                tr {
                    th.tick { (say(("来場", "Came"))) }
                    th.name { (say(("お名前（カナ）", "Name"))) }
                    th.born { (say(("生年月日", "Born"))) }
                    th.ends { (say(("券番号の下4桁", "Coupon"))) }
                    th.number { (say(("予約番号", "Booking"))) }
                }
            }
            tbody {
                @for guest in guests { (row(guest)) }
            }
        }
    }
}

fn row(guest: &Guest) -> Markup {
    let mark = match guest.standing {
        Standing::Attended => "☑",
        Standing::Missed => "☒",
        _ => "☐",
    };
    let name = guest.person.name.as_ref().map_or("—", |name| name.as_str());
    html! {
        tr {
            td.tick { (mark) }
            td.name { (name) }
            td.born { (guest.born.in_both_calendars()) }
            td.ends { (guest.person.coupon_ends()) }
            td.number { (guest.booking) }
        }
    }
}

fn people(count: usize, tongue: Tongue) -> String {
    let english = if count == 1 { "1 person".to_owned() } else { format!("{count} people") };
    tongue.pick(format!("{count}名"), english)
}

fn date(date: NaiveDate, tongue: Tongue) -> String {
    let weekday = match date.weekday() {
        Weekday::Mon => "月",
        Weekday::Tue => "火",
        Weekday::Wed => "水",
        Weekday::Thu => "木",
        Weekday::Fri => "金",
        Weekday::Sat => "土",
        Weekday::Sun => "日",
    };
    let japanese = format!("{}年{}月{}日（{weekday}）", date.year(), date.month(), date.day());
    tongue.pick(japanese, date.format("%A, %-d %B %Y").to_string())
}
