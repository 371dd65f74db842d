//! Lists: a table that fits the terminal, or one JSON document for scripts.

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::{Tongue, Words, say};
use crate::cli::Failure;

/// How a list is shown.
#[derive(Debug, Clone, Copy, Args)]
pub(in crate::cli) struct Format {
    /// Print JSON instead of a table
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// An item of a list: a row of a table, or an object of a JSON array through its `Serialize`.
pub(in crate::cli) trait Listed: Serialize {
    /// The headers of the columns.
    const COLUMNS: &'static [Words];

    /// Returns one cell per column.
    fn cells(&self, tongue: Tongue) -> Vec<String>;
}

/// Prints a list to standard output, or `none` if the list is empty.
pub(in crate::cli) fn list<T: Listed>(
    rows: &[T],
    format: Format,
    tongue: Tongue,
    none: Words,
) -> Result<(), Failure> {
    if format.json {
        return say(serde_json::to_string_pretty(rows)?);
    }
    if rows.is_empty() {
        return say(tongue.say(none));
    }
    let mut table = table(rows, tongue);
    if let Some(width) = asked_width() {
        table.set_width(width);
    }
    say(table)
}

/// Prints a value as JSON to standard output.
pub(in crate::cli) fn json(thing: &impl Serialize) -> Result<(), Failure> {
    say(serde_json::to_string_pretty(thing)?)
}

/// Returns the width that `COLUMNS` requests, on a terminal and in a pipe.
fn asked_width() -> Option<u16> {
    let columns = std::env::var("COLUMNS").ok()?.parse().ok()?;
    (columns >= NARROWEST).then_some(columns)
}

/// The width below which a table is unreadable.
const NARROWEST: u16 = 40;

/// Builds a table that is at most as wide as the terminal or, in a pipe, as wide as its content.
fn table<T: Listed>(rows: &[T], tongue: Tongue) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(T::COLUMNS.iter().map(|words| tongue.say(*words)));
    for row in rows {
        table.add_row(row.cells(tongue));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Venue {
        name: &'static str,
        slots: u32,
    }

    impl Listed for Venue {
        const COLUMNS: &'static [Words] = &[("会場", "Venue"), ("枠", "Slots")];

        fn cells(&self, _: Tongue) -> Vec<String> {
            vec![self.name.to_owned(), self.slots.to_string()]
        }
    }

    #[test]
    fn a_table_has_heads_in_the_readers_language_and_a_line_for_each() {
        let rows = [Venue { name: "潮風市民ホール", slots: 12 }];
        let shown = table(&rows, Tongue::Japanese).to_string();
        assert!(shown.contains("会場") && shown.contains("潮風市民ホール") && shown.contains("12"));
        assert!(table(&rows, Tongue::English).to_string().contains("Venue"));
    }

    #[test]
    fn a_narrow_terminal_gets_a_narrow_table() {
        let name = "とても長い名前の会場とても長い名前の会場とても長い名前の会場";
        let mut shown = table(&[Venue { name, slots: 1 }], Tongue::Japanese);
        shown.set_width(40);
        assert!(shown.lines().count() > 3);
    }
}
