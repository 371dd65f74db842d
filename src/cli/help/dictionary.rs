//! The Japanese of the help.

use std::collections::BTreeMap;

const FILE: &str = include_str!("ja.toml");

/// What every command has.
pub(super) const EVERYWHERE: &str = "*";

/// Sentences by command path and by argument.
#[derive(Debug, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Dictionary(pub(super) BTreeMap<String, BTreeMap<String, String>>);

impl Dictionary {
    /// The dictionary inside the binary. It is read by a test before it is shipped; one that
    /// cannot be read leaves the help in English.
    pub(super) fn read() -> Self {
        toml::from_str(FILE).unwrap_or(Self(BTreeMap::new()))
    }

    /// The sentence for an argument of the command at `path`, or for `about`.
    pub(super) fn find(&self, path: &str, what: &str) -> Option<&str> {
        let own = self.0.get(path).and_then(|entries| entries.get(what));
        let shared = || self.0.get(EVERYWHERE).and_then(|entries| entries.get(what));
        own.or_else(shared).map(String::as_str)
    }
}
