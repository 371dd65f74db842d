//! Coupons and contacts.

use sea_orm::ConnectionTrait;
use sesshu::vaccination::contact::Contact;

use super::given::{coupons, minutes, new_coupon, noon, proof};
use crate::harness::database::TestDatabase;

async fn a_coupon_is_found_by_number_and_birth_date_together(database: TestDatabase) {
    let store = database.store;
    let [id] = coupons(&store).await;
    let found = |digits, born| {
        let store = store.clone();
        async move {
            let found = store.coupons_by_proof(&proof(digits, born)).await.unwrap();
            found.into_iter().map(|coupon| coupon.id).collect::<Vec<_>>()
        }
    };

    assert_eq!(found(1_234_567_000, "1950-05-05").await, [id]);
    assert!(found(1_234_567_000, "1950-05-06").await.is_empty());
    assert!(found(1_234_567_001, "1950-05-05").await.is_empty());

    let coupon = store.coupon(id).await.unwrap().unwrap();
    assert_eq!(coupon.issuer.as_str(), "990001");
    assert!(coupon.proof == proof(1_234_567_000, "1950-05-05"));
}

async fn a_number_is_given_out_once_by_each_issuer(database: TestDatabase) {
    let store = database.store;
    let tx = store.begin().await.unwrap();
    let ours = new_coupon("990001", 1);
    let elsewhere = new_coupon("990002", 1);
    let added = tx.add_coupons(&[ours.clone(), elsewhere, ours.clone()], noon()).await.unwrap();
    assert_eq!(added, 2);
    assert_eq!(tx.add_coupons(&[ours], noon()).await.unwrap(), 0);
    tx.commit().await.unwrap();

    let found = store.coupons_by_proof(&proof(1, "1950-05-05")).await;
    assert_eq!(found.unwrap().len(), 2);
}

async fn thousands_are_registered_at_once(database: TestDatabase) {
    let store = database.store;
    let many: Vec<_> = (1..=2_500).map(|n| new_coupon("990001", n)).collect();
    let tx = store.begin().await.unwrap();
    assert_eq!(tx.add_coupons(&many, noon()).await.unwrap(), 2_500);
    tx.commit().await.unwrap();

    let last = store.coupons_by_proof(&proof(2_500, "1950-05-05")).await;
    assert_eq!(last.unwrap().len(), 1);
}

async fn a_revoked_coupon_is_not_found(database: TestDatabase) {
    let [id] = coupons(&database.store).await;
    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared("UPDATE coupon SET revoked_at = 1").await.unwrap();

    let proof = proof(1_234_567_000, "1950-05-05");
    let found = database.store.coupons_by_proof(&proof).await.unwrap();
    assert!(found.is_empty());
    assert!(database.store.coupon(id).await.unwrap().is_some());
}

async fn what_is_undone_was_never_there(database: TestDatabase) {
    let store = database.store;
    let tx = store.begin().await.unwrap();
    tx.add_coupons(&[new_coupon("990001", 7)], noon()).await.unwrap();
    drop(tx);

    let found = store.coupons_by_proof(&proof(7, "1950-05-05")).await;
    assert!(found.unwrap().is_empty());
}

async fn a_contact_is_read_as_it_was_kept_and_can_be_changed(database: TestDatabase) {
    let store = database.store;
    let [id, other] = coupons(&store).await;
    let first = Contact::parse("ワクチン タロウ", "090-0000-0000", None).unwrap();
    let second =
        Contact::parse("ワクチン ハナコ", "0467-00-0000", Some("\"ha\\\"na\"@example.jp")).unwrap();
    for (contact, later) in [(first, 0), (second, 5)] {
        let tx = store.begin().await.unwrap();
        tx.set_contact(id, &contact, noon() + minutes(later)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.contact(id).await.unwrap(), Some(contact));
    }
    assert_eq!(store.contact(other).await.unwrap(), None);
}

both!(
    a_coupon_is_found_by_number_and_birth_date_together,
    a_number_is_given_out_once_by_each_issuer,
    thousands_are_registered_at_once,
    a_revoked_coupon_is_not_found,
    what_is_undone_was_never_there,
    a_contact_is_read_as_it_was_kept_and_can_be_changed,
);
