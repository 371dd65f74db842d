//! The context that texts are rendered in.

use super::{Language, Pages, language::Sentence};
use crate::vaccination::{language::Translated, municipality::Municipality, programme::Programme};

/// What any text may need in addition to its own facts.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    pub language: Language,
    pub municipality: &'a Municipality,
    pub programme: &'a Programme,
    pub pages: &'a Pages,
    /// Whether people are addressed by name; otherwise by the end of the coupon number.
    pub names: bool,
}

impl Voice<'_> {
    pub(super) fn read(&self, sentence: Sentence) -> &'static str {
        sentence.read(self.language)
    }

    /// Returns the municipality's own text in the language.
    pub(super) fn choose<'a>(&self, text: &'a Translated) -> &'a str {
        text.read(self.language)
    }

    pub(super) fn fill(&self, sentence: Sentence, facts: &[(&str, &str)]) -> String {
        sentence.with(self.language, facts)
    }
}
