//! An attacker can write to the database but has no key: changed or added rows must not give
//! access.

use sea_orm::ConnectionTrait;
use serde_json::json;
use sesshu::vaccination::ids::AccountId;
use uuid::Uuid;

use crate::{
    harness::{
        database::TestDatabase,
        town::{Browser, Coupon, Resident, Town},
    },
    rich_menu::{menus, sees},
};

const VICTIM: &str = "1234567890";
const OWN: &str = "1234567891";

/// Returns a town with a linked and booked victim, whose coupon has the id 1, and a stranger who is
/// identified by a coupon of their own, with the id 2, in a browser.
async fn town_with_stranger(database: &TestDatabase) -> (Town, Resident, Browser) {
    let town = Town::open(database.clone()).await;
    let victim = Resident::booked(&town, VICTIM, "2026-12-05").await;
    let own = town.coupon(OWN, "1950-05-05").await;
    let stranger = town.browser();
    stranger.signs_in(&own).await;
    assert_eq!(town.count("SELECT MAX(id) AS n FROM coupon").await, 2);
    (town, victim, stranger)
}

/// Returns a friend without a coupon, and the id of their account.
async fn friend_without_coupon(town: &Town) -> (Resident, AccountId) {
    let friend = town.resident("潮風 三郎");
    friend.follows().await;
    friend.hears().await;
    let account = town.store().find_account(friend.user_id()).await.unwrap().unwrap();
    (friend, account)
}

/// Moves the link of the victim's coupon to another account, without a key.
async fn forge_link(database: &TestDatabase, account: AccountId) {
    execute(database, &format!("UPDATE link SET account_id = {account} WHERE coupon_id = 1")).await;
}

async fn execute(database: &TestDatabase, sql: &str) {
    let behind = database.behind_the_scenes().await;
    let done = behind.execute_unprepared(sql).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
    behind.close().await.unwrap();
}

/// Sets columns of the row `to` to their values in the row `from`.
async fn copy(
    database: &TestDatabase,
    table: &str,
    key: &str,
    columns: &[&str],
    from_to: (i64, i64),
) {
    let (from, to) = from_to;
    let set = columns
        .iter()
        .map(|it| format!("{it} = (SELECT {it} FROM {table} WHERE {key} = {from})"))
        .collect::<Vec<_>>()
        .join(", ");
    execute(database, &format!("UPDATE {table} SET {set} WHERE {key} = {to}")).await;
}

async fn session_turned_to_another_coupon_is_none(database: TestDatabase) {
    let (_town, victim, stranger) = town_with_stranger(&database).await;
    assert_eq!(stranger.get("/api/session").await.ok()["identified"], true);
    execute(&database, "UPDATE session SET coupon_id = 1 WHERE coupon_id = 2").await;
    let listed = victim.browser().get("/api/sessions").await.ok();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(stranger.get("/api/contact").await.refused(), (401, "not_identified"));
    assert_eq!(stranger.get("/api/session").await.ok()["identified"], false);
}

async fn session_made_younger_is_none(database: TestDatabase) {
    let (_town, _, stranger) = town_with_stranger(&database).await;
    execute(&database, "UPDATE session SET created_at = created_at + 1 WHERE coupon_id = 2").await;
    assert_eq!(stranger.get("/api/session").await.ok()["identified"], false);
}

async fn link_moved_to_another_account_opens_nothing(database: TestDatabase) {
    let (town, victim, _) = town_with_stranger(&database).await;
    let (stranger, account) = friend_without_coupon(&town).await;
    forge_link(&database, account).await;

    let browser = stranger.browser();
    let token = json!({ "idToken": stranger.id_token("/").await });
    let session = browser.post("/api/session/line", token).await.ok();
    assert_eq!((&session["identified"], &session["people"]), (&json!(false), &json!([])));
    assert_eq!(town.store().linked_coupons(account).await.unwrap(), []);
    // The victim's own link is lost as well, and is made again as usual.
    assert_eq!(victim.browser().get("/api/session").await.ok()["identified"], true);
    victim.browser().put("/api/link", json!({})).await.ok();
    let owner = town.store().find_account(victim.user_id()).await.unwrap().unwrap();
    assert_eq!(town.store().linked_coupons(owner).await.unwrap().len(), 1);
}

