//! Formats of short texts: colours, sizes, dates, aliases.

use chrono::{NaiveDate, NaiveTime};

/// Returns whether `text` is a valid rich menu alias (R/messaging-api/#create-rich-menu-alias).
pub(crate) fn is_alias(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

/// Returns whether `text` is a value of a date picker in this mode: `date`, `time` or `datetime`
/// (R/messaging-api/#datetime-picker-action).
pub(crate) fn is_picker_value(mode: &str, text: &str) -> bool {
    match mode {
        "date" => is_date(text),
        "time" => is_time(text),
        "datetime" => {
            text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
        }
        _ => false,
    }
}

/// Returns whether `text` is a colour, `#RRGGBB` or `#RRGGBBAA`.
pub(super) fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// Returns whether `text` is a number of pixels, such as `12px` or `1.5px`.
pub(super) fn is_pixels(text: &str) -> bool {
    text.strip_suffix("px").is_some_and(is_number)
}

/// Returns whether `text` is a percentage, such as `50%`.
pub(super) fn is_percentage(text: &str) -> bool {
    text.strip_suffix('%').is_some_and(is_number)
}

/// Returns whether `text` is a keyword for spaces, `none` or `xs` … `xxl`, or a number of pixels.
pub(super) fn is_space(text: &str) -> bool {
    matches!(text, "none" | "xs" | "sm" | "md" | "lg" | "xl" | "xxl") || is_pixels(text)
}

/// Returns whether `text` is a padding: a space or a percentage.
pub(super) fn is_space_or_percentage(text: &str) -> bool {
    is_space(text) || is_percentage(text)
}

/// Returns whether `text` is an offset: as a padding, but it may be negative.
pub(super) fn is_offset(text: &str) -> bool {
    is_space_or_percentage(text.strip_prefix('-').unwrap_or(text))
}

pub(super) fn is_length(text: &str) -> bool {
    is_pixels(text) || is_percentage(text)
}

pub(super) fn is_border_width(text: &str) -> bool {
    matches!(text, "none" | "light" | "normal" | "medium" | "semi-bold" | "bold") || is_pixels(text)
}

/// Returns whether `text` is a size of a text or a span.
pub(super) fn is_font_size(text: &str) -> bool {
    matches!(text, "xxs" | "xs" | "sm" | "md" | "lg" | "xl" | "xxl" | "3xl" | "4xl" | "5xl")
        || is_pixels(text)
}

/// Returns whether `text` is a size of an icon.
pub(super) fn is_icon_size(text: &str) -> bool {
    is_font_size(text) || is_percentage(text)
}

/// Returns whether `text` is a size of an image.
pub(super) fn is_image_size(text: &str) -> bool {
    text == "full" || is_icon_size(text)
}

/// Returns whether `text` is `{width}:{height}`, each from 1 to 100000, the height at most three
/// times the width.
pub(super) fn is_aspect_ratio(text: &str) -> bool {
    let side =
        |text: &str| text.parse::<f64>().ok().filter(|side| (1.0..=100_000.0).contains(side));
    text.split_once(':')
        .and_then(|(width, height)| Some((side(width)?, side(height)?)))
        .is_some_and(|(width, height)| height <= 3.0 * width)
}

/// Returns whether `text` is the angle of a gradient, `0deg` to below `360deg`.
pub(super) fn is_angle(text: &str) -> bool {
    text.strip_suffix("deg")
        .filter(|digits| is_number(digits))
        .and_then(|digits| digits.parse::<f64>().ok())
        .is_some_and(|angle| angle < 360.0)
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
        && ("1900-01-01"..="2100-12-31").contains(&text)
}

fn is_time(text: &str) -> bool {
    text.len() == 5 && NaiveTime::parse_from_str(text, "%H:%M").is_ok()
}

/// Returns whether `text` consists of digits, with at most one decimal point between them.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, rest)) => digits(whole) && digits(rest),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picker_value_must_be_a_real_date_in_the_mode() {
        assert!(is_picker_value("date", "2028-02-29"));
        assert!(!is_picker_value("date", "2026-02-29"));
        assert!(!is_picker_value("date", "2026-2-1"));
        assert!(is_picker_value("date", "1900-01-01"));
        assert!(!is_picker_value("date", "1899-12-31"));
        assert!(!is_picker_value("date", "2101-01-01"));
        assert!(is_picker_value("time", "23:59"));
        assert!(!is_picker_value("time", "24:00"));
        assert!(is_picker_value("datetime", "2026-11-22t09:30"));
        assert!(!is_picker_value("datetime", "2026-11-22 09:30"));
    }

    #[test]
    fn size_is_a_keyword_pixels_or_a_percentage() {
        assert!(is_space("xxl") && is_space("12px") && is_space("1.5px"));
        assert!(!is_space("12") && !is_space("-1px") && !is_space("50%"));
        assert!(is_offset("-1px"));
        assert!(is_image_size("full") && !is_font_size("full"));
    }

    #[test]
    fn aspect_ratio_is_at_most_one_to_three() {
        assert!(is_aspect_ratio("1:3"));
        assert!(!is_aspect_ratio("1:3.1"));
        assert!(!is_aspect_ratio("0:1"));
    }
}
