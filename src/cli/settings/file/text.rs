//! A text that residents read: one for all languages, or one for each.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{cli::print::Words, vaccination::language::Translated};

/// The error for any other value.
pub(super) const TEXT: Words = (
    "文字列か、{ ja = \"…\", easy = \"…\", en = \"…\" } を書きます（easy と en は省けます）",
    "write a text, or { ja = \"…\", easy = \"…\", en = \"…\" } (easy and en are optional)",
);

#[derive(Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "write a text, or { ja = \"…\", easy = \"…\", en = \"…\" } (easy and en are optional)"
)]
pub(super) enum Text {
    Same(String),
    Each(Each),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Each {
    ja: String,
    easy: Option<String>,
    en: Option<String>,
}

impl From<Text> for Translated {
    fn from(text: Text) -> Self {
        match text {
            Text::Same(text) => Self::same(text),
            Text::Each(Each { ja, easy, en }) => {
                Self { easy: easy.unwrap_or_else(|| ja.clone()), en: en.unwrap_or(ja.clone()), ja }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        name: Text,
    }

    fn read(value: &str) -> Result<Translated, String> {
        let file: Result<File, _> = toml::from_str(&format!("name = {value}"));
        file.map(|file| file.name.into()).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn one_text_is_for_every_reader() {
        assert_eq!(read("\"潮風市\"").unwrap(), Translated::same("潮風市"));
    }

    #[test]
    fn who_has_no_text_of_their_own_reads_the_japanese() {
        let name = read("{ ja = \"潮風市\", en = \"Shiokaze\" }").unwrap();
        assert_eq!((name.easy.as_str(), name.en.as_str()), ("潮風市", "Shiokaze"));
    }

    #[test]
    fn what_is_no_text_is_told_what_one_looks_like() {
        for wrong in ["5", "{ en = \"Shiokaze\" }", "{ ja = \"潮風市\", fr = \"Marée\" }"] {
            assert_eq!(read(wrong).unwrap_err(), TEXT.1);
        }
    }
}
