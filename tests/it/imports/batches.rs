//! Coupons of a file become visible together or not at all, whatever happens in between.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, Statement};
use sesshu::{
    office::coupons::{self, Differences, Import, Listing, Rest, Roll},
    storage::{BatchError, Linked, NewBooking, NewSlot, Store},
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer, Proof},
        history::{Act, Way},
        ids::CouponId,
        share::{Kept, Share},
        staff::{Signature, StaffName},
        time::TimeOfDay,
    },
};

use crate::harness::{database::TestDatabase, hall::hall};

fn morning() -> DateTime<Utc> {
    "2026-11-25T09:00:00+09:00".parse().unwrap()
}

fn own() -> Issuer {
    Issuer::parse("990001").unwrap()
}

fn clerk() -> Signature {
    Signature { name: StaffName::parse("鈴木").unwrap(), reason: None }
}

/// Returns a coupon file with these numbers and birth dates.
fn roll(rows: &[(&str, &str)]) -> Roll {
    let heads = ("券番号", "生年月日");
    let lines: Vec<_> = [heads].iter().chain(rows).map(|(a, b)| format!("{a},{b}")).collect();
    let file = lines.join("\n").as_str().into();
    coupons::read(&file, &own(), morning(), &mut |bad| panic!("{bad:?}")).unwrap()
}

async fn staged(store: &Store, roll: &Roll, rest: Rest) -> Import {
    coupons::stage(store, roll, rest, morning(), &|_| (), &mut |_| ()).await.unwrap()
}

async fn loaded(store: &Store, roll: &Roll, rest: Rest) -> Differences {
    let import = staged(store, roll, rest).await;
    let differences = import.differences;
    import.publish(store, &clerk(), morning()).await.unwrap();
    differences
}

/// Returns the coupon that these credentials identify.
async fn shown(store: &Store, number: &str, born: &str) -> Option<CouponId> {
    let proof = Proof {
        number: CouponNumber::parse(number).unwrap(),
        birth_date: BirthDate::on_record(born.parse().unwrap()).unwrap(),
    };
    store.coupons_by_proof(&proof).await.unwrap().first().map(|coupon| coupon.id)
}

async fn count(database: &TestDatabase, table: &str) -> i64 {
    let behind = database.behind_the_scenes().await;
    let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
    let statement = Statement::from_string(behind.get_database_backend(), sql);
    behind.query_one_raw(statement).await.unwrap().unwrap().try_get("", "rows").unwrap()
}

const TWO: [(&str, &str); 2] = [("1234567890", "1950-05-05"), ("1234567891", "1948-11-03")];

async fn coupons_are_found_when_their_file_is_published_and_not_before(database: TestDatabase) {
    let store = &database.store;
    let import = staged(store, &roll(&TWO), Rest::Keep).await;
    assert_eq!(import.differences, Differences { new: 2, ..Differences::default() });
    assert_eq!(shown(store, TWO[0].0, TWO[0].1).await, None);
    let number = CouponNumber::parse(TWO[0].0).unwrap();
    assert_eq!(store.coupons_by_number(&number).await.unwrap(), []);

    import.publish(store, &clerk(), morning()).await.unwrap();
    assert!(shown(store, TWO[0].0, TWO[0].1).await.is_some());
    assert!(shown(store, TWO[1].0, TWO[1].1).await.is_some());
}

