//! Colours in Flex messages. LINE promises nothing for Flex in dark mode, so every colour we use is
//! stated explicitly.

use std::{fmt, str::FromStr};

/// An opaque RGB colour, written as `#RRGGBB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour has the form #RRGGBB")]
pub struct NotAColor;

impl Color {
    pub const WHITE: Self = Self::rgb(0xFF_FF_FF);
    /// The default text colour: 15.8 to 1 against white.
    pub const INK: Self = Self::rgb(0x1F_23_28);

    /// Creates a colour from `0xRRGGBB`; higher bits are ignored.
    pub const fn rgb(value: u32) -> Self {
        Self(value & 0x00FF_FFFF)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06X}", self.0)
    }
}

impl FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let digits = text.strip_prefix('#').ok_or(NotAColor)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAColor);
        }
        u32::from_str_radix(digits, 16).map(Self::rgb).map_err(|_| NotAColor)
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_reads_and_writes_hash_and_six_digits() {
        let teal: Color = "#00695c".parse().unwrap();
        assert_eq!(teal, Color::rgb(0x00_69_5C));
        assert_eq!(teal.to_string(), "#00695C");
    }

    #[test]
    fn anything_else_is_no_colour() {
        for text in ["00695c", "#00695", "#00695c00", "#+0695c", "teal", "#００６９５c", ""] {
            assert_eq!(text.parse::<Color>(), Err(NotAColor), "{text}");
        }
    }
}
