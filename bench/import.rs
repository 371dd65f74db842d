//! `make bench-import`: imports a million coupons by `sesshu coupons import`, on SQLite and on
//! PostgreSQL, compared with the database's own bulk load of the same rows.
//!
//! While the command runs, this process books as residents do, every few milliseconds, and records
//! the longest wait. `BENCH_ROWS` changes the number of coupons.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on fails there")]
#![expect(clippy::print_stdout, reason = "the figures")]

#[path = "../tests/it/harness/fresh.rs"]
mod fresh;
#[path = "../tests/it/harness/hall.rs"]
mod hall;
#[path = "../tests/it/harness/staff.rs"]
mod staff;

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use fresh::Fresh;
use hall::hall;
use sesshu::{
    storage::{Database, DatabaseMode, KeyRing, NewSlot, Sealer, Store},
    vaccination::{
        ids::SlotId,
        share::{Kept, Share},
        time::TimeOfDay,
    },
};
use staff::suzuki;

/// 32 different bytes.
const SEALING_KEY: &str = "1:AgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICE=";
/// The interval between the bookings during an import.
const BOOKING_EVERY: Duration = Duration::from_millis(20);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    // `cargo test` runs benchmarks without a harness of their own, to see that they start.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let rows = std::env::var("BENCH_ROWS").map_or(1_000_000, |rows| rows.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("coupons.csv");
    write_coupons(&file, rows);
    let spoilt = folder.path().join("spoilt.csv");
    fs::copy(&file, &spoilt).unwrap();
    let mut end = File::options().append(true).open(&spoilt).unwrap();
    writeln!(end, "9999999999,1957-02-29").unwrap();
    println!("{rows} coupons, {} MB of CSV", fs::metadata(&file).unwrap().len() / 1_000_000);
    for (name, fresh) in [("SQLite", Fresh::sqlite()), ("PostgreSQL", Fresh::postgres().await)] {
        measure(name, &fresh, [&file, &spoilt], folder.path()).await;
        fresh.close().await;
    }
}

/// Measures the import on one database. `spoilt` is the same file with one bad row more, the last.
async fn measure(name: &str, fresh: &Fresh, [file, spoilt]: [&Path; 2], folder: &Path) {
    let sealer = Sealer::new(KeyRing::new(SEALING_KEY.parse().unwrap(), Vec::new()).unwrap());
    let slow_query = Duration::from_mins(1);
    let database = Database {
        url: fresh.url.as_str().into(),
        max_connections: 4,
        slow_query,
        mode: DatabaseMode::Real,
    };
    let store = Store::open(&database, sealer).await.unwrap();
    store.migrate().await.unwrap();
    let slot = slot(&store).await;
    let token = suzuki(&store).await;
    let by = (&store, token.as_str());

    let idle = waits(&store, slot, || Duration::from_secs(3), None).await;
    println!("\n{name}\n  bookings on an idle database      {idle}");
    let refused = import(by, slot, &fresh.url, spoilt, false).await;
    assert_eq!(store.coupons_by_issuer().await.unwrap(), [], "nothing is changed");
    println!("  refused for its last row          {refused}");
    let first = import(by, slot, &fresh.url, file, true).await;
    println!("  import                            {first}");
    let again = import(by, slot, &fresh.url, file, true).await;
    println!("  the same file again               {again}");
    let bulk = bulk_load(&fresh.url, folder);
    let ratio = first.took.as_secs_f64() / bulk.as_secs_f64();
    println!("  its own bulk load of these rows   {:.1} s", bulk.as_secs_f64());
    println!("  ratio                             {ratio:.2}");
    store.close().await.unwrap();
}

/// The figures of an import and of the bookings made during it.
struct Figures {
    took: Duration,
    /// How long the last transaction took, which makes all coupons visible; `None` if the import
    /// was refused.
    switch: Option<Duration>,
    peak_mb: u64,
    waits: Waits,
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { took, switch, peak_mb, waits } = self;
        let switch = switch.map(|it| format!("switch {} ms, ", it.as_millis())).unwrap_or_default();
        let seconds = took.as_secs_f64();
        write!(f, "{seconds:.1} s, {switch}peak {peak_mb} MB; bookings meanwhile: {waits}")
    }
}

