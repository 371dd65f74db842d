//! Sessions.

use chrono::TimeDelta;
use sesshu::storage::{ChangedSession, Session, Store};

use super::given::{coupons, minutes, noon};
use crate::harness::database::TestDatabase;

fn session(minutes_long: i64) -> Session {
    Session {
        coupon: None,
        account: None,
        by_link: false,
        created_at: noon(),
        expires_at: noon() + minutes(minutes_long),
        last_used_at: noon(),
    }
}

async fn put(store: &Store, token: &str, session: &Session) {
    let tx = store.begin().await.unwrap();
    tx.put_session(token, session).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_session_is_found_by_its_token_until_it_expires(database: TestDatabase) {
    let store = database.store;
    let before = session(30);
    put(&store, "token", &before).await;
    let last = before.expires_at - TimeDelta::microseconds(1);
    assert_eq!(store.session("token", last).await.unwrap(), Some(before));
    assert_eq!(store.session("token", noon() + minutes(30)).await.unwrap(), None);
    assert_eq!(store.session("Token", noon()).await.unwrap(), None);
}

async fn what_is_proved_later_is_added_to_the_session(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    put(&store, "token", &session(30)).await;
    let tx = store.begin().await.unwrap();
    let account = tx.account("U1", noon()).await.unwrap();
    let proved = Session { coupon: Some(coupon), account: Some(account), ..session(60) };
    tx.put_session("token", &proved).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.session("token", noon()).await.unwrap(), Some(proved));
}

async fn who_logs_out_is_logged_out(database: TestDatabase) {
    let store = database.store;
    put(&store, "token", &session(30)).await;
    let tx = store.begin().await.unwrap();
    assert!(tx.end_session("token").await.unwrap().is_applied());
    assert!(!tx.end_session("token").await.unwrap().is_applied());
    tx.commit().await.unwrap();
    assert_eq!(store.session("token", noon()).await.unwrap(), None);
}

async fn an_end_is_put_off_and_never_brought_nearer_or_given_to_what_has_ended(
    database: TestDatabase,
) {
    let store = database.store;
    put(&store, "token", &session(30)).await;
    let lasts = async |length| store.session("token", noon() + minutes(length)).await.unwrap();
    store.use_session("token", noon() + minutes(40), noon() + minutes(10)).await.unwrap();
    store.use_session("token", noon() + minutes(35), noon() + minutes(5)).await.unwrap();
    assert!(lasts(39).await.is_some());
    assert!(lasts(40).await.is_none());

    store.use_session("never opened", noon() + minutes(40), noon() + minutes(10)).await.unwrap();
    assert_eq!(store.session("never opened", noon()).await.unwrap(), None);
}

async fn session_ended_meanwhile_does_not_come_back_under_another_token(database: TestDatabase) {
    let store = database.store;
    put(&store, "token", &session(30)).await;
    let tx = store.begin().await.unwrap();
    let changed = tx.change_session("token", "second", &session(30)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(changed, ChangedSession::Changed);
    assert_eq!(store.session("token", noon()).await.unwrap(), None);
    assert_eq!(store.session("second", noon()).await.unwrap(), Some(session(30)));

    let tx = store.begin().await.unwrap();
    assert!(tx.end_session("second").await.unwrap().is_applied());
    tx.commit().await.unwrap();
    let tx = store.begin().await.unwrap();
    let changed = tx.change_session("second", "third", &session(30)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(changed, ChangedSession::Ended);
    assert_eq!(store.session("third", noon()).await.unwrap(), None);
}

async fn sessions_that_are_over_are_swept_out(database: TestDatabase) {
    let store = database.store;
    put(&store, "short", &session(30)).await;
    put(&store, "long", &session(31)).await;
    let then = noon() + minutes(30);
    assert_eq!(store.sweep_sessions(then).await.unwrap(), 1);
    assert_eq!(store.sweep_sessions(then).await.unwrap(), 0);
    assert!(store.session("long", then).await.unwrap().is_some());
}

both!(
    a_session_is_found_by_its_token_until_it_expires,
    what_is_proved_later_is_added_to_the_session,
    who_logs_out_is_logged_out,
    an_end_is_put_off_and_never_brought_nearer_or_given_to_what_has_ended,
    session_ended_meanwhile_does_not_come_back_under_another_token,
    sessions_that_are_over_are_swept_out,
);
