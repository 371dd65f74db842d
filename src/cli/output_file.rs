//! Files that commands write.
//!
//! A command may run as the service's user on behalf of a person without that user's rights.
//! Therefore no file ever replaces another, whatever its name: the database and the backups belong
//! to that user as well. A file is always a new one, and only its owner can read it. Under
//! `sesshu-staff`, commands write to standard output only.

use std::{
    env,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use super::{Failure, failure, print::Tongue};

/// Set by `sesshu-staff`: forbids creating files and folders as the service's user.
const STANDARD_OUTPUT_ONLY: &str = "SESSHU_STANDARD_OUTPUT_ONLY";

/// Refuses to write a file on behalf of staff.
pub(super) fn check_allowed(path: &Path) -> Result<(), Failure> {
    let is_set = env::var_os(STANDARD_OUTPUT_ONLY).is_some_and(|value| !value.is_empty());
    if is_set { Err(not_allowed(path)) } else { Ok(()) }
}

/// Creates a file, or returns standard output if that is meant.
pub(super) fn open(path: &Path) -> Result<Box<dyn Write + Send>, Failure> {
    if is_standard_output(path) {
        return Ok(Box::new(io::stdout()));
    }
    Ok(Box::new(create(path)?))
}

/// Creates a file. Fails if a file or a link of this name exists, wherever the link points.
pub(super) fn create(path: &Path) -> Result<File, Failure> {
    check_allowed(path)?;
    // With O_CREAT and O_EXCL a link in the last component is refused and not followed (open(2)).
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    created.map_err(|error| not_created(path, &error))
}

/// Writes a new file completely or not at all.
pub(super) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut file = create(path)?;
    let written = file.write_all(content.as_ref()).and_then(|()| file.sync_all());
    written.map_err(|error| {
        // The file is our own. The first error is the one to report.
        let _ = fs::remove_file(path);
        failure::unwritten(path.display(), &error, Tongue::of_environment())
    })
}

/// Returns whether standard output is meant. The caller's own shell then writes the file, to where
/// the caller may read it.
pub(super) fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-")
}

/// Refuses names that are taken, before a command does anything.
pub(super) fn check_free(path: &Path) -> Result<(), Failure> {
    if is_standard_output(path) {
        return Ok(());
    }
    check_allowed(path)?;
    match path.symlink_metadata() {
        Ok(_) => Err(not_created(path, &io::ErrorKind::AlreadyExists.into())),
        Err(_) => Ok(()),
    }
}

/// Creates a folder for such files unless it exists, accessible to its owner only.
pub(super) fn create_folder(path: &Path) -> Result<(), Failure> {
    check_allowed(path)?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| failure::unwritten(path.display(), &error, Tongue::of_environment()))
}

fn not_allowed(path: &Path) -> Failure {
    let name = path.display();
    Tongue::of_environment()
        .pick(
            format!("{name} には書き出しません。ファイル名の代わりに - を指定し（bookings export では --print csv）、出力をご自分のファイルに保存してください（… > ファイル名）"),
            format!("{name} cannot be written here; pass `-` instead (`--print csv` for `bookings export`), and redirect the output to a file of your own (`… > FILE`)"),
        )
        .into()
}

fn not_created(path: &Path, error: &io::Error) -> Failure {
    let (tongue, name) = (Tongue::of_environment(), path.display());
    if error.kind() != io::ErrorKind::AlreadyExists {
        return failure::unwritten(name, error, tongue);
    }
    tongue
        .pick(
            format!("{name} はすでにあります。上書きはしません。別の名前にするか、先に消してください"),
            format!("{name} already exists and is not overwritten; choose another name, or delete it first"),
        )
        .into()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn existing_file_and_link_are_refused_and_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (database, link) = (folder.path().join("sesshu.db"), folder.path().join("day.csv"));
        let dangling = folder.path().join("dangling.csv");
        fs::write(&database, "bookings").unwrap();
        symlink(&database, &link).unwrap();
        symlink(folder.path().join("nowhere"), &dangling).unwrap();
        for path in [&database, &link, &dangling] {
            assert!(check_free(path).is_err(), "{path:?}");
            assert!(create(path).is_err(), "{path:?}");
            assert!(write(path, "report").is_err(), "{path:?}");
        }
        assert_eq!(fs::read_to_string(&database).unwrap(), "bookings");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert!(!folder.path().join("nowhere").exists());
    }

    #[test]
    fn new_file_is_readable_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        write(&path, "report").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "report");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn failed_write_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing").join("report.html");
        assert!(write(&missing, "text").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
