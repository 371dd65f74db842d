//! Reads tables as offices send them: CSV or TSV, from Excel or a registry of residents, in UTF-8,
//! UTF-16 or Shift_JIS, with column names that the municipality chooses.
//!
//! A file is checked once before its rows are read ([`text`]), so that a file that is no table
//! leads to one error and not to one per row. Rows are then read one at a time; an error in a row
//! is reported with line and column, and reading goes on.

mod fault;
mod heads;
mod source;
mod text;

use csv::{Reader, ReaderBuilder, StringRecord};

use self::heads::Places;
pub use self::{
    fault::{BadFile, BadRow, Kind, Wrong},
    heads::{Column, Names, NoSuchColumn},
    source::Source,
};

/// No registry exports more columns; more are a mistake.
const MOST_COLUMNS: usize = 200;

/// An open table.
pub struct Sheet {
    reader: Reader<text::Text>,
    places: Places,
    columns: usize,
    rows: u64,
}

/// A row. Its cells are accessed by the index of their column in the list of columns.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The line in the file, the header being line 1.
    pub line: u64,
    cells: &'a StringRecord,
    places: &'a Places,
}

impl Sheet {
    /// Checks a file and finds its columns.
    pub fn open(source: &Source, columns: &[Column], names: &Names) -> Result<Self, BadFile> {
        let seen = text::look_through(source)?;
        let mut reader = ReaderBuilder::new()
            .delimiter(seen.delimiter)
            .flexible(true)
            .from_reader(text::Text::open(source, seen.encoding)?);
        let found = reader.headers().map_err(BadFile::from)?.clone();
        is_closed(&reader, &found)?;
        if found.len() > MOST_COLUMNS {
            return Err(BadFile::TooManyColumns { found: found.len(), most: MOST_COLUMNS });
        }
        let places = Places::find(columns, names, &found)?;
        if seen.lines < 2 {
            return Err(BadFile::HeadsOnly);
        }
        Ok(Self { reader, places, columns: found.len(), rows: seen.lines - 1 })
    }

    /// Returns the number of rows, as an estimate for a progress bar: each line of a row counts.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Passes every row that has as many cells as the header to `row`, and the others to `bad`.
    /// Empty rows are skipped; a file with no other rows is refused.
    pub fn read(
        mut self,
        mut row: impl FnMut(Row<'_>, &mut dyn FnMut(BadRow)),
        bad: &mut dyn FnMut(BadRow),
    ) -> Result<(), BadFile> {
        let (mut cells, mut any) = (StringRecord::new(), false);
        while self.reader.read_record(&mut cells)? {
            is_closed(&self.reader, &cells)?;
            // Computed from the position after the record: the reader's own position of a record is
            // before the empty lines that it has skipped.
            let inside = cells.iter().map(lines_in).sum::<u64>();
            let line = self.reader.position().line() - 1 - inside;
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            any = true;
            if cells.len() == self.columns {
                row(Row { line, cells: &cells, places: &self.places }, bad);
            } else {
                let reason = Wrong::Cells { found: cells.len(), expected: self.columns };
                bad(BadRow { line, column: String::new(), reason });
            }
        }
        if any { Ok(()) } else { Err(BadFile::HeadsOnly) }
    }
}

/// Refuses a row or header that an unclosed quotation mark extends to the end of the file.
fn is_closed(reader: &Reader<text::Text>, row: &StringRecord) -> Result<(), BadFile> {
    let behind = reader.position();
    if !reader.get_ref().ends_at(behind.byte()) {
        return Ok(());
    }
    let swallowed = lines_in(row.iter().next_back().unwrap_or_default());
    Err(BadFile::OpenQuote { line: behind.line() - swallowed })
}

/// Counts the line ends within a cell.
fn lines_in(cell: &str) -> u64 {
    cell.matches('\n').count() as u64
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheet(…)")
    }
}

