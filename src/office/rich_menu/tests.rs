use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::{Value, json};

use super::*;

fn addresses() -> Addresses {
    let page = |path: &str| format!("https://www.city.shiokaze.example.jp/{path}");
    Addresses(vec![
        ("faq", page("faq")),
        ("information", page("ワクチン")),
        ("manual", page("manual.pdf")),
        ("my_page", "https://liff.line.me/1000000002-shiokaze/mypage".to_owned()),
        ("phone", "0120000000".to_owned()),
    ])
}

fn built_in() -> Menus {
    Menus::read(&Folder::BuiltIn, &addresses()).unwrap()
}

/// A folder of the municipality, deleted at the end of the test.
struct OwnFolder(PathBuf);

impl OwnFolder {
    fn with(name: &str, files: &[(&str, &str)]) -> Self {
        let files: Vec<_> = files.iter().map(|(file, text)| (*file, text.as_bytes())).collect();
        Self::holding(name, &files)
    }

    fn holding(name: &str, files: &[(&str, &[u8])]) -> Self {
        let path = std::env::temp_dir().join(format!("sesshu-menu-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (file, bytes) in files {
            fs::write(path.join(file), bytes).unwrap();
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
        default = "small"
        [[menu]]
        name = "small"
        chat_bar_text = "メニュー"
        image = "small.svg"
        size = {{ width = 800, height = 500 }}
        [[menu.area]]
        label = "予約"
        bounds = {{ x = 0, y = 0, width = 800, height = 500 }}
        action = {action}
        "#
    )
}

const SMALL_SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500">
    <rect width="800" height="500" fill="#fff"/>
    <text x="20" y="300" font-family="No Such Font" font-size="120">予約</text></svg>"##;

fn drawn(own: &OwnFolder) -> Result<Drawn, MenuError> {
    Drawn::draw(&Menus::read(&own.folder(), &addresses())?, &own.folder())
}

#[test]
fn the_menus_cover_their_pictures_and_say_what_they_do() {
    let menus = built_in();
    let roles: Vec<_> = menus.iter().map(|menu| (menu.name.as_str(), menu.role)).collect();
    assert_eq!(roles, [("main", Role::Default), ("linked", Role::Linked)]);
    for menu in menus.iter() {
        let menu = serde_json::to_value(menu.named("-").unwrap()).unwrap();
        let pixels = |it: &Value| {
            it["bounds"]["width"].as_u64().unwrap() * it["bounds"]["height"].as_u64().unwrap()
        };
        let areas = menu["areas"].as_array().unwrap();
        assert_eq!(areas.iter().map(pixels).sum::<u64>(), 2_500 * 1_686, "no gap, no overlap");
    }
    let actions: Vec<_> = menus
        .iter()
        .map(|menu| {
            let menu = serde_json::to_value(menu.named("-").unwrap()).unwrap();
            let areas = menu["areas"].as_array().unwrap().iter();
            areas.map(|area| area["action"].clone()).collect::<Vec<_>>()
        })
        .collect();
    insta::assert_json_snapshot!(actions);
}

#[test]
fn the_pictures_are_drawn_as_line_wants_them() {
    let drawn = Drawn::draw(&built_in(), &Folder::BuiltIn).unwrap();
    for one in &drawn.menus {
        let bytes = one.image.bytes();
        assert!(bytes.len() < 400_000, "{} bytes: light on the way", bytes.len());
        let picture = resvg::tiny_skia::Pixmap::decode_png(bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (2_500, 1_686));
        assert!(picture.pixels().iter().all(|it| it.alpha() == 255), "nothing shines through");
    }
    let again = Drawn::draw(&built_in(), &Folder::BuiltIn).unwrap();
    assert_eq!(again.fingerprint, drawn.fingerprint, "the same wherever, whenever");
}

#[test]
fn what_is_different_has_another_fingerprint() {
    let with = |action: &str, svg: &str| {
        let files = [("menu.toml", small_menu(action)), ("small.svg", svg.to_owned())];
        let files = files.each_ref().map(|(file, text)| (*file, text.as_str()));
        drawn(&OwnFolder::with("fingerprint", &files)).unwrap().fingerprint
    };
    let said = |text: &str| format!(r#"{{ type = "message", text = "{text}" }}"#);
    let first = with(&said("予約"), SMALL_SVG);
    assert_ne!(first, with(&said("確認"), SMALL_SVG));
    assert_ne!(first, with(&said("予約"), &SMALL_SVG.replace("予約", "確認")));
    assert_eq!(first, with(&said("予約"), SMALL_SVG));
}

#[test]
fn areas_are_drawn_over_the_picture_to_look_at() {
    let action = r#"{ type = "message", text = "予約" }"#;
    let files = [("menu.toml", &*small_menu(action)), ("small.svg", SMALL_SVG)];
    let drawn = drawn(&OwnFolder::with("areas", &files)).unwrap();
    let over = resvg::tiny_skia::Pixmap::decode_png(&areas_over(&drawn.menus[0]).unwrap()).unwrap();
    let corner = over.pixel(20, 20).unwrap();
    assert_eq!((over.width(), over.height()), (800, 500));
    assert!(corner.red() > 180 && corner.green() < 40, "{corner:?}");
}

#[test]
fn a_picture_may_be_a_png_or_a_jpeg_of_the_right_shape() {
    let png = resvg::tiny_skia::Pixmap::new(800, 500).unwrap().encode_png().unwrap();
    let menu = small_menu(r#"{ type = "message", text = "予約" }"#);
    let own = |file: &str, bytes: &[u8]| {
        let menu = menu.replace("small.svg", file);
        let files = [("menu.toml", menu.as_bytes()), (file, bytes)];
        drawn(&OwnFolder::holding(&file.replace('.', "-"), &files))
    };
    assert_eq!(own("a.png", &png).unwrap().menus[0].image.bytes(), png);
    // The beginning of a JPEG of 800 × 500: start, JFIF, frame.
    let jpeg: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\
        \xff\xc0\0\x11\x08\x01\xf4\x03\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9";
    assert_eq!(own("b.jpg", jpeg).unwrap().menus[0].image.media_type(), "image/jpeg");
    let other = resvg::tiny_skia::Pixmap::new(801, 500).unwrap().encode_png().unwrap();
    let refused = own("c.png", &other).unwrap_err();
    assert!(matches!(refused, MenuError::Shape { found: (801, 500), .. }), "{refused}");
    assert!(matches!(own("d.png", b"GIF89a"), Err(MenuError::Svg(..))));
}

#[test]
fn tabs_lead_to_menus_by_their_alias() {
    let menu = small_menu(r#"{ type = "switch", to = "small" }"#);
    let own = OwnFolder::with("tabs", &[("menu.toml", &menu)]);
    let menus = Menus::read(&own.folder(), &addresses()).unwrap();
    let object = serde_json::to_value(menus.iter().next().unwrap().named("-").unwrap()).unwrap();
    let tab = json!({
        "type": "richmenuswitch", "label": "予約", "richMenuAliasId": "sesshu-small",
        "data": "tab:small",
    });
    assert_eq!(object["areas"][0]["action"], tab);
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
    let drawn = drawn(&own).unwrap();
    let picture = resvg::tiny_skia::Pixmap::decode_png(drawn.menus[0].image.bytes()).unwrap();
    let shades: BTreeSet<u8> = picture.pixels().iter().map(|pixel| pixel.red()).collect();
    assert!(shades.contains(&0) && shades.contains(&255), "black on white");
}

#[test]
fn a_menu_with_a_mistake_says_where() {
    let reading = |name: &str, toml: &str| {
        let own = OwnFolder::with(name, &[("menu.toml", toml)]);
        Menus::read(&own.folder(), &addresses()).unwrap_err().to_string()
    };
    let link = reading("link", &small_menu(r#"{ type = "uri", uri = "{blog}" }"#));
    assert!(link.contains("{blog}"), "{link}");
    let unknown =
        reading("unknown", &small_menu(r#"{ type = "uri", uri = "{faq}", colour = "red" }"#));
    assert!(unknown.contains("colour"), "{unknown}");
    let extra = reading("extra", &format!("selected = true\n{}", small_menu("{}")));
    assert!(extra.contains("selected") || extra.contains("type"), "{extra}");
    let message = small_menu(r#"{ type = "message", text = "予約" }"#);
    let nobody = reading("nobody", &message.replace(r#"default = "small""#, r#"default = "big""#));
    assert!(nobody.contains("\"big\""), "{nobody}");
    let tab = reading("tab", &small_menu(r#"{ type = "switch", to = "more" }"#));
    assert!(tab.contains("\"more\""), "{tab}");
    let twice = message[message.find("[[menu]]").unwrap()..].to_owned();
    let twice = reading("twice", &format!("{message}\n{twice}"));
    assert!(twice.contains("two menus"), "{twice}");
    let name = reading("name", &message.replace(r#""small""#, r#""Small Menu""#));
    assert!(name.contains("not a menu name"), "{name}");

    let missing = Folder::Own(PathBuf::from("/nowhere"));
    let missing = Menus::read(&missing, &addresses()).unwrap_err().to_string();
    assert!(missing.starts_with("menu.toml cannot be read"), "{missing}");
}

#[test]
fn a_picture_of_another_shape_or_from_elsewhere_is_refused() {
    let menu = small_menu(r#"{ type = "message", text = "予約" }"#);
    let wide = SMALL_SVG.replace(r#"width="800""#, r#"width="900""#);
    let own = OwnFolder::with("shape", &[("menu.toml", &menu), ("small.svg", &wide)]);
    let error = drawn(&own).unwrap_err();
    assert!(matches!(error, MenuError::Shape { found: (900, 500), .. }), "{error}");

    let outside = menu.replace("small.svg", "../small.svg");
    let own = OwnFolder::with("outside", &[("menu.toml", &outside)]);
    assert!(matches!(drawn(&own), Err(MenuError::File { .. })));
}

#[test]
fn a_font_of_the_folders_own_is_used_and_nothing_else_is_one() {
    let menu = small_menu(r#"{ type = "message", text = "予約" }"#);
    let menu = format!("font = \"our.ttf\"\n{menu}");
    let files: [(&str, &[u8]); 3] = [
        ("menu.toml", menu.as_bytes()),
        ("small.svg", SMALL_SVG.as_bytes()),
        ("our.ttf", folder::FONT),
    ];
    assert!(drawn(&OwnFolder::holding("font-own", &files)).is_ok());
    let files = [files[0], files[1], ("our.ttf", b"not a font".as_slice())];
    assert!(matches!(drawn(&OwnFolder::holding("font-bad", &files)), Err(MenuError::Font(_))));
}
