//! The delivery log: failed notifications are listed, sent again, or marked as told by staff.

use sesshu::{
    storage::{Ledger, LedgerLine, NoticeState, OwedNotice, Retried, Store},
    vaccination::{ids::NoticeId, notice::NoticeKind::Confirmation},
};
use uuid::Uuid;

use super::given::{booking, coupons, minutes, noon, slot};
use crate::harness::database::TestDatabase;

const KEY: Uuid = Uuid::from_u128(7);
const NEW_KEY: Uuid = Uuid::from_u128(8);

async fn what_failed_is_listed_with_its_reason_and_its_booking(database: TestDatabase) {
    let store = database.store;
    let failed = one_that_failed(&store).await;
    for which in [Ledger::Failed, Ledger::Owed] {
        let [line]: [LedgerLine; 1] =
            store.ledger(which, None, 10).await.unwrap().try_into().unwrap();
        assert_eq!(line.notice.reason.as_deref(), Some("nobody was there"));
        assert_eq!(line.coupon, failed.coupon);
        let of_booking = Ledger::OfBooking(line.booking.unwrap().id);
        assert_eq!(store.ledger(of_booking, None, 10).await.unwrap().len(), 1);
        assert!(store.ledger(which, Some(failed.id), 10).await.unwrap().is_empty());
    }
}

async fn what_failed_within_a_day_goes_out_under_its_key(database: TestDatabase) {
    let store = database.store;
    let failed = one_that_failed(&store).await;
    assert_eq!(retry(&store, failed.id, 23 * 60).await, Retried::UnderItsKey);
    let [again] = lease(&store, 23 * 60).await.try_into().unwrap();
    assert_eq!((again.retry_key, again.first_tried_at), (KEY, noon()));
}

async fn what_failed_long_ago_goes_out_as_something_new(database: TestDatabase) {
    let store = database.store;
    let failed = one_that_failed(&store).await;
    let two_days = 48 * 60;
    assert_eq!(retry(&store, failed.id, two_days).await, Retried::UnderANewKey);
    let [again] = lease(&store, two_days).await.try_into().unwrap();
    assert_eq!((again.retry_key, again.attempts), (NEW_KEY, 1));
    assert_eq!(again.first_tried_at, noon() + minutes(two_days));
}

async fn what_is_on_its_way_or_sent_is_not_sent_once_more(database: TestDatabase) {
    let store = database.store;
    let failed = one_that_failed(&store).await;
    assert!(store.told_otherwise(failed.id, "phone", noon()).await.unwrap());
    assert!(!store.told_otherwise(failed.id, "phone", noon()).await.unwrap());
    assert_eq!(retry(&store, failed.id, 5).await, Retried::Not);
    assert_eq!(retry(&store, NoticeId(4_711), 5).await, Retried::Not);
    let of_booking = failed.notice.booking().unwrap().id;
    let [line] =
        store.ledger(Ledger::OfBooking(of_booking), None, 1).await.unwrap().try_into().unwrap();
    assert_eq!((line.notice.state, line.notice.via.as_deref()), (NoticeState::Sent, Some("phone")));
    assert!(store.ledger(Ledger::Owed, None, 10).await.unwrap().is_empty());
}

async fn one_that_failed(store: &Store) -> OwedNotice {
    let [coupon] = coupons(store).await;
    let slot = slot(store, 1).await;
    let booking = booking(store, coupon, slot).await;
    let tx = store.begin().await.unwrap();
    assert!(tx.owe(booking, Confirmation, noon(), KEY).await.unwrap());
    tx.commit().await.unwrap();
    let [notice] = lease(store, 0).await.try_into().unwrap();
    store.notice_failed(notice.id, "nobody was there", noon()).await.unwrap();
    notice
}

async fn lease(store: &Store, later: i64) -> Vec<OwedNotice> {
    store.lease_notices(noon() + minutes(later), minutes(1), 10).await.unwrap()
}

/// Retries `later` minutes after noon. LINE remembers keys for a day.
async fn retry(store: &Store, id: NoticeId, later: i64) -> Retried {
    let at = noon() + minutes(later);
    store.retry_failed(id, minutes(24 * 60), NEW_KEY, at).await.unwrap()
}

both!(
    what_failed_is_listed_with_its_reason_and_its_booking,
    what_failed_within_a_day_goes_out_under_its_key,
    what_failed_long_ago_goes_out_as_something_new,
    what_is_on_its_way_or_sent_is_not_sent_once_more,
);