impl Row<'_> {
    /// Returns the cell of a column without surrounding white space; empty if the file lacks the
    /// column.
    pub fn cell(&self, column: usize) -> &str {
        self.places.of(column).and_then(|place| self.cells.get(place)).unwrap_or_default().trim()
    }

    /// Returns whether the file has this column.
    pub fn has(&self, column: usize) -> bool {
        self.places.of(column).is_some()
    }

    /// Returns an error about the cell of a column.
    pub fn wrong(&self, column: usize, reason: impl Into<Wrong>) -> BadRow {
        let column = self.places.name(column).to_owned();
        BadRow { line: self.line, column, reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [
        Column { key: "code", usual: &["会場コード"], needed: true },
        Column { key: "name", usual: &["会場名"], needed: false },
    ];

    /// Line, code and name of every row; line and reason of every bad one.
    type Seen = (Vec<(u64, String, String)>, Vec<(u64, Wrong)>);

    fn read(bytes: &[u8]) -> Result<Seen, BadFile> {
        let sheet = Sheet::open(&Source::from(bytes.to_vec()), &COLUMNS, &Names::default())?;
        let (mut rows, mut bad) = (Vec::new(), Vec::new());
        let row = |row: Row<'_>, _: &mut dyn FnMut(BadRow)| {
            rows.push((row.line, row.cell(0).to_owned(), row.cell(1).to_owned()));
        };
        sheet.read(row, &mut |it| bad.push((it.line, it.reason)))?;
        Ok((rows, bad))
    }

    fn shift_jis(text: &str) -> Vec<u8> {
        encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
    }

    fn utf_16(text: &str) -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn one_table_is_read_alike_in_every_usual_encoding_and_form() {
        let text = "会場名,会場コード\r\n潮風市民ホール,hall\r\n";
        let forms = [
            text.as_bytes().to_vec(),
            format!("\u{FEFF}{text}").into_bytes(),
            shift_jis(text),
            utf_16(text),
            text.replace(',', "\t").into_bytes(),
            shift_jis(&text.replace(',', "\t")),
            text.replace("\r\n", "\n").into_bytes(),
            text.replace("\r\n", "\r").into_bytes(),
            text.replace("潮風市民ホール", "\"潮風市民ホール\"").into_bytes(),
            text.replace("会場コード", " 会場 コード ").into_bytes(),
            text.replace("会場コード", "Code").into_bytes(),
        ];
        let expected = vec![(2, "hall".to_owned(), "潮風市民ホール".to_owned())];
        for (form, number) in forms.iter().zip(0..) {
            assert_eq!(read(form).unwrap(), (expected.clone(), vec![]), "form {number}");
        }
    }

    #[test]
    fn a_quotation_mark_that_swallows_the_rest_is_named() {
        for (text, line) in [
            ("code,name\na\",\"b\nc,d\n", 2),
            ("code,name\nx,y\n\na\",\"b\nc,d", 4),
            ("code,name\na,b\",\"c", 2),
            ("code,name\",\"more\na,b\n", 1),
        ] {
            let read = read(text.as_bytes());
            assert!(matches!(read, Err(BadFile::OpenQuote { line: it }) if it == line), "{read:?}");
        }
    }

    #[test]
    fn rows_of_nothing_are_none() {
        for text in ["code,name\n\"\"\n", "code,name\n,\n\" \",\n"] {
            assert!(matches!(read(text.as_bytes()), Err(BadFile::HeadsOnly)), "{text}");
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_shows_them() {
        let text = "code,name\n\na,\"two\nlines\"\n,\nb,x,y\rc,z\r\n";
        let (rows, bad) = read(text.as_bytes()).unwrap();
        let lines: Vec<_> = rows.iter().map(|(line, code, _)| (*line, code.as_str())).collect();
        assert_eq!(lines, [(3, "a"), (7, "c")]);
        assert_eq!(bad, [(6, Wrong::Cells { found: 3, expected: 2 })]);
    }
}
