//! Rich menus of many people in one call, and the rate limits of rich menus.

use line_simulator::Person;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, answer, png};

fn menu() -> Value {
    json!({
        "size": { "width": 2500, "height": 843 },
        "selected": false,
        "name": "menu",
        "chatBarText": "メニュー",
        "areas": [],
    })
}

async fn with_picture(stage: &Stage) -> String {
    let made = stage.post("/v2/bot/richmenu", menu()).await.json();
    let id = made["richMenuId"].as_str().unwrap().to_owned();
    let upload = stage
        .request(Method::POST, &format!("/v2/bot/richmenu/{id}/content"))
        .header("content-type", "image/png")
        .body(png(2500, 843));
    assert_eq!(answer(upload).await.status, 200);
    id
}

async fn shown(stage: &Stage, person: &Person) -> Value {
    stage.chat(person).await["richMenu"]["richMenuId"].clone()
}

async fn batch(stage: &Stage, operations: Value) -> Answer {
    stage.post("/v2/bot/richmenu/batch", json!({ "operations": operations })).await
}

#[tokio::test]
async fn a_menu_is_linked_to_many_friends_and_taken_from_them() {
    let stage = Stage::new().await;
    let (taro, hanako) = (stage.friend().await, stage.friend().await);
    let stranger = stage.running.simulator().add_person("潮風 次郎", "ja");
    let id = with_picture(&stage).await;
    let people = json!([taro.user_id(), hanako.user_id(), stranger.user_id()]);
    let link = json!({ "richMenuId": id, "userIds": people });
    assert_eq!(stage.post("/v2/bot/richmenu/bulk/link", link).await.status, 202);
    assert_eq!(shown(&stage, &taro).await, id);
    assert_eq!(shown(&stage, &hanako).await, id);
    assert_eq!(shown(&stage, &stranger).await, Value::Null);

    let unlink = json!({ "userIds": [taro.user_id()] });
    assert_eq!(stage.post("/v2/bot/richmenu/bulk/unlink", unlink).await.status, 202);
    assert_eq!(shown(&stage, &taro).await, Value::Null);
    assert_eq!(shown(&stage, &hanako).await, id);

    let too_many: Vec<_> = (0..501).map(|number| format!("U{number:032x}")).collect();
    for wrong in [
        json!({ "richMenuId": id, "userIds": too_many }),
        json!({ "richMenuId": id, "userIds": ["taro"] }),
        json!({ "richMenuId": "richmenu-unknown", "userIds": people }),
        json!({ "userIds": people }),
    ] {
        assert_eq!(stage.post("/v2/bot/richmenu/bulk/link", wrong).await.status, 400);
    }
}

#[tokio::test]
async fn a_batch_replaces_and_unlinks_for_everybody_and_tells_its_progress() {
    let stage = Stage::new().await;
    let (taro, hanako) = (stage.friend().await, stage.friend().await);
    let (one, two) = (with_picture(&stage).await, with_picture(&stage).await);
    for (person, id) in [(&taro, &one), (&hanako, &two)] {
        let path = format!("/v2/bot/user/{}/richmenu/{id}", person.user_id());
        assert_eq!(answer(stage.request(Method::POST, &path)).await.status, 200);
    }
    let replace = json!([{ "type": "link", "from": one, "to": two }]);
    let accepted = batch(&stage, replace).await;
    assert_eq!(accepted.status, 202);
    assert_eq!(shown(&stage, &taro).await, two);
    let id = accepted.header("x-line-request-id");
    let progress = format!("/v2/bot/richmenu/progress/batch?requestId={id}");
    assert_eq!(stage.get(&progress).await.json()["phase"], "succeeded");

    assert_eq!(batch(&stage, json!([{ "type": "unlink", "from": two }])).await.status, 202);
    assert_eq!(shown(&stage, &taro).await, Value::Null);
    assert_eq!(shown(&stage, &hanako).await, Value::Null);
    assert_eq!(batch(&stage, json!([{ "type": "unlinkAll" }])).await.status, 202);
    assert_eq!(batch(&stage, json!([{ "type": "unlinkAll" }])).await.status, 429, "three an hour");
    stage.clock.advance(chrono::TimeDelta::hours(1));

    for wrong in [
        json!([{ "type": "link", "from": one }]),
        json!([{ "type": "swap" }]),
        json!([{ "type": "unlink", "from": "richmenu-unknown" }]),
    ] {
        let path = "/v2/bot/richmenu/validate/batch";
        let refused = stage.post(path, json!({ "operations": wrong })).await;
        assert_eq!(refused.status, 400);
    }
}

#[tokio::test]
async fn a_hundred_menus_an_hour_may_be_made() {
    let stage = Stage::new().await;
    for _ in 0..100 {
        assert_eq!(stage.post("/v2/bot/richmenu", menu()).await.status, 200);
    }
    assert_eq!(stage.post("/v2/bot/richmenu", menu()).await.status, 429);
    assert_eq!(stage.post("/v2/bot/richmenu/validate", menu()).await.status, 200);
    stage.clock.advance(chrono::TimeDelta::minutes(36));
    for expected in [200; 60].into_iter().chain([429]) {
        assert_eq!(stage.post("/v2/bot/richmenu", menu()).await.status, expected);
    }
}