async fn import(
    (store, token): (&Store, &str),
    slot: SlotId,
    url: &str,
    file: &Path,
    is_good: bool,
) -> Figures {
    let begun = Instant::now();
    let log = tempfile::NamedTempFile::new().unwrap();
    let said = log.reopen().unwrap();
    let command = ["coupons", "import", file.to_str().unwrap(), "--yes"];
    let mut child = sesshu(url, token, &command, said);
    let (id, over) = (child.id(), Arc::new(AtomicBool::new(false)));
    let ended = over.clone();
    let waiting = tokio::task::spawn_blocking(move || {
        let status = child.wait().unwrap();
        ended.store(true, Ordering::Relaxed);
        (status, begun.elapsed())
    });
    let mut peak_kb = 0;
    let waits =
        waits(store, slot, || Duration::from_hours(1), Some((&over, id, &mut peak_kb))).await;
    let (status, took) = waiting.await.unwrap();
    assert_eq!(status.success(), is_good, "{status}");
    Figures { took, switch: switch(log.path()), peak_mb: peak_kb / 1_000, waits }
}

/// Reads that duration from the command's log.
fn switch(log: &Path) -> Option<Duration> {
    let log = fs::read_to_string(log).unwrap();
    let line = log.lines().find(|line| line.contains("coupons were published"))?;
    let seconds = line.split_once("seconds=")?.1.split_whitespace().next()?;
    Some(Duration::from_secs_f64(seconds.parse().ok()?))
}

/// The waits of the bookings made during an import.
struct Waits(Vec<Duration>);

impl std::fmt::Display for Waits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = |share: usize| sorted[(sorted.len() - 1) * share / 100].as_millis();
        write!(
            f,
            "{}, median {} ms, 99 of 100 within {} ms, longest {} ms",
            sorted.len(),
            at(50),
            at(99),
            at(100)
        )
    }
}

/// Books and releases a seat until the time is over or the child has ended. Records the child's
/// memory.
async fn waits(
    store: &Store,
    slot: SlotId,
    most: impl Fn() -> Duration,
    mut child: Option<(&AtomicBool, u32, &mut u64)>,
) -> Waits {
    let begun = Instant::now();
    let mut waits = Vec::new();
    while begun.elapsed() < most() {
        if let Some((over, id, peak_kb)) = &mut child {
            if over.load(Ordering::Relaxed) {
                break;
            }
            **peak_kb = (**peak_kb).max(peak_memory_kb(*id));
        }
        let asked = Instant::now();
        let tx = store.begin().await.unwrap();
        assert!(tx.take_seat(slot, Share::Web, Kept::default()).await.unwrap().is_applied());
        assert!(tx.release_seat(slot, Share::Web).await.unwrap().is_applied());
        tx.commit().await.unwrap();
        waits.push(asked.elapsed());
        tokio::time::sleep(BOOKING_EVERY).await;
    }
    Waits(waits)
}

/// Returns the peak memory of a process as the kernel counts it, over its whole life.
fn peak_memory_kb(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

async fn slot(store: &Store) -> SlotId {
    let tx = store.begin().await.unwrap();
    let venue = tx.put_venue(&hall()).await.unwrap();
    let (starts, ends) = (TimeOfDay::from_minutes(540), TimeOfDay::from_minutes(555));
    let (starts, ends) = (starts.unwrap(), ends.unwrap());
    let date = "2099-12-01".parse().unwrap();
    let slot = NewSlot { venue, date, starts, ends, capacity: 10 };
    let slot = tx.put_slot(&slot).await.unwrap();
    tx.commit().await.unwrap();
    slot
}

fn write_coupons(path: &Path, rows: u64) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(file, "券番号,生年月日").unwrap();
    for row in 0..rows {
        // Numbers in random order without repetition: the factor and the modulus are coprime.
        let number = 1 + row * 7_368_787 % 9_999_999_967;
        let (year, month, day) = (1930 + row % 90, 1 + row % 12, 1 + row % 28);
        writeln!(file, "{number:010},{year}-{month:02}-{day:02}").unwrap();
    }
    file.flush().unwrap();
}

