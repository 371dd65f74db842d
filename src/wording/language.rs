//! Sentences in every language.

use crate::vaccination::language::Language;

/// One sentence in every language; `{word}` is replaced by a fact.
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

    /// Returns the sentence with its facts. Text in a fact that looks like `{word}` is left
    /// unchanged.
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

/// Splits at the first `{word}`: the text before it, the word, and the text after it.
pub(super) fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (word, after) = rest.split_once('}')?;
    Some((before, word, after))
}

/// Defines a group of sentences in every language. A missing language does not compile; an unused
/// sentence causes a warning.
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
    fn facts_are_put_in_once_and_never_read_as_sentences() {
        let said = BOTH.with(Language::Japanese, &[("who", "{what}"), ("what", "席")]);
        assert_eq!(said, "{what}が席を予約");
    }
}
