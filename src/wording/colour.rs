//! The municipality's colour, darkened until it is legible against white, and the few other
//! colours.

use crate::line::message::Color;

/// The colour of less important text: 7.8 to 1 against white.
pub(super) const QUIET: Color = Color::rgb(0x4A_54_57);
/// The header of what is over or refused: contrast 6.1 to 1 with white letters.
pub(super) const OVER: Color = Color::rgb(0x5A_63_66);
/// The button of what cannot be undone: contrast 6.5 to 1 with white letters.
pub(super) const FINAL: Color = Color::rgb(0xB3_26_1E);
/// The background of a box within a card.
pub(super) const PAPER: Color = Color::rgb(0xF3_F6_F6);
/// The border of such a box.
pub(super) const EDGE: Color = Color::rgb(0x8A_96_99);

/// The default if the settings name no colour: 6.6 to 1 against white.
const OTHERWISE: u32 = 0x00_69_5C;

/// The minimum contrast of letters with their background (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// Returns the colour `#rrggbb`, darkened until white letters are legible on it.
pub(super) fn legible(colour: &str) -> Color {
    let mut channels = channels(read(colour).unwrap_or(OTHERWISE));
    while contrast_with_white(channels) < LEAST_CONTRAST {
        channels = channels.map(|channel| channel * 9 / 10);
    }
    let [red, green, blue] = channels;
    Color::rgb((red << 16) | (green << 8) | blue)
}

fn read(colour: &str) -> Option<u32> {
    let digits = colour.trim().strip_prefix('#')?;
    let hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

fn channels(colour: u32) -> [u32; 3] {
    [colour >> 16, (colour >> 8) & 0xFF, colour & 0xFF]
}

fn contrast_with_white(colour: [u32; 3]) -> f64 {
    1.05 / (luminance(colour) + 0.05)
}

/// Returns the relative luminance as WCAG defines it.
fn luminance(colour: [u32; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_dark_colour_stays_as_it_is() {
        assert_eq!(legible("#00695c").to_string(), "#00695C");
    }

    #[test]
    fn a_light_colour_is_darkened_and_nonsense_becomes_the_default() {
        for colour in ["#ffffff", "#FFEB3B", "#80deea"] {
            let legible = legible(colour).to_string();
            assert_ne!(legible.to_lowercase(), colour.to_lowercase());
            assert!(contrast_with_white(channels(read(&legible).unwrap())) >= LEAST_CONTRAST);
        }
        assert_eq!(legible("teal").to_string(), "#00695C");
    }

    #[test]
    fn the_fixed_colours_are_legible() {
        for colour in [QUIET, OVER, FINAL] {
            let channels = channels(read(&colour.to_string()).unwrap());
            assert!(contrast_with_white(channels) >= 6.0, "{colour}");
        }
    }

    proptest! {
        #[test]
        fn white_letters_are_legible_on_every_colour(colour in 0_u32..=0xFF_FF_FF) {
            let legible = legible(&format!("#{colour:06x}")).to_string();
            prop_assert!(contrast_with_white(channels(read(&legible).unwrap())) >= LEAST_CONTRAST);
        }
    }
}
