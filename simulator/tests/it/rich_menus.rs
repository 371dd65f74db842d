//! Rich menus: created, uploaded, shown to everyone or to one person, deleted.

use line_simulator::Person;
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{Fixture, Response, png, send};

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

impl Fixture {
    async fn create_menu(&self) -> String {
        let created = self.post(MENUS, menu(&[])).await;
        assert_eq!(created.status, 200);
        created.json()["richMenuId"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn upload(&self, id: &str, kind: &str, image: Vec<u8>) -> Response {
        let path = format!("{MENUS}/{id}/content");
        let request = self.request(Method::POST, &path);
        send(request.header("content-type", kind).body(image)).await
    }

    async fn create_menu_with_picture(&self) -> String {
        let id = self.create_menu().await;
        let uploaded = self.upload(&id, "image/png", png(2500, 1686)).await;
        assert_eq!(uploaded.status, 200);
        id
    }

    async fn set_default(&self, id: &str) -> Response {
        let path = format!("/v2/bot/user/all/richmenu/{id}");
        send(self.request(Method::POST, &path)).await
    }

    async fn link(&self, person: &Person, id: &str) -> Response {
        let path = format!("/v2/bot/user/{}/richmenu/{id}", person.user_id());
        send(self.request(Method::POST, &path)).await
    }

    async fn shown_menu(&self, person: &Person) -> Value {
        self.chat(person).await["richMenu"]["richMenuId"].clone()
    }
}

#[tokio::test]
async fn menu_is_created_uploaded_shown_and_deleted() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let id = fixture.create_menu().await;
    assert_eq!(id.len(), "richmenu-".len() + 32);
    assert_eq!(fixture.get(&format!("{MENUS}/{id}")).await.json()["chatBarText"], "メニュー");

    let too_early = fixture.set_default(&id).await;
    assert_eq!(too_early.status, 400);
    assert_eq!(
        too_early.json()["message"],
        "must upload richmenu image before applying it to user"
    );

    let image = png(2500, 1686);
    assert_eq!(fixture.upload(&id, "image/png", image.clone()).await.status, 200);
    let downloaded = fixture.get(&format!("{MENUS}/{id}/content")).await;
    assert_eq!(downloaded.header("content-type"), "image/png");
    assert_eq!(downloaded.bytes, image);
    assert_eq!(fixture.upload(&id, "image/png", image.clone()).await.status, 400);

    assert_eq!(fixture.set_default(&id).await.status, 200);
    let seen = fixture.chat(&person).await["richMenu"].clone();
    assert_eq!(seen["richMenuId"], id.as_str());
    assert_eq!(seen["object"], menu(&[]));
    let shown =
        send(fixture.anonymous_request(Method::GET, seen["imageUrl"].as_str().unwrap())).await;
    assert_eq!(shown.bytes, image);

    assert_eq!(fixture.delete(&format!("{MENUS}/{id}")).await.status, 200);
    assert_eq!(fixture.get(&format!("{MENUS}/{id}")).await.status, 404);
    assert_eq!(fixture.get("/v2/bot/user/all/richmenu").await.status, 404);
    assert_eq!(fixture.shown_menu(&person).await, Value::Null);
    assert_eq!(fixture.get("/v2/bot/richmenu/list").await.json(), json!({ "richmenus": [] }));
}

#[tokio::test]
async fn linked_menu_takes_precedence_over_the_default() {
    let fixture = Fixture::new().await;
    let taro = fixture.add_friend().await;
    let hanako = fixture.add_friend().await;
    let default_menu = fixture.create_menu_with_picture().await;
    let taros_menu = fixture.create_menu_with_picture().await;
    fixture.set_default(&default_menu).await;
    assert_eq!(fixture.link(&taro, &taros_menu).await.status, 200);

    assert_eq!(fixture.shown_menu(&taro).await, taros_menu.as_str());
    assert_eq!(fixture.shown_menu(&hanako).await, default_menu.as_str());
    let path = format!("/v2/bot/user/{}/richmenu", taro.user_id());
    assert_eq!(fixture.get(&path).await.json(), json!({ "richMenuId": taros_menu }));

    assert_eq!(fixture.delete(&path).await.status, 200);
    assert_eq!(fixture.get(&path).await.status, 404);
    assert_eq!(fixture.shown_menu(&taro).await, default_menu.as_str());

    assert_eq!(fixture.delete("/v2/bot/user/all/richmenu").await.status, 200);
    assert_eq!(fixture.shown_menu(&taro).await, Value::Null);
}

#[tokio::test]
async fn link_to_a_person_who_is_no_friend_has_no_effect() {
    let fixture = Fixture::new().await;
    let stranger = fixture.running.simulator().add_person("通りすがり", "ja");
    let id = fixture.create_menu_with_picture().await;
    assert_eq!(fixture.link(&stranger, &id).await.status, 200);
    assert_eq!(fixture.shown_menu(&stranger).await, Value::Null);
}

#[tokio::test]
async fn menu_picture_of_wrong_type_or_size_is_refused() {
    let fixture = Fixture::new().await;
    let id = fixture.create_menu().await;
    let refused = [
        ("image/png", png(799, 400)),
        ("image/png", png(2501, 1000)),
        ("image/png", png(800, 249)),
        ("image/png", png(800, 552)),
        ("image/jpeg", png(800, 400)),
        ("image/png", b"no picture".to_vec()),
    ];
    for (kind, image) in refused {
        assert_eq!(fixture.upload(&id, kind, image).await.status, 400);
    }
    assert_eq!(fixture.upload(&id, "image/gif", png(800, 400)).await.status, 415);

    let padded_to = |size: usize| {
        let mut image = png(800, 551);
        image.resize(size, 0);
        image
    };
    let largest = 1024 * 1024;
    assert_eq!(fixture.upload(&id, "image/png", padded_to(largest + 1)).await.status, 400);
    assert_eq!(fixture.upload(&id, "image/png", padded_to(largest)).await.status, 200);
}

#[tokio::test]
async fn alias_can_be_created_updated_and_deleted() {
    let fixture = Fixture::new().await;
    let first = fixture.create_menu_with_picture().await;
    let second = fixture.create_menu_with_picture().await;
    let path = "/v2/bot/richmenu/alias";
    let create = |id: &str| {
        let body = json!({ "richMenuAliasId": "tab-1", "richMenuId": id });
        fixture.post(path, body)
    };
    assert_eq!(create("richmenu-0").await.status, 400);
    assert_eq!(create(&first).await.status, 200);
    assert_eq!(create(&first).await.status, 400);

    let alias = format!("{path}/tab-1");
    assert_eq!(fixture.get(&alias).await.json()["richMenuId"], first.as_str());
    let updated = fixture.post(&alias, json!({ "richMenuId": second })).await;
    assert_eq!(updated.status, 200);
    assert_eq!(
        fixture.get("/v2/bot/richmenu/alias/list").await.json(),
        json!({ "aliases": [{ "richMenuAliasId": "tab-1", "richMenuId": second }] })
    );
    assert_eq!(fixture.delete(&alias).await.status, 200);
    assert_eq!(fixture.get(&alias).await.status, 404);
    assert_eq!(fixture.delete(&alias).await.status, 404);
}

type Change = fn(&mut Value);

#[tokio::test]
async fn invalid_menu_is_refused_with_its_property() {
    let fixture = Fixture::new().await;
    let check = |change: fn(&mut Value)| {
        let mut object = menu(&[area(&json!({ "type": "message", "text": "予約" }))]);
        change(&mut object);
        fixture.post("/v2/bot/richmenu/validate", object)
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
async fn menu_has_at_most_twenty_areas() {
    let fixture = Fixture::new().await;
    let one = area(&json!({ "type": "message", "text": "予約" }));
    let twenty = fixture.post(MENUS, menu(&vec![one.clone(); 20])).await;
    assert_eq!(twenty.status, 200);
    assert_eq!(fixture.post(MENUS, menu(&vec![one; 21])).await.status, 400);
}
