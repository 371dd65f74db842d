//! Assigns the columns of a file by its header.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::BadFile;
use crate::vaccination::text;

/// A column that an import reads.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Our own name, which every file may use.
    pub key: &'static str,
    /// The usual names; names in the municipality's settings replace them.
    pub usual: &'static [&'static str],
    /// Whether a file without the column is refused.
    pub needed: bool,
}

/// The column names of a municipality's files, by our keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, Vec<String>>);

/// Names were given for a column that does not exist.
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

/// The position of each column in the rows of one file.
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

    /// Returns the name of a column in the file.
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

/// Normalizes a name: headers are compared without regard to width, case and white space.
fn folded(name: &str) -> String {
    let folded = text::fold_width(name).to_lowercase();
    folded.chars().filter(|c| !c.is_whitespace()).collect()
}