/// The link of a session ended while the session was created, and is put back without a key.
async fn session_by_link_is_not_revived_by_a_forged_link(database: TestDatabase) {
    let (town, victim, _) = town_with_stranger(&database).await;
    let by_link = town.browser();
    let token = json!({ "idToken": victim.id_token("/").await });
    assert_eq!(by_link.post("/api/session/line", token).await.ok()["identified"], true);
    let listed = victim.browser().get("/api/sessions").await.ok();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 2, "{listed}");

    // The seal of another moment, and then one of another row.
    for forged in ["linked_at = linked_at + 1", "seal = (SELECT seal FROM session LIMIT 1)"] {
        execute(&database, &format!("UPDATE link SET {forged} WHERE coupon_id = 1")).await;
        assert_eq!(by_link.get("/api/session").await.ok()["identified"], false, "{forged}");
        assert_eq!(by_link.get("/api/contact").await.refused(), (401, "not_identified"));
        let listed = victim.browser().get("/api/sessions").await.ok();
        assert_eq!(listed["sessions"].as_array().unwrap().len(), 1, "{listed}");
    }
}

async fn reminder_is_not_sent_to_the_account_of_a_forged_link(database: TestDatabase) {
    let (town, victim, _) = town_with_stranger(&database).await;
    let other = Resident::booked(&town, "1234567892", "2026-12-05").await;
    let (stranger, account) = friend_without_coupon(&town).await;
    forge_link(&database, account).await;
    town.at("2026-12-04T10:00:00").await;
    assert!(other.hears_one().await.says("予約日前日のお知らせ"));
    assert_eq!(stranger.hears().await, []);
    assert_eq!(victim.hears().await, []);
    town.owes_nothing().await;
}

async fn link_forged_after_its_reminder_was_read_changes_no_recipient(database: TestDatabase) {
    let (town, victim, _) = town_with_stranger(&database).await;
    let (_stranger, account) = friend_without_coupon(&town).await;
    let owner = town.store().find_account(victim.user_id()).await.unwrap().unwrap();
    town.turn_to("2026-12-04T10:00:00");
    town.service().notices.fill(town.now()).await.unwrap();
    let reading = town.store().begin().await.unwrap();
    let alike = reading.alike_reminders(town.now(), 10).await.unwrap();
    drop(reading);
    assert_eq!(alike.iter().map(|reminder| reminder.account).collect::<Vec<_>>(), [owner]);

    forge_link(&database, account).await;
    let tx = town.store().begin().await.unwrap();
    tx.put_multicast(&alike, "{}", Uuid::from_u128(7), town.now()).await.unwrap();
    tx.commit().await.unwrap();
    let recipient = "SELECT account_id AS n FROM notice WHERE multicast_id IS NOT NULL";
    assert_eq!(town.count(recipient).await, owner.0);
}

async fn menu_of_linked_people_is_not_shown_for_a_forged_link(database: TestDatabase) {
    let (town, victim, _) = town_with_stranger(&database).await;
    town.applies(&menus("green"), &town.service().line).await.unwrap();
    let (stranger, account) = friend_without_coupon(&town).await;
    town.works().await;
    assert_eq!(sees(&town, &victim).await, "linked");
    assert_eq!(sees(&town, &stranger).await, "main");
    forge_link(&database, account).await;
    assert_eq!(town.store().owe_menus_to_all_linked(town.now()).await.unwrap(), 1);
    town.works().await;
    assert_eq!(sees(&town, &stranger).await, "main");
    town.owes_nothing().await;
}

