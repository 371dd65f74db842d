//! Keeps words out of comments and documents that make people of programs, requests and rows
//! ("Words not to use" in `docs/GLOSSARY.md`).

use std::{fs, path::Path};

use super::{files, here, shown};

/// Words that are findings by themselves, in lower case. "so" and "many" in a row are one, too.
const WORDS: [&str; 6] = ["whoever", "nobody", "somebody", "everybody", "anew", "manieth"];

/// Not searched: the list of these words.
const GLOSSARY: &str = "docs/GLOSSARY.md";

#[test]
fn comments_and_documents_avoid_words_for_people() {
    let mut found: Vec<String> = Vec::new();
    for file in files(&here(), &["rs", "ts", "tsx", "md"]) {
        let path = shown(&file);
        if !is_searched(&path) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let lines = findings(&words(&text, is_document(&path)));
        found.extend(lines.iter().map(|line| format!("{path}:{line}")));
    }
    assert!(found.is_empty(), "docs/GLOSSARY.md has better words:\n{}", found.join("\n"));
}

fn is_document(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "md")
}

/// Whether a file is searched. Of the documents these are the README and those in `docs`.
fn is_searched(path: &str) -> bool {
    let is_ours = !is_document(path) || path == "README.md" || path.starts_with("docs/");
    is_ours && path != GLOSSARY
}

/// Returns the line numbers of the findings among the words of a file.
fn findings(words: &[(usize, String)]) -> Vec<usize> {
    let single = words.iter().filter(|(_, word)| WORDS.contains(&word.as_str()));
    let pairs = words.windows(2).filter(|pair| {
        let [(line, first), (next, second)] = pair else { return false };
        first == "so" && second == "many" && next - line <= 1
    });
    let mut lines: Vec<usize> =
        single.chain(pairs.map(|pair| &pair[0])).map(|(line, _)| *line).collect();
    lines.sort_unstable();
    lines
}

/// Returns the words of a whole document, or of the comments of a source file, in lower case, each
/// with the number of its line.
fn words(text: &str, is_document: bool) -> Vec<(usize, String)> {
    let mut is_in_block = false;
    let mut words = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let prose = if is_document { line } else { comment(line, &mut is_in_block) };
        let parts = prose.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let parts = parts.filter(|part| !part.is_empty());
        words.extend(parts.map(|part| (index + 1, part.to_lowercase())));
    }
    words
}

/// Returns the comment in a line of Rust or TypeScript. `is_in_block` says whether a `/* … */` is
/// open before the line, and is updated to what holds after it.
fn comment<'l>(line: &'l str, is_in_block: &mut bool) -> &'l str {
    if *is_in_block {
        *is_in_block = !line.contains("*/");
        return line;
    }
    match (begin(line, "//"), begin(line, "/*")) {
        (Some(at), block) if block.is_none_or(|block| at < block) => &line[at..],
        (_, Some(at)) => {
            *is_in_block = !line[at..].contains("*/");
            &line[at..]
        }
        _ => "",
    }
}

/// Returns where a comment begins with this mark. In strings, as in `https://`, the mark seldom
/// follows a space.
fn begin(line: &str, mark: &str) -> Option<usize> {
    line.match_indices(mark).map(|(at, _)| at).find(|at| {
        let before = line[..*at].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || letter == '{')
    })
}

#[test]
fn words_are_read_from_comments_and_not_from_code() {
    let mut text = "/// Waits.\nlet url = \"https://nobody\"; // or not\n".to_owned();
    text.push_str("{/* opens\ncontinues */}\nlet closed = 1;\n");
    let read = words(&text, false);
    let read: Vec<_> = read.iter().map(|(line, word)| (*line, word.as_str())).collect();
    assert_eq!(read, [(1, "waits"), (2, "or"), (2, "not"), (3, "opens"), (4, "continues")]);
}

#[test]
fn findings_are_whole_words_in_any_case_and_pairs_across_lines() {
    let found = |text: &str| findings(&words(text, true));
    assert_eq!(found("Anew, nobody's\nnobody_else and so\nmany"), [1, 1, 2]);
    assert_eq!(found("so\n\nmany renewed"), Vec::<usize>::new());
}
