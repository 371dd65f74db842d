//! Rich menus of many people in one call, and the rate limits of rich menus.

use line_simulator::Person;
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{Fixture, Response, png, send};

fn menu() -> Value {
    json!({
        "size": { "width": 2500, "height": 843 },
        "selected": false,
        "name": "menu",
        "chatBarText": "メニュー",
        "areas": [],
    })
}

async fn create_menu_with_picture(fixture: &Fixture) -> String {
    let created = fixture.post("/v2/bot/richmenu", menu()).await.json();
    let id = created["richMenuId"].as_str().unwrap().to_owned();
    let upload = fixture
        .request(Method::POST, &format!("/v2/bot/richmenu/{id}/content"))
        .header("content-type", "image/png")
        .body(png(2500, 843));
    assert_eq!(send(upload).await.status, 200);
    id
}

async fn shown_menu(fixture: &Fixture, person: &Person) -> Value {
    fixture.chat(person).await["richMenu"]["richMenuId"].clone()
}

async fn batch(fixture: &Fixture, operations: Value) -> Response {
    fixture.post("/v2/bot/richmenu/batch", json!({ "operations": operations })).await
}

#[tokio::test]
async fn bulk_link_and_unlink_apply_to_friends() {
    let fixture = Fixture::new().await;
    let taro = fixture.add_friend().await;
    let hanako = fixture.add_friend().await;
    let stranger = fixture.running.simulator().add_person("潮風 次郎", "ja");
    let id = create_menu_with_picture(&fixture).await;
    let people = json!([taro.user_id(), hanako.user_id(), stranger.user_id()]);
    let link = json!({ "richMenuId": id, "userIds": people });
    assert_eq!(fixture.post("/v2/bot/richmenu/bulk/link", link).await.status, 202);
    assert_eq!(shown_menu(&fixture, &taro).await, id);
    assert_eq!(shown_menu(&fixture, &hanako).await, id);
    assert_eq!(shown_menu(&fixture, &stranger).await, Value::Null);

    let unlink = json!({ "userIds": [taro.user_id()] });
    assert_eq!(fixture.post("/v2/bot/richmenu/bulk/unlink", unlink).await.status, 202);
    assert_eq!(shown_menu(&fixture, &taro).await, Value::Null);
    assert_eq!(shown_menu(&fixture, &hanako).await, id);

    let too_many: Vec<_> = (0..501).map(|number| format!("U{number:032x}")).collect();
    for wrong in [
        json!({ "richMenuId": id, "userIds": too_many }),
        json!({ "richMenuId": id, "userIds": ["taro"] }),
        json!({ "richMenuId": "richmenu-unknown", "userIds": people }),
        json!({ "userIds": people }),
    ] {
        assert_eq!(fixture.post("/v2/bot/richmenu/bulk/link", wrong).await.status, 400);
    }
}

#[tokio::test]
async fn batch_replaces_and_unlinks_and_reports_progress() {
    let fixture = Fixture::new().await;
    let taro = fixture.add_friend().await;
    let hanako = fixture.add_friend().await;
    let one = create_menu_with_picture(&fixture).await;
    let two = create_menu_with_picture(&fixture).await;
    for (person, id) in [(&taro, &one), (&hanako, &two)] {
        let path = format!("/v2/bot/user/{}/richmenu/{id}", person.user_id());
        assert_eq!(send(fixture.request(Method::POST, &path)).await.status, 200);
    }
    let replace = json!([{ "type": "link", "from": one, "to": two }]);
    let accepted = batch(&fixture, replace).await;
    assert_eq!(accepted.status, 202);
    assert_eq!(shown_menu(&fixture, &taro).await, two);
    let id = accepted.header("x-line-request-id");
    let progress = format!("/v2/bot/richmenu/progress/batch?requestId={id}");
    assert_eq!(fixture.get(&progress).await.json()["phase"], "succeeded");

    assert_eq!(batch(&fixture, json!([{ "type": "unlink", "from": two }])).await.status, 202);
    assert_eq!(shown_menu(&fixture, &taro).await, Value::Null);
    assert_eq!(shown_menu(&fixture, &hanako).await, Value::Null);
    assert_eq!(batch(&fixture, json!([{ "type": "unlinkAll" }])).await.status, 202);
    assert_eq!(
        batch(&fixture, json!([{ "type": "unlinkAll" }])).await.status,
        429,
        "three an hour"
    );
    fixture.clock.advance(chrono::TimeDelta::hours(1));

    for wrong in [
        json!([{ "type": "link", "from": one }]),
        json!([{ "type": "swap" }]),
        json!([{ "type": "unlink", "from": "richmenu-unknown" }]),
    ] {
        let path = "/v2/bot/richmenu/validate/batch";
        let refused = fixture.post(path, json!({ "operations": wrong })).await;
        assert_eq!(refused.status, 400);
    }
}

#[tokio::test]
async fn menu_creation_is_limited_to_100_per_hour() {
    let fixture = Fixture::new().await;
    for _ in 0..100 {
        assert_eq!(fixture.post("/v2/bot/richmenu", menu()).await.status, 200);
    }
    assert_eq!(fixture.post("/v2/bot/richmenu", menu()).await.status, 429);
    assert_eq!(fixture.post("/v2/bot/richmenu/validate", menu()).await.status, 200);
    fixture.clock.advance(chrono::TimeDelta::minutes(36));
    for expected in [200; 60].into_iter().chain([429]) {
        assert_eq!(fixture.post("/v2/bot/richmenu", menu()).await.status, expected);
    }
}
