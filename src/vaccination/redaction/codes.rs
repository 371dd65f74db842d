//! What may be a check code: six letters and digits of its alphabet, together or in groups.
//!
//! A code that holds a digit looks like no word. One of six letters does ("change"), and is taken for
//! a code only where the text speaks of one or holds other personal data, or where it is written
//! in capitals, as in the letter.

use super::is_separator;
use crate::vaccination::{
    check_code::{CheckCode, LENGTH},
    text::is_hyphen,
};

/// Words by which a text speaks of a check code, in lower case.
const NAMES: [&str; 3] = ["コード", "確認番号", "code"];

/// Letters and digits that stand together. Positions count characters.
#[derive(Debug, Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
}

/// Finds what may be a check code outside of the ranges that were found before.
pub(super) fn find(text: &[char], found: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let tokens = tokens(text, found);
    let is_spoken_of = !found.is_empty() || names_a_code(text);
    let mut codes = Vec::new();
    for (first, start) in tokens.iter().enumerate() {
        let mut length = 0;
        for (index, token) in tokens.iter().enumerate().skip(first) {
            let is_joined = index == first || is_gap(text, tokens[index - 1], *token);
            length += token.end - token.start;
            if !is_joined || length > LENGTH {
                break;
            }
            let range = (start.start, token.end);
            if length == LENGTH && may_be_code(text, range, is_spoken_of) {
                codes.push(range);
            }
        }
    }
    codes
}

fn tokens(text: &[char], found: &[(usize, usize)]) -> Vec<Token> {
    let is_found = |index: usize| found.iter().any(|(start, end)| (*start..*end).contains(&index));
    let belongs = |index: usize| text[index].is_ascii_alphanumeric() && !is_found(index);
    let mut tokens = Vec::new();
    let mut start = 0;
    while start < text.len() {
        if !belongs(start) {
            start += 1;
            continue;
        }
        let end = (start..text.len()).find(|index| !belongs(*index)).unwrap_or(text.len());
        tokens.push(Token { start, end });
        start = end;
    }
    tokens
}

/// Whether two tokens may be groups of one code.
fn is_gap(text: &[char], one: Token, next: Token) -> bool {
    let gap = &text[one.end..next.start];
    !gap.is_empty() && gap.iter().all(|c| is_separator(*c))
}

fn may_be_code(text: &[char], (start, end): (usize, usize), is_spoken_of: bool) -> bool {
    let written = &text[start..end];
    let code: String = written.iter().filter(|c| c.is_ascii_alphanumeric()).collect();
    if CheckCode::parse(&code).is_err() || code.chars().all(|c| c.is_ascii_digit()) {
        return false;
    }
    let has_digit = code.chars().any(|c| c.is_ascii_digit());
    let is_in_capitals = !code.chars().any(|c| c.is_ascii_lowercase());
    let is_together = written.iter().all(|c| c.is_ascii_alphanumeric() || is_hyphen(*c));
    is_spoken_of
        || (has_digit && (is_together || is_in_capitals))
        || (is_together && is_in_capitals)
}

fn names_a_code(text: &[char]) -> bool {
    let text: String = text.iter().map(char::to_ascii_lowercase).collect();
    NAMES.iter().any(|name| text.contains(name))
}
