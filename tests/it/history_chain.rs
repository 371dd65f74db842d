//! The history reveals manipulation by an attacker who has the database and not the key.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use sesshu::{
    storage::{Alarm, Broken, Entry, Sealing, StaffActed, StorageError, Store, Verified},
    vaccination::{
        coupon::CouponNumber,
        history::{Act, Way},
        staff::{Signature, StaffName},
        staff_act::StaffAct,
    },
};

use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
};

/// Returns a town in which three people booked, and whose history was sealed in two rounds.
async fn sealed(database: &TestDatabase) -> Town {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 9).await;
    for number in ["1234567890", "1234567891"] {
        let person = Resident::linked(&town, number).await;
        person.browser().books(slot).await.ok();
    }
    let first = seals(&town).await;
    assert!(first >= 6, "{first}");
    let coupon = town.coupon("1234567892", "1950-05-05").await;
    let browser = town.browser();
    browser.signs_in(&coupon).await;
    browser.books(slot).await.ok();
    town.turn_to("2026-11-24T09:40:00");
    assert!(seals(&town).await > 0);
    let verified = verifies(&town).await;
    assert_eq!((verified.seals, verified.unsealed, verified.is_sound()), (2, 0, true));
    let noted = verified.newest_in_hex();
    assert_eq!(town.store().history_seal_noted(&noted).await.unwrap(), Some(2));
    town
}

/// Seals new entries and returns their number.
async fn seals(town: &Town) -> u64 {
    town.store().seal_history(town.now()).await.unwrap().entries()
}

async fn verifies(town: &Town) -> Verified {
    town.store().verify_history(town.now()).await.unwrap()
}

/// Records an act of staff at a given time.
async fn records(store: &Store, at: DateTime<Utc>) {
    let act = StaffAct::StaffList;
    let acted = StaffActed::new(act, at);
    store.record_staff_act(&acted).await.unwrap();
}

async fn what_was_recorded_stays_true_when_somebody_is_erased(database: TestDatabase) {
    let town = sealed(&database).await;
    town.turn_to("2027-06-01T03:00:00");
    let erased = sesshu::office::personal_data::erase_some(town.store(), town.now()).await;
    assert_eq!(erased.unwrap(), 3);
    let verified = verifies(&town).await;
    assert_eq!((verified.seals, verified.unsealed, verified.is_sound()), (2, 3, true));
}

async fn it_stays_true_when_the_keys_are_changed(database: TestDatabase) {
    let town = sealed(&database).await;
    let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
    assert!(rotated.reseal(50, &|_| ()).await.unwrap().is_through());
    let after = database.open_with(crate::rotation::ring(&[2])).await.unwrap();
    after.check_key().await.unwrap();
    let verified = after.verify_history(town.now()).await.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    records(&after, town.now()).await;
    assert_eq!(after.seal_history(town.now()).await.unwrap().entries(), 1);
    assert!(after.verify_history(town.now()).await.unwrap().is_sound());
    // An instance without the new key does not seal, and does not report manipulation.
    let refused = town.service().store.seal_history(town.now()).await;
    assert!(matches!(refused, Err(StorageError::OtherKey)), "{refused:?}");
}

