//! Notifications to the linked account when its coupon's contact changes.

use serde_json::json;

use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Resident, Town},
};

const NUMBER: &str = "1234567890";
const OWN: &str = "hanako@example.jp";

/// Returns a resident who linked in the chat, so that no contact is stored.
async fn linked_in_chat(town: &Town) -> Resident {
    town.coupon(NUMBER, "1950-05-05").await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    hanako.says("予約").await;
    hanako.presses("同意する").await;
    hanako.says(NUMBER).await;
    hanako.says("昭和25年5月5日").await;
    hanako.hears().await;
    hanako.presses("はい").await;
    assert!(hanako.hears().await[0].says("LINE連携が完了しました"));
    town.works().await;
    hanako.hears().await;
    hanako
}

async fn first_contact_by_another_is_told_to_the_linked_account(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = linked_in_chat(&town).await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    thief.leaves_contact("ドロボウ", Some("thief@example.com")).await.ok();
    town.works().await;
    let told = hanako.hears_one().await;
    assert!(told.says("連絡先が変更されました") && told.says("登録または変更"), "{told:?}");
    assert!(!told.says("ドロボウ"), "{told:?}");
    assert_eq!(town.mails(), [], "the new address is told nothing of the one before it");
    town.owes_nothing().await;
}

async fn first_contact_by_the_linked_account_itself_is_not_told(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = linked_in_chat(&town).await;
    let browser = hanako.browser();
    let id_token = hanako.id_token("/").await;
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser.leaves_contact("わくちん はなこ", Some(OWN)).await.ok();
    town.works().await;
    assert_eq!((hanako.hears().await, town.mails()), (vec![], vec![]));
}

/// A new language counts as a change if mails are sent, because the person may be unable to read
/// it.
async fn language_of_mails_is_told_in_the_former_language(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    hanako.leaves_address(OWN).await;
    town.mails();
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    thief.leaves_contact_in("en", "わくちん はなこ", Some(OWN)).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("連絡先が変更されました"));
    let [mail] = town.mails().try_into().unwrap();
    assert_eq!(mail.to, OWN);
    assert!(mail.subject.contains("連絡先が変更されました"), "{mail:?}");
    assert!(mail.text.contains("メールの言語"), "{mail:?}");
    town.owes_nothing().await;
}

async fn language_without_an_address_is_no_change(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    let browser = town.browser();
    browser.shows(&coupon()).await.ok();
    browser.leaves_contact_in("en", "わくちん はなこ", None).await.ok();
    town.works().await;
    assert_eq!((hanako.hears().await, town.mails()), (vec![], vec![]));
}

fn coupon() -> Coupon {
    Coupon { number: NUMBER.to_owned(), birth_date: "1950-05-05" }
}

both!(
    first_contact_by_another_is_told_to_the_linked_account,
    first_contact_by_the_linked_account_itself_is_not_told,
    language_of_mails_is_told_in_the_former_language,
    language_without_an_address_is_no_change,
);