async fn contact_copied_to_an_own_row_is_not_shown(database: TestDatabase) {
    let (_town, _, stranger) = town_with_stranger(&database).await;
    let contact = json!({ "name": "ウミノ イチロウ", "phone": "09011112222", "email": null });
    stranger.put("/api/contact", contact).await.ok();
    copy(&database, "contact", "coupon_id", &["contact_sealed"], (1, 2)).await;
    assert_eq!(stranger.get("/api/contact").await.status(), 500);
}

async fn proof_moved_to_another_coupon_proves_nothing(database: TestDatabase) {
    let (town, _, _) = town_with_stranger(&database).await;
    let proof = ["number_hash", "proof_hash", "number_sealed", "birth_date_sealed"];
    execute(&database, "UPDATE coupon SET issuer = '990009' WHERE id = 2").await;
    for columns in [&proof[..2], &proof[..]] {
        copy(&database, "coupon", "id", columns, (2, 1)).await;
        let own = Coupon { number: OWN.to_owned(), birth_date: "1950-05-05" };
        let browser = town.browser();
        assert_eq!(browser.shows(&own).await.status(), 500, "{columns:?}");
        assert_eq!(browser.get("/api/session").await.ok()["identified"], false);
    }
}

async fn account_found_by_the_hash_of_another_user_is_refused(database: TestDatabase) {
    let (town, victim, _) = town_with_stranger(&database).await;
    let owner = town.store().find_account(victim.user_id()).await.unwrap().unwrap();
    let stranger = town.resident("潮風 三郎");
    stranger.follows().await;
    let account = town.store().find_account(stranger.user_id()).await.unwrap().unwrap();
    let theirs = "SELECT user_hash FROM account WHERE id";
    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared(&format!("CREATE TABLE kept AS {theirs} = {account}")).await.unwrap();
    execute(&database, &format!("DELETE FROM account WHERE id = {account}")).await;
    execute(
        &database,
        &format!("UPDATE account SET user_hash = (SELECT user_hash FROM kept) WHERE id = {owner}"),
    )
    .await;
    assert!(town.store().find_account(stranger.user_id()).await.is_err());
    let token = json!({ "idToken": stranger.id_token("/").await });
    assert_eq!(stranger.browser().post("/api/session/line", token).await.status(), 500);
    behind.execute_unprepared("DROP TABLE kept").await.unwrap();
    behind.close().await.unwrap();
}

/// A stranger's open question, after number and birth date, is moved to the victim. The victim's
/// 「はい」 would link the stranger's coupon.
async fn conversation_moved_to_another_user_is_not_gone_on_with(database: TestDatabase) {
    let (town, _, _) = town_with_stranger(&database).await;
    let [saburo, shiro] = ["潮風 三郎", "潮風 四郎"].map(|name| town.resident(name));
    for person in [&saburo, &shiro] {
        person.follows().await;
        person.says("予約").await;
        person.hears().await;
    }
    let rows = town.count("SELECT COUNT(*) AS n FROM talk").await;
    assert!(rows >= 2, "{rows}");
    execute(
        &database,
        "UPDATE talk SET state_sealed = (SELECT state_sealed FROM talk ORDER BY user_hash LIMIT 1) \
         WHERE user_hash <> (SELECT user_hash FROM talk ORDER BY user_hash LIMIT 1)",
    )
    .await;
    let talks =
        [town.store().talk(saburo.user_id()).await, town.store().talk(shiro.user_id()).await];
    assert!(talks.iter().any(Result::is_err));
}

both!(
    session_turned_to_another_coupon_is_none,
    session_made_younger_is_none,
    link_moved_to_another_account_opens_nothing,
    session_by_link_is_not_revived_by_a_forged_link,
    reminder_is_not_sent_to_the_account_of_a_forged_link,
    link_forged_after_its_reminder_was_read_changes_no_recipient,
    menu_of_linked_people_is_not_shown_for_a_forged_link,
    contact_copied_to_an_own_row_is_not_shown,
    proof_moved_to_another_coupon_proves_nothing,
    account_found_by_the_hash_of_another_user_is_refused,
    conversation_moved_to_another_user_is_not_gone_on_with,
);
