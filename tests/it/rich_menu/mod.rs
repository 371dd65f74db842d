//! Rich menus: who sees which, brought into force, taken back, interrupted anywhere.

mod interrupted;
mod people;
mod plan;

use std::fs;

use sesshu::office::rich_menu::{Addresses, Drawn, Folder, Menus};
use tempfile::TempDir;

use crate::harness::town::{Resident, Town};

/// Small menus of one colour: everybody's, linked people's, and a tab beside everybody's.
fn menus(colour: &str) -> Drawn {
    let menu = |name: &str, to: &str| {
        format!(
            r#"
            [[menu]]
            name = "{name}"
            chat_bar_text = "メニュー"
            image = "menu.svg"
            size = {{ width = 800, height = 540 }}
            [[menu.area]]
            label = "{name}"
            bounds = {{ x = 0, y = 0, width = 800, height = 540 }}
            action = {{ type = "switch", to = "{to}" }}
            "#
        )
    };
    let menus = [menu("main", "more"), menu("linked", "more"), menu("more", "main")].concat();
    drawn(colour, &format!("default = \"main\"\nlinked = \"linked\"\n{menus}"))
}

/// One menu for all.
fn only_main(colour: &str) -> Drawn {
    let menu = r#"
        default = "main"
        [[menu]]
        name = "main"
        chat_bar_text = "メニュー"
        image = "menu.svg"
        size = { width = 800, height = 540 }
        [[menu.area]]
        label = "main"
        bounds = { x = 0, y = 0, width = 800, height = 540 }
        action = { type = "message", text = "予約" }
    "#;
    drawn(colour, menu)
}

fn drawn(colour: &str, menu: &str) -> Drawn {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("menu.toml"), menu).unwrap();
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="540">
            <rect width="800" height="540" fill="{colour}"/></svg>"#
    );
    fs::write(folder.path().join("menu.svg"), svg).unwrap();
    let folder = Folder::Own(folder.path().to_owned());
    Drawn::draw(&Menus::read(&folder, &Addresses::default()).unwrap(), &folder).unwrap()
}

/// The menu a person sees: what it is called in `menu.toml`, and what generation it is of.
async fn seen(town: &Town, person: &Resident) -> Option<(String, String)> {
    let chat = town.control(&format!("/_sim/users/{}/chat", person.user_id()), None).await;
    let name = chat["richMenu"]["object"]["name"].as_str()?.to_owned();
    let words: Vec<&str> = name.split(' ').collect();
    let ["sesshu", _, fingerprint, menu, ..] = words[..] else { panic!("{name} is not ours") };
    Some((menu.to_owned(), fingerprint.to_owned()))
}

/// The name in `menu.toml` of the menu a person sees.
async fn sees(town: &Town, person: &Resident) -> String {
    seen(town, person).await.expect("they see a menu").0
}
