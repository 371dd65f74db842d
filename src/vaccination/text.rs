//! Normalizes what people type before it is parsed.

use unicode_normalization::UnicodeNormalization;

/// The length limit of input, which no genuine field exceeds; the rest is cut off before any work.
const LONGEST_INPUT: usize = 400;

/// Normalizes widths (Unicode NFKC): full-width letters and digits to ASCII, half-width kana to
/// full width, `㍼` to `昭和`. Trims white space.
pub fn fold_width(input: &str) -> String {
    let folded: String = input.chars().take(LONGEST_INPUT).nfkc().collect();
    folded.trim().to_owned()
}

/// Removes spaces, hyphens and their many look-alikes, and normalizes widths, to compare numbers
/// that people write in groups.
pub fn ungroup(input: &str) -> String {
    fold_width(input).chars().filter(|c| !c.is_whitespace() && !is_hyphen(*c)).collect()
}

/// Returns whether a character is one that some keyboard enters as a hyphen between digits.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{2500}' | '\u{00AD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_groups_and_full_width_read_alike() {
        for typed in
            ["1234567890", "１２３４５６７８９０", " 12-3456 7890 ", "１２３４ー５６７８−９０"]
        {
            assert_eq!(ungroup(typed), "1234567890", "{typed}");
        }
    }

    #[test]
    fn very_long_input_is_cut_before_it_costs_anything() {
        assert_eq!(fold_width(&"9".repeat(5_000_000)).len(), LONGEST_INPUT);
    }
}
