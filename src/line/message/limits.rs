//! LINE's limits, and LINE's two ways to count characters (developers.line.biz, "Character counting
//! in a text": UTF-16 code units in message texts, grapheme clusters in what a button shows).

use unicode_segmentation::UnicodeSegmentation;

/// Message objects in one reply or push.
pub(crate) const MESSAGES: usize = 5;
/// UTF-16 units of a text message.
pub(crate) const TEXT: usize = 5_000;
/// UTF-16 units of a Flex message's `altText`.
pub(crate) const ALT_TEXT: usize = 1_500;
/// Bytes of one bubble as JSON.
pub(crate) const BUBBLE_BYTES: usize = 30 * 1_024;
/// Bytes of a carousel as JSON.
pub(crate) const CAROUSEL_BYTES: usize = 50 * 1_024;
/// Bubbles in a carousel.
pub(crate) const BUBBLES: usize = 12;
/// Quick replies under one message.
pub(crate) const QUICK_REPLIES: usize = 13;
/// UTF-16 units of a postback's `data`.
pub(crate) const POSTBACK_DATA: usize = 300;
/// Graphemes of a postback's `displayText` and of a message action's `text`.
pub(crate) const SAID_TEXT: usize = 300;
/// Characters of a URI action.
pub(crate) const URI: usize = 1_000;
/// Characters of an image's URL.
pub(crate) const IMAGE_URL: usize = 2_000;
/// Graphemes of the label of an action in a Flex card.
pub(crate) const FLEX_LABEL: usize = 40;
/// Graphemes of the label of a quick reply.
pub(crate) const QUICK_REPLY_LABEL: usize = 20;
/// Graphemes of the label of an area of a rich menu.
pub(crate) const RICH_MENU_LABEL: usize = 20;
/// Graphemes of a rich menu's `chatBarText`.
pub(crate) const CHAT_BAR_TEXT: usize = 14;
/// Graphemes of a rich menu's `name`.
pub(crate) const RICH_MENU_NAME: usize = 300;
/// Characters of a rich menu's alias.
pub(crate) const RICH_MENU_ALIAS: usize = 32;
/// Areas of a rich menu.
pub(crate) const RICH_MENU_AREAS: usize = 20;
/// Bytes of a rich menu's image.
pub(crate) const RICH_MENU_IMAGE_BYTES: usize = 1_024 * 1_024;

/// Counts UTF-16 code units, as JavaScript and Java do.
pub(crate) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Counts graphemes, the characters that a reader sees.
pub(crate) fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_one_to_a_reader_and_eleven_to_line() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(graphemes(family), 1);
        assert_eq!(utf16(family), 11);
    }

    #[test]
    fn kanji_with_a_variation_selector_is_one_to_a_reader() {
        assert_eq!(graphemes("葛\u{E0100}"), 1);
        assert_eq!(utf16("葛\u{E0100}"), 3);
    }
}
