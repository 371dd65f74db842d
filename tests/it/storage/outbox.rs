//! The outbox: enqueued once, leased to one worker at a time.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;
use sesshu::{
    storage::{Begun, NoticeState, OwedNotice, Store, Write},
    vaccination::{
        ids::BookingId,
        notice::{
            Notice,
            NoticeKind::{self, Cancellation, Confirmation, Reminder},
        },
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::given::{booking, cancel, coupons, minutes, noon, slot};
use crate::harness::database::TestDatabase;

async fn one_booking(store: &Store) -> BookingId {
    let [coupon] = coupons(store).await;
    let slot = slot(store, 1).await;
    booking(store, coupon, slot).await
}

/// Enqueues a notification that is due at noon.
async fn owe(store: &Store, booking: BookingId, kind: NoticeKind) -> bool {
    let tx = store.begin().await.unwrap();
    let key = Uuid::from_u128(7);
    let owed = tx.owe(booking, kind, noon(), key).await.unwrap();
    tx.commit().await.unwrap();
    owed
}

/// Leases notifications `later` minutes after noon, for ten minutes.
async fn lease(store: &Store, later: i64) -> Vec<OwedNotice> {
    store.lease_notices(noon() + minutes(later), minutes(10), 50).await.unwrap()
}

async fn state(store: &Store, booking: BookingId) -> NoticeState {
    store.notices_of(booking).await.unwrap()[0].state
}

async fn a_notice_of_a_kind_is_owed_once_per_booking(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    assert!(owe(&store, booking, Confirmation).await);
    assert!(!owe(&store, booking, Confirmation).await);
    assert!(owe(&store, booking, Cancellation).await);
}

async fn a_notice_is_delivered_from_when_it_is_due(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Confirmation).await;
    assert!(lease(&store, -1).await.is_empty());

    let [notice] = lease(&store, 0).await.try_into().unwrap();
    let Notice::Confirmation(told) = notice.notice else { panic!("{notice:?}") };
    assert_eq!(told.id, booking);
    assert_eq!(told.venue.name, "潮風市民ホール");
    assert_eq!(notice.retry_key, Uuid::from_u128(7));
    assert_eq!((notice.attempts, notice.first_tried_at), (1, noon()));
    assert_eq!(state(&store, booking).await, NoticeState::Sending);

    let sent_at = noon() + minutes(1);
    store.notice_sent(notice.id, "push", sent_at).await.unwrap();
    assert!(lease(&store, 60).await.is_empty());
    let [record] = store.notices_of(booking).await.unwrap().try_into().unwrap();
    assert_eq!(record.state, NoticeState::Sent);
    assert_eq!(record.via.as_deref(), Some("push"));
    assert_eq!((record.sent_at, record.attempts), (Some(sent_at), 1));
}

async fn a_lease_ends_when_its_holder_does_not_come_back(database: TestDatabase) {
    let store = database.store.clone();
    let booking = one_booking(&store).await;
    owe(&store, booking, Confirmation).await;
    let [first] = lease(&store, 0).await.try_into().unwrap();

    let restarted = database.reopen().await;
    assert!(lease(&restarted, 9).await.is_empty());
    let [again] = lease(&restarted, 10).await.try_into().unwrap();
    assert_eq!((again.id, again.retry_key), (first.id, first.retry_key));
    assert_eq!((again.attempts, again.first_tried_at), (2, noon()));
}

async fn attempt_after_its_lease_ended_records_nothing(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Confirmation).await;
    let [first] = lease(&store, 0).await.try_into().unwrap();
    assert_eq!(store.begin_notice(&first, Begun::Mail).await.unwrap(), Write::Applied);
    let [again] = lease(&store, 10).await.try_into().unwrap();
    assert_eq!(store.end_notice(&first).await.unwrap(), Write::Skipped);
    assert_eq!(store.begin_notice(&first, Begun::Mail).await.unwrap(), Write::Skipped);
    assert_eq!(store.end_notice(&again).await.unwrap(), Write::Applied);
}