async fn an_entry_changed_taken_out_or_put_in_is_noticed_and_its_place_named(
    database: TestDatabase,
) {
    let town = sealed(&database).await;
    let ids = "FROM history WHERE act = 'booked'";
    let first = town.count(&format!("SELECT MIN(id) AS n {ids}")).await;
    let last = town.count("SELECT MAX(id) AS n FROM history").await;
    for (spoil, mend) in [
        (
            format!("UPDATE history SET act = 'cancelled' WHERE id = {first}"),
            format!("UPDATE history SET act = 'booked' WHERE id = {first}"),
        ),
        (
            format!("UPDATE history SET at = at - 1 WHERE id = {first}"),
            format!("UPDATE history SET at = at + 1 WHERE id = {first}"),
        ),
        (
            format!("UPDATE history SET id = {last} + 5 WHERE id = {first}"),
            format!("UPDATE history SET id = {first} WHERE id = {last} + 5"),
        ),
        (
            format!("UPDATE history SET seal_id = 2 WHERE id = {first}"),
            format!("UPDATE history SET seal_id = 1 WHERE id = {first}"),
        ),
        (
            "UPDATE history_seal SET sealed_at = sealed_at - 1 WHERE id = 1".to_owned(),
            "UPDATE history_seal SET sealed_at = sealed_at + 1 WHERE id = 1".to_owned(),
        ),
        (
            "UPDATE history_seal SET first_at = first_at + 1 WHERE id = 1".to_owned(),
            "UPDATE history_seal SET first_at = first_at - 1 WHERE id = 1".to_owned(),
        ),
    ] {
        execute(&database, &spoil).await;
        let verified = verifies(&town).await;
        let Broken { behind, until, .. } = verified.broken.expect("it is noticed");
        assert!(behind.is_none() && first <= until, "{spoil}: {behind:?} to {until}");
        assert_eq!(verified.seals, 0, "the first seal is the one that is broken");
        // A rotation to a new key does not seal over it.
        let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
        assert!(!rotated.reseal(50, &|_| ()).await.unwrap().is_through());
        rotated.close().await.unwrap();
        execute(&database, "DELETE FROM key_check WHERE id = 258").await;
        execute(&database, &mend).await;
        let verified = verifies(&town).await;
        assert!(verified.is_sound(), "{mend}: {verified:?}");
    }
}

async fn newest_seal_changed_below_is_not_sealed_over(database: TestDatabase) {
    let town = sealed(&database).await;
    execute(&database, "UPDATE history SET way = 'desk' WHERE id = (SELECT MAX(id) FROM history)")
        .await;
    records(town.store(), town.now()).await;
    assert_eq!(town.store().seal_history(town.now()).await.unwrap(), Sealing::Refused);
    assert_eq!(verifies(&town).await.broken.map(|broken| broken.seal), Some(2));
}

async fn seals_taken_from_the_end_are_noticed(database: TestDatabase) {
    let town = sealed(&database).await;
    let noted = verifies(&town).await.newest_in_hex();
    execute(&database, "DELETE FROM history_seal WHERE id = 2").await;
    let verified = verifies(&town).await;
    assert!(verified.alarms.contains(&Alarm::SealsRemoved), "{verified:?}");
    assert!(matches!(verified.alarms[1], Alarm::Orphans { entries: 1.. }), "{verified:?}");
    assert_eq!(town.store().seal_history(town.now()).await.unwrap(), Sealing::Refused);
    assert_eq!(town.store().history_seal_noted(&noted).await.unwrap(), None);
    assert!(town.store().watch_history(town.now()).await.unwrap().removed > 1);

    // What they covered looks as if it had never been sealed, and is then altered.
    many(&database, "UPDATE history SET seal_id = NULL WHERE seal_id = 2").await;
    execute(&database, "UPDATE history SET way = 'desk' WHERE id = (SELECT MAX(id) FROM history)")
        .await;
    assert_eq!(verifies(&town).await.alarms, [Alarm::SealsRemoved]);
    assert_eq!(town.store().seal_history(town.now()).await.unwrap(), Sealing::Refused);
    assert_eq!(town.store().watch_history(town.now()).await.unwrap().removed, 1);
    execute(&database, "DELETE FROM history_head").await;
    assert_eq!(verifies(&town).await.alarms, [Alarm::SealsRemoved]);
    assert!(town.store().seal_history(town.now()).await.is_err());
}

/// An attacker restores an earlier head and alters an entry after it. The service then seals the
/// altered entry: late, and with a seal other than the one in the log.
async fn history_put_back_to_an_earlier_head_is_sealed_late(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    records(town.store(), town.now()).await;
    assert_eq!(seals(&town).await, 1);
    many(&database, "CREATE TABLE kept AS SELECT * FROM history_head").await;
    records(town.store(), town.now()).await;
    assert_eq!(seals(&town).await, 1);
    let noted = verifies(&town).await.newest_in_hex();

    town.turn_to("2026-11-24T12:00:00");
    execute(&database, "DELETE FROM history_seal WHERE id = 2").await;
    execute(&database, "UPDATE staff_act SET seal_id = NULL, allowed = NOT allowed WHERE id = 2")
        .await;
    execute(
        &database,
        "UPDATE history_head SET seal_id = 1, mac = (SELECT mac FROM kept WHERE kept.id = 1)",
    )
    .await;
    let [Alarm::Unsealed { entries: 1, .. }] = verifies(&town).await.alarms[..] else {
        panic!("{:?}", verifies(&town).await)
    };
    assert_eq!(town.store().watch_history(town.now()).await.unwrap().unsealed, 1);
    assert_eq!(seals(&town).await, 1);
    let verified = verifies(&town).await;
    assert!(matches!(verified.alarms[..], [Alarm::SealedLate { seal: 2, .. }]), "{verified:?}");
    assert_eq!(town.store().watch_history(town.now()).await.unwrap().late, 1);
    assert_eq!(town.store().history_seal_noted(&noted).await.unwrap(), None);
    many(&database, "DROP TABLE kept").await;
}

