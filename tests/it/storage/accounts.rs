//! LINE accounts and the coupons linked to them.

use std::sync::Arc;

use secrecy::ExposeSecret;
use sesshu::{
    storage::{Account, Linked, Store},
    vaccination::ids::{AccountId, CouponId},
};
use tokio::{sync::Barrier, task::JoinSet};

use super::given::{coupons, minutes, noon};
use crate::harness::database::TestDatabase;

const HANAKO: &str = "U0000000000000000000000000000aaaa";
const TARO: &str = "U0000000000000000000000000000bbbb";

async fn account(store: &Store, user_id: &str) -> AccountId {
    let tx = store.begin().await.unwrap();
    let account = tx.account(user_id, noon()).await.unwrap();
    tx.commit().await.unwrap();
    account
}

async fn link(store: &Store, coupon: CouponId, account: AccountId, later: i64) -> Linked {
    let tx = store.begin().await.unwrap();
    let linked = tx.link(coupon, account, noon() + minutes(later)).await.unwrap();
    tx.commit().await.unwrap();
    linked
}

async fn a_user_who_comes_again_is_the_same_account(database: TestDatabase) {
    let store = database.store;
    assert_eq!(store.find_account(HANAKO).await.unwrap(), None);
    let hanako = account(&store, HANAKO).await;
    assert_eq!(account(&store, HANAKO).await, hanako);
    assert_ne!(account(&store, TARO).await, hanako);
    assert_eq!(store.find_account(HANAKO).await.unwrap(), Some(hanako));
}

async fn what_line_tells_of_an_account_is_remembered(database: TestDatabase) {
    let store = database.store;
    let id = account(&store, HANAKO).await;
    let before = store.account(id).await.unwrap().unwrap();
    assert_eq!((before.friend, before.language), (None, None));

    let tx = store.begin().await.unwrap();
    tx.set_friend(id, true, noon()).await.unwrap();
    tx.set_language(id, "ja").await.unwrap();
    tx.commit().await.unwrap();

    let after = store.account(id).await.unwrap().unwrap();
    assert_eq!(after.user_id.expose_secret(), HANAKO);
    assert_eq!(after.friend, Some(true));
    assert_eq!(after.language.as_deref(), Some("ja"));
    assert!(!format!("{after:?}").contains("aaaa"));
}

async fn what_line_tells_late_does_not_undo_what_came_after_it(database: TestDatabase) {
    let store = database.store;
    let id = account(&store, HANAKO).await;
    for (friend, minute, then) in
        [(false, 2, false), (true, 1, false), (true, 3, true), (false, 3, false)]
    {
        let tx = store.begin().await.unwrap();
        tx.set_friend(id, friend, noon() + minutes(minute)).await.unwrap();
        tx.commit().await.unwrap();
        let known = store.account(id).await.unwrap().unwrap().friend;
        assert_eq!(known, Some(then), "{friend} at minute {minute}");
    }
}

/// A query has no time by LINE's clock, and ours may be ahead of it.
async fn profile_query_never_overrides_an_event(database: TestDatabase) {
    let store = database.store;
    let id = account(&store, HANAKO).await;
    let record_query = async |read: &Account, is_friend| {
        let tx = store.begin().await.unwrap();
        tx.record_profile_query(read, is_friend).await.unwrap();
        tx.commit().await.unwrap();
    };
    let record_event = async |is_friend, minute| {
        let tx = store.begin().await.unwrap();
        tx.set_friend(id, is_friend, noon() + minutes(minute)).await.unwrap();
        tx.commit().await.unwrap();
    };
    let read = async || store.account(id).await.unwrap().unwrap();

    let unknown = read().await;
    record_query(&unknown, true).await;
    assert_eq!(read().await.friend, Some(true));
    record_event(false, 1).await;
    assert_eq!(read().await.friend, Some(false), "the event overrides the query");
    record_query(&unknown, true).await;
    assert_eq!(read().await.friend, Some(false), "the query began before the event");
    let blocked = read().await;
    record_query(&blocked, true).await;
    assert_eq!(read().await.friend, Some(true));
    record_event(false, 2).await;
    assert_eq!(read().await.friend, Some(false));
}

