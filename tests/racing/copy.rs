//! Takes a backup with the command while people book, and restores it into a second database. It
//! must be a consistent snapshot that contains everything acknowledged before it.

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::{answers::Answers, check, elsewhere::Elsewhere, rehearsal};

/// 32 different bytes.
const SEALING_KEY: &str = "1:AgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICE=";

/// A day within the programme, for commands that read the clock.
const MORNING: &str = "2026-12-01T09:30:00+09:00";

pub(crate) struct Copy {
    folder: TempDir,
    /// The responses that had arrived when the backup began.
    before: Vec<Answers>,
}

impl Copy {
    pub(crate) async fn is_taken(url: &str, token: &str, before: Vec<Answers>) -> Self {
        let folder = TempDir::new().unwrap();
        let copy = Self { folder, before };
        does(url, token, &["backup", "create", &copy.file()]).await;
        copy
    }

    /// Checks the restored backup. `finally` holds the cancellations requested before or after the
    /// backup.
    pub(crate) async fn opens_elsewhere(mut self, url: &str, finally: &[Answers]) {
        let elsewhere = Elsewhere::beside(url).await;
        does(&elsewhere.url, "", &["backup", "verify", &self.file()]).await;
        does(&elsewhere.url, "", &["backup", "restore", &self.file(), "--yes"]).await;
        assert_eq!(faults(&elsewhere.url).await, Vec::<String>::new());
        for (before, finally) in self.before.iter_mut().zip(finally) {
            before.cancels_asked.clone_from(&finally.cancels_asked);
        }
        check::a_copy(&elsewhere.url, &self.before).await;
        elsewhere.goes().await;
    }

    fn file(&self) -> String {
        self.folder.path().join("town.backup").display().to_string()
    }
}

/// Returns the data errors that `sesshu check` reports. E1 is left out because the run uses the
/// example settings, which that rule reports.
async fn faults(database: &str) -> Vec<String> {
    let told = said(database, "", &["check", "--offline", "--json"]).await;
    let found: Vec<Value> = serde_json::from_slice(&told.stdout).unwrap();
    assert!(!found.is_empty());
    let rules = found.iter().map(|it| it["rule"].as_str().unwrap().to_owned());
    rules
        .filter(|rule| rule.starts_with('E') && !rule.starts_with("E1") && rule != "E508")
        .collect()
}

async fn does(database: &str, token: &str, words: &[&str]) {
    let told = said(database, token, words).await;
    let errors = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{words:?}: {errors}");
}

/// Runs the command line.
async fn said(database: &str, token: &str, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sesshu"));
    command
        .args(words)
        .env("SESSHU_SETTINGS", rehearsal::settings())
        .env("LC_ALL", "C.UTF-8")
        .env("SESSHU_REHEARSAL", MORNING)
        .env("SESSHU_DATABASE_URL", database)
        .env("SESSHU_STAFF_TOKEN", token)
        .env("SESSHU_SEALING_KEYS", SEALING_KEY)
        .env("SESSHU_LINE_CHANNEL_SECRETS", "a secret")
        .env("SESSHU_LINE_LOGIN_CHANNEL_SECRET", "another secret");
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}
