//! CSV files for Excel.

use crate::cli::Failure;

/// Excel recognizes UTF-8 only in a file that begins with this.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Writes the header and the rows, with no cell being a formula.
pub(in crate::cli) fn csv<const N: usize>(
    heads: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<String, Failure> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    csv.write_record(heads)?;
    for row in rows {
        csv.write_record(row.map(defused))?;
    }
    Ok(format!("{BYTE_ORDER_MARK}{}", String::from_utf8(csv.into_inner()?)?))
}

/// Returns a cell that Excel does not read as a formula, whatever its content is.
fn defused(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("+81467", "'+81467"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("ワクチン ハナコ", "ワクチン ハナコ"),
            ("****0123", "****0123"),
            ("", ""),
        ] {
            assert_eq!(defused(cell.to_owned()), safe);
        }
    }
}
