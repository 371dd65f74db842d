//! A tap on an area of the rich menu: performs the area's action as LINE's app does.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{ActRefused, Person, Postback};
use crate::webhook::Delivery;

/// The result of a tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Tapped {
    /// A webhook was sent to the bot.
    Told(Delivery),
    /// The phone opens this address. No webhook is sent.
    Opens { uri: String },
    /// The phone copies this text. No webhook is sent.
    Copies {
        #[serde(rename = "clipboardText")]
        clipboard_text: String,
    },
}

impl Person {
    /// Taps area number `area` (from 0) of the rich menu the person sees. `picked` is the date or
    /// time for a date picker, `{"date": "2026-11-22"}`; without it the initial value is used.
    ///
    /// # Errors
    /// If the person sees no menu, the menu has no such area, or the date cannot be picked.
    pub async fn tap(
        &self,
        area: usize,
        picked: Option<Map<String, Value>>,
    ) -> Result<Tapped, ActRefused> {
        let action = self.action_of(area)?;
        let text_of = |name: &str| action[name].as_str().unwrap_or_default().to_owned();
        match action["type"].as_str() {
            Some("uri") => Ok(Tapped::Opens { uri: text_of("uri") }),
            Some("clipboard") => Ok(Tapped::Copies { clipboard_text: text_of("clipboardText") }),
            Some("message") => self.say(&text_of("text")).await.map(Tapped::Told),
            Some("datetimepicker") => {
                let params = pick(&action, picked.as_ref())?;
                self.tell(&action, Some(params)).await
            }
            Some("richmenuswitch") => {
                let params = self.switch_menu(&text_of("richMenuAliasId"));
                self.tell(&action, Some(params)).await
            }
            _ => self.tell(&action, None).await,
        }
    }

    async fn tell(
        &self,
        action: &Value,
        params: Option<Map<String, Value>>,
    ) -> Result<Tapped, ActRefused> {
        let text_of = |name: &str| action[name].as_str().map(str::to_owned);
        let postback = Postback {
            data: text_of("data").unwrap_or_default(),
            params,
            display_text: text_of("displayText").or_else(|| text_of("text")),
        };
        self.postback(postback).await.map(Tapped::Told)
    }

    fn action_of(&self, area: usize) -> Result<Value, ActRefused> {
        let mut state = self.simulator.state();
        self.unblocked(&mut state)?;
        let menu = state.rich_menus.shown_to(&self.user_id).ok_or(ActRefused::NoRichMenu)?;
        menu.object["areas"]
            .get(area)
            .map(|area| area["action"].clone())
            .ok_or(ActRefused::NoSuchArea)
    }

    /// Links the menu behind the alias to the person (D/messaging-api/switch-rich-menus/) and
    /// returns the parameters of the postback.
    fn switch_menu(&self, alias: &str) -> Map<String, Value> {
        let status = {
            let mut state = self.simulator.state();
            match state.rich_menus.alias(alias).map(str::to_owned) {
                None => "RICHMENU_ALIAS_ID_NOTFOUND",
                Some(id) => match state.rich_menus.link(&self.user_id, &id) {
                    Ok(()) => "SUCCESS",
                    Err(_) => "RICHMENU_NOTFOUND",
                },
            }
        };
        Map::from_iter([
            ("newRichMenuAliasId".to_owned(), json!(alias)),
            ("status".to_owned(), json!(status)),
        ])
    }
}

/// Returns the parameters of a datetimepicker's postback (R/messaging-api/#postback-event). Dates
/// and times of one format compare as text.
fn pick(
    action: &Value,
    picked: Option<&Map<String, Value>>,
) -> Result<Map<String, Value>, ActRefused> {
    let mode = action["mode"].as_str().unwrap_or_default();
    let value = picked
        .map_or(&action["initial"], |picked| picked.get(mode).unwrap_or(&Value::Null))
        .as_str()
        .ok_or_else(|| ActRefused::CannotBePicked(format!("no {mode} was given")))?;
    if !crate::check::is_moment(mode, value) {
        return Err(ActRefused::CannotBePicked(format!("it is not a {mode}")));
    }
    let comparable = |text: &str| text.replace('t', "T");
    let value = comparable(value);
    if action["min"].as_str().is_some_and(|min| value < comparable(min)) {
        return Err(ActRefused::CannotBePicked("it is too early".to_owned()));
    }
    if action["max"].as_str().is_some_and(|max| value > comparable(max)) {
        return Err(ActRefused::CannotBePicked("it is too late".to_owned()));
    }
    Ok(Map::from_iter([(mode.to_owned(), json!(value))]))
}
