//! Findings about slots.

use super::{Told, cases, date, fixed, time, told};
use crate::{
    cli::print::Tongue,
    office::check::{Cases, OverviewFinding, SlotFinding},
};

#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn slot(finding: &SlotFinding, tongue: Tongue) -> Told {
    let when = |slot| time(slot, tongue);
    match finding {
        SlotFinding::LoadedTwice { venue, slots } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("同じ名前の会場に同じ予約枠があります: {slots}"),
                    "会場が二つのコードで登録されています。一方の枠を閉じてください。".to_owned(),
                ],
                [
                    format!("Two venues of this name have the same slots: {slots}"),
                    "The venue was imported under two codes: close the slots of one.".to_owned(),
                ],
            )
        }
        SlotFinding::Overlapping { venue, slots } => {
            let pair = |(one, next)| format!("{} / {}", time(one, tongue), time(next, tongue));
            let slots = cases(*slots, pair, tongue);
            told(
                venue,
                tongue,
                [
                    format!("予約枠の時間が重なっています: {slots}"),
                    "二度登録していないか確かめ、余分な枠を閉じてください。".to_owned(),
                ],
                [
                    format!("Slots overlap: {slots}"),
                    "Check whether they were loaded twice, and close the surplus ones.".to_owned(),
                ],
            )
        }
        SlotFinding::NeverBookable { venue, slots } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("受付開始のときには予約の期限が過ぎています: {slots}"),
                    "年や月の誤りがないか確かめ、枠を閉じるか、日付を直してください。".to_owned(),
                ],
                [
                    format!("Slots whose booking deadline is before the opening: {slots}"),
                    "Check year and month; close the slots or correct the date.".to_owned(),
                ],
            )
        }
        SlotFinding::AfterTheEnd { venue, slots } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("受付終了より後の予約枠です: {slots}"),
                    "programme.closes_at か、枠の日付を確かめてください。".to_owned(),
                ],
                [
                    format!("Slots after the end of the programme: {slots}"),
                    "Check programme.closes_at and the dates.".to_owned(),
                ],
            )
        }
        SlotFinding::OnAHoliday { venue, day, name, days } => {
            let first = |day| format!("{}（{name}）", date(day, tongue));
            let days = cases(Cases { first: *day, count: *days }, first, tongue);
            told(
                venue,
                tongue,
                [
                    format!("休日に予約枠があります: {days}"),
                    "会場が開くか確かめ、開かない日の枠は閉じてください。".to_owned(),
                ],
                [
                    format!("Slots on a holiday: {days}"),
                    "Check that the venue is open, or close the slots.".to_owned(),
                ],
            )
        }
        SlotFinding::EndsBeforeItStarts { venue, slots } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("終わりが始まりより前の予約枠があります: {slots}"),
                    "時刻を直して、登録し直してください。".to_owned(),
                ],
                [
                    format!("Slots end before they start: {slots}"),
                    "Correct the times and import them again.".to_owned(),
                ],
            )
        }
        SlotFinding::OddCapacity { venue, usual, capacity, slots } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("定員{capacity}人の枠があります（ふつうは{usual}人）: {slots}"),
                    "けたの誤りがないか確かめ、定員を直してください。".to_owned(),
                ],
                [
                    format!("A slot has {capacity} seats, but {usual} are usual: {slots}"),
                    "Check for a missing or surplus digit.".to_owned(),
                ],
            )
        }
        SlotFinding::ClosedUntold { venue, slots, bookings } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("休止中の予約枠に、休止を知らせていない予約が{bookings}件あります: {slots}"),
                    "sesshu slots close に --keep か --cancel を付けて知らせるか、sesshu notices list --call の方に電話してください。".to_owned(),
                ],
                [
                    format!("{bookings} people with a booking have not been informed that their slot is closed: {slots}"),
                    "Inform them by `sesshu slots close` with --keep or --cancel, or call the people listed by `sesshu notices list --call`.".to_owned(),
                ],
            )
        }
        SlotFinding::NoSeats { venue, slots } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("定員0人の枠があります: {slots}"),
                    "定員を直すか、枠を閉じてください。".to_owned(),
                ],
                [
                    format!("Slots without a seat: {slots}"),
                    "Correct the capacity or close the slots.".to_owned(),
                ],
            )
        }
        SlotFinding::AtNight { venue, slots } => {
            let slots = cases(*slots, when, tongue);
            told(
                venue,
                tongue,
                [
                    format!("夜間・早朝の枠があります: {slots}"),
                    "午後の時刻は24時間制（13:00）で書いてください。".to_owned(),
                ],
                [
                    format!("Slots at night: {slots}"),
                    "Use the 24-hour clock for the afternoon (13:00).".to_owned(),
                ],
            )
        }
    }
}

pub(super) fn overview(finding: &OverviewFinding, tongue: Tongue) -> Told {
    match finding {
        OverviewFinding::NoSlots => fixed(
            tongue.pick("予約枠", "slots"),
            tongue,
            [
                "予約枠が一つもありません。",
                "sesshu slots import か sesshu slots generate で登録してください。",
            ],
            [
                "There are no slots.",
                "Load some with `sesshu slots import` or `sesshu slots generate`.",
            ],
        ),
        OverviewFinding::EmptyWeek { monday, weeks } => told(
            tongue.pick(format!("{}の週", date(*monday, tongue)), {
                format!("week of {}", date(*monday, tongue))
            }),
            tongue,
            [
                format!("予約枠のない週が{weeks}週あります。"),
                "登録し忘れたファイルがないか確かめてください。".to_owned(),
            ],
            [
                format!("Weeks without any slot: {weeks}."),
                "Check whether a file was forgotten.".to_owned(),
            ],
        ),
        OverviewFinding::CrowdedDay { venue, date: day, seats, usual } => told(
            format!("{venue} {}", date(*day, tongue)),
            tongue,
            [
                format!("一日に{seats}席あります。ふつうの日は{usual}席です。"),
                "定員のけたと、二重の登録を確かめてください。".to_owned(),
            ],
            [
                format!("This day has {seats} seats, but {usual} are usual."),
                "Check the capacities, and whether slots were loaded twice.".to_owned(),
            ],
        ),
    }
}
