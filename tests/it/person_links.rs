//! The link in a card or a mail opens the page of the right person.

use serde_json::{Value, json};

use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Heard, Resident, Town},
};

const SATURDAY: &str = "2026-12-05";

async fn links_on_cards_carry_the_person_they_are_about(database: TestDatabase) {
    let (town, yoko) = family(database).await;
    let session = with_id_token(&yoko).await;
    let people = session["people"].as_array().unwrap().clone();
    assert_eq!(people.len(), 2, "{session}");
    yoko.says("予約").await;
    let carousel = yoko.hears_one().await;
    let cards = carousel.message["contents"]["contents"].as_array().unwrap();
    assert_eq!(cards.len(), 2, "{}", carousel.message);
    for (card, person) in cards.iter().zip(&people) {
        let id = person["id"].as_str().unwrap();
        assert!(id.len() >= 22 && !id.contains("1234567"), "{id}");
        let links = page_links(card);
        assert_eq!(links.len(), 3, "{links:?}");
        for link in links {
            assert!(link.ends_with(&format!("?for={id}")), "{link} is not about {person}");
        }
        let chosen = yoko.browser().put("/api/session/person", json!({ "id": id })).await.ok();
        assert_eq!(chosen["person"]["couponEnds"], person["couponEnds"]);
        // Once more, as after a double tap.
        let again = yoko.browser().put("/api/session/person", json!({ "id": id })).await.ok();
        assert_eq!(again, chosen);
    }
    town.owes_nothing().await;
}

async fn notices_lead_to_the_page_of_the_person_they_are_about(database: TestDatabase) {
    let (town, yoko) = family(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let session = with_id_token(&yoko).await;
    for person in session["people"].as_array().unwrap() {
        let id = person["id"].as_str().unwrap();
        let browser = yoko.browser();
        browser.put("/api/session/person", json!({ "id": id })).await.ok();
        let booking = browser.books(slot).await.ok();
        town.works().await;
        assert_about(&yoko.hears_one().await, id, 1);
        browser.cancels(&booking).await.ok();
        town.works().await;
        assert_about(&yoko.hears_one().await, id, 2);
    }
}

async fn mail_leads_to_the_page_of_the_person_it_is_about(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("ワクチン タロウ", Some("taro@example.jp")).await.ok();
    browser.books(slot).await.ok();
    town.works().await;
    let [mail] = town.mails().try_into().unwrap();
    let session = browser.get("/api/session").await.ok();
    let id = session["person"]["id"].as_str().unwrap();
    assert!(mail.text.contains(&format!("/mypage?for={id}")), "{}", mail.text);
    // The same without LINE: the session is about this person.
    let chosen = browser.put("/api/session/person", json!({ "id": id })).await.ok();
    assert_eq!(chosen, session);
}

async fn id_of_a_person_who_is_not_linked_opens_nothing(database: TestDatabase) {
    let (town, yoko) = family(database).await;
    let other = Resident::linked(&town, "1234567899").await;
    let session = other.browser().get("/api/session").await.ok();
    with_id_token(&yoko).await;
    let before = yoko.browser().get("/api/session").await.ok();
    let row = town.id_of(&coupon("1234567890")).await.to_string();
    let browser = yoko.browser();
    for id in [session["person"]["id"].as_str().unwrap(), &row, "1", "", "x".repeat(22).as_str()] {
        let refused = browser.put("/api/session/person", json!({ "id": id })).await;
        assert_eq!(refused.refused(), (401, "not_identified"), "{id}");
    }
    assert_eq!(browser.get("/api/session").await.ok(), before);
    let stranger = town.browser();
    let id = before["people"][0]["id"].clone();
    let refused = stranger.put("/api/session/person", json!({ "id": id })).await;
    assert_eq!(refused.refused(), (401, "not_identified"));
}

/// Returns a LINE account with the coupons of two people.
async fn family(database: TestDatabase) -> (Town, Resident) {
    let town = Town::open(database).await;
    let yoko = Resident::linked(&town, "1234567890").await;
    town.coupon("1234567891", "1950-05-05").await;
    yoko.browser().signs_in(&coupon("1234567891")).await;
    yoko.browser().put("/api/link", json!({})).await.ok();
    town.works().await;
    yoko.hears().await;
    (town, yoko)
}

fn coupon(number: &str) -> Coupon {
    Coupon { number: number.to_owned(), birth_date: "1950-05-05" }
}

async fn with_id_token(person: &Resident) -> Value {
    let id_token = person.id_token("/").await;
    person.browser().post("/api/session/line", json!({ "idToken": id_token })).await.ok()
}

#[track_caller]
fn assert_about(heard: &Heard, id: &str, links: usize) {
    let found = page_links(&heard.message);
    assert_eq!(found.len(), links, "{found:?}");
    assert!(found.iter().all(|link| link.ends_with(&format!("?for={id}"))), "{found:?}");
}

/// Returns the URLs of our own pages that buttons of a card open.
fn page_links(part: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(part, &mut found);
    found.retain(|uri| uri.contains("/liff/"));
    found
}

fn collect(part: &Value, found: &mut Vec<String>) {
    match part {
        Value::Object(object) => {
            found.extend(object.get("uri").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|inner| collect(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

both!(
    links_on_cards_carry_the_person_they_are_about,
    notices_lead_to_the_page_of_the_person_they_are_about,
    mail_leads_to_the_page_of_the_person_it_is_about,
    id_of_a_person_who_is_not_linked_opens_nothing,
);
