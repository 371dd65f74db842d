//! A machine with the program installed: `sesshu serve` and commands as processes, a mail server,
//! and a clock that can be stepped.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use line_simulator::Running;
use sesshu::{
    storage::NewSlot,
    vaccination::{ids::SlotId, time::TimeOfDay},
};
use tokio::time::Instant;

use crate::{
    harness::{
        client::client, coupon::coupon, database::TestDatabase, hall::hall, serving::Serving,
    },
    imports::command::Office,
};

/// Half a minute before reminders for the next day are due.
pub(super) const BEFORE_REMINDERS: &str = "2026-12-04T09:59:30+09:00";
const TOMORROW: &str = "2026-12-05";
/// Notifications are sent within this time, in seconds.
const SENT_WITHIN: u64 = 15;

/// A town whose service is a process of its own, with a mail server.
pub(super) struct Town {
    pub(super) office: Office,
    line: Running,
    slot: SlotId,
    /// The environment of every process of the machine.
    machine: Vec<(&'static str, String)>,
}

impl Town {
    pub(super) async fn open(database: &TestDatabase) -> Self {
        let config = line_simulator::Config {
            mailbox: Some("127.0.0.1:0".parse().unwrap()),
            ..line_simulator::Config::default()
        };
        let line = line_simulator::start(config, line_simulator::Clock::running()).await.unwrap();
        let office = Office::of(database).await;
        let settings = office.read("sesshu.toml");
        let port = format!("port = {}", line.mailbox().unwrap().port());
        let settings = settings.replace("host = \"localhost\"", "host = \"127.0.0.1\"");
        assert!(settings.contains("\nport = 25\n"));
        office.file("sesshu.toml", settings.replace("\nport = 25\n", &format!("\n{port}\n")));

        let now = chrono::DateTime::parse_from_rfc3339(BEFORE_REMINDERS).unwrap().to_utc();
        let tx = database.store.begin().await.unwrap();
        let coupons = [coupon("1234567890", "1950-05-05"), coupon("1234567891", "1951-06-06")];
        assert_eq!(tx.add_coupons(&coupons, now).await.unwrap(), 2);
        let venue = tx.put_venue(&hall()).await.unwrap();
        let slot = NewSlot {
            venue,
            date: TOMORROW.parse().unwrap(),
            starts: TimeOfDay::parse("10:00").unwrap(),
            ends: TimeOfDay::parse("10:30").unwrap(),
            capacity: 9,
        };
        let slot = tx.put_slot(&slot).await.unwrap();
        tx.commit().await.unwrap();
        Self { office, line, slot, machine: Vec::new() }
    }

    /// Makes every process read its clock's offset from a file.
    pub(super) fn with_a_clock_that_can_be_stepped(mut self) -> Self {
        self.step_clock("+0");
        let file = self.office.path("clock").display().to_string();
        self.machine = vec![
            ("LD_PRELOAD", libfaketime().display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", file),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        self
    }

    pub(super) fn step_clock(&self, offset: &str) {
        // Replaced atomically, because a process must not read half a file.
        self.office.file("clock.new", offset);
        std::fs::rename(self.office.path("clock.new"), self.office.path("clock")).unwrap();
    }

    pub(super) fn command(&self, words: &str, at: &str) -> Command {
        let mut command = self.office.command("C.UTF-8", words);
        command
            .env("SESSHU_REHEARSAL", at)
            .env("SESSHU_METRICS_LISTEN", "127.0.0.1:0")
            .env("SESSHU_LINE_CHANNEL_SECRETS", "0123456789abcdef0123456789abcdef")
            .env("SESSHU_LINE_LOGIN_CHANNEL_SECRET", "0123456789abcdef0123456789abcdef")
            .envs(self.machine.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(super) async fn serves(&self) -> Serving {
        Serving::start(self.command("rehearse --listen 127.0.0.1:0", BEFORE_REMINDERS)).await
    }

    /// Books by telephone, in a process of its own.
    pub(super) async fn books(&self, coupon: &str, email: &str, at: &str) {
        let slot = self.slot;
        let mut command =
            self.command(&format!("bookings book --coupon {coupon} --slot {slot}"), at);
        command.args(["--contact-name", "ワクチン ハナコ", "--phone", "0467000000"]);
        command.args(["--email", email, "--reason", "電話"]);
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{errors}");
    }

    /// Waits until a mail with this subject has arrived at an address.
    pub(super) async fn receives(&self, email: &str, words: &str) {
        let begun = Instant::now();
        loop {
            let mails = self.line.simulator().mails();
            if mails.iter().any(|mail| mail.to == email && mail.subject.contains(words)) {
                return;
            }
            let subjects: Vec<_> = mails.iter().map(|mail| (&mail.to, &mail.subject)).collect();
            let waited = begun.elapsed();
            assert!(waited.as_secs() < SENT_WITHIN, "no {words} to {email}: {subjects:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

pub(super) async fn is_ready(serving: &Serving) -> bool {
    let url = format!("http://{}/readyz", serving.address);
    client().get(url).send().await.is_ok_and(|answer| answer.status() == 200)
}

/// Returns the library from the distribution's package, which `make test` installs.
fn libfaketime() -> PathBuf {
    let folders =
        ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/lib64"];
    let file = folders.iter().map(|folder| Path::new(folder).join("faketime/libfaketime.so.1"));
    file.into_iter()
        .find(|file| file.exists())
        .expect("libfaketime is installed: scripts/need-faketime.sh")
}
