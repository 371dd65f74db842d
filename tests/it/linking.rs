//! LINE連携: linked, moved to another account, given back.

use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Resident, Town},
};
use serde_json::json;

const MOVED: &str = "別のLINEアカウントに紐付けられました";

async fn the_account_that_loses_a_coupon_is_told_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let daughter = Resident::linked(&town, "1234567890").await;
    let mother = links_too(&town, "1234567890").await;
    town.works().await;

    let told = daughter.hears_one().await;
    assert!(told.says(MOVED) && told.says("LINE連携が移りました"));
    assert_eq!(told.via, "push");
    assert_eq!(mother.hears().await, []);
    town.works().await;
    assert_eq!(daughter.hears().await, []);
    town.owes_nothing().await;
}

async fn an_account_that_blocked_us_is_told_by_mail(database: TestDatabase) {
    let town = Town::open(database).await;
    let former = Resident::linked(&town, "1234567890").await;
    former.browser().leaves_contact("ワクチン タロウ", Some("taro@example.jp")).await.ok();
    former.blocks().await;
    links_too(&town, "1234567890").await;
    town.works().await;

    assert_eq!(former.hears().await, []);
    let [mail] = town.mails().try_into().unwrap();
    assert_eq!(mail.to, "taro@example.jp");
    assert!(mail.text.contains(MOVED), "{}", mail.text);
    town.owes_nothing().await;
}

async fn linking_again_what_is_linked_tells_nobody(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.browser().put("/api/link", json!({})).await.ok();
    town.works().await;
    assert_eq!(hanako.hears().await, []);
}

/// Somebody else who has the coupon in hand links it to their own LINE account.
async fn links_too(town: &Town, number: &str) -> Resident {
    let coupon = Coupon { number: number.to_owned(), birth_date: "1950-05-05" };
    let person = town.resident("潮風 一郎");
    person.follows().await;
    person.hears_one().await;
    let id_token = person.id_token("/").await;
    let browser = person.browser();
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser.shows(&coupon).await.ok();
    browser.put("/api/link", json!({})).await.ok();
    person
}

both!(
    the_account_that_loses_a_coupon_is_told_once,
    an_account_that_blocked_us_is_told_by_mail,
    linking_again_what_is_linked_tells_nobody,
);
