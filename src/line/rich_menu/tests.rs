use serde_json::json;

use super::*;
use crate::line::{
    Line,
    fake::{FakeLine, SOMEONE, StoppedClock},
    message::{Action, Unsendable},
};

const ID: &str = "richmenu-88c05ef6921ae53f8b58a25f3a65faf7";
const SIZE: Size = Size { width: 2_500, height: 1_686 };

fn area(width: u32) -> (Bounds, Action) {
    (Bounds { x: 0, y: 0, width, height: 843 }, Action::postback("予約", "v1:start"))
}

fn menu(areas: Vec<(Bounds, Action)>) -> Result<RichMenu, BadMenu> {
    RichMenu::new("main", "メニュー", SIZE, areas)
}

fn png(bytes: usize) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.resize(bytes, 0);
    png
}

async fn at_line() -> (FakeLine, Line) {
    let fake = FakeLine::start().await;
    let line = fake.line(&StoppedClock::at("2026-12-01T00:00:00Z"));
    (fake, line)
}

#[test]
fn a_menu_keeps_lines_limits() {
    assert!(menu(vec![area(2_500)]).is_ok());
    assert!(menu(vec![area(2_500); 20]).is_ok());
    assert!(matches!(menu(vec![area(2_500); 21]), Err(BadMenu::Text(Unsendable::TooMuch { .. }))));
    assert!(matches!(menu(vec![]), Err(BadMenu::Text(Unsendable::Empty { .. }))));
    assert_eq!(menu(vec![area(1), area(2_501)]), Err(BadMenu::Outside(1)));
    assert_eq!(menu(vec![area(0)]), Err(BadMenu::Outside(0)));

    let bar = |text: &str| RichMenu::new("main", text, SIZE, vec![area(1)]);
    assert!(bar(&"め".repeat(14)).is_ok());
    assert!(bar(&"め".repeat(15)).is_err());

    let label = |text: String| menu(vec![(area(1).0, Action::postback(text, "v1:start"))]);
    assert!(label("予".repeat(20)).is_ok());
    assert!(label("予".repeat(21)).is_err());
}

#[test]
fn a_menu_has_the_shape_line_takes() {
    let shape = |width, height| {
        let area = (Bounds { x: 0, y: 0, width: 1, height: 1 }, area(1).1);
        RichMenu::new("main", "メニュー", Size { width, height }, vec![area])
    };
    for (width, height) in [(2_500, 1_686), (2_500, 843), (800, 250), (800, 551), (2_500, 1_724)] {
        assert!(shape(width, height).is_ok(), "{width} × {height}");
    }
    for (width, height) in [(799, 540), (2_501, 1_686), (800, 249), (800, 552), (2_500, u32::MAX)] {
        assert_eq!(shape(width, height), Err(BadMenu::Size(width, height)));
    }
}

#[test]
fn an_image_is_a_png_or_jpeg_of_at_most_one_megabyte() {
    assert_eq!(MenuImage::new(png(1_048_576)).unwrap().media_type(), "image/png");
    assert_eq!(MenuImage::new(b"\xff\xd8\xff\xe0".to_vec()).unwrap().media_type(), "image/jpeg");
    assert_eq!(MenuImage::new(png(1_048_577)), Err(BadMenu::Heavy(1_048_577)));
    assert_eq!(MenuImage::new(b"rm.png".to_vec()), Err(BadMenu::NotAnImage));
}

#[tokio::test]
async fn the_image_goes_to_the_data_host_as_the_bytes_it_is() {
    let (fake, line) = at_line().await;
    let call = format!("POST /data/v2/bot/richmenu/{ID}/content");
    fake.on(&call, 200, json!({}));
    let image = MenuImage::new(png(1_000)).unwrap();
    line.upload_rich_menu_image(&ID.parse().unwrap(), &image).await.unwrap();
    let asked = fake.once(&call);
    assert_eq!(asked.header("content-type"), Some("image/png"));
    assert_eq!(asked.body, image.bytes());
}

#[tokio::test]
async fn a_menu_is_checked_and_made() {
    let (fake, line) = at_line().await;
    fake.on("POST /v2/bot/richmenu/validate", 200, json!({}));
    fake.on("POST /v2/bot/richmenu", 200, json!({"richMenuId": ID}));
    let menu = menu(vec![area(2_500)]).unwrap();
    line.validate_rich_menu(&menu).await.unwrap();
    assert_eq!(line.create_rich_menu(&menu).await.unwrap().as_str(), ID);
    assert_eq!(
        fake.once("POST /v2/bot/richmenu").json(),
        json!({
            "size": {"width": 2500, "height": 1686}, "selected": true, "name": "main",
            "chatBarText": "メニュー",
            "areas": [{
                "bounds": {"x": 0, "y": 0, "width": 2500, "height": 843},
                "action": {"type": "postback", "label": "予約", "data": "v1:start"},
            }],
        })
    );
}

#[tokio::test]
async fn an_empty_post_says_that_it_is_empty() {
    let (fake, line) = at_line().await;
    let (id, someone) = (ID.parse().unwrap(), SOMEONE.parse().unwrap());
    let default = format!("POST /v2/bot/user/all/richmenu/{ID}");
    let own = format!("POST /v2/bot/user/{SOMEONE}/richmenu/{ID}");
    for call in [&default, &own] {
        fake.on(call, 200, json!({}));
    }
    line.set_default_rich_menu(&id).await.unwrap();
    line.link_rich_menu(&someone, &id).await.unwrap();
    for call in [&default, &own] {
        assert_eq!(fake.once(call).header("content-length"), Some("0"));
    }
}

