//! Checks that what the runbooks quote occurs in the service's source.

use std::fs;

use super::{here, rust_files};

/// How the texts begin that runbooks quote: log lines and JSON output.
const BEGINS: [&str; 7] = ["a ", "an ", "the ", "stale ", "sending ", "processing ", "whether "];

#[test]
fn what_the_runbooks_quote_is_what_the_service_says() {
    let said: String = rust_files(&here().join("src"))
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let pages: Vec<_> = fs::read_dir(here().join("docs/runbooks"))
        .unwrap()
        .map(|page| fs::read_to_string(page.unwrap().path()).unwrap())
        .collect();
    let quoted: Vec<&str> = pages
        .iter()
        .flat_map(|page| page.split('`').skip(1).step_by(2))
        .filter(|quote| BEGINS.iter().any(|begin| quote.starts_with(begin)))
        .collect();
    assert!(quoted.len() > 10, "{quoted:?}");
    for quote in quoted {
        assert!(said.contains(quote), "nobody says {quote:?}");
    }
}
