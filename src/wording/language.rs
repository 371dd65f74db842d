//! The three languages, and a sentence in all of them.

/// The languages the service speaks (PRODUCT §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    Japanese,
    /// やさしい日本語: short sentences, plain words, readings beside hard kanji.
    EasyJapanese,
    English,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Japanese, Self::EasyJapanese, Self::English];

    /// The language for someone whose LINE is set to this BCP 47 tag (LINE, "Get profile");
    /// Japanese when LINE does not say. Of the residents who read neither Japanese nor English
    /// as their own, more follow plain Japanese than English (国立国語研究所, 2009).
    pub fn from_line(tag: Option<&str>) -> Self {
        let primary = tag.and_then(|tag| tag.split(['-', '_']).next());
        match primary.map(str::to_ascii_lowercase).as_deref() {
            None | Some("" | "ja") => Self::Japanese,
            Some("en") => Self::English,
            Some(_) => Self::EasyJapanese,
        }
    }

    /// The stable word for records.
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

/// One sentence in every language; `{word}` stands for a fact.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    pub(super) ja: &'static str,
    pub(super) easy: &'static str,
    pub(super) en: &'static str,
}

impl Sentence {
    pub(super) fn read(self, language: Language) -> &'static str {
        match language {
            Language::Japanese => self.ja,
            Language::EasyJapanese => self.easy,
            Language::English => self.en,
        }
    }

    /// The sentence with its facts. What looks like `{word}` inside a fact is left alone.
    pub(super) fn with(self, language: Language, facts: &[(&str, &str)]) -> String {
        let mut rest = self.read(language);
        let mut said = String::with_capacity(rest.len());
        while let Some((before, word, after)) = placeholder(rest) {
            said.push_str(before);
            let fact = facts.iter().find(|(name, _)| *name == word);
            said.push_str(fact.map_or("", |&(_, fact)| fact));
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

/// The text before the first `{word}`, the word, and the text after it.
pub(super) fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (word, after) = rest.split_once('}')?;
    Some((before, word, after))
}

/// A group of sentences, each in every language: one that is missing does not compile, one that
/// is unused is warned of.
macro_rules! sentences {
    ($($name:ident { ja: $ja:expr, easy: $easy:expr, en: $en:expr $(,)? })+) => {
        $(
            pub(in crate::wording) const $name: crate::wording::language::Sentence =
                crate::wording::language::Sentence { ja: $ja, easy: $easy, en: $en };
        )+

        #[cfg(test)]
        pub(in crate::wording) const ALL: &[(&str, crate::wording::language::Sentence)] =
            &[$((stringify!($name), $name)),+];
    };
}

pub(super) use sentences;

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Sentence = Sentence { ja: "{who}が{what}を予約", easy: "", en: "" };

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

    #[test]
    fn facts_are_put_in_once_and_never_read_as_sentences() {
        let said = BOTH.with(Language::Japanese, &[("who", "{what}"), ("what", "席")]);
        assert_eq!(said, "{what}が席を予約");
    }
}
