//! The file of よくある質問.

use serde::Deserialize;

use super::wrong::Wrong;
use crate::vaccination::{
    faq::{Faq, Question},
    language::Translated,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    question: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    ask: String,
    ask_easy: String,
    ask_en: String,
    keywords: Vec<String>,
    answer: String,
    answer_easy: String,
    answer_en: String,
}

pub(super) fn questions(text: &str) -> Result<Faq, Wrong> {
    let file: File = toml::from_str(text).map_err(|error| Wrong::new(&error, text))?;
    Ok(Faq(file.question.into_iter().map(Question::from).collect()))
}

impl From<Entry> for Question {
    fn from(entry: Entry) -> Self {
        Self {
            ask: Translated { ja: entry.ask, easy: entry.ask_easy, en: entry.ask_en },
            answer: Translated { ja: entry.answer, easy: entry.answer_easy, en: entry.answer_en },
            keywords: entry.keywords,
        }
    }
}
