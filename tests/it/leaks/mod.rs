//! What a thief sees who takes the database, a backup, the logs or the metrics: nothing that
//! identifies a person, in whatever form it is written.
//!
//! The people are those of `fixtures/`. They use every feature, so that each table contains
//! something about them.

mod dump;
mod journey;
mod needles;
mod on_pages;

use sesshu::storage::{Database, DatabaseMode};

use self::{dump::dump, needles::Needles};
use crate::harness::{database::TestDatabase, log, metrics, town::Town};

async fn nothing_that_names_a_person_lies_open_anywhere(database: TestDatabase) {
    let (log, metrics) = (log::kept(), metrics::counted());
    let town = Town::open(database.clone()).await;
    let users = journey::everybody_goes_every_way(&town).await;

    let needles = Needles::of(journey::secrets(&users));
    let dump = dump(&database).await;
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("town.backup");
    let at = Database {
        url: database.url().into(),
        max_connections: 1,
        slow_query: std::time::Duration::from_secs(10),
        mode: DatabaseMode::Rehearsal,
    };
    town.store().back_up(&at, &file, town.now()).await.unwrap();
    let backup = std::fs::read(file).unwrap();
    for (place, held) in [
        ("the database", dump.as_slice()),
        ("a backup", backup.as_slice()),
        ("the logs", log.text().as_bytes()),
        ("the metrics", metrics.text().as_bytes()),
    ] {
        assert_eq!(needles.found_in(held), Vec::<String>::new(), "in {place}");
    }
    // The dump is real: data that is not secret is in it.
    for open in ["潮風市民ホール", "990001"] {
        assert!(!Needles::of([open.to_owned()]).found_in(&dump).is_empty(), "{open}");
    }
    // A backup reveals nothing at all, not even the town.
    assert!(Needles::of(["潮風市民ホール".to_owned()]).found_in(&backup).is_empty());
    assert!(log.text().contains("a seat was booked"));
    assert!(metrics.text().contains("sesshu_bookings_total"));
}

async fn what_was_said_is_erased_when_it_is_done(database: TestDatabase) {
    let town = Town::open(database).await;
    journey::everybody_goes_every_way(&town).await;
    let finished = "FROM event WHERE state = 'finished'";
    let held = "(payload_sealed IS NOT NULL OR answer_sealed IS NOT NULL OR user_hash IS NOT NULL \
                OR message_hash IS NOT NULL)";
    assert!(town.count(&format!("SELECT COUNT(*) AS n {finished}")).await > 5);
    assert_eq!(town.count(&format!("SELECT COUNT(*) AS n {finished} AND {held}")).await, 0);

    // Dead letters may be inspected for a week; an abandoned conversation is kept for a day.
    let aside = "SELECT COUNT(*) AS n FROM event WHERE payload_sealed IS NOT NULL";
    let talks = "SELECT COUNT(*) AS n FROM talk";
    assert_eq!(town.count(aside).await, 1);
    for (moment, aside_left, talks_left, events_left) in [
        ("2026-11-25T09:29:59", true, true, true),
        ("2026-11-25T09:30:00", true, false, true),
        ("2026-12-01T09:30:00", false, false, true),
        ("2026-12-24T09:30:00", false, false, false),
    ] {
        town.turn_to(moment);
        town.service().app.desk.sweep(town.now()).await.unwrap();
        let left = [
            town.count(aside).await > 0,
            town.count(talks).await > 0,
            town.count("SELECT COUNT(*) AS n FROM event").await > 0,
        ];
        assert_eq!(left, [aside_left, talks_left, events_left], "{moment}");
    }
}

both!(nothing_that_names_a_person_lies_open_anywhere, what_was_said_is_erased_when_it_is_done);