async fn a_file_that_comes_again_shows_what_is_new_changed_and_gone(database: TestDatabase) {
    let store = &database.store;
    loaded(store, &roll(&TWO), Rest::Keep).await;
    let first = shown(store, TWO[0].0, TWO[0].1).await.unwrap();
    let unchanged = Differences { unchanged: 2, ..Differences::default() };
    assert_eq!(loaded(store, &roll(&TWO), Rest::Keep).await, unchanged);

    let again = roll(&[(TWO[0].0, "1950-05-06"), ("1234567892", "1939-01-02")]);
    let mut told = Vec::new();
    let mut tell = |it: Listing<'_>| told.push(format!("{it:?}"));
    let differences = coupons::compare(store, &again, &|_| (), &mut tell).await.unwrap();
    assert_eq!(differences, Differences { new: 1, changed: 1, gone: 1, ..Differences::default() });
    assert_eq!(told.len(), 2);
    assert_eq!(shown(store, TWO[0].0, TWO[0].1).await, Some(first), "a dry run changes nothing");

    loaded(store, &again, Rest::Keep).await;
    assert_eq!(shown(store, TWO[0].0, TWO[0].1).await, None);
    assert_eq!(shown(store, TWO[0].0, "1950-05-06").await, Some(first));
    assert!(shown(store, TWO[1].0, TWO[1].1).await.is_some(), "what is gone stays");
    let history = store.history_of(first).await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!((&history[0].act, history[0].way), (&Act::Corrected, Way::Desk));
    assert_eq!(history[0].signed, Some(clerk()));
}

