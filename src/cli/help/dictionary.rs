//! The Japanese texts of the help.

use std::collections::BTreeMap;

const FILE: &str = include_str!("ja.toml");

/// The path of texts that every command has.
pub(super) const EVERYWHERE: &str = "*";

/// The texts by command path and by argument.
#[derive(Debug, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Dictionary(pub(super) BTreeMap<String, BTreeMap<String, String>>);

impl Dictionary {
    /// Reads the dictionary from the binary. A test ensures that it can be read. Otherwise the help
    /// would be in English.
    pub(super) fn read() -> Self {
        toml::from_str(FILE).unwrap_or(Self(BTreeMap::new()))
    }

    /// Returns the text for an argument of the command at `path`, or for `about`.
    pub(super) fn find(&self, path: &str, what: &str) -> Option<&str> {
        let own = self.0.get(path).and_then(|entries| entries.get(what));
        let shared = || self.0.get(EVERYWHERE).and_then(|entries| entries.get(what));
        own.or_else(shared).map(String::as_str)
    }
}
