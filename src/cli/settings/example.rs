//! The settings of the demo's municipality: an example to copy, with the meaning of each key.
//!
//! Its comments are the only description of the settings. They are directly above a key or section,
//! first in Japanese, then in English. The JSON schema for editors takes them from here.

use std::collections::BTreeMap;

use crate::cli::print::Tongue;

pub(super) const EXAMPLE: &str = include_str!("../../../fixtures/sesshu.toml");

/// The text of a comment in both languages.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) japanese: String,
    pub(super) english: String,
}

impl Comment {
    pub(super) fn say(&self, tongue: Tongue) -> &str {
        tongue.pick(&self.japanese, &self.english)
    }

    /// Adds a line. It is Japanese if it has hiragana outside of 「…」, which the English text
    /// quotes.
    fn add(&mut self, line: &str) {
        let own = without_quotes(line);
        let japanese = own.chars().any(|letter| ('ぁ'..='ん').contains(&letter));
        if japanese {
            self.japanese.push_str(line);
        } else {
            let joint = if self.english.is_empty() { "" } else { " " };
            self.english.push_str(joint);
            self.english.push_str(line);
        }
    }
}

fn without_quotes(line: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = String::new();
    for letter in line.chars() {
        match letter {
            '「' => depth += 1,
            '」' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    outside
}

/// Returns the comments by dotted key, and of sections by their names.
pub(super) fn comments(text: &str) -> BTreeMap<String, Comment> {
    let mut found = BTreeMap::new();
    let mut section = String::new();
    let mut comment = Comment::default();
    for line in text.lines().map(str::trim) {
        // Keys that the example does not set are commented out.
        let line = line.strip_prefix("# ").filter(|it| is_setting(it)).unwrap_or(line);
        if let Some(said) = line.strip_prefix("# ") {
            comment.add(said);
        } else if let Some(header) = line.strip_prefix('[') {
            header.trim_matches(['[', ']']).clone_into(&mut section);
            found.insert(section.clone(), std::mem::take(&mut comment));
        } else if let Some((key, _)) = line.split_once('=') {
            let key = format!("{section}.{}", key.trim());
            found.insert(key.trim_start_matches('.').to_owned(), std::mem::take(&mut comment));
        } else {
            comment = Comment::default();
        }
    }
    found
}

fn is_setting(text: &str) -> bool {
    let key = text.split_once(" = ").map(|(key, _)| key);
    key.is_some_and(|key| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_belong_to_the_key_below_them_in_both_languages() {
        let text = "# A head.\n\n# 電話番号です。\n# Where to call,\n# say 「もしもし」.\n[centre]\n\
                    # いつ。\n# When.\nhours = \"9\" # not this\nphone = \"1\"\n\
                    # 任意です。\n# Optional.\n# fax = \"2\"\n";
        let found = comments(text);
        assert_eq!(found["centre"].japanese, "電話番号です。");
        assert_eq!(found["centre"].english, "Where to call, say 「もしもし」.");
        assert_eq!(found["centre.hours"].say(Tongue::Japanese), "いつ。");
        assert_eq!(found["centre.phone"], Comment::default());
        assert_eq!(found["centre.fax"].english, "Optional.");
    }
}
