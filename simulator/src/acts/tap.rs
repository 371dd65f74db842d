//! A tap on an area of the rich menu: performs the area's action as LINE's app does.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{ActError, Person, Postback};
use crate::webhook::Delivery;

/// The result of a tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum TapResult {
    /// A webhook was sent to the bot.
    Delivered(Delivery),
    /// The phone opens this address. No webhook is sent.
    OpensUri { uri: String },
    /// The phone copies this text. No webhook is sent.
    CopiesText {
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
    ) -> Result<TapResult, ActError> {
        let action = self.action_of(area)?;
        let text_of = |name: &str| action[name].as_str().unwrap_or_default().to_owned();
        match action["type"].as_str() {
            Some("uri") => Ok(TapResult::OpensUri { uri: text_of("uri") }),
            Some("clipboard") => {
                Ok(TapResult::CopiesText { clipboard_text: text_of("clipboardText") })
            }
            Some("message") => self.say(&text_of("text")).await.map(TapResult::Delivered),
            Some("datetimepicker") => {
                let params = picked_params(&action, picked.as_ref())?;
                self.send_postback(&action, Some(params)).await
            }
            Some("richmenuswitch") => {
                let params = self.switch_menu(&text_of("richMenuAliasId"));
                self.send_postback(&action, Some(params)).await
            }
            _ => self.send_postback(&action, None).await,
        }
    }

    async fn send_postback(
        &self,
        action: &Value,
        params: Option<Map<String, Value>>,
    ) -> Result<TapResult, ActError> {
        let text_of = |name: &str| action[name].as_str().map(str::to_owned);
        let postback = Postback {
            data: text_of("data").unwrap_or_default(),
            params,
            display_text: text_of("displayText").or_else(|| text_of("text")),
        };
        self.postback(postback).await.map(TapResult::Delivered)
    }

    fn action_of(&self, area: usize) -> Result<Value, ActError> {
        let mut state = self.simulator.state();
        self.unblocked_mut(&mut state)?;
        let menu = state.rich_menus.shown_to(&self.user_id).ok_or(ActError::NoRichMenu)?;
        menu.object["areas"]
            .get(area)
            .map(|area| area["action"].clone())
            .ok_or(ActError::NoSuchArea)
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
fn picked_params(
    action: &Value,
    picked: Option<&Map<String, Value>>,
) -> Result<Map<String, Value>, ActError> {
    let mode = action["mode"].as_str().unwrap_or_default();
    let value = picked
        .map_or(&action["initial"], |picked| picked.get(mode).unwrap_or(&Value::Null))
        .as_str()
        .ok_or_else(|| ActError::CannotBePicked(format!("no {mode} was given")))?;
    if !crate::check::is_picker_value(mode, value) {
        return Err(ActError::CannotBePicked(format!("not a {mode}")));
    }
    let comparable = |text: &str| text.replace('t', "T");
    let value = comparable(value);
    if action["min"].as_str().is_some_and(|min| value < comparable(min)) {
        return Err(ActError::CannotBePicked("earlier than the minimum".to_owned()));
    }
    if action["max"].as_str().is_some_and(|max| value > comparable(max)) {
        return Err(ActError::CannotBePicked("later than the maximum".to_owned()));
    }
    Ok(Map::from_iter([(mode.to_owned(), json!(value))]))
}
