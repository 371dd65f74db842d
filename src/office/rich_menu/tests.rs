use std::{collections::BTreeSet, fs, path::PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::*;
use crate::{
    line::{
        Line, LineError, RichMenuId,
        fake::{FakeLine, StoppedClock},
        rich_menu::MenuImage,
    },
    vaccination::municipality::Links,
};

const LIST: &str = "GET /v2/bot/richmenu/list";
const DEFAULT: &str = "GET /v2/bot/user/all/richmenu";
const VALIDATE: &str = "POST /v2/bot/richmenu/validate";
const CREATE: &str = "POST /v2/bot/richmenu";

fn links() -> Links {
    Links {
        faq: "https://www.city.shiokaze.example.jp/faq".to_owned(),
        information: "https://www.city.shiokaze.example.jp/ワクチン".to_owned(),
        manual: "https://www.city.shiokaze.example.jp/manual.pdf".to_owned(),
    }
}

fn built_in() -> Menu {
    Menu::read(&Folder::BuiltIn, &links()).unwrap()
}

/// Not drawn: drawing has its own test, and takes its time.
fn image() -> MenuImage {
    MenuImage::png(b"\x89PNG\r\n\x1a\nmenu".to_vec()).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-12-01T00:00:00Z".parse().unwrap()
}

fn id(number: u32) -> String {
    format!("richmenu-{number:032x}")
}

/// A folder of the municipality's own, gone when the test is over.
struct OwnFolder(PathBuf);

impl OwnFolder {
    fn with(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("sesshu-menu-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }

    fn folder(&self) -> Folder {
        Folder::Own(self.0.clone())
    }
}

impl Drop for OwnFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn small_menu(action: &str) -> String {
    format!(
        r#"
        name = "small"
        chat_bar_text = "メニュー"
        image = "small.svg"
        size = {{ width = 800, height = 500 }}
        [[area]]
        label = "予約"
        bounds = {{ x = 0, y = 0, width = 800, height = 500 }}
        action = {action}
        "#
    )
}

const SMALL_SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500">
    <rect width="800" height="500" fill="#fff"/>
    <text x="20" y="300" font-family="No Such Font" font-size="120">予約</text></svg>"##;

#[test]
fn the_menu_covers_its_picture_and_says_what_it_does() {
    let menu = serde_json::to_value(built_in().named("main").unwrap()).unwrap();
    assert_eq!(menu["chatBarText"], "メニュー");
    let areas = menu["areas"].as_array().unwrap();
    let labels: Vec<&Value> = areas.iter().map(|it| &it["action"]["label"]).collect();
    assert_eq!(labels, ["ワクチン予約・確認", "FAQ", "ワクチン関連情報", "マニュアル"]);
    assert_eq!(
        areas[0]["action"],
        json!({
            "type": "postback", "label": "ワクチン予約・確認", "data": "v1:start",
            "displayText": "ワクチン予約・確認",
        })
    );
    assert_eq!(
        areas[2]["action"]["uri"],
        "https://www.city.shiokaze.example.jp/%E3%83%AF%E3%82%AF%E3%83%81%E3%83%B3"
    );
    let pixels = |it: &Value| {
        it["bounds"]["width"].as_u64().unwrap() * it["bounds"]["height"].as_u64().unwrap()
    };
    assert_eq!(areas.iter().map(pixels).sum::<u64>(), 2_500 * 1_686, "no gap, no overlap");
}

#[test]
fn the_picture_is_drawn_as_line_wants_it() {
    let image = draw(&built_in(), &Folder::BuiltIn).unwrap();
    assert!(image.bytes().len() < 400_000, "{} bytes: light on the way", image.bytes().len());
    let picture = resvg::tiny_skia::Pixmap::decode_png(image.bytes()).unwrap();
    assert_eq!((picture.width(), picture.height()), (2_500, 1_686));
    assert!(picture.pixels().iter().all(|pixel| pixel.alpha() == 255), "nothing shines through");
    assert_eq!(draw(&built_in(), &Folder::BuiltIn).unwrap(), image, "the same wherever, whenever");
}

#[test]
fn letters_are_drawn_even_if_the_picture_asks_for_another_font() {
    let own = OwnFolder::with(
        "font",
        &[
            ("menu.toml", &small_menu(r#"{ type = "message", text = "予約" }"#)),
            ("small.svg", SMALL_SVG),
        ],
    );
    let menu = Menu::read(&own.folder(), &links()).unwrap();
    let image = draw(&menu, &own.folder()).unwrap();
    let picture = resvg::tiny_skia::Pixmap::decode_png(image.bytes()).unwrap();
    let shades: BTreeSet<u8> = picture.pixels().iter().map(|pixel| pixel.red()).collect();
    assert!(shades.contains(&0) && shades.contains(&255), "black on white");
}

#[test]
fn a_menu_with_a_mistake_says_where() {
    let reading = |name: &str, toml: &str| {
        let own = OwnFolder::with(name, &[("menu.toml", toml)]);
        Menu::read(&own.folder(), &links()).unwrap_err().to_string()
    };
    let link = reading("link", &small_menu(r#"{ type = "uri", uri = "{blog}" }"#));
    assert!(link.contains("{blog}"), "{link}");
    let unknown =
        reading("unknown", &small_menu(r#"{ type = "uri", uri = "{faq}", colour = "red" }"#));
    assert!(unknown.contains("colour"), "{unknown}");
    let extra = reading("extra", &format!("selected = true\n{}", small_menu("{}")));
    assert!(extra.contains("selected") || extra.contains("type"), "{extra}");

    let missing = Folder::Own(PathBuf::from("/nowhere"));
    let missing = Menu::read(&missing, &links()).unwrap_err().to_string();
    assert!(missing.starts_with("menu.toml cannot be read"), "{missing}");
}

#[test]
fn a_picture_of_another_shape_or_from_elsewhere_is_refused() {
    let menu = small_menu(r#"{ type = "message", text = "予約" }"#);
    let wide = SMALL_SVG.replace(r#"width="800""#, r#"width="900""#);
    let own = OwnFolder::with("shape", &[("menu.toml", &menu), ("small.svg", &wide)]);
    let read = Menu::read(&own.folder(), &links()).unwrap();
    let error = draw(&read, &own.folder()).unwrap_err();
    assert!(matches!(error, MenuError::Shape { found: (900, 500), .. }), "{error}");

    let outside = menu.replace("small.svg", "../small.svg");
    let own = OwnFolder::with("outside", &[("menu.toml", &outside)]);
    let read = Menu::read(&own.folder(), &links()).unwrap();
    assert!(matches!(draw(&read, &own.folder()), Err(MenuError::File { .. })));
}

/// LINE, with these menus of ours, the last of which is the default.
async fn line_having(names: &[&str]) -> (FakeLine, Line) {
    let fake = FakeLine::start().await;
    let menus: Vec<Value> = (1..)
        .zip(names)
        .map(|(number, name)| json!({"richMenuId": id(number), "name": name}))
        .collect();
    match menus.last() {
        Some(last) => fake.on(DEFAULT, 200, json!({"richMenuId": last["richMenuId"]})),
        None => fake.on(DEFAULT, 404, json!({"message": "no default richmenu"})),
    }
    fake.on(LIST, 200, json!({"richmenus": menus}));
    fake.on(VALIDATE, 200, json!({}));
    fake.on(CREATE, 200, json!({"richMenuId": id(99)}));
    fake.on(&format!("POST /data/v2/bot/richmenu/{}/content", id(99)), 200, json!({}));
    fake.on(&format!("POST /v2/bot/user/all/richmenu/{}", id(99)), 200, json!({}));
    for number in 1..=99 {
        fake.on(&format!("DELETE /v2/bot/richmenu/{}", id(number)), 200, json!({}));
    }
    let line = fake.line(&StoppedClock::at("2026-12-01T00:00:00Z"));
    (fake, line)
}

fn deletions(fake: &FakeLine) -> Vec<String> {
    fake.calls().into_iter().filter(|call| call.starts_with("DELETE")).collect()
}

#[tokio::test]
async fn the_first_menu_is_checked_made_given_its_picture_and_shown() {
    let (fake, line) = line_having(&[]).await;
    let applied = apply(&line, &built_in(), &image(), now()).await.unwrap();
    assert_eq!(applied, Applied { shown: id(99).parse().unwrap(), made: true, deleted: vec![] });
    let content = format!("POST /data/v2/bot/richmenu/{}/content", id(99));
    let default = format!("POST /v2/bot/user/all/richmenu/{}", id(99));
    assert_eq!(&fake.calls()[3..], [VALIDATE, CREATE, &content, &default]);
    let name = fake.once(CREATE).json()["name"].as_str().unwrap().to_owned();
    assert!(name.starts_with("sesshu main ") && name.ends_with(" 2026-12-01T00:00:00Z"), "{name}");
}

#[tokio::test]
async fn the_same_menu_is_not_made_twice_and_a_changed_one_is() {
    let (fake, line) = line_having(&[]).await;
    apply(&line, &built_in(), &image(), now()).await.unwrap();
    let name = fake.once(CREATE).json()["name"].as_str().unwrap().to_owned();

    let (fake, line) = line_having(&[&name]).await;
    let later = now() + TimeDelta::days(1);
    let again = apply(&line, &built_in(), &image(), later).await.unwrap();
    assert_eq!(again, Applied { shown: id(1).parse().unwrap(), made: false, deleted: vec![] });
    assert!(!fake.calls().iter().any(|call| call == CREATE));

    let other = MenuImage::png(b"\x89PNG\r\n\x1a\nother".to_vec()).unwrap();
    let changed = apply(&line, &built_in(), &other, later).await.unwrap();
    assert!(changed.made);
    assert_eq!(deletions(&fake), [""; 0], "the one before stays");
}

#[tokio::test]
async fn only_our_own_older_menus_are_deleted_and_the_one_before_stays() {
    let names = [
        "sesshu main 00000000000000aa 2026-10-01T00:00:00Z",
        "sesshu main 00000000000000bb 2026-11-01T00:00:00Z",
        "sesshu summer 00000000000000cc 2026-08-01T00:00:00Z",
        "made by hand",
        "sesshu main 00000000000000dd 2026-11-15T00:00:00Z",
    ];
    let (_fake, line) = line_having(&names).await;
    let applied = apply(&line, &built_in(), &image(), now()).await.unwrap();
    let older: [RichMenuId; 2] = [1, 2].map(|number| id(number).parse().unwrap());
    assert_eq!(applied.deleted, older);
}

#[tokio::test]
async fn a_menu_whose_picture_is_refused_is_taken_away_again() {
    let fake = FakeLine::start().await;
    fake.on(DEFAULT, 404, json!({"message": "no default richmenu"}));
    fake.on(LIST, 200, json!({"richmenus": []}));
    fake.on(VALIDATE, 200, json!({}));
    fake.on(CREATE, 200, json!({"richMenuId": id(7)}));
    fake.on(
        &format!("POST /data/v2/bot/richmenu/{}/content", id(7)),
        400,
        json!({"message": "no"}),
    );
    let line = fake.line(&StoppedClock::at("2026-12-01T00:00:00Z"));
    let failed = apply(&line, &built_in(), &image(), now()).await.unwrap_err();
    assert!(matches!(failed, ApplyError::Line(LineError::Refused { status: 400, .. })));
    assert_eq!(deletions(&fake), [format!("DELETE /v2/bot/richmenu/{}", id(7))]);
}
