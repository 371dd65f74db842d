//! Taps on the areas of a rich menu.

use line_simulator::{ActError, Person, TapResult};
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{Fixture, png, send};
use crate::rich_menus::{area, menu};

/// Returns a person who sees a menu with one area for each action.
async fn add_person_with_menu(fixture: &Fixture, actions: &[Value]) -> Person {
    let person = fixture.add_friend().await;
    let areas: Vec<_> = actions.iter().map(area).collect();
    let created = fixture.post("/v2/bot/richmenu", menu(&areas)).await;
    assert_eq!(created.status, 200, "{}", created.text());
    let id = created.json()["richMenuId"].as_str().unwrap().to_owned();
    fixture.upload(&id, "image/png", png(2500, 1686)).await;
    let path = format!("/v2/bot/user/all/richmenu/{id}");
    assert_eq!(send(fixture.request(Method::POST, &path)).await.status, 200);
    person
}

#[tokio::test]
async fn tap_performs_the_areas_action() {
    let fixture = Fixture::new().await;
    let person = add_person_with_menu(
        &fixture,
        &[
            json!({ "type": "postback", "data": "do=book", "displayText": "予約する" }),
            json!({ "type": "message", "text": "よくある質問" }),
            json!({ "type": "uri", "uri": "https://example.com/" }),
        ],
    )
    .await;

    assert!(matches!(person.tap(0, None).await, Ok(TapResult::Delivered(_))));
    assert_eq!(fixture.bot.event()["postback"], json!({ "data": "do=book" }));
    assert!(matches!(person.tap(1, None).await, Ok(TapResult::Delivered(_))));
    assert_eq!(fixture.bot.event()["message"]["text"], "よくある質問");

    let event_count = fixture.bot.webhooks().len();
    let opens = TapResult::OpensUri { uri: "https://example.com/".to_owned() };
    assert_eq!(person.tap(2, None).await, Ok(opens));
    assert_eq!(fixture.bot.webhooks().len(), event_count);

    let chat = fixture.chat(&person).await;
    assert_eq!(chat["messages"][0]["message"]["text"], "予約する");
    assert_eq!(chat["messages"][1]["message"]["text"], "よくある質問");
    assert_eq!(person.tap(3, None).await, Err(ActError::NoSuchArea));
}

#[tokio::test]
async fn date_picker_sends_only_dates_within_its_limits() {
    let fixture = Fixture::new().await;
    let picker = json!({
        "type": "datetimepicker",
        "data": "do=birth",
        "mode": "date",
        "initial": "1950-01-01",
        "min": "1900-01-01",
        "max": "2026-11-22",
    });
    let person = add_person_with_menu(&fixture, &[picker]).await;
    let pick = |date: &str| person.tap(0, json!({ "date": date }).as_object().cloned());

    pick("2026-11-22").await.unwrap();
    let expected = json!({ "data": "do=birth", "params": { "date": "2026-11-22" } });
    assert_eq!(fixture.bot.event()["postback"], expected);
    person.tap(0, None).await.unwrap();
    assert_eq!(fixture.bot.event()["postback"]["params"]["date"], "1950-01-01");

    for wrong in ["2026-11-23", "1899-12-31", "2026-02-30", "きのう"] {
        assert!(matches!(pick(wrong).await, Err(ActError::CannotBePicked(_))));
    }
}

#[tokio::test]
async fn menu_switch_links_the_new_menu_to_the_person() {
    let fixture = Fixture::new().await;
    let switch = json!({ "type": "richmenuswitch", "richMenuAliasId": "tab-2", "data": "tab=2" });
    let person = add_person_with_menu(&fixture, &[switch]).await;

    person.tap(0, None).await.unwrap();
    assert_eq!(
        fixture.bot.event()["postback"]["params"],
        json!({ "newRichMenuAliasId": "tab-2", "status": "RICHMENU_ALIAS_ID_NOTFOUND" })
    );

    let second = fixture.post("/v2/bot/richmenu", menu(&[])).await.json()["richMenuId"].clone();
    fixture.upload(second.as_str().unwrap(), "image/png", png(2500, 1686)).await;
    let alias = json!({ "richMenuAliasId": "tab-2", "richMenuId": second });
    fixture.post("/v2/bot/richmenu/alias", alias).await;
    person.tap(0, None).await.unwrap();
    assert_eq!(fixture.bot.event()["postback"]["params"]["status"], "SUCCESS");
    assert_eq!(fixture.chat(&person).await["richMenu"]["richMenuId"], second);
}

#[tokio::test]
async fn tap_without_a_menu_is_refused() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    assert_eq!(person.tap(0, None).await, Err(ActError::NoRichMenu));
}
