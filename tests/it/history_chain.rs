//! The history shows when somebody was at it who has the database and not the key.

use sea_orm::{ConnectionTrait, Statement};
use sesshu::storage::Broken;

use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
};

/// A town in which three people booked, and its history sealed in two goes.
async fn sealed(database: &TestDatabase) -> Town {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 9).await;
    for number in ["1234567890", "1234567891"] {
        let person = Resident::linked(&town, number).await;
        person.browser().books(slot).await.ok();
    }
    assert_eq!(town.store().seal_history(town.now()).await.unwrap(), 0, "not settled yet");
    town.turn_to("2026-11-24T09:32:00");
    let first = town.store().seal_history(town.now()).await.unwrap();
    assert!(first >= 6, "{first}");
    let coupon = town.coupon("1234567892", "1950-05-05").await;
    let browser = town.browser();
    browser.signs_in(&coupon).await;
    browser.books(slot).await.ok();
    town.turn_to("2026-11-24T09:40:00");
    town.service().app.desk.sweep(town.now()).await.unwrap();
    let verified = town.store().verify_history().await.unwrap();
    assert_eq!((verified.seals, verified.unsealed, verified.broken), (2, 0, None));
    assert!(town.store().history_was_sealed_with(&verified.newest_in_hex()).await.unwrap());
    town
}

async fn what_was_recorded_stays_true_when_somebody_is_erased(database: TestDatabase) {
    let town = sealed(&database).await;
    town.turn_to("2027-06-01T03:00:00");
    let erased = sesshu::office::personal_data::erase_some(town.store(), town.now()).await;
    assert_eq!(erased.unwrap(), 3);
    let verified = town.store().verify_history().await.unwrap();
    assert_eq!((verified.seals, verified.unsealed, verified.broken), (2, 3, None));
}

async fn it_stays_true_when_the_keys_are_changed(database: TestDatabase) {
    sealed(&database).await;
    let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
    rotated.check_key().await.unwrap();
    assert!(rotated.reseal(50, &|_| ()).await.unwrap().is_through());
    let after = database.open_with(crate::rotation::ring(&[2])).await.unwrap();
    after.check_key().await.unwrap();
    assert_eq!(after.verify_history().await.unwrap().broken, None);
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
    ] {
        execute(&database, &spoil).await;
        let verified = town.store().verify_history().await.unwrap();
        let Broken { behind, until, .. } = verified.broken.expect("it is noticed");
        assert!(behind < first && first <= until, "{spoil}: {behind} to {until}");
        assert_eq!(verified.seals, 0, "the first seal is the one that is broken");
        // Nobody seals over it with a new key.
        let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
        assert!(!rotated.reseal(50, &|_| ()).await.unwrap().is_through());
        rotated.close().await.unwrap();
        execute(&database, &mend).await;
        assert_eq!(town.store().verify_history().await.unwrap().broken, None, "{mend}");
    }
}

async fn a_seal_noted_elsewhere_shows_that_the_end_was_taken_away(database: TestDatabase) {
    let town = sealed(&database).await;
    let noted = town.store().verify_history().await.unwrap().newest_in_hex();
    execute(&database, "DELETE FROM history_seal WHERE id = (SELECT MAX(id) FROM history_seal)")
        .await;
    assert_eq!(town.store().verify_history().await.unwrap().broken, None);
    assert!(!town.store().history_was_sealed_with(&noted).await.unwrap());
}

async fn execute(database: &TestDatabase, sql: &str) {
    let behind = database.behind_the_scenes().await;
    let statement = Statement::from_string(behind.get_database_backend(), sql);
    assert_eq!(behind.execute_raw(statement).await.unwrap().rows_affected(), 1, "{sql}");
    behind.close().await.unwrap();
}

both!(
    what_was_recorded_stays_true_when_somebody_is_erased,
    it_stays_true_when_the_keys_are_changed,
    an_entry_changed_taken_out_or_put_in_is_noticed_and_its_place_named,
    a_seal_noted_elsewhere_shows_that_the_end_was_taken_away,
);
