//! TOML files of the administration.

use serde::de::DeserializeOwned;

/// Why a TOML file cannot be read. Gives the position, and quotes no line: a command can be made to
/// read any file that the service's user can read, such as the environment with the sealing keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct TomlError {
    line: usize,
    column: usize,
    message: String,
}

/// Parses a file.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, TomlError> {
    toml::from_slice(bytes).map_err(|error| TomlError::new(&error, bytes))
}

impl TomlError {
    fn new(error: &toml::de::Error, bytes: &[u8]) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        let (line, column) = position(bytes, start);
        Self { line, column, message: error.message().to_owned() }
    }
}

/// Returns the line and the column of a byte, from 1.
pub fn position(text: &[u8], at: usize) -> (usize, usize) {
    let before = String::from_utf8_lossy(text.get(..at).unwrap_or(text));
    let last_line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, last_line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Seats {
        #[expect(dead_code, reason = "only whether it can be read matters")]
        seats: u32,
    }

    #[test]
    fn error_says_where_and_quotes_nothing() {
        let environment = "LANG=ja\0SESSHU_SEALING_KEYS=1:c2VjcmV0";
        for (text, place) in [
            (environment, "line 1, column "),
            ("# 座席\nseats = five\n", "line 2, column 9: "),
            ("seats = \"c2VjcmV0\" x", "line 1, column "),
        ] {
            let error = read::<Seats>(text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(place), "{error}");
            assert!(!error.contains("c2VjcmV0") && !error.contains("SEALING"), "{error}");
        }
        assert!(read::<Seats>(b"seats = 5").is_ok());
        assert!(read::<Seats>(b"seats = \xff").unwrap_err().to_string().starts_with("line 1"));
    }
}