async fn entry_from_the_future_is_an_alarm_and_stops_nothing(database: TestDatabase) {
    let town = sealed(&database).await;
    let years = TimeDelta::days(70 * 365);
    records(town.store(), town.now() + years).await;
    let verified = verifies(&town).await;
    assert!(matches!(verified.alarms[..], [Alarm::Future { entries: 1, .. }]), "{verified:?}");
    assert_eq!(town.store().watch_history(town.now()).await.unwrap().future, 1);
    records(town.store(), town.now()).await;
    assert_eq!(seals(&town).await, 2, "what comes behind it is sealed all the same");
    let verified = verifies(&town).await;
    assert!(matches!(verified.alarms[..], [Alarm::SealedAhead { seal: 3, .. }]), "{verified:?}");
    assert_eq!(town.store().watch_history(town.now()).await.unwrap().ahead, 1);
}

async fn clocks_two_minutes_apart_are_no_alarm(database: TestDatabase) {
    let town = sealed(&database).await;
    let apart = TimeDelta::minutes(2);
    for at in [town.now() + apart, town.now() - apart, town.now()] {
        records(town.store(), at).await;
        assert_eq!(seals(&town).await, 1);
    }
    let verified = verifies(&town).await;
    assert!(verified.is_sound(), "{verified:?}");
    assert!(town.store().watch_history(town.now()).await.unwrap().is_quiet());
}

async fn signature_moved_to_another_entry_cannot_be_read(database: TestDatabase) {
    let town = sealed(&database).await;
    let number = CouponNumber::parse("1234567890").unwrap();
    let coupon = town.store().coupons_by_number(&number).await.unwrap()[0].id;
    for (name, act) in [("鈴木", Act::Revoked), ("佐藤", Act::Unlocked)] {
        let signature = Signature { name: StaffName::parse(name).unwrap(), reason: None };
        let tx = town.store().begin().await.unwrap();
        let entry = Entry { at: town.now(), coupon, booking: None, act: &act, way: Way::Desk };
        tx.record_signed(&entry, &signature).await.unwrap();
        tx.commit().await.unwrap();
    }
    let history = town.store().history_of(coupon).await.unwrap();
    let signers: Vec<_> = history.iter().filter_map(|entry| entry.signed.as_ref()).collect();
    assert_eq!(signers.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["鈴木", "佐藤"]);

    let theirs = "SELECT signature_sealed FROM history WHERE act = 'unlocked'";
    execute(
        &database,
        &format!("UPDATE history SET signature_sealed = ({theirs}) WHERE act = 'revoked'"),
    )
    .await;
    assert!(town.store().history_of(coupon).await.is_err());
    seals(&town).await;
    let verified = verifies(&town).await;
    assert!(
        matches!(verified.alarms[..], [Alarm::Unreadable { signatures: 1, .. }]),
        "{verified:?}"
    );
}

/// An entry written before a seal and committed after it is covered by the next one.
async fn transaction_longer_than_a_seal_is_no_alarm(database: TestDatabase) {
    let town = sealed(&database).await;
    let number = CouponNumber::parse("1234567890").unwrap();
    let coupon = town.store().coupons_by_number(&number).await.unwrap()[0].id;
    let long = town.store().begin().await.unwrap();
    let at = town.now();
    let entry = Entry { at, coupon, booking: None, act: &Act::Unlinked, way: Way::Web };
    long.record(&entry).await.unwrap();
    town.turn_to("2026-11-24T09:55:00");
    let other = database.reopen().await;
    records(&other, town.now()).await;
    assert_eq!(other.seal_history(town.now()).await.unwrap().entries(), 1);
    long.commit().await.unwrap();
    assert!(verifies(&town).await.is_sound());
    assert_eq!(seals(&town).await, 1);
    let verified = verifies(&town).await;
    assert!(verified.is_sound(), "{verified:?}");
    other.close().await.unwrap();
}

