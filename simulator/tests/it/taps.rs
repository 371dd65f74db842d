//! Taps on the areas of a rich menu.

use line_simulator::{ActRefused, Person, Tapped};
use reqwest::Method;
use serde_json::{Value, json};

use crate::rich_menus::{area, menu};
use crate::stage::{Stage, answer, png};

/// Returns a person who sees a menu with one area for each action.
async fn facing(stage: &Stage, actions: &[Value]) -> Person {
    let person = stage.friend().await;
    let areas: Vec<_> = actions.iter().map(area).collect();
    let created = stage.post("/v2/bot/richmenu", menu(&areas)).await;
    assert_eq!(created.status, 200, "{}", created.text());
    let id = created.json()["richMenuId"].as_str().unwrap().to_owned();
    stage.upload(&id, "image/png", png(2500, 1686)).await;
    let path = format!("/v2/bot/user/all/richmenu/{id}");
    assert_eq!(answer(stage.request(Method::POST, &path)).await.status, 200);
    person
}

#[tokio::test]
async fn a_tap_does_what_the_area_says() {
    let stage = Stage::new().await;
    let person = facing(
        &stage,
        &[
            json!({ "type": "postback", "data": "do=book", "displayText": "予約する" }),
            json!({ "type": "message", "text": "よくある質問" }),
            json!({ "type": "uri", "uri": "https://example.com/" }),
        ],
    )
    .await;

    assert!(matches!(person.tap(0, None).await, Ok(Tapped::Told(_))));
    assert_eq!(stage.bot.event()["postback"], json!({ "data": "do=book" }));
    assert!(matches!(person.tap(1, None).await, Ok(Tapped::Told(_))));
    assert_eq!(stage.bot.event()["message"]["text"], "よくある質問");

    let heard = stage.bot.webhooks().len();
    let opens = Tapped::Opens { uri: "https://example.com/".to_owned() };
    assert_eq!(person.tap(2, None).await, Ok(opens));
    assert_eq!(stage.bot.webhooks().len(), heard);

    let chat = stage.chat(&person).await;
    assert_eq!(chat["messages"][0]["message"]["text"], "予約する");
    assert_eq!(chat["messages"][1]["message"]["text"], "よくある質問");
    assert_eq!(person.tap(3, None).await, Err(ActRefused::NoSuchArea));
}

#[tokio::test]
async fn a_date_picker_sends_a_date_within_its_limits() {
    let stage = Stage::new().await;
    let picker = json!({
        "type": "datetimepicker",
        "data": "do=birth",
        "mode": "date",
        "initial": "1950-01-01",
        "min": "1900-01-01",
        "max": "2026-11-22",
    });
    let person = facing(&stage, &[picker]).await;
    let pick = |date: &str| person.tap(0, json!({ "date": date }).as_object().cloned());

    pick("2026-11-22").await.unwrap();
    let expected = json!({ "data": "do=birth", "params": { "date": "2026-11-22" } });
    assert_eq!(stage.bot.event()["postback"], expected);
    person.tap(0, None).await.unwrap();
    assert_eq!(stage.bot.event()["postback"]["params"]["date"], "1950-01-01");

    for wrong in ["2026-11-23", "1899-12-31", "2026-02-30", "きのう"] {
        assert!(matches!(pick(wrong).await, Err(ActRefused::CannotBePicked(_))));
    }
}

#[tokio::test]
async fn switching_menus_makes_the_new_one_the_persons_own() {
    let stage = Stage::new().await;
    let switch = json!({ "type": "richmenuswitch", "richMenuAliasId": "tab-2", "data": "tab=2" });
    let person = facing(&stage, &[switch]).await;

    person.tap(0, None).await.unwrap();
    assert_eq!(
        stage.bot.event()["postback"]["params"],
        json!({ "newRichMenuAliasId": "tab-2", "status": "RICHMENU_ALIAS_ID_NOTFOUND" })
    );

    let second = stage.post("/v2/bot/richmenu", menu(&[])).await.json()["richMenuId"].clone();
    stage.upload(second.as_str().unwrap(), "image/png", png(2500, 1686)).await;
    let alias = json!({ "richMenuAliasId": "tab-2", "richMenuId": second });
    stage.post("/v2/bot/richmenu/alias", alias).await;
    person.tap(0, None).await.unwrap();
    assert_eq!(stage.bot.event()["postback"]["params"]["status"], "SUCCESS");
    assert_eq!(stage.chat(&person).await["richMenu"]["richMenuId"], second);
}

#[tokio::test]
async fn without_a_menu_there_is_nothing_to_tap() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    assert_eq!(person.tap(0, None).await, Err(ActRefused::NoRichMenu));
}
