//! The command line, run as a person runs it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tempfile::TempDir;

use crate::harness::database::TestDatabase;

/// A folder with files, and the command line of a town that keeps its data in a database.
pub(super) struct Office {
    folder: TempDir,
    database: String,
}

/// What a command has said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) done: bool,
    pub(super) out: String,
    pub(super) errors: String,
}

impl Office {
    pub(super) fn of(database: &TestDatabase) -> Self {
        let folder = TempDir::new().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        for file in std::fs::read_dir(fixtures).unwrap().map(Result::unwrap) {
            if file.path().is_file() {
                std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
            }
        }
        Self { folder, database: database.url().to_owned() }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file into the folder.
    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs a command in English; its words are divided by spaces.
    pub(super) fn run(&self, command: &str) -> Said {
        self.run_in("C.UTF-8", command)
    }

    /// The same; it has to succeed.
    pub(super) fn does(&self, command: &str) -> String {
        let said = self.run(command);
        assert!(said.done, "{command}: {}", said.errors);
        said.out
    }

    /// The same; it has to refuse.
    pub(super) fn refuses(&self, command: &str) -> String {
        let said = self.run(command);
        assert!(!said.done, "{command}: {}", said.out);
        said.errors
    }

    pub(super) fn run_in(&self, locale: &str, command: &str) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_sesshu"))
            .args(command.split(' '))
            .current_dir(self.folder.path())
            .env("LC_ALL", locale)
            .env("SESSHU_LOG", "warn")
            .env("SESSHU_STAFF", "鈴木")
            .env("SESSHU_DATABASE_URL", &self.database)
            // The keys of the harness.
            .env("SESSHU_SEALING_KEYS", format!("1:{}", STANDARD.encode([1; 32])))
            .output()
            .unwrap();
        Said::from(output)
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
