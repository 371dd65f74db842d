//! Reads the paths that a Rust file names: unfolds every `use` tree and resolves `self` and
//! `super`.

use std::path::Path;

/// Returns the module of a file below `src/`, e.g. `crate::storage::seal` for
/// `storage/seal/mod.rs`.
pub(crate) fn module_of(file: &Path) -> String {
    let parts = file.with_extension("");
    let parts = parts.iter().filter_map(|part| part.to_str());
    let named = parts.filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    std::iter::once("crate").chain(named).collect::<Vec<_>>().join("::")
}

/// Returns the text before the inline test module, which is always last in a file.
pub(crate) fn without_tests(text: &str) -> &str {
    let inline = ["#[cfg(test)]\nmod tests {", "#[cfg(test)]\npub(crate) mod tests {"];
    let ends = inline.iter().filter_map(|start| text.find(start));
    &text[..ends.min().unwrap_or(text.len())]
}

/// Whether `path` is `root` or below it.
pub(crate) fn lies_under(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Returns every path of at least two segments in `text`, which belongs to `module`.
pub(crate) fn of(text: &str, module: &str) -> Vec<String> {
    let code: String = text.lines().map(code_of).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    let mut statements = code.split("use ");
    found.extend(written_out(statements.next().unwrap_or_default()));
    for statement in statements {
        let (tree, rest) = statement.split_once(';').unwrap_or((statement, ""));
        unfold("", tree, &mut found);
        found.extend(written_out(rest));
    }
    found.into_iter().map(|path| resolve(&path, module)).collect()
}

/// Returns a line, or nothing if the line is a comment.
fn code_of(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with("//") { "" } else { line }
}

/// Unfolds `a::{b, c::{d, e}}` into `a::b`, `a::c::d`, `a::c::e`.
fn unfold(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        if !tree.is_empty() {
            let path = tree.split(" as ").next().unwrap_or(tree).trim();
            found.push(format!("{prefix}{path}").trim_end_matches("::self").to_owned());
        }
        return;
    };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let prefix = format!("{prefix}{}", head.trim());
    for branch in branches(inner) {
        unfold(&prefix, branch, found);
    }
}

/// Splits at the commas that are not inside a brace.
fn branches(tree: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in tree.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tree[start..]);
    parts
}

/// Returns the paths written out in code: names joined by `::`.
fn written_out(code: &str) -> impl Iterator<Item = String> {
    let part_of_a_path = |letter: char| letter.is_alphanumeric() || "_:".contains(letter);
    code.split(move |letter| !part_of_a_path(letter))
        .map(|path| path.trim_matches(':'))
        .filter(|path| path.contains("::"))
        .map(str::to_owned)
}

/// Replaces `crate`, `self` and `super` by the module they refer to.
fn resolve(path: &str, module: &str) -> String {
    let mut module: Vec<&str> = module.split("::").collect();
    let mut rest = path;
    if let Some(after) = rest.strip_prefix("self::") {
        return format!("{}::{after}", module.join("::"));
    }
    let mut climbed = false;
    while let Some(after) = rest.strip_prefix("super::") {
        module.pop();
        rest = after;
        climbed = true;
    }
    if climbed { format!("{}::{rest}", module.join("::")) } else { rest.to_owned() }
}

#[test]
fn a_tree_is_unfolded_and_resolved() {
    let text = "use crate::{line::{Line, message::Text}, mail};\nuse super::seal as s;\nfn f() { self::a::b(); x::Y }";
    let found = of(text, "crate::storage::slots");
    let expected = [
        "crate::line::Line",
        "crate::line::message::Text",
        "crate::mail",
        "crate::storage::seal",
        "crate::storage::slots::a::b",
        "x::Y",
    ];
    assert_eq!(found, expected);
}
