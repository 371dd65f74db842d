//! Linked people see a menu of their own, from linking until unlinking.

use serde_json::json;
use sesshu::office::rich_menu::How;

use super::{menus, only_main, sees};
use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Resident, Town},
};

async fn linked_people_see_a_menu_of_their_own_until_they_unlink(database: TestDatabase) {
    let town = Town::open(database).await;
    town.applies(&menus("green"), &town.service().line).await.unwrap();
    let taro = town.resident("潮風 太郎");
    taro.follows().await;
    let hanako = Resident::linked(&town, "1234567890").await;
    town.works().await;
    assert_eq!(sees(&town, &taro).await, "main");
    assert_eq!(sees(&town, &hanako).await, "linked");

    unlinks(&hanako).await;
    town.works().await;
    assert_eq!(sees(&town, &hanako).await, "main");
    town.owes_nothing().await;
}

async fn who_loses_the_coupon_to_another_account_sees_everybodys_menu(database: TestDatabase) {
    let town = Town::open(database).await;
    town.applies(&menus("green"), &town.service().line).await.unwrap();
    let hanako = Resident::linked(&town, "1234567890").await;
    let taro = links_too(&town, "1234567890").await;
    town.works().await;
    assert_eq!(sees(&town, &hanako).await, "main");
    assert_eq!(sees(&town, &taro).await, "linked");
}

async fn who_becomes_a_friend_after_linking_sees_their_menu_then(database: TestDatabase) {
    let town = Town::open(database).await;
    town.applies(&menus("green"), &town.service().line).await.unwrap();
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let hanako = town.resident("潮風 花子");
    let id_token = hanako.id_token("/").await;
    let browser = hanako.browser();
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser.signs_in(&coupon).await;
    browser.put("/api/link", json!({})).await.ok();
    town.works().await;
    assert_eq!(sees(&town, &hanako).await, "main");

    hanako.follows().await;
    assert_eq!(sees(&town, &hanako).await, "linked");
    town.owes_nothing().await;
}

async fn while_line_is_down_the_menu_stays_owed(database: TestDatabase) {
    let town = Town::open(database).await;
    town.applies(&menus("green"), &town.service().line).await.unwrap();
    let hanako = Resident::just_linked(&town, "1234567890").await;
    let own = format!("/v2/bot/user/{}/richmenu/*", hanako.user_id());
    town.line_fails(json!({ "path": own, "status": 500, "times": 1 })).await;
    town.line_fails(json!({ "path": "/v2/bot/richmenu/alias/*", "status": 500, "times": 1 })).await;
    town.works().await;
    assert_eq!(sees(&town, &hanako).await, "main");
    // Another process continues.
    town.goes_down().await;
    town.comes_back().await;
    town.at("2026-11-24T09:40:00").await;
    assert_eq!(sees(&town, &hanako).await, "main", "LINE failed once more");
    town.at("2026-11-24T09:50:00").await;
    assert_eq!(sees(&town, &hanako).await, "linked");
    town.owes_nothing().await;
}

async fn who_links_and_unlinks_at_once_ends_with_everybodys_menu(database: TestDatabase) {
    let town = Town::open(database).await;
    town.applies(&menus("green"), &town.service().line).await.unwrap();
    let hanako = Resident::linked(&town, "1234567890").await;
    unlinks(&hanako).await;
    town.works().await;
    assert_eq!(sees(&town, &hanako).await, "main");
    town.owes_nothing().await;
}

async fn people_linked_before_there_was_a_menu_for_them_get_it(database: TestDatabase) {
    let town = Town::open(database).await;
    let line = &town.service().line;
    town.applies(&only_main("green"), line).await.unwrap();
    let mut people = Vec::new();
    for number in 0..7 {
        people.push(Resident::linked(&town, &format!("{:010}", 1_234_567_890 + number)).await);
    }
    town.works().await;
    let changed = town.applies(&menus("green"), line).await.unwrap();
    assert_eq!((changed.how, changed.owed, changed.moved), (How::Made, 7, false));
    town.works().await;
    for person in &people {
        assert_eq!(sees(&town, person).await, "linked");
    }
    town.owes_nothing().await;
}

async fn unlinks(person: &Resident) {
    let token = person.access_token("/mypage").await;
    person.browser().post("/api/link/end", json!({ "lineAccessToken": token })).await.ok();
}

/// Links the coupon to the LINE account of another person who has its number and birth date.
async fn links_too(town: &Town, number: &str) -> Resident {
    let coupon = Coupon { number: number.to_owned(), birth_date: "1950-05-05" };
    let person = town.resident("潮風 一郎");
    person.follows().await;
    let id_token = person.id_token("/").await;
    let browser = person.browser();
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser.shows(&coupon).await.ok();
    browser.put("/api/link", json!({})).await.ok();
    person
}

both!(
    linked_people_see_a_menu_of_their_own_until_they_unlink,
    who_loses_the_coupon_to_another_account_sees_everybodys_menu,
    who_becomes_a_friend_after_linking_sees_their_menu_then,
    while_line_is_down_the_menu_stays_owed,
    who_links_and_unlinks_at_once_ends_with_everybodys_menu,
    people_linked_before_there_was_a_menu_for_them_get_it,
);
