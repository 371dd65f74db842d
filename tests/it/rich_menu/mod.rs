//! Rich menus: who sees which, applied, rolled back, interrupted anywhere.

mod interrupted;
mod people;
mod plan;

use sesshu::office::rich_menu::Drawn;

use crate::harness::{
    menus::{drawn, menu},
    town::{Resident, Town},
};

/// Returns small menus of one colour: the default one, one for linked people, and a tab of the
/// default one.
pub(crate) fn menus(colour: &str) -> Drawn {
    let menu = |name, to| menu(name, &format!(r#"{{ type = "switch", to = "{to}" }}"#));
    let menus = [menu("main", "more"), menu("linked", "more"), menu("more", "main")].concat();
    drawn(colour, &format!("default = \"main\"\nlinked = \"linked\"\n{menus}"))
}

/// Returns one menu for all.
fn only_main(colour: &str) -> Drawn {
    let menu = menu("main", r#"{ type = "message", text = "予約" }"#);
    drawn(colour, &format!("default = \"main\"\n{menu}"))
}

/// Returns the menu a person sees: its name in `menu.toml` and its generation.
async fn seen(town: &Town, person: &Resident) -> Option<(String, String)> {
    let chat = town.control(&format!("/_sim/users/{}/chat", person.user_id()), None).await;
    let name = chat["richMenu"]["object"]["name"].as_str()?.to_owned();
    let words: Vec<&str> = name.split(' ').collect();
    let ["sesshu", _, fingerprint, menu, ..] = words[..] else { panic!("{name} is not ours") };
    Some((menu.to_owned(), fingerprint.to_owned()))
}

/// Returns the name in `menu.toml` of the menu a person sees.
pub(crate) async fn sees(town: &Town, person: &Resident) -> String {
    seen(town, person).await.expect("they see a menu").0
}