#[tokio::test]
async fn the_default_is_there_or_not() {
    let (fake, line) = at_line().await;
    let call = "GET /v2/bot/user/all/richmenu";
    fake.on(call, 404, json!({"message": "no default richmenu"}));
    fake.on(call, 200, json!({"richMenuId": ID}));
    assert_eq!(line.default_rich_menu().await, Ok(None));
    assert_eq!(line.default_rich_menu().await, Ok(Some(ID.parse().unwrap())));
}

#[tokio::test]
async fn menus_are_listed_whatever_their_areas_do() {
    let (fake, line) = at_line().await;
    let object = json!({
        "richMenuId": ID, "name": "main", "areas": [{"action": {"type": "teleport"}}],
    });
    let listed = json!({"richmenus": [object, {"richMenuId": "../etc", "name": "odd"}]});
    fake.on("GET /v2/bot/richmenu/list", 200, listed);
    let known = KnownRichMenu { id: ID.parse().unwrap(), name: "main".to_owned(), object };
    assert_eq!(line.rich_menus().await, Ok(vec![known]));
}

#[tokio::test]
async fn deleting_what_is_gone_is_done() {
    let (fake, line) = at_line().await;
    let call = format!("DELETE /v2/bot/richmenu/{ID}");
    fake.on(&call, 404, json!({"message": "Not found"}));
    fake.on(&call, 500, json!({}));
    let id = ID.parse().unwrap();
    assert_eq!(line.delete_rich_menu(&id).await, Ok(()));
    assert!(line.delete_rich_menu(&id).await.is_err());
}

#[test]
fn an_alias_is_of_the_letters_line_takes() {
    for good in ["a", "sesshu-main", "tab_2", &"a".repeat(32)] {
        assert!(good.parse::<AliasId>().is_ok(), "{good}");
    }
    for bad in ["", "Main", "a/b", "..", "あ", &"a".repeat(33)] {
        assert!(bad.parse::<AliasId>().is_err(), "{bad}");
    }
}

#[tokio::test]
async fn an_alias_is_made_pointed_elsewhere_found_and_taken_away() {
    let (fake, line) = at_line().await;
    let alias: AliasId = "sesshu-main".parse().unwrap();
    let id = ID.parse().unwrap();
    let one = "/v2/bot/richmenu/alias/sesshu-main";
    let is = json!({"richMenuAliasId": "sesshu-main", "richMenuId": ID});
    fake.on("POST /v2/bot/richmenu/alias", 200, json!({}));
    fake.on(&format!("POST {one}"), 200, json!({}));
    fake.on(&format!("GET {one}"), 200, is.clone());
    fake.on("GET /v2/bot/richmenu/alias/list", 200, json!({"aliases": [is]}));
    line.create_alias(&alias, &id).await.unwrap();
    line.point_alias(&alias, &id).await.unwrap();
    assert_eq!(fake.once(&format!("POST {one}")).json(), json!({"richMenuId": ID}));
    assert_eq!(line.rich_menu_of_alias(&alias).await, Ok(Some(id.clone())));
    assert_eq!(line.rich_menu_aliases().await, Ok([(alias.clone(), id)].into()));
    // The fake has no answer for this alias: 404.
    assert_eq!(line.delete_alias(&alias).await, Ok(()));
    assert_eq!(line.rich_menu_of_alias(&"other".parse().unwrap()).await, Ok(None));
}

#[tokio::test]
async fn a_batch_is_asked_about_by_the_request_id_of_its_answer() {
    let (fake, line) = at_line().await;
    fake.on("POST /v2/bot/richmenu/batch", 202, json!({}));
    let asked = "GET /v2/bot/richmenu/progress/batch?requestId=5c6b2f1e";
    fake.on(asked, 404, json!({}));
    for phase in ["ongoing", "succeeded"] {
        fake.on(asked, 200, json!({"phase": phase, "acceptedTime": "2026-12-01T00:00:00.000Z"}));
    }
    let id: crate::line::RichMenuId = ID.parse().unwrap();
    let moves = [Move::Link { from: id.clone(), to: id.clone() }, Move::Unlink { from: id }];
    let batch = line.move_people(&moves).await.unwrap();
    let operations = json!([
        {"type": "link", "from": ID, "to": ID},
        {"type": "unlink", "from": ID},
    ]);
    let asked_for = fake.once("POST /v2/bot/richmenu/batch").json();
    assert_eq!(asked_for, json!({ "operations": operations }));
    assert_eq!(line.progress(&batch).await, Ok(None));
    assert_eq!(line.progress(&batch).await, Ok(Some(Progress::Ongoing)));
    assert_eq!(line.progress(&batch).await, Ok(Some(Progress::Succeeded)));
}

#[tokio::test]
async fn many_people_are_named_in_one_request() {
    let (fake, line) = at_line().await;
    let (link, unlink) = ("POST /v2/bot/richmenu/bulk/link", "POST /v2/bot/richmenu/bulk/unlink");
    fake.on(link, 202, json!({}));
    fake.on(unlink, 202, json!({}));
    let people = [SOMEONE.parse().unwrap()];
    line.link_rich_menu_to(&people, &ID.parse().unwrap()).await.unwrap();
    line.unlink_rich_menu_from(&people).await.unwrap();
    assert_eq!(fake.once(link).json(), json!({"richMenuId": ID, "userIds": [SOMEONE]}));
    assert_eq!(fake.once(unlink).json(), json!({"userIds": [SOMEONE]}));
}
