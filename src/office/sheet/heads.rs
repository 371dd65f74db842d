//! Which column of a file is which.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::BadFile;
use crate::vaccination::text;

/// A column that we ask for.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Our own name for it, which every file may use.
    pub key: &'static str,
    /// What it is usually called; the municipality's settings put other names in their place.
    pub usual: &'static [&'static str],
    /// Whether a file without it is refused.
    pub needed: bool,
}

/// What the columns of a municipality's files are called, by our keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, Vec<String>>);

/// Names were given for a column that nobody asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no column {0:?}; names can be given for {1}")]
pub struct NoSuchColumn(String, String);

impl Names {
    pub fn new(
        names: BTreeMap<String, Vec<String>>,
        columns: &[Column],
    ) -> Result<Self, NoSuchColumn> {
        let known: Vec<_> = columns.iter().map(|column| column.key).collect();
        match names.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(NoSuchColumn(key.clone(), known.join(", "))),
            None => Ok(Self(names)),
        }
    }

    fn of(&self, column: &Column) -> Vec<String> {
        let usual = || column.usual.iter().map(|name| (*name).to_owned()).collect();
        let mut names = self.0.get(column.key).cloned().unwrap_or_else(usual);
        names.push(column.key.to_owned());
        names
    }
}

/// The place of each column in the rows of one file.
#[derive(Debug)]
pub(super) struct Places(Vec<Option<(usize, String)>>);

impl Places {
    pub(super) fn find(
        columns: &[Column],
        names: &Names,
        heads: &StringRecord,
    ) -> Result<Self, BadFile> {
        let place = |column| place(column, names.of(column), heads);
        columns.iter().map(place).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn of(&self, column: usize) -> Option<usize> {
        self.0.get(column)?.as_ref().map(|(place, _)| *place)
    }

    /// As the file has it.
    pub(super) fn name(&self, column: usize) -> &str {
        self.0.get(column).and_then(Option::as_ref).map_or("", |(_, name)| name)
    }
}

fn place(
    column: &Column,
    names: Vec<String>,
    heads: &StringRecord,
) -> Result<Option<(usize, String)>, BadFile> {
    let meant = |head: &str| names.iter().any(|name| folded(name) == folded(head));
    let mut places = heads.iter().enumerate().filter(|(_, head)| meant(head));
    match (places.next(), places.next()) {
        (Some(_), Some((_, head))) => Err(BadFile::ColumnTwice { name: head.trim().to_owned() }),
        (Some((place, head)), None) => Ok(Some((place, head.trim().to_owned()))),
        (None, _) if column.needed => Err(BadFile::ColumnMissing { names, columns: heads.len() }),
        (None, _) => Ok(None),
    }
}

/// Heads are compared without regard to width, case and white space.
fn folded(name: &str) -> String {
    let folded = text::fold_width(name).to_lowercase();
    folded.chars().filter(|c| !c.is_whitespace()).collect()
}
