//! Standard output.

use std::{
    error::Error,
    fmt,
    io::{self, Write, stdout},
};

use crate::cli::Failure;

/// The reader of standard output has closed the pipe, as `head` does when it has its lines. Not
/// reported as an error.
#[derive(Debug)]
pub(in crate::cli) struct NobodyReads;

impl fmt::Display for NobodyReads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("standard output was closed by its reader")
    }
}

impl Error for NobodyReads {}

/// Writes a line to standard output.
pub(in crate::cli) fn say(line: impl fmt::Display) -> Result<(), Failure> {
    said(&mut stdout().lock(), line)
}

fn said(to: &mut impl Write, line: impl fmt::Display) -> Result<(), Failure> {
    match writeln!(to, "{line}").and_then(|()| to.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(NobodyReads.into()),
        written => Ok(written?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A closed pipe or a full disk.
    struct Gone(io::ErrorKind);

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_has_gone_is_told_from_a_disk_that_is_full() {
        let mut heard = Vec::new();
        said(&mut heard, "会場").unwrap();
        assert_eq!(String::from_utf8(heard).unwrap(), "会場\n");
        let said = |kind| said(&mut Gone(kind), "会場").unwrap_err();
        assert!(said(io::ErrorKind::BrokenPipe).is::<NobodyReads>());
        assert!(!said(io::ErrorKind::StorageFull).is::<NobodyReads>());
    }
}
