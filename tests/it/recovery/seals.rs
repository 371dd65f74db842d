//! What the process of the service reports about the seals of the history: new ones in the log, and
//! a history that does not match them in the log and the metrics.

use std::{
    fs::File,
    path::PathBuf,
    process::{Child, Stdio},
    time::Duration,
};

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sesshu::{storage::StaffActed, vaccination::staff_act::StaffAct};
use tokio::time::Instant;

use super::machine::{BEFORE_REMINDERS, Town};
use crate::harness::{client::client, database::TestDatabase};

/// A service starts and reports within this time, in seconds, on a busy machine.
const REPORTED_WITHIN: u64 = 60;

/// A service whose log is written to a file. Killed when dropped.
struct Logged {
    child: Child,
    log: PathBuf,
}

impl Logged {
    fn start(town: &Town) -> Self {
        let log = town.office.path("service.log");
        let mut command = town.command("rehearse --listen 127.0.0.1:0", BEFORE_REMINDERS);
        command.env("SESSHU_LOG", "info").stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(File::create(&log).unwrap());
        Self { child: command.spawn().unwrap(), log }
    }

    /// Waits for a line of the log that contains `words`.
    async fn says(&self, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let log = std::fs::read_to_string(&self.log).unwrap();
            // The last line may not be complete yet.
            let mut lines = log.split_inclusive('\n').filter(|line| line.ends_with('\n'));
            if let Some(line) = lines.find(|line| line.contains(words)) {
                return line.to_owned();
            }
            assert!(begun.elapsed().as_secs() < REPORTED_WITHIN, "no {words:?} in:\n{log}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for a line of the metrics.
    async fn measures(&self, line: &str) {
        let said = self.says("serving /metrics address=").await;
        let (_, address) = said.split_once("address=").unwrap();
        let url = format!("http://{}/metrics", address.trim());
        let begun = Instant::now();
        loop {
            let metrics = client().get(&url).send().await.unwrap().text().await.unwrap();
            if metrics.lines().any(|measured| measured == line) {
                return;
            }
            assert!(begun.elapsed().as_secs() < REPORTED_WITHIN, "no {line} in:\n{metrics}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Returns a town with an entry in the audit log, and the time at which its service starts.
async fn town_with_an_entry(database: &TestDatabase) -> (Town, DateTime<Utc>) {
    let town = Town::open(database).await;
    let now = DateTime::parse_from_rfc3339(BEFORE_REMINDERS).unwrap().to_utc();
    let act = StaffActed::new(StaffAct::StaffList, now);
    database.store.record_staff_act(&act).await.unwrap();
    (town, now)
}

async fn new_seal_is_written_to_the_log(database: TestDatabase) {
    let (town, now) = town_with_an_entry(&database).await;
    let service = Logged::start(&town);
    let line = service.says("the history was sealed").await;
    let verified = database.store.verify_history(now).await.unwrap();
    assert_eq!((verified.seals, verified.broken), (1, None));
    assert!(line.contains("number=1 ") && line.contains(&verified.newest_in_hex()), "{line}");
    service.measures(r#"sesshu_history_alarms{kind="removed"} 0"#).await;
}

async fn history_without_its_seals_is_reported_and_not_sealed(database: TestDatabase) {
    let (town, now) = town_with_an_entry(&database).await;
    assert_eq!(database.store.seal_history(now).await.unwrap().entries(), 1);
    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared("DELETE FROM history_seal").await.unwrap();
    behind.close().await.unwrap();
    let service = Logged::start(&town);
    let line = service.says("the history does not match its seals").await;
    assert!(line.contains("sesshu history verify"), "{line}");
    // The entry whose seal is missing, and the head that names it.
    service.measures(r#"sesshu_history_alarms{kind="removed"} 2"#).await;
    assert_eq!(database.store.verify_history(now).await.unwrap().seals, 0);
}

both!(new_seal_is_written_to_the_log, history_without_its_seals_is_reported_and_not_sealed);