async fn a_notice_that_was_put_off_comes_back_later(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Confirmation).await;
    let [notice] = lease(&store, 0).await.try_into().unwrap();
    let at = noon() + minutes(3);
    store.notice_retry(notice.id, at, "LINE answered 500").await.unwrap();

    assert!(lease(&store, 2).await.is_empty());
    let records = store.notices_of(booking).await.unwrap();
    assert_eq!(records[0].reason.as_deref(), Some("LINE answered 500"));
    assert_eq!(lease(&store, 3).await[0].attempts, 2);
}

async fn a_notice_that_was_given_up_does_not_come_back(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Confirmation).await;
    let [notice] = lease(&store, 0).await.try_into().unwrap();
    store.notice_failed(notice.id, "no way to reach", noon()).await.unwrap();

    assert!(lease(&store, 60).await.is_empty());
    let records = store.notices_of(booking).await.unwrap();
    assert_eq!(records[0].state, NoticeState::Failed);
    assert_eq!(records[0].sent_at, None);
}

async fn eight_workers_at_once_get_each_notice_once(database: TestDatabase) {
    let store = database.store;
    let slot = slot(&store, 60).await;
    for coupon in coupons::<60>(&store).await {
        let booking = booking(&store, coupon, slot).await;
        owe(&store, booking, Confirmation).await;
    }
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        workers.spawn(async move {
            let mut got = Vec::new();
            loop {
                let leased = store.lease_notices(noon(), minutes(10), 7).await.unwrap();
                if leased.is_empty() {
                    return got;
                }
                got.extend(leased.into_iter().map(|notice| notice.id));
            }
        });
    }
    let got: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    assert_eq!(got.iter().collect::<HashSet<_>>().len(), got.len());
    // A worker skips what another is leasing, so it may have stopped early.
    let rest = lease(&store, 0).await.len();
    assert_eq!(got.len() + rest, 60);
}

async fn a_cancelled_booking_is_not_reminded_of(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Reminder).await;
    cancel(&store, booking).await;

    assert_eq!(state(&store, booking).await, NoticeState::Suppressed);
    assert!(lease(&store, 60).await.is_empty());
    assert!(!owe(&store, booking, Reminder).await);
}

async fn a_reminder_taken_for_sending_before_the_cancellation_goes_out(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Reminder).await;
    let [reminder] = lease(&store, 0).await.try_into().unwrap();
    cancel(&store, booking).await;

    assert_eq!(state(&store, booking).await, NoticeState::Sending);
    store.notice_sent(reminder.id, "push", noon()).await.unwrap();
    assert_eq!(state(&store, booking).await, NoticeState::Sent);
}

async fn a_reminder_that_comes_back_after_the_cancellation_is_suppressed(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Reminder).await;
    lease(&store, 0).await;
    cancel(&store, booking).await;

    assert!(lease(&store, 10).await.is_empty());
    assert_eq!(state(&store, booking).await, NoticeState::Suppressed);
}

async fn the_cancellation_of_a_cancelled_booking_is_told(database: TestDatabase) {
    let store = database.store;
    let booking = one_booking(&store).await;
    owe(&store, booking, Cancellation).await;
    cancel(&store, booking).await;
    assert_eq!(lease(&store, 0).await.len(), 1);
}

async fn a_notice_in_words_nobody_knows_is_named_by_its_place(database: TestDatabase) {
    let booking = one_booking(&database.store).await;
    owe(&database.store, booking, Confirmation).await;
    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared("UPDATE notice SET kind = 'secret', id = 42").await.unwrap();

    let corrupt = database.store.notices_of(booking).await.unwrap_err();
    assert_eq!(corrupt.to_string(), "notice.kind of row 42 is corrupt");
}

both!(
    a_notice_of_a_kind_is_owed_once_per_booking,
    a_notice_is_delivered_from_when_it_is_due,
    a_lease_ends_when_its_holder_does_not_come_back,
    attempt_after_its_lease_ended_records_nothing,
    a_notice_that_was_put_off_comes_back_later,
    a_notice_that_was_given_up_does_not_come_back,
    eight_workers_at_once_get_each_notice_once,
    a_cancelled_booking_is_not_reminded_of,
    a_reminder_taken_for_sending_before_the_cancellation_goes_out,
    a_reminder_that_comes_back_after_the_cancellation_is_suppressed,
    the_cancellation_of_a_cancelled_booking_is_told,
    a_notice_in_words_nobody_knows_is_named_by_its_place,
);
