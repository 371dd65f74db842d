//! A message of the municipality to the residents whom an action concerns.

use super::staff::{WordsError, is_unseen};

/// The length limit: fits into a Flex card next to the facts of a booking in every language.
pub const MAX_PUBLIC_MESSAGE: usize = 300;

/// What the municipality says to residents, e.g. why a slot is closed. It is shown unchanged in
/// every language of the pages. It is no personal data: it is stored unsealed and must name no
/// person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicMessage(String);

impl PublicMessage {
    /// Parses one line of visible text. Widths are kept: 「①」 stays 「①」.
    pub fn parse(input: &str) -> Result<Self, WordsError> {
        let text = input.trim();
        if text.chars().any(is_unseen) {
            return Err(WordsError::Unseen);
        }
        match text.chars().count() {
            0 => Err(WordsError::Missing),
            length if length > MAX_PUBLIC_MESSAGE => {
                Err(WordsError::TooLong { most: MAX_PUBLIC_MESSAGE })
            }
            _ => Ok(Self(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_text_is_kept_as_written() {
        let written = " 台風①のため、休止します：詳しくは市の　ホームページで。 ";
        let parsed = PublicMessage::parse(written).unwrap();
        assert_eq!(parsed.as_str(), written.trim());
    }

    #[test]
    fn empty_long_and_invisible_text_is_refused() {
        for (text, refused) in [
            ("", WordsError::Missing),
            (" 　", WordsError::Missing),
            ("休止\nします", WordsError::Unseen),
            ("\u{1B}[2J", WordsError::Unseen),
            ("\u{202E}すまし止休", WordsError::Unseen),
        ] {
            assert_eq!(PublicMessage::parse(text).unwrap_err(), refused, "{text:?}");
        }
        assert!(PublicMessage::parse(&"あ".repeat(MAX_PUBLIC_MESSAGE)).is_ok());
        let long = "あ".repeat(MAX_PUBLIC_MESSAGE + 1);
        let refused = WordsError::TooLong { most: MAX_PUBLIC_MESSAGE };
        assert_eq!(PublicMessage::parse(&long).unwrap_err(), refused);
    }
}