async fn what_is_gone_is_revoked_if_asked_for_but_whoever_holds_a_booking(database: TestDatabase) {
    let store = &database.store;
    let all = [TWO[0], TWO[1], ("1234567892", "1939-01-02")];
    loaded(store, &roll(&all), Rest::Keep).await;
    let gone = shown(store, TWO[1].0, TWO[1].1).await.unwrap();
    let booked = shown(store, all[2].0, all[2].1).await.unwrap();
    let tx = store.begin().await.unwrap();
    let account = tx.account("U1", morning()).await.unwrap();
    assert_eq!(tx.link(gone, account, morning()).await.unwrap(), Linked::New);
    let venue = tx.put_venue(&hall()).await.unwrap();
    let (starts, ends) = (TimeOfDay::from_minutes(600), TimeOfDay::from_minutes(615));
    let date = "2026-12-01".parse().unwrap();
    let (starts, ends) = (starts.unwrap(), ends.unwrap());
    let slot = tx.put_slot(&NewSlot { venue, date, starts, ends, capacity: 1 }).await.unwrap();
    assert!(tx.take_seat(slot, Share::Web, Kept::default()).await.unwrap().is_applied());
    tx.add_booking(
        &NewBooking { coupon: booked, slot, way: Way::Web, most: 1, past: None },
        morning(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();

    let import = staged(store, &roll(&TWO[..1]), Rest::Revoke).await;
    assert_eq!(import.differences.gone, 2);
    let published = import.publish(store, &clerk(), morning()).await.unwrap();
    assert_eq!(published.revoked, 1);
    assert_eq!(shown(store, TWO[1].0, TWO[1].1).await, None);
    assert_eq!(store.account_of(gone).await.unwrap(), None, "its link has ended");
    assert_eq!(shown(store, all[2].0, all[2].1).await, Some(booked));
    assert_eq!(store.history_of(gone).await.unwrap()[0].act, Act::Revoked);

    // A revoked coupon that is listed again remains revoked, and is reported.
    let differences = loaded(store, &roll(&all), Rest::Keep).await;
    assert_eq!((differences.revoked, differences.new), (1, 0));
    assert_eq!(shown(store, TWO[1].0, TWO[1].1).await, None);
}

async fn an_interrupted_import_leaves_nothing_and_can_be_run_again(database: TestDatabase) {
    let store = &database.store;
    // Killed before the coupons become visible.
    let _killed = staged(store, &roll(&TWO), Rest::Keep).await;
    assert_eq!(count(&database, "coupon").await, 2);
    let again = roll(&[TWO[0], ("1234567892", "1939-01-02")]);
    assert_eq!(loaded(store, &again, Rest::Keep).await.new, 2);
    assert_eq!(count(&database, "coupon").await, 2, "what was left is swept out");
    assert_eq!(shown(store, TWO[1].0, TWO[1].1).await, None);
    assert!(shown(store, TWO[0].0, TWO[0].1).await.is_some());

    // If the import is not repeated, the cleanup deletes its rows after an hour.
    let _killed = staged(store, &roll(&TWO), Rest::Revoke).await;
    let soon = morning() + TimeDelta::minutes(59);
    assert_eq!(store.sweep_batches(soon).await.unwrap(), 0);
    assert_eq!(store.sweep_batches(morning() + TimeDelta::minutes(61)).await.unwrap(), 1);
    assert_eq!(count(&database, "coupon").await, 2);
    assert_eq!(count(&database, "coupon_change").await, 0);
    assert_eq!(count(&database, "coupon_batch").await, 1);
}

async fn of_two_imports_at_once_the_later_one_counts(database: TestDatabase) {
    let store = &database.store;
    let former = staged(store, &roll(&TWO[..1]), Rest::Keep).await;
    let later = staged(store, &roll(&TWO[1..]), Rest::Keep).await;
    let refused = former.publish(store, &clerk(), morning()).await.unwrap_err();
    assert!(matches!(refused, coupons::ImportError::Batch(BatchError::GivenUp)), "{refused}");
    later.publish(store, &clerk(), morning()).await.unwrap();
    assert_eq!(shown(store, TWO[0].0, TWO[0].1).await, None);
    assert!(shown(store, TWO[1].0, TWO[1].1).await.is_some());
}

async fn a_batch_that_somebody_overtook_is_given_up(database: TestDatabase) {
    let store = &database.store;
    let compared = store.compare_coupons(roll(&TWO).as_listed()).await.unwrap();
    let batch = store.begin_batch(morning()).await.unwrap();
    // Meanwhile staff register one of them by hand.
    let tx = store.begin().await.unwrap();
    tx.add_coupons(&roll(&TWO[..1]).as_listed(), morning()).await.unwrap();
    tx.commit().await.unwrap();
    let refused = store.stage_coupons(batch, &compared.new, &compared.changed, morning()).await;
    assert!(matches!(refused, Err(BatchError::Overtaken)));
    assert_eq!(count(&database, "coupon").await, 1);
}

async fn staged_coupon_is_not_in_the_way_of_one_registered_by_itself(database: TestDatabase) {
    let store = &database.store;
    let import = staged(store, &roll(&TWO), Rest::Keep).await;
    let [counter] = &roll(&TWO[..1]).as_listed()[..] else { panic!("one coupon") };
    coupons::add(store, counter, &clerk(), morning()).await.unwrap();
    let registered = shown(store, TWO[0].0, TWO[0].1).await;
    assert!(registered.is_some());
    let twice = coupons::add(store, counter, &clerk(), morning()).await;
    assert!(matches!(twice, Err(coupons::SingleError::NumberTaken)), "{twice:?}");

    import.publish(store, &clerk(), morning()).await.unwrap();
    assert_eq!(shown(store, TWO[0].0, TWO[0].1).await, registered);
    assert!(shown(store, TWO[1].0, TWO[1].1).await.is_some());
    assert_eq!(count(&database, "coupon").await, 2);
}

async fn more_than_one_transaction_is_one_switch(database: TestDatabase) {
    let store = &database.store;
    let numbers: Vec<String> =
        (0..4_500).map(|it| format!("{:010}", 2_000_000_000_u64 + it)).collect();
    let rows: Vec<_> = numbers.iter().map(|it| (it.as_str(), "1950-05-05")).collect();
    let last = numbers.last().unwrap();
    let import = staged(store, &roll(&rows), Rest::Keep).await;
    assert_eq!(import.differences.new, 4_500);
    assert_eq!(shown(store, last, "1950-05-05").await, None);
    import.publish(store, &clerk(), morning()).await.unwrap();
    assert!(shown(store, last, "1950-05-05").await.is_some());
    assert_eq!(loaded(store, &roll(&rows), Rest::Keep).await.unchanged, 4_500);
}

both!(
    coupons_are_found_when_their_file_is_published_and_not_before,
    a_file_that_comes_again_shows_what_is_new_changed_and_gone,
    what_is_gone_is_revoked_if_asked_for_but_whoever_holds_a_booking,
    an_interrupted_import_leaves_nothing_and_can_be_run_again,
    of_two_imports_at_once_the_later_one_counts,
    a_batch_that_somebody_overtook_is_given_up,
    staged_coupon_is_not_in_the_way_of_one_registered_by_itself,
    more_than_one_transaction_is_one_switch,
);
