//! The language a person reads.

/// The languages of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    Japanese,
    /// やさしい日本語: short sentences, simple words, and readings next to difficult kanji.
    EasyJapanese,
    English,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Japanese, Self::EasyJapanese, Self::English];

    /// Returns the language for a person whose LINE is set to this BCP 47 tag (LINE, "Get
    /// profile"); Japanese if there is no tag. Of the residents whose own language is neither
    /// Japanese nor English, more understand simple Japanese than English (国立国語研究所, 2009).
    pub fn from_line(tag: Option<&str>) -> Self {
        let primary = tag.and_then(|tag| tag.split(['-', '_']).next());
        match primary.map(str::to_ascii_lowercase).as_deref() {
            None | Some("" | "ja") => Self::Japanese,
            Some("en") => Self::English,
            Some(_) => Self::EasyJapanese,
        }
    }

    /// Returns the stable identifier for records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::EasyJapanese => "ja-easy",
            Self::English => "en",
        }
    }

    pub fn from_record(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }
}

/// A text of the municipality, in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    pub ja: String,
    pub easy: String,
    pub en: String,
}

impl Translated {
    /// Creates a text that is the same in every language.
    pub fn same(text: impl Into<String>) -> Self {
        let ja = text.into();
        Self { easy: ja.clone(), en: ja.clone(), ja }
    }

    pub fn read(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.ja,
            Language::EasyJapanese => &self.easy,
            Language::English => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_line_decides() {
        for (tag, language) in [
            (None, Language::Japanese),
            (Some("ja"), Language::Japanese),
            (Some("ja-JP"), Language::Japanese),
            (Some("en"), Language::English),
            (Some("EN_us"), Language::English),
            (Some("vi"), Language::EasyJapanese),
            (Some("zh-Hant"), Language::EasyJapanese),
            (Some(""), Language::Japanese),
        ] {
            assert_eq!(Language::from_line(tag), language, "{tag:?}");
        }
    }

    #[test]
    fn a_language_is_read_as_it_was_recorded() {
        for language in Language::ALL {
            assert_eq!(Language::from_record(language.as_str()), Some(language));
        }
        assert_eq!(Language::from_record("fr"), None);
    }
}
