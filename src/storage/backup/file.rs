//! The sealed backup file: a line with the manifest, then the data.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::{BackupError, Manifest};
use crate::storage::seal::{Opening, Sealer, Sealing};

/// Longer than any first line that we write, in bytes.
const LONGEST_LINE: u64 = 4096;

/// A file that is written under a temporary name, and removed unless it is finished.
pub(super) struct Unfinished {
    path: PathBuf,
    to: PathBuf,
    kept: bool,
}

impl Unfinished {
    /// Prepares to write a file. Fails if it exists already.
    pub(super) fn create(to: &Path) -> io::Result<Self> {
        // This includes a symbolic link, even one that points to nothing.
        if to.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut path = to.as_os_str().to_owned();
        path.push(".part");
        let path = PathBuf::from(path);
        // Left by an earlier run.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(Self { path, to: to.to_owned(), kept: false }),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Creates the file so that only its owner may read and write it.
    pub(super) fn open(&self) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.path)
    }

    /// Renames the file to its final name, once all of it is on the disk.
    pub(super) fn finish(mut self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, &self.to)?;
        self.kept = true;
        // Without this, a power cut may undo the renaming.
        File::open(folder_of(&self.to))?.sync_all()
    }
}

/// Returns the folder of a file.
fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.kept {
            // If it cannot be removed now, the next run removes it.
            drop(fs::remove_file(&self.path));
        }
    }
}

pub(super) fn begin(
    file: File,
    sealer: &Sealer,
    manifest: &Manifest,
) -> io::Result<Sealing<BufWriter<File>>> {
    let mut sealing = sealer.seal_into(BufWriter::new(file))?;
    let line = serde_json::to_string(manifest).map_err(io::Error::other)?;
    writeln!(sealing, "{line}")?;
    Ok(sealing)
}

/// The data of a backup, after the first line.
pub(super) type Data = BufReader<Opening<BufReader<File>>>;

pub(super) fn open(path: &Path, sealer: &Sealer) -> Result<(Manifest, Data), BackupError> {
    let file = BufReader::new(File::open(path).map_err(BackupError::File)?);
    let opening = sealer.open_from(file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BackupError::OtherKey,
        _ => error.into(),
    })?;
    let mut data = BufReader::new(opening);
    let mut line = Vec::new();
    data.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    let manifest = serde_json::from_slice(&line).map_err(|_| BackupError::Broken)?;
    Ok((manifest, data))
}

/// Reads a backup to its end, because only there it is known to be complete.
pub(super) fn read_through(path: &Path, sealer: &Sealer) -> Result<Manifest, BackupError> {
    let (manifest, mut data) = open(path, sealer)?;
    io::copy(&mut data, &mut io::sink())?;
    Ok(manifest)
}
