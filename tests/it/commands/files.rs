//! Commands run as the user who owns the database and may be called by others: a file they write
//! must never replace another.

use std::os::unix::fs::{PermissionsExt, symlink};

use crate::{
    harness::{
        database::{TestDatabase, on_sqlite},
        town::Town,
    },
    imports::command::{Office, Said},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_overwrites_a_file() {
    on_sqlite(files_that_exist_stay).await;
}

/// Every way in which a command writes a file of the caller's choice.
const WRITERS: [&str; 8] = [
    "report --html FILE.html",
    "bookings export --venue hall --date 2099-12-05 FILE.csv",
    "bookings export --venue hall --date 2099-12-05 FILE.html",
    "notices list --call --csv FILE.csv",
    "coupons import coupons.csv --dry-run --errors FILE.csv",
    "coupons import coupons.csv --dry-run --changes FILE.csv",
    "venues import venues.csv --dry-run --errors FILE.csv",
    "backup create FILE.backup",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_writes_a_file_on_behalf_of_the_staff() {
    on_sqlite(nothing_is_written_but_standard_output).await;
}

/// Commands run in the environment of `sesshu-staff`.
async fn nothing_is_written_but_standard_output(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    town.slot("hall", "2099-12-05", "10:00", 5).await;
    town.coupon("1234567890", "1948-11-03").await;
    let office = Office::of(&database).await;
    office.file("coupons.csv", "券番号,生年月日\n1234567890,1950-05-05\n");
    office.file("bad.csv", "券番号,生年月日\n1234567890,x\n");
    let run = |command: &str| {
        let mut command = office.command("C.UTF-8", command);
        Said::from(command.env("SESSHU_STANDARD_OUTPUT_ONLY", "1").output().unwrap())
    };
    let files = || std::fs::read_dir(office.path(".")).unwrap().count();
    let before = files();
    let pictures = "rich-menu render pictures";
    for command in WRITERS.into_iter().chain([pictures]) {
        let told = run(command);
        assert!(
            !told.done && told.errors.contains("cannot be written here"),
            "{command}: {told:?}"
        );
    }
    for (command, printed) in [
        ("report --html -", "<svg"),
        ("bookings export --venue hall --date 2099-12-05 --print csv", "booking,starts"),
        ("notices list --call --csv -", "booking"),
        ("coupons import coupons.csv --dry-run --changes -", "birth date or check code changed,"),
    ] {
        let told = run(command);
        assert!(told.done && told.out.contains(printed), "{command}: {told:?}");
    }
    let told = run("coupons import bad.csv --dry-run --errors -");
    assert!(!told.done && told.out.contains("\n2,生年月日,"), "{told:?}");
    assert_eq!(files(), before);
    town.works().await;
}

async fn files_that_exist_stay(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    town.slot("hall", "2099-12-05", "10:00", 5).await;
    let office = Office::of(&database).await;
    office.file("coupons.csv", "券番号,生年月日\n1234567890,1950-05-05\n");
    for (at, writer) in WRITERS.into_iter().enumerate() {
        let (stem, end) = (format!("file{at}"), writer.rsplit('.').next().unwrap());
        let name = format!("{stem}.{end}");
        let command = writer.replace("FILE", &stem);
        office.file(&name, "the database");
        let told = office.run_in("ja_JP.UTF-8", &command);
        assert!(!told.done && told.errors.contains("あります"), "{command}: {}", told.errors);
        assert_eq!(office.read(&name), "the database", "{command}");

        // A link is not followed either, wherever it points.
        office.file("victim", "the database");
        for target in ["victim", "nowhere"] {
            std::fs::remove_file(office.path(&name)).unwrap();
            symlink(office.path(target), office.path(&name)).unwrap();
            office.refuses(&command);
        }
        assert_eq!(office.read("victim"), "the database", "{command}");
        assert!(!office.path("nowhere").exists(), "{command}");

        std::fs::remove_file(office.path(&name)).unwrap();
        office.does(&command);
        let mode = office.path(&name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{command}");
    }

    std::fs::create_dir(office.path("pictures")).unwrap();
    symlink(office.path("victim"), office.path("pictures/main.png")).unwrap();
    let told = office.refuses("rich-menu render pictures");
    assert!(told.contains("main.png already exists"), "{told}");
    assert_eq!(office.read("victim"), "the database");
    town.works().await;
}
