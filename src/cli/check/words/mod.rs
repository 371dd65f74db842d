//! The texts of findings: where it is, what is wrong, how to correct it.

mod data;
mod line;
mod settings;
mod slots;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    cli::print::Tongue,
    office::check::{Cases, Finding, Time},
    vaccination::time::in_tokyo,
};

/// The three texts of a finding.
pub(super) struct Told {
    /// A key of the settings, a venue or a day.
    pub(super) place: String,
    pub(super) why: String,
    pub(super) todo: String,
}

pub(super) fn tell(finding: &Finding, tongue: Tongue) -> Told {
    match finding {
        Finding::Programme(it) => settings::programme(it, tongue),
        Finding::Text(it) => settings::text(it, tongue),
        Finding::Slot(it) => slots::slot(it, tongue),
        Finding::Overview(it) => slots::overview(it, tongue),
        Finding::Venue(it) => data::venue(it, tongue),
        Finding::Coupon(it) => data::coupon(it, tongue),
        Finding::Database(it) => data::database(it, tongue),
        Finding::Line(it) => line::line(it, tongue),
    }
}

/// Builds the texts from `[why, todo]` in Japanese and in English.
fn told(
    place: impl Into<String>,
    tongue: Tongue,
    japanese: [String; 2],
    english: [String; 2],
) -> Told {
    let [why, todo] = tongue.pick(japanese, english);
    Told { place: place.into(), why, todo }
}

/// Builds texts that contain no figures or names.
fn fixed(
    place: impl Into<String>,
    tongue: Tongue,
    japanese: [&str; 2],
    english: [&str; 2],
) -> Told {
    told(place, tongue, japanese.map(str::to_owned), english.map(str::to_owned))
}

/// Formats a moment in Tokyo: 2026年5月15日 9:00, or 2026-05-15 09:00.
fn moment(at: DateTime<Utc>, tongue: Tongue) -> String {
    let format = tongue.pick("%Y年%-m月%-d日 %-H:%M", "%Y-%m-%d %H:%M");
    in_tokyo(at).format(format).to_string()
}

fn date(day: NaiveDate, tongue: Tongue) -> String {
    day.format(tongue.pick("%Y年%-m月%-d日", "%Y-%m-%d")).to_string()
}

fn time(slot: Time, tongue: Tongue) -> String {
    let Time { date: day, starts, ends } = slot;
    let between = tongue.pick("〜", "–");
    format!("{} {starts}{between}{ends}", date(day, tongue))
}

/// Describes the first case, and how many others there are.
fn cases<T: Copy>(cases: Cases<T>, first: impl Fn(T) -> String, tongue: Tongue) -> String {
    let said = first(cases.first);
    match cases.count - 1 {
        0 => said,
        others => {
            tongue.pick(format!("{said} ほか{others}件"), format!("{said} and {others} more"))
        }
    }
}