async fn sixteen_first_greetings_at_once_make_one_account(database: TestDatabase) {
    let store = database.store;
    let barrier = Arc::new(Barrier::new(16));
    let mut greetings = JoinSet::new();
    for _ in 0..16 {
        let (store, barrier) = (store.clone(), barrier.clone());
        greetings.spawn(async move {
            barrier.wait().await;
            account(&store, HANAKO).await
        });
    }
    let mut accounts = greetings.join_all().await;
    accounts.dedup();
    assert_eq!(accounts.len(), 1);
}

async fn a_family_shares_an_account(database: TestDatabase) {
    let store = database.store;
    let [mother, child, stranger] = coupons(&store).await;
    let hanako = account(&store, HANAKO).await;

    assert_eq!(link(&store, child, hanako, 0).await, Linked::New);
    assert_eq!(link(&store, mother, hanako, 1).await, Linked::New);
    assert_eq!(link(&store, mother, hanako, 2).await, Linked::Unchanged);

    let linked = store.linked_coupons(hanako).await.unwrap();
    assert_eq!(linked, [child, mother]);
    assert_eq!(store.account_of(stranger).await.unwrap(), None);
}

async fn a_coupon_linked_from_another_account_moves_there(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let hanako = account(&store, HANAKO).await;
    let taro = account(&store, TARO).await;
    assert_eq!(link(&store, coupon, hanako, 0).await, Linked::New);

    let moved = link(&store, coupon, taro, 1).await;
    assert_eq!(moved, Linked::MovedFrom(hanako));
    assert_eq!(store.account_of(coupon).await.unwrap(), Some(taro));
    assert!(store.linked_coupons(hanako).await.unwrap().is_empty());
}

async fn of_two_who_link_a_coupon_at_once_the_second_takes_it_from_the_first(
    database: TestDatabase,
) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let both = [account(&store, HANAKO).await, account(&store, TARO).await];
    let barrier = Arc::new(Barrier::new(2));
    let mut callers = JoinSet::new();
    for account in both {
        let (store, barrier) = (store.clone(), barrier.clone());
        callers.spawn(async move {
            barrier.wait().await;
            (link(&store, coupon, account, 0).await, account)
        });
    }
    let outcomes = callers.join_all().await;

    let holder = store.account_of(coupon).await.unwrap().unwrap();
    let former = both.into_iter().find(|one| *one != holder).unwrap();
    assert!(outcomes.contains(&(Linked::New, former)), "{outcomes:?}");
    let second = (Linked::MovedFrom(former), holder);
    assert!(outcomes.contains(&second), "{outcomes:?}");
}

async fn an_unlinked_coupon_belongs_to_nobody(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let hanako = account(&store, HANAKO).await;
    assert_eq!(link(&store, coupon, hanako, 0).await, Linked::New);

    let tx = store.begin().await.unwrap();
    assert_eq!(tx.unlink(coupon, noon()).await.unwrap(), Some(hanako));
    assert_eq!(tx.unlink(coupon, noon()).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(store.account_of(coupon).await.unwrap(), None);
}

both!(
    a_user_who_comes_again_is_the_same_account,
    what_line_tells_of_an_account_is_remembered,
    what_line_tells_late_does_not_undo_what_came_after_it,
    profile_query_never_overrides_an_event,
    sixteen_first_greetings_at_once_make_one_account,
    a_family_shares_an_account,
    a_coupon_linked_from_another_account_moves_there,
    of_two_who_link_a_coupon_at_once_the_second_takes_it_from_the_first,
    an_unlinked_coupon_belongs_to_nobody,
);