fn sesshu(url: &str, token: &str, arguments: &[&str], log: File) -> Child {
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sesshu.toml");
    Command::new(env!("CARGO_BIN_EXE_sesshu"))
        .args(arguments)
        .env("SESSHU_SETTINGS", settings)
        .env("SESSHU_STAFF_TOKEN", token)
        .env("SESSHU_LOG", "info")
        .stderr(log)
        .env("SESSHU_DATABASE_URL", url)
        .env("SESSHU_SEALING_KEYS", SEALING_KEY)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Exports all rows of the table and loads them, sealed columns included, into a table of the same
/// form with the same indexes, by the database's own means.
fn bulk_load(url: &str, folder: &Path) -> Duration {
    let rows = folder.join("rows.csv");
    if let Some(path) = url.strip_prefix("sqlite://") {
        sqlite(Path::new(path), &rows, &folder.join("bulk.db"))
    } else {
        postgres(url, &rows)
    }
}

const INDICES: &str = "CREATE UNIQUE INDEX bulk_number ON bulk (number_hash, issuer);
    CREATE INDEX bulk_proof ON bulk (proof_hash);";
const COLUMNS: &str = "id, issuer, number_hash, proof_hash, number_sealed, birth_date_sealed, \
    registered_at, batch_id";

fn sqlite(from: &Path, rows: &Path, to: &Path) -> Duration {
    let run = |database: &Path, before: &str, then: &str| {
        let mut sqlite = Command::new("sqlite3");
        sqlite.args(["-csv", "-cmd", before]).arg(database).arg(then).stdout(Stdio::null());
        let done = sqlite.status();
        assert!(done.expect("sqlite3 is installed").success());
    };
    // `.import` has no binary columns, so they are written as text of roughly the same length.
    let texts = "id, issuer, substr(hex(number_hash), 1, 32), substr(hex(proof_hash), 1, 32), \
        substr(hex(number_sealed), 1, 52), substr(hex(birth_date_sealed), 1, 52), registered_at, \
        batch_id";
    let rows = rows.display();
    run(from, &format!(".once '{rows}'"), &format!("SELECT {texts} FROM coupon"));
    run(
        to,
        "PRAGMA synchronous = FULL",
        &format!(
            "PRAGMA journal_mode = WAL; CREATE TABLE bulk (id INTEGER PRIMARY KEY, issuer TEXT, \
             number_hash BLOB, proof_hash BLOB, number_sealed BLOB, birth_date_sealed BLOB, \
             registered_at INTEGER, batch_id INTEGER); {INDICES}"
        ),
    );
    let begun = Instant::now();
    run(to, "PRAGMA synchronous = FULL", &format!(".import '{rows}' bulk"));
    begun.elapsed()
}

fn postgres(url: &str, rows: &Path) -> Duration {
    let (server, schema) = url.split_once("options[search_path]=").unwrap();
    let server = server.trim_end_matches(['?', '&']);
    let run = |command: &str| {
        let done = Command::new("psql")
            .args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", server])
            .env("PGOPTIONS", format!("-c search_path={schema}"))
            .args(["--command", command])
            .stdout(Stdio::null())
            .status();
        assert!(done.expect("psql is installed").success());
    };
    let rows = rows.display();
    run(&format!("\\copy (SELECT {COLUMNS} FROM coupon) TO '{rows}' CSV"));
    run(&format!(
        "CREATE TABLE bulk (id BIGINT PRIMARY KEY, issuer TEXT, number_hash BYTEA, proof_hash BYTEA, \
         number_sealed BYTEA, birth_date_sealed BYTEA, registered_at BIGINT, batch_id BIGINT); {INDICES}"
    ));
    let begun = Instant::now();
    run(&format!("\\copy bulk ({COLUMNS}) FROM '{rows}' CSV"));
    begun.elapsed()
}
