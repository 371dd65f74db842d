//! The command line, run as a person runs it.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

use crate::harness::{database::TestDatabase, key::written_key, rehearsal, staff::suzuki};

/// A folder with files, and the command line of a town with a database.
pub(crate) struct Office {
    folder: TempDir,
    database: String,
    token: String,
}

/// The output of a command.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) done: bool,
    pub(crate) out: String,
    pub(crate) errors: String,
}

impl Office {
    pub(crate) async fn of(database: &TestDatabase) -> Self {
        let folder = TempDir::new().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        for file in std::fs::read_dir(fixtures).unwrap().map(Result::unwrap) {
            if file.path().is_file() {
                std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
            }
        }
        rehearsal::add_simulator(&folder.path().join("sesshu.toml"));
        let token = suzuki(&database.store).await;
        Self { folder, database: database.url().to_owned(), token }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs a command in English. Its arguments are separated by spaces.
    pub(crate) fn run(&self, command: &str) -> Said {
        self.run_in("C.UTF-8", command)
    }

    /// Runs a command that has to succeed, and returns its output.
    pub(crate) fn does(&self, command: &str) -> String {
        let said = self.run(command);
        assert!(said.done, "{command}: {}", said.errors);
        said.out
    }

    /// Runs a command that has to fail, and returns its errors.
    pub(crate) fn refuses(&self, command: &str) -> String {
        let said = self.run(command);
        assert!(!said.done, "{command}: {}", said.out);
        said.errors
    }

    pub(crate) fn run_in(&self, locale: &str, command: &str) -> Said {
        Said::from(self.command(locale, command).output().unwrap())
    }

    /// Starts a command without waiting for its end.
    pub(crate) fn starts(&self, command: &str) -> Child {
        let mut command = self.command("C.UTF-8", command);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    pub(crate) fn command(&self, locale: &str, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sesshu"));
        command
            .args(words.split(' '))
            .current_dir(self.folder.path())
            .env("LC_ALL", locale)
            .env("SESSHU_LOG", "warn")
            .env("SESSHU_STAFF_TOKEN", &self.token)
            .env("SESSHU_DATABASE_URL", &self.database)
            // The keys of the tests.
            .env("SESSHU_SEALING_KEYS", written_key(1));
        command
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            done: output.status.success(),
            out: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
