//! Small rich menus, so that linked people are shown one of their own.

use std::fs;

use chrono::{DateTime, Utc};
use sesshu::{
    cli::Service,
    office::rich_menu::{Addresses, Change, Drawn, Folder, Menus},
};
use tempfile::TempDir;

const PICTURE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="540">
    <rect width="800" height="540" fill="#06c755"/></svg>"##;

pub(crate) async fn bring_into_force(service: &Service, now: DateTime<Utc>) {
    let folder = TempDir::new().unwrap();
    let menus =
        format!("default = \"main\"\nlinked = \"linked\"\n{}{}", menu("main"), menu("linked"));
    fs::write(folder.path().join("menu.toml"), menus).unwrap();
    fs::write(folder.path().join("menu.svg"), PICTURE).unwrap();
    let folder = Folder::Own(folder.path().to_owned());
    let menus = Menus::read(&folder, &Addresses::default()).unwrap();
    let drawn = Drawn::draw(&menus, &folder).unwrap();
    let change = Change {
        line: &service.line,
        store: &service.store,
        now,
        pause: &|time| Box::pin(tokio::time::sleep(time)),
    };
    change.apply(&drawn).await.unwrap();
}

fn menu(name: &str) -> String {
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
        action = {{ type = "message", text = "予約" }}
        "#
    )
}
