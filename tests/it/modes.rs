//! The real service and rehearsals: each refuses the settings and databases of the other.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use sea_orm::ConnectionTrait;
use sesshu::storage::{BackupError, Database, DatabaseMode, StorageError, Store, restore};
use tempfile::TempDir;

use crate::{
    harness::{
        database::{TestDatabase, sealer},
        elsewhere::Elsewhere,
        rehearsal,
    },
    imports::command::Office,
};

const EXAMPLE: &str = include_str!("../../fixtures/sesshu.toml");
const FREE_PORT: &str = "--listen 127.0.0.1:0";
/// The exit code of a command that does not fit its settings.
const MISUSE: i32 = 2;
const MAX_RUN: Duration = Duration::from_mins(1);

/// Returns the command line of the real service.
async fn real_office(database: &TestDatabase) -> Office {
    let office = Office::of(database).await;
    office.file("sesshu.toml", EXAMPLE);
    office
}

/// Waits until a command has ended by itself; one that serves instead is killed.
fn output(mut command: Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > MAX_RUN {
            child.kill().unwrap();
            panic!("{command:?} goes on: {:?}", child.wait_with_output().unwrap());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().unwrap()
}

fn is_refused(command: Command, code: i32, reason: &str) {
    let shown = format!("{command:?}");
    let output = output(command);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{shown}: {errors}");
    assert!(errors.contains(reason), "{shown}: {errors}");
}

async fn serve_with_a_simulator_is_refused(database: TestDatabase) {
    let office = Office::of(&database).await;
    let file = office.path("new.db");
    for (locale, reason) in [("C.UTF-8", "use `sesshu rehearse`"), ("ja_JP.UTF-8", "本番では")]
    {
        let mut command = office.command(locale, &format!("serve {FREE_PORT} --migrate"));
        command.env("SESSHU_DATABASE_URL", format!("sqlite:{}", file.display()));
        is_refused(command, MISUSE, reason);
        assert!(!file.exists(), "no database is made");
    }
}

async fn serve_without_https_is_refused(database: TestDatabase) {
    let office = real_office(&database).await;
    office.file("sesshu.toml", EXAMPLE.replace("https://yoyaku", "http://yoyaku"));
    for (locale, reason) in [("C.UTF-8", "begin with https://"), ("ja_JP.UTF-8", "https:// で始め")]
    {
        is_refused(office.command(locale, &format!("serve {FREE_PORT}")), MISUSE, reason);
    }
}

/// systemd starts no service again that ended with this code.
async fn serve_with_unusable_settings_exits_as_misused(database: TestDatabase) {
    database.mark_as_real().await;
    let office = real_office(&database).await;
    let serve = || office.command("C.UTF-8", &format!("serve {FREE_PORT}"));
    let without = |name: &str| {
        let mut command = serve();
        command.env_remove(name);
        command
    };
    is_refused(without("SESSHU_SEALING_KEYS"), MISUSE, "no sealing key");
    is_refused(without("SESSHU_LINE_CHANNEL_SECRETS"), MISUSE, "no channel secret");
    let with = |name: &str, value: &str| {
        let mut command = serve();
        command.env(name, value);
        command
    };
    is_refused(with("SESSHU_SEALING_KEYS", "1:short"), MISUSE, "error: ");
    is_refused(with("SESSHU_DATABASE_URL", "mysql://localhost/db"), MISUSE, "begins with neither");
    office.file("sesshu.toml", EXAMPLE.replace("[service]", "[service]\nunknown = 1"));
    is_refused(serve(), MISUSE, "unknown");
    is_refused(with("SESSHU_SETTINGS", "absent.toml"), MISUSE, "cannot read absent.toml");
}

async fn rehearse_without_a_simulator_is_refused(database: TestDatabase) {
    let office = real_office(&database).await;
    for (locale, reason) in
        [("C.UTF-8", "requires a simulator"), ("ja_JP.UTF-8", "シミュレータが必要")]
    {
        is_refused(office.command(locale, &format!("rehearse {FREE_PORT}")), MISUSE, reason);
    }
}

async fn rehearse_says_that_it_is_a_rehearsal(database: TestDatabase) {
    let office = Office::of(&database).await;
    let mut command = office.command("C.UTF-8", &format!("rehearse {FREE_PORT}"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(said.contains("This is a rehearsal"), "{said}");
}

async fn clock_is_not_turned_outside_of_a_rehearsal(database: TestDatabase) {
    let office = real_office(&database).await;
    let moment = "2026-12-01T09:00:00+09:00";
    let turned = |words: &str, moment: &str| {
        let mut command = office.command("C.UTF-8", words);
        command.env("SESSHU_REHEARSAL", moment);
        command
    };
    let serve = format!("serve {FREE_PORT}");
    for words in [serve.as_str(), "check --offline", "bookings list"] {
        is_refused(turned(words, moment), MISUSE, "SESSHU_REHEARSAL changes the clock");
    }
    rehearsal::add_simulator(&office.path("sesshu.toml"));
    is_refused(turned("check --offline", "tomorrow"), MISUSE, "SESSHU_REHEARSAL must be");
}

async fn database_of_rehearsals_is_refused_by_the_real_service(database: TestDatabase) {
    let office = real_office(&database).await;
    for words in [
        "serve --listen 127.0.0.1:0",
        "serve --listen 127.0.0.1:0 --migrate",
        "migrate up",
        "migrate status",
        "check --offline",
        "keys status",
        "bookings list",
        "backup create any.backup",
    ] {
        is_refused(office.command("C.UTF-8", words), MISUSE, "marked for rehearsals");
    }
    is_refused(office.command("ja_JP.UTF-8", "bookings list"), MISUSE, "リハーサルのデータベース");
    assert_eq!(mark(&database).await, "rehearsal");
}

async fn real_database_is_refused_by_a_rehearsal(database: TestDatabase) {
    let office = Office::of(&database).await;
    database.mark_as_real().await;
    for words in [
        "rehearse --listen 127.0.0.1:0",
        "rehearse --listen 127.0.0.1:0 --migrate",
        "migrate up",
        "bookings list",
    ] {
        is_refused(office.command("C.UTF-8", words), MISUSE, "marked as real");
    }
    is_refused(office.command("ja_JP.UTF-8", "bookings list"), MISUSE, "本番のデータベース");
    assert_eq!(mark(&database).await, "real");
    office.file("sesshu.toml", EXAMPLE);
    office.does("bookings list");
}

async fn demo_in_the_folder_of_a_real_database_is_refused(database: TestDatabase) {
    let office = real_office(&database).await;
    let folder = office.path("data");
    let url = format!("sqlite:{}", folder.join("sesshu.db").display());
    let mut migrate = office.command("C.UTF-8", "migrate up");
    assert!(migrate.env("SESSHU_DATABASE_URL", url).output().unwrap().status.success());
    let words = format!("demo {FREE_PORT} --simulator 127.0.0.1:0 --data {}", folder.display());
    is_refused(office.command("C.UTF-8", &words), MISUSE, "marked as real");
}

async fn backup_is_restored_in_its_own_mode_only(database: TestDatabase) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("town.backup");
    let here = at(database.url(), DatabaseMode::Rehearsal);
    let epoch = chrono::DateTime::UNIX_EPOCH;
    database.store.back_up(&here, &file, epoch).await.unwrap();
    let elsewhere = Elsewhere::beside(database.url()).await;
    let real = at(&elsewhere.url, DatabaseMode::Real);
    let refused = restore(&real, &file, &sealer()).await.unwrap_err();
    assert!(matches!(refused, BackupError::OtherMode(DatabaseMode::Rehearsal)), "{refused}");
    let rehearsal = at(&elsewhere.url, DatabaseMode::Rehearsal);
    let restored = restore(&rehearsal, &file, &sealer()).await.unwrap();
    assert!(restored.0.is_marked().await.unwrap());
    restored.0.close().await.unwrap();
    let refused = Store::open(&real, sealer()).await.unwrap_err();
    assert!(matches!(refused, StorageError::OtherMode(DatabaseMode::Rehearsal)), "{refused}");
    elsewhere.goes().await;
}

/// The database is as a program leaves it that is killed between creating the tables and marking
/// it.
async fn database_without_a_mark_is_marked_by_one_mode_only(database: TestDatabase) {
    let office = Office::of(&database).await;
    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared("DELETE FROM database_mode").await.unwrap();
    for words in ["bookings list", "rehearse --listen 127.0.0.1:0"] {
        let mut command = office.command("C.UTF-8", words);
        command.env("SESSHU_LINE_CHANNEL_SECRETS", "0123456789abcdef0123456789abcdef");
        is_refused(command, 1, "run `sesshu migrate up`");
    }
    let open = async |mode| Store::open(&at(database.url(), mode), sealer()).await.unwrap();
    let real = open(DatabaseMode::Real).await;
    let rehearsal = open(DatabaseMode::Rehearsal).await;
    let outcome = tokio::join!(real.migrate(), rehearsal.migrate());
    let marked = mark(&database).await;
    match outcome {
        (Ok(()), Err(StorageError::OtherMode(DatabaseMode::Real))) => assert_eq!(marked, "real"),
        (Err(StorageError::OtherMode(DatabaseMode::Rehearsal)), Ok(())) => {
            assert_eq!(marked, "rehearsal");
        }
        both => panic!("{both:?}"),
    }
    real.close().await.unwrap();
    rehearsal.close().await.unwrap();
}

fn at(url: &str, mode: DatabaseMode) -> Database {
    Database { url: url.into(), max_connections: 2, slow_query: Duration::from_secs(10), mode }
}

/// Returns the mark of the database.
async fn mark(database: &TestDatabase) -> String {
    let behind = database.behind_the_scenes().await;
    let ask = sea_orm::Statement::from_string(
        behind.get_database_backend(),
        "SELECT mode FROM database_mode",
    );
    let row = behind.query_one_raw(ask).await.unwrap().expect("the database is marked");
    row.try_get("", "mode").unwrap()
}

both!(
    database_of_rehearsals_is_refused_by_the_real_service,
    real_database_is_refused_by_a_rehearsal,
    backup_is_restored_in_its_own_mode_only,
    database_without_a_mark_is_marked_by_one_mode_only,
);

mod of_sqlite {
    use crate::harness::database::on_sqlite;

    macro_rules! on_sqlite {
        ($($test:ident),+ $(,)?) => {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    on_sqlite(super::$test).await;
                }
            )+
        };
    }

    on_sqlite!(
        serve_with_a_simulator_is_refused,
        serve_without_https_is_refused,
        serve_with_unusable_settings_exits_as_misused,
        rehearse_without_a_simulator_is_refused,
        rehearse_says_that_it_is_a_rehearsal,
        clock_is_not_turned_outside_of_a_rehearsal,
        demo_in_the_folder_of_a_real_database_is_refused,
    );
}
