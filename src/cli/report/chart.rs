//! SVG charts: bars by day, bars next to each other, one bar in parts. All lengths are whole tenths
//! of a pixel, so that nothing is rounded twice.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use crate::office::report::Activity;

/// The units per pixel.
pub(super) const PX: u64 = 10;

const WIDTH: u64 = 960 * PX;
const LEFT: u64 = 44 * PX;
const TOP: u64 = 12 * PX;
/// The height of bars in both directions.
const HEIGHT: u64 = 210 * PX;
const FOOT: u64 = 28 * PX;

/// Draws each day's bookings upwards and its cancellations downwards, on one scale.
pub(super) fn by_day(days: &[Activity], label: &str) -> Markup {
    let most_made = days.iter().map(|day| day.made).max().unwrap_or_default();
    let most_cancelled = days.iter().map(|day| day.cancelled).max().unwrap_or_default();
    let step = tick(most_made.max(most_cancelled));
    let (up, down) = (round_up(most_made, step), round_up(most_cancelled, step));
    let scale = (up + down).max(1);
    let high = |value: u64| value * HEIGHT / scale;
    let zero = TOP + high(up);
    let count = u64::try_from(days.len()).unwrap_or(u64::MAX).max(1);
    let room = (WIDTH - LEFT) / count;
    let wide = (room * 8 / 10).clamp(1, 28 * PX);
    let at = |index: u64| LEFT + index * room + (room - wide) / 2;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (TOP + HEIGHT + FOOT) } role="img" aria-label=(label) {
            @for value in (0..=up).step_by(usize::try_from(step).unwrap_or(1)) {
                (line(zero - high(value), value))
            }
            @for value in (step..=down).step_by(usize::try_from(step).unwrap_or(1)) {
                (line(zero + high(value), value))
            }
            @for (index, day) in (0..).zip(days) {
                g {
                    title { (day.date) ": " (day.made) " / −" (day.cancelled) }
                    rect.made x=(at(index)) y=(zero - high(day.made)) width=(wide) height=(high(day.made)) {}
                    rect.cancelled x=(at(index)) y=(zero) width=(wide) height=(high(day.cancelled)) {}
                }
                @if is_labelled(day.date, index, count) {
                    text.axis x=(at(index) + wide / 2) y=(TOP + HEIGHT + 20 * PX) text-anchor="middle" {
                        (day.date.month()) "/" (day.date.day())
                    }
                }
            }
            line.zero x1=(LEFT) x2=(WIDTH) y1=(zero) y2=(zero) {}
        }
    }
}

fn line(y: u64, value: u64) -> Markup {
    html! {
        line.grid x1=(LEFT) x2=(WIDTH) y1=(y) y2=(y) {}
        text.axis x=(LEFT - 8 * PX) y=(y + 4 * PX) text-anchor="end" { (value) }
    }
}

/// Returns whether a day is labelled: about a dozen of them or, if the days are many, the first of
/// each month.
fn is_labelled(date: NaiveDate, index: u64, count: u64) -> bool {
    if count > 120 { date.day() == 1 } else { index.is_multiple_of(count.div_ceil(12)) }
}

/// Draws bars next to each other, each below its name and in front of its number.
pub(super) fn side_by_side(bars: &[(String, u64)], label: &str) -> Markup {
    const NAME: u64 = 96 * PX;
    const WIDTH: u64 = 460 * PX;
    const ROW: u64 = 30 * PX;
    const NUMBER: u64 = 64 * PX;

    let most = bars.iter().map(|(_, value)| *value).max().unwrap_or_default().max(1);
    let long = |value: u64| value * (WIDTH - NAME - NUMBER) / most;
    let rows = u64::try_from(bars.len()).unwrap_or_default();
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (rows * ROW) } role="img" aria-label=(label) {
            @for (row, (name, value)) in (0..).zip(bars) {
                @let y = row * ROW;
                text.name x=(NAME - 10 * PX) y=(y + 20 * PX) text-anchor="end" { (name) }
                rect.track x=(NAME) y=(y + 6 * PX) width=(WIDTH - NAME - NUMBER) height=(18 * PX) rx=(3 * PX) {}
                rect.made x=(NAME) y=(y + 6 * PX) width=(long(*value)) height=(18 * PX) rx=(3 * PX) {}
                text.value x=(NAME + long(*value) + 8 * PX) y=(y + 20 * PX) { (thousands(*value)) }
            }
        }
    }
}

/// Draws one bar in at most as many parts as there are classes.
pub(super) fn in_parts(parts: &[(&str, u64)], label: &str) -> Markup {
    const WIDTH: u64 = 460 * PX;
    const HEIGHT: u64 = 40 * PX;

    let all = parts.iter().map(|(_, value)| *value).sum::<u64>().max(1);
    let edge =
        |upto: usize| parts.iter().take(upto).map(|(_, value)| *value).sum::<u64>() * WIDTH / all;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(label) {
            @for (index, (name, value)) in parts.iter().enumerate() {
                rect class={ "part p" (index) } x=(edge(index)) y="0" width=(edge(index + 1) - edge(index)) height=(HEIGHT) {
                    title { (name) ": " (value) }
                }
            }
        }
        ul.legend {
            @for (index, (name, value)) in parts.iter().enumerate() {
                li {
                    i class={ "p" (index) } {}
                    (name) " "
                    b { (thousands(*value)) }
                    " " (value.saturating_mul(100) / all) "%"
                }
            }
        }
    }
}

/// Returns the step of an axis: 1, 2 or 5 times a power of ten, so that there are four or five
/// steps.
fn tick(most: u64) -> u64 {
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if most <= step * 4 {
                return step;
            }
        }
        power *= 10;
    }
}

fn round_up(value: u64, step: u64) -> u64 {
    value.div_ceil(step) * step
}

pub(super) fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_steps() {
        for (most, step) in
            [(0, 1), (1, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (999, 500)]
        {
            assert_eq!(tick(most), step, "{most}");
        }
    }

    #[test]
    fn thousands_are_parted() {
        for (value, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(value), shown);
        }
    }

    #[test]
    fn days_without_anything_are_drawn_too() {
        let date = "2026-12-01".parse().unwrap();
        let nothing = Activity { date, made: 0, cancelled: 0 };
        assert!(by_day(&[nothing], "x").into_string().contains("12/1"));
        assert!(by_day(&[], "x").into_string().starts_with("<svg"));
    }
}
