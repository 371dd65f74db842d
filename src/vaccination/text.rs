//! Making what people type comparable before it is parsed.

use unicode_normalization::UnicodeNormalization;

/// What no honest field exceeds; longer input is cut off before any work is done on it.
const LONGEST_INPUT: usize = 400;

/// Full-width letters and digits to ASCII, half-width kana to full width, `㍼` to `昭和`
/// (Unicode NFKC), without surrounding white space.
pub fn fold_width(input: &str) -> String {
    let folded: String = input.chars().take(LONGEST_INPUT).nfkc().collect();
    folded.trim().to_owned()
}

/// The text without spaces, hyphens and their many look-alikes, widths folded: how numbers are
/// compared that people write in groups.
pub fn ungroup(input: &str) -> String {
    fold_width(input).chars().filter(|c| !c.is_whitespace() && !is_hyphen(*c)).collect()
}

/// A hyphen, dash, minus or long-vowel mark, all of which stand between digits on some keyboard.
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
