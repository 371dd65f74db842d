//! Small rich menus, each with one area.

use std::fs;

use sesshu::office::rich_menu::{Addresses, Drawn, Folder, Menus};
use tempfile::TempDir;

/// Returns a menu of `menu.toml`, with the action as TOML.
pub(crate) fn menu(name: &str, action: &str) -> String {
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
        action = {action}
        "#
    )
}

/// Draws the menus of a `menu.toml` in one colour.
pub(crate) fn drawn(colour: &str, menu: &str) -> Drawn {
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
