//! The process of the service as systemd and the administrator see it.

use std::{os::unix::net::UnixDatagram, time::Duration};

use tokio::time::Instant;

use super::machine::{BEFORE_REMINDERS, Town};
use crate::harness::{client::client, database::TestDatabase, serving::Serving};

/// How often the service has to report to systemd that it is alive, in microseconds.
const WATCHDOG: &str = "1500000";

/// The messages of the service to systemd.
struct Systemd {
    socket: UnixDatagram,
    folder: tempfile::TempDir,
}

impl Systemd {
    fn new() -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        Self { socket, folder }
    }

    /// Returns the next message within a time.
    fn hears(&self, within: Duration) -> Option<String> {
        self.socket.set_read_timeout(Some(within)).unwrap();
        let mut message = [0; 256];
        let length = self.socket.recv(&mut message).ok()?;
        Some(String::from_utf8(message[..length].to_vec()).unwrap())
    }

    /// Waits for a message.
    fn waits_for(&self, word: &str) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            let message = self.hears(Duration::from_secs(10));
            if message.is_some_and(|message| message.lines().any(|line| line == word)) {
                return;
            }
        }
        panic!("systemd was never told {word}");
    }
}

async fn systemd_is_told_that_the_service_is_ready_alive_and_stopping(database: TestDatabase) {
    let town = Town::open(&database).await;
    let systemd = Systemd::new();
    let mut command = town.command("rehearse --listen 127.0.0.1:0", BEFORE_REMINDERS);
    command
        .env("NOTIFY_SOCKET", systemd.folder.path().join("notify"))
        .env("WATCHDOG_USEC", WATCHDOG);
    let serving = Serving::start(command).await;
    systemd.waits_for("READY=1");
    systemd.waits_for("WATCHDOG=1");
    systemd.waits_for("WATCHDOG=1");

    // A paused process is not alive. Earlier messages are discarded.
    serving.signal("STOP");
    // On a busy machine its threads stop one by one.
    tokio::time::sleep(Duration::from_millis(500)).await;
    while systemd.hears(Duration::from_millis(50)).is_some() {}
    assert_eq!(systemd.hears(Duration::from_secs(2)), None);
    serving.signal("CONT");
    systemd.waits_for("WATCHDOG=1");

    let stopping = serving.stops();
    stopping.await;
    systemd.waits_for("STOPPING=1");
}

async fn metrics_sampler_is_watched_like_every_other_task(database: TestDatabase) {
    let town = Town::open(&database).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let mut command = town.command("rehearse --listen 127.0.0.1:0", BEFORE_REMINDERS);
    command.env("SESSHU_METRICS_LISTEN", &address);
    let serving = Serving::start(command).await;
    let http = client();
    let begun = Instant::now();
    loop {
        let answer = http.get(format!("http://{address}/metrics")).send().await.unwrap();
        let text = answer.text().await.unwrap();
        let is_watched =
            text.contains(r#"sesshu_task_last_round_age_seconds{task="metrics_sampler"}"#);
        if is_watched && text.contains("\nsesshu_inbox_events 0") {
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{text}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    serving.stops().await;
}

async fn second_service_on_one_sqlite_file_is_refused(database: TestDatabase) {
    let town = Town::open(&database).await;
    // The lock is on the file, whatever it contains.
    let lock = format!("{}.serve-lock", database.file().unwrap());
    std::fs::write(&lock, "a note").unwrap();
    let serving = town.serves().await;
    let mut second = town.command("rehearse --listen 127.0.0.1:0", BEFORE_REMINDERS);
    let output = tokio::task::spawn_blocking(move || second.output()).await.unwrap().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(errors.contains("another `sesshu serve` is using the database"), "{errors}");
    // The administrator's commands work during and after it, and so does the next service.
    town.office.does("migrate status");
    serving.stops().await;
    town.serves().await.stops().await;
    assert_eq!(std::fs::read_to_string(&lock).unwrap(), "a note");
}

async fn migrate_up_creates_the_folder_of_its_database(database: TestDatabase) {
    let town = Town::open(&database).await;
    let url = format!("sqlite:{}", town.office.path("data/of/sesshu.db").display());
    let run = |words: &str| {
        let mut command = town.office.command("C.UTF-8", words);
        command.env("SESSHU_DATABASE_URL", &url).output().unwrap()
    };
    let status = run("migrate status");
    let errors = String::from_utf8(status.stderr).unwrap();
    assert!(!status.status.success());
    let remedy = "data/of of the database is missing; `sesshu migrate up` creates it";
    assert!(errors.contains(remedy), "{errors}");
    let up = run("migrate up");
    assert!(up.status.success(), "{}", String::from_utf8(up.stderr).unwrap());
    assert!(run("migrate status").status.success());
}

both!(
    systemd_is_told_that_the_service_is_ready_alive_and_stopping,
    metrics_sampler_is_watched_like_every_other_task,
);

mod of_sqlite {
    use crate::harness::database::on_sqlite;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn second_service_on_one_sqlite_file_is_refused() {
        on_sqlite(super::second_service_on_one_sqlite_file_is_refused).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn migrate_up_creates_the_folder_of_its_database() {
        on_sqlite(super::migrate_up_creates_the_folder_of_its_database).await;
    }
}