/// The rotation has read the seals and is blocked. Meanwhile an instance tries to seal.
async fn sealing_waits_for_a_rotation_that_makes_the_seals_anew(database: TestDatabase) {
    let town = sealed(&database).await;
    let behind = database.behind_the_scenes().await;
    let holding = behind.begin().await.unwrap();
    let lock = "SELECT pg_backend_pid() AS pid FROM history_seal WHERE id = 1 FOR UPDATE";
    let lock = Statement::from_string(DbBackend::Postgres, lock);
    let holder = holding.query_one_raw(lock).await.unwrap().unwrap().try_get("", "pid").unwrap();
    let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
    records(&rotated, town.now()).await;
    let rotating = tokio::spawn({
        let rotated = rotated.clone();
        async move { rotated.reseal(50, &|_| ()).await }
    });
    while waiting_for(&database, holder).await < 1 {
        assert!(!rotating.is_finished(), "it waits for the seal that is held");
    }
    let sealing = tokio::spawn({
        let (other, now) = (rotated.clone(), town.now());
        async move { other.seal_history(now).await }
    });
    while waiting_for(&database, holder).await < 2 {
        assert!(!sealing.is_finished(), "it waits for the rotation");
    }
    holding.commit().await.unwrap();
    assert!(rotating.await.unwrap().unwrap().is_through());
    assert_eq!(sealing.await.unwrap().unwrap().entries(), 1);
    let verified = rotated.verify_history(town.now()).await.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    rotated.close().await.unwrap();
    behind.close().await.unwrap();
}

/// Counts the transactions that wait for `holder`, directly or through another one.
async fn waiting_for(database: &TestDatabase, holder: i32) -> i64 {
    let behind = database.behind_the_scenes().await;
    let sql = format!(
        "WITH first AS (SELECT pid FROM pg_stat_activity WHERE {holder} = ANY(pg_blocking_pids(pid))) \
         SELECT COUNT(*) AS n FROM pg_stat_activity WHERE pid IN (SELECT pid FROM first) \
         OR pg_blocking_pids(pid) && ARRAY(SELECT pid FROM first)"
    );
    let asked = Statement::from_string(DbBackend::Postgres, sql);
    let row = behind.query_one_raw(asked).await.unwrap().unwrap();
    behind.close().await.unwrap();
    row.try_get("", "n").unwrap()
}

async fn execute(database: &TestDatabase, sql: &str) {
    assert_eq!(many(database, sql).await, 1, "{sql}");
}

async fn many(database: &TestDatabase, sql: &str) -> u64 {
    let behind = database.behind_the_scenes().await;
    let statement = Statement::from_string(behind.get_database_backend(), sql);
    let rows = behind.execute_raw(statement).await.unwrap().rows_affected();
    behind.close().await.unwrap();
    rows
}

both!(
    what_was_recorded_stays_true_when_somebody_is_erased,
    it_stays_true_when_the_keys_are_changed,
    an_entry_changed_taken_out_or_put_in_is_noticed_and_its_place_named,
    newest_seal_changed_below_is_not_sealed_over,
    seals_taken_from_the_end_are_noticed,
    history_put_back_to_an_earlier_head_is_sealed_late,
    entry_from_the_future_is_an_alarm_and_stops_nothing,
    clocks_two_minutes_apart_are_no_alarm,
    signature_moved_to_another_entry_cannot_be_read,
);

/// On PostgreSQL only, because SQLite has one writer at a time.
mod two_writers {
    use crate::harness::database::on_postgres;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn transaction_longer_than_a_seal_is_no_alarm() {
        on_postgres(super::transaction_longer_than_a_seal_is_no_alarm).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sealing_waits_for_a_rotation_that_makes_the_seals_anew() {
        on_postgres(super::sealing_waits_for_a_rotation_that_makes_the_seals_anew).await;
    }
}
