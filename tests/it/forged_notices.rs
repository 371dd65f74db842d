//! An attacker can write to the database but has no key: no notification about another person's
//! coupon is sent to them.

use chrono::TimeDelta;
use sea_orm::{
    ConnectionTrait, ExprTrait,
    sea_query::{Expr, Query, UpdateStatement},
};
use serde_json::json;
use sesshu::{
    notices::reasons::{NO_WAY, NOT_KNOWN},
    storage::{Ledger, UNREADABLE},
    vaccination::ids::AccountId,
};
use uuid::Uuid;

use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
};

const VICTIM: &str = "1234567890";
const OWN: &str = "1234567891";
const SATURDAY: &str = "2026-12-05";

/// Returns a town with a linked and booked victim, whose coupon has the id 1 and who has got a
/// confirmation, and a friend without a coupon, with the id of their account.
async fn town_with_friend(database: TestDatabase) -> (Town, Resident, Resident, AccountId) {
    let town = Town::open(database).await;
    let victim = Resident::booked(&town, VICTIM, SATURDAY).await;
    let stranger = town.resident("潮風 三郎");
    stranger.follows().await;
    stranger.hears().await;
    let account = town.store().find_account(stranger.user_id()).await.unwrap().unwrap();
    (town, victim, stranger, account)
}

/// Makes a notification due again, untried and under a new retry key, so that LINE accepts it.
fn due_again(town: &Town, kind: &str) -> UpdateStatement {
    let now = town.now().timestamp_micros();
    Query::update()
        .table("notice")
        .value("state", Expr::val("waiting"))
        .value("due_at", Expr::val(now))
        .value("first_tried_at", Expr::val(now))
        .value("retry_key", Expr::val(Uuid::new_v4()))
        .value("begun_via", Expr::val(None::<String>))
        .value("begun_account_id", Expr::val(None::<i64>))
        .and_where(Expr::col("kind").eq(kind))
        .to_owned()
}

/// Returns why the one notification that failed did so.
async fn reason(town: &Town) -> String {
    let failed = town.store().ledger(Ledger::Failed, None, 10).await.unwrap();
    let [line] = failed.try_into().unwrap();
    line.notice.reason.unwrap()
}

async fn confirmation_turned_to_another_account_goes_to_the_linked_one(database: TestDatabase) {
    let (town, victim, stranger, account) = town_with_friend(database).await;
    let mut forged = due_again(&town, "confirmation");
    forged.value("account_id", Expr::val(account.0));
    town.execute(forged).await;
    town.works().await;
    assert_eq!(stranger.hears().await, []);
    assert!(victim.hears_one().await.says("ご予約が完了しました"));
    town.owes_nothing().await;
}

async fn attempt_that_another_account_is_said_to_have_got_is_not_repeated(database: TestDatabase) {
    let (town, victim, stranger, account) = town_with_friend(database).await;
    town.execute(due_again(&town, "confirmation")).await;
    let forged = Query::update()
        .table("notice")
        .value("begun_via", Expr::val("line"))
        .value("begun_account_id", Expr::val(account.0))
        .and_where(Expr::col("kind").eq("confirmation"))
        .to_owned();
    town.execute(forged).await;
    town.works().await;
    assert_eq!(stranger.hears().await, []);
    assert_eq!(victim.hears().await, []);
    assert_eq!(reason(&town).await, NOT_KNOWN);
    town.owes_nothing().await;
}

async fn notice_of_a_kind_with_fixed_addressee_is_not_sent_unsealed(database: TestDatabase) {
    let (town, victim, stranger, account) = town_with_friend(database).await;
    for (from, to) in [("confirmation", "cancellation_copy"), ("cancellation_copy", "link_moved")] {
        let mut forged = due_again(&town, from);
        forged
            .value("kind", Expr::val(to))
            .value("coupon_id", Expr::val(1_i64))
            .value("account_id", Expr::val(account.0));
        town.execute(forged).await;
        town.works().await;
        assert_eq!(stranger.hears().await, [], "{to}");
        assert_eq!(victim.hears().await, [], "{to}");
        assert_eq!(reason(&town).await, NO_WAY, "{to}");
    }
    town.owes_nothing().await;
}

async fn sealed_addressee_is_of_no_use_to_another_account(database: TestDatabase) {
    let (town, victim, stranger, account) = town_with_friend(database).await;
    victim.browser().post("/api/link/end", json!({})).await.ok();
    let forged = Query::update()
        .table("notice")
        .value("account_id", Expr::val(account.0))
        .and_where(Expr::col("kind").eq("unlinked"))
        .to_owned();
    town.execute(forged).await;
    town.works().await;
    assert_eq!(stranger.hears().await, []);
    assert_eq!(reason(&town).await, UNREADABLE);
    town.owes_nothing().await;
}

async fn sealed_addressee_is_of_no_use_for_another_coupon(database: TestDatabase) {
    let (town, victim, _, _) = town_with_friend(database).await;
    let stranger = Resident::just_linked(&town, OWN).await;
    let forged = Query::update()
        .table("notice")
        .value("coupon_id", Expr::val(1_i64))
        .and_where(Expr::col("kind").eq("linked"))
        .and_where(Expr::col("coupon_id").eq(2_i64))
        .to_owned();
    town.execute(forged).await;
    town.works().await;
    assert_eq!(stranger.hears().await, []);
    assert_eq!(victim.hears().await, []);
    assert_eq!(reason(&town).await, UNREADABLE);
    town.owes_nothing().await;
}

async fn account_that_never_had_the_coupon_is_not_told_of_its_cancellation(database: TestDatabase) {
    let (town, victim, stranger, account) = town_with_friend(database.clone()).await;
    let now = town.now().timestamp_micros();
    let until = (town.now() + TimeDelta::days(7)).timestamp_micros();
    let behind = database.behind_the_scenes().await;
    let forged = format!(
        "INSERT INTO former_contact (coupon_id, account_id, replaced_at, until) \
         VALUES (1, {account}, {now}, {until})"
    );
    behind.execute_unprepared(&forged).await.unwrap();
    behind.close().await.unwrap();

    let booking = victim.browser().booking().await;
    victim.browser().cancels(&booking).await.ok();
    town.works().await;
    assert!(victim.hears_one().await.says("キャンセルしました"));
    assert_eq!(stranger.hears().await, []);
    town.owes_nothing().await;
}

both!(
    confirmation_turned_to_another_account_goes_to_the_linked_one,
    attempt_that_another_account_is_said_to_have_got_is_not_repeated,
    notice_of_a_kind_with_fixed_addressee_is_not_sent_unsealed,
    sealed_addressee_is_of_no_use_to_another_account,
    sealed_addressee_is_of_no_use_for_another_coupon,
    account_that_never_had_the_coupon_is_not_told_of_its_cancellation,
);
