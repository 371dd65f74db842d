//! Rich menus: created, uploaded, shown to everyone or to one person, deleted.

use line_simulator::Person;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, answer, png};

const MENUS: &str = "/v2/bot/richmenu";

pub(crate) fn menu(areas: &[Value]) -> Value {
    json!({
        "size": { "width": 2500, "height": 1686 },
        "selected": true,
        "name": "予約",
        "chatBarText": "メニュー",
        "areas": areas,
    })
}

pub(crate) fn area(action: &Value) -> Value {
    json!({ "bounds": { "x": 0, "y": 0, "width": 1250, "height": 1686 }, "action": action })
}

impl Stage {
    async fn created(&self) -> String {
        let created = self.post(MENUS, menu(&[])).await;
        assert_eq!(created.status, 200);
        created.json()["richMenuId"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn upload(&self, id: &str, kind: &str, image: Vec<u8>) -> Answer {
        let path = format!("{MENUS}/{id}/content");
        let request = self.request(Method::POST, &path);
        answer(request.header("content-type", kind).body(image)).await
    }

    async fn drawn(&self) -> String {
        let id = self.created().await;
        let uploaded = self.upload(&id, "image/png", png(2500, 1686)).await;
        assert_eq!(uploaded.status, 200);
        id
    }

    async fn set_default(&self, id: &str) -> Answer {
        let path = format!("/v2/bot/user/all/richmenu/{id}");
        answer(self.request(Method::POST, &path)).await
    }

    async fn link(&self, person: &Person, id: &str) -> Answer {
        let path = format!("/v2/bot/user/{}/richmenu/{id}", person.user_id());
        answer(self.request(Method::POST, &path)).await
    }

    async fn menu_seen_by(&self, person: &Person) -> Value {
        self.chat(person).await["richMenu"]["richMenuId"].clone()
    }
}

#[tokio::test]
async fn a_menu_lives_from_its_making_to_its_end() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let id = stage.created().await;
    assert_eq!(id.len(), "richmenu-".len() + 32);
    assert_eq!(stage.get(&format!("{MENUS}/{id}")).await.json()["chatBarText"], "メニュー");

    let too_early = stage.set_default(&id).await;
    assert_eq!(too_early.status, 400);
    assert_eq!(
        too_early.json()["message"],
        "must upload richmenu image before applying it to user"
    );

    let image = png(2500, 1686);
    assert_eq!(stage.upload(&id, "image/png", image.clone()).await.status, 200);
    let downloaded = stage.get(&format!("{MENUS}/{id}/content")).await;
    assert_eq!(downloaded.header("content-type"), "image/png");
    assert_eq!(downloaded.bytes, image);
    assert_eq!(stage.upload(&id, "image/png", image.clone()).await.status, 400);

    assert_eq!(stage.set_default(&id).await.status, 200);
    let seen = stage.chat(&person).await["richMenu"].clone();
    assert_eq!(seen["richMenuId"], id.as_str());
    assert_eq!(seen["object"], menu(&[]));
    let shown = answer(stage.bare(Method::GET, seen["imageUrl"].as_str().unwrap())).await;
    assert_eq!(shown.bytes, image);

    assert_eq!(stage.delete(&format!("{MENUS}/{id}")).await.status, 200);
    assert_eq!(stage.get(&format!("{MENUS}/{id}")).await.status, 404);
    assert_eq!(stage.get("/v2/bot/user/all/richmenu").await.status, 404);
    assert_eq!(stage.menu_seen_by(&person).await, Value::Null);
    assert_eq!(stage.get("/v2/bot/richmenu/list").await.json(), json!({ "richmenus": [] }));
}

#[tokio::test]
async fn a_menu_linked_to_a_person_comes_before_the_default() {
    let stage = Stage::new().await;
    let (taro, hanako) = (stage.friend().await, stage.friend().await);
    let (everybodys, taros) = (stage.drawn().await, stage.drawn().await);
    stage.set_default(&everybodys).await;
    assert_eq!(stage.link(&taro, &taros).await.status, 200);

    assert_eq!(stage.menu_seen_by(&taro).await, taros.as_str());
    assert_eq!(stage.menu_seen_by(&hanako).await, everybodys.as_str());
    let path = format!("/v2/bot/user/{}/richmenu", taro.user_id());
    assert_eq!(stage.get(&path).await.json(), json!({ "richMenuId": taros }));

    assert_eq!(stage.delete(&path).await.status, 200);
    assert_eq!(stage.get(&path).await.status, 404);
    assert_eq!(stage.menu_seen_by(&taro).await, everybodys.as_str());

    assert_eq!(stage.delete("/v2/bot/user/all/richmenu").await.status, 200);
    assert_eq!(stage.menu_seen_by(&taro).await, Value::Null);
}

#[tokio::test]
async fn a_link_to_somebody_who_is_no_friend_does_nothing() {
    let stage = Stage::new().await;
    let stranger = stage.running.simulator().add_person("通りすがり", "ja");
    let id = stage.drawn().await;
    assert_eq!(stage.link(&stranger, &id).await.status, 200);
    assert_eq!(stage.menu_seen_by(&stranger).await, Value::Null);
}

#[tokio::test]
async fn a_picture_must_have_the_right_type_and_measures() {
    let stage = Stage::new().await;
    let id = stage.created().await;
    let refused = [
        ("image/png", png(799, 400)),
        ("image/png", png(2501, 1000)),
        ("image/png", png(800, 249)),
        ("image/png", png(800, 552)),
        ("image/jpeg", png(800, 400)),
        ("image/png", b"no picture".to_vec()),
    ];
    for (kind, image) in refused {
        assert_eq!(stage.upload(&id, kind, image).await.status, 400);
    }
    assert_eq!(stage.upload(&id, "image/gif", png(800, 400)).await.status, 415);

    let padded_to = |size: usize| {
        let mut image = png(800, 551);
        image.resize(size, 0);
        image
    };
    let largest = 1024 * 1024;
    assert_eq!(stage.upload(&id, "image/png", padded_to(largest + 1)).await.status, 400);
    assert_eq!(stage.upload(&id, "image/png", padded_to(largest)).await.status, 200);
}

#[tokio::test]
async fn an_alias_leads_to_one_menu_and_can_be_pointed_to_another() {
    let stage = Stage::new().await;
    let (first, second) = (stage.drawn().await, stage.drawn().await);
    let path = "/v2/bot/richmenu/alias";
    let create = |id: &str| {
        let body = json!({ "richMenuAliasId": "tab-1", "richMenuId": id });
        stage.post(path, body)
    };
    assert_eq!(create("richmenu-0").await.status, 400);
    assert_eq!(create(&first).await.status, 200);
    assert_eq!(create(&first).await.status, 400);

    let alias = format!("{path}/tab-1");
    assert_eq!(stage.get(&alias).await.json()["richMenuId"], first.as_str());
    let updated = stage.post(&alias, json!({ "richMenuId": second })).await;
    assert_eq!(updated.status, 200);
    assert_eq!(
        stage.get("/v2/bot/richmenu/alias/list").await.json(),
        json!({ "aliases": [{ "richMenuAliasId": "tab-1", "richMenuId": second }] })
    );
    assert_eq!(stage.delete(&alias).await.status, 200);
    assert_eq!(stage.get(&alias).await.status, 404);
    assert_eq!(stage.delete(&alias).await.status, 404);
}

type Change = fn(&mut Value);

#[tokio::test]
async fn a_menu_that_is_not_as_it_should_be_is_refused_by_name() {
    let stage = Stage::new().await;
    let check = |change: fn(&mut Value)| {
        let mut object = menu(&[area(&json!({ "type": "message", "text": "予約" }))]);
        change(&mut object);
        stage.post("/v2/bot/richmenu/validate", object)
    };
    assert_eq!(check(|_| {}).await.status, 200);
    assert_eq!(check(|menu| menu["chatBarText"] = json!("あ".repeat(14))).await.status, 200);

    let wrong: [(Change, &str); 7] = [
        (|menu| menu["chatBarText"] = json!("あ".repeat(15)), "chatBarText"),
        (|menu| menu["name"] = json!("あ".repeat(301)), "name"),
        (|menu| menu["selected"] = json!("yes"), "selected"),
        (|menu| menu["size"]["width"] = json!(2501), "size.width"),
        (|menu| menu["size"]["height"] = json!(1725), "size"),
        (|menu| menu["areas"][0]["bounds"]["x"] = json!(-1), "areas[0].bounds.x"),
        (|menu| menu["areas"][0]["action"]["text"] = json!(""), "areas[0].action.text"),
    ];
    for (change, property) in wrong {
        let refused = check(change).await;
        assert_eq!(refused.status, 400, "{property}");
        assert_eq!(refused.json()["details"][0]["property"], property);
    }
}

#[tokio::test]
async fn a_menu_has_at_most_twenty_areas() {
    let stage = Stage::new().await;
    let one = area(&json!({ "type": "message", "text": "予約" }));
    let twenty = stage.post(MENUS, menu(&vec![one.clone(); 20])).await;
    assert_eq!(twenty.status, 200);
    assert_eq!(stage.post(MENUS, menu(&vec![one; 21])).await.status, 400);
}
