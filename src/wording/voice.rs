//! Who speaks, and in which language.

use super::{Language, Pages, language::Sentence};
use crate::vaccination::{municipality::Municipality, programme::Programme};

/// What every sentence may need besides its own facts.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    pub language: Language,
    pub municipality: &'a Municipality,
    pub programme: &'a Programme,
    pub pages: &'a Pages,
}

impl Voice<'_> {
    pub(super) fn read(&self, sentence: Sentence) -> &'static str {
        sentence.read(self.language)
    }

    pub(super) fn fill(&self, sentence: Sentence, facts: &[(&str, &str)]) -> String {
        sentence.with(self.language, facts)
    }
}
