//! The difference between the folder and the menus at LINE, as a unified diff.

use std::fmt::Write;

use serde_json::Value;
use similar::TextDiff;

use super::{AtLine, ChangeError, Drawn, Role, change::How, name::tab_alias};

/// What `apply` would do.
#[derive(Clone, Debug)]
pub struct Plan {
    pub how: How,
    /// Empty if the menus of the folder are in force.
    pub difference: String,
    /// The number of new menus.
    pub made: usize,
    /// The number of our menus that would be deleted.
    pub deleted: usize,
    /// The creation time of the generation in force.
    pub in_force: Option<String>,
}

/// Compares the folder with the menus at LINE. Changes nothing.
pub fn plan(drawn: &Drawn, there: &AtLine) -> Result<Plan, ChangeError> {
    let in_force = there.in_force();
    let wanted = described_folder(drawn)?;
    let found = in_force.map(described).unwrap_or_default();
    let difference = TextDiff::from_lines(&found, &wanted);
    let difference = difference.unified_diff().header("LINE", "menu.toml").to_string();

    let same = there.whole().find(|it| it.fingerprint == drawn.fingerprint);
    let how = match same {
        Some(same) if there.is_settled(same) => How::Nothing,
        Some(same) if in_force == Some(same) => How::Finished,
        Some(_) => How::Returned,
        None => How::Made,
    };
    let made = if same.is_none() { drawn.menus.len() } else { 0 };
    let keep = [same, there.kept_beside(same)];
    let gone = there.generations.iter().filter(|it| !keep.contains(&Some(*it)));
    let deleted = gone.map(|it| it.menus.len()).sum();
    let in_force = in_force.map(|it| it.made_at.clone());
    Ok(Plan { how, difference, made, deleted, in_force })
}

fn described_folder(drawn: &Drawn) -> Result<String, ChangeError> {
    let mut text = String::new();
    for menu in &drawn.menus {
        let object = serde_json::to_value(menu.menu.named("-")?).unwrap_or_default();
        describe(&mut text, &menu.menu.name, menu.menu.role, &menu.digest, &object);
    }
    Ok(text)
}

fn described(generation: &super::Generation) -> String {
    let mut text = String::new();
    for made in &generation.menus {
        describe(&mut text, &made.menu, made.role, &made.digest, &made.object);
    }
    text
}

/// Describes one menu in the terms of `menu.toml`.
fn describe(text: &mut String, name: &str, role: Role, picture: &str, object: &Value) {
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let size = &object["size"];
    let (width, height) = (number(&size["width"]), number(&size["height"]));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut line = |words: String| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{words}");
    };
    line(format!("menu {name} ({}, alias {})", role.word(), tab_alias(name)));
    line(format!("  chat_bar_text = {}", word(&object["chatBarText"])));
    line(format!("  size = {width} × {height}"));
    line(format!("  picture = {picture}"));
    for area in object["areas"].as_array().into_iter().flatten() {
        let at = &area["bounds"];
        let [x, y, wide, high] = ["x", "y", "width", "height"].map(|side| number(&at[side]));
        line(format!("  area {x},{y} {wide} × {high} 「{}」", word(&area["action"]["label"])));
        line(format!("    {}", action(&area["action"])));
    }
}

fn action(action: &Value) -> String {
    let word = |key: &str| action[key].as_str().unwrap_or_default();
    match word("type") {
        "postback" => format!("postback {} 「{}」", word("data"), word("displayText")),
        "message" => format!("message 「{}」", word("text")),
        "uri" => format!("uri {}", word("uri")),
        "richmenuswitch" => format!("switch {}", word("richMenuAliasId")),
        other => other.to_owned(),
    }
}
