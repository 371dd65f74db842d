//! Actions of a button, a quick reply or an area of the rich menu.

use chrono::NaiveDate;
use line_bot_sdk_rust::line_messaging_api::models;
use reqwest::Url;

/// An action object. Its label is shown on the button, or read aloud for an area of a rich menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Action(models::Action);

impl Action {
    /// Sends `data` (at most 300 UTF-16 units) back to us. Old buttons stay in the chat for ever:
    /// `data` says what was meant, never that it is still allowed.
    pub fn postback(label: impl Into<String>, data: impl Into<String>) -> Self {
        Self(models::Action::PostbackAction(models::PostbackAction {
            label: Some(label.into()),
            data: Some(data.into()),
            ..models::PostbackAction::new()
        }))
    }

    /// Sends `text` in the user's name, as if typed (at most 300 graphemes).
    pub fn message(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self(models::Action::MessageAction(models::MessageAction {
            label: Some(label.into()),
            text: Some(text.into()),
        }))
    }

    /// Opens `uri`: `http`, `https`, `line` or `tel`, at most 1,000 characters. Non-ASCII
    /// characters are percent-encoded, as LINE requires.
    pub fn uri(label: impl Into<String>, uri: impl AsRef<str>) -> Self {
        let uri = uri.as_ref();
        let encoded = Url::parse(uri).map_or_else(|_| uri.to_owned(), String::from);
        Self(models::Action::UriAction(models::UriAction {
            label: Some(label.into()),
            uri: Some(encoded),
            alt_uri: None,
        }))
    }

    /// Lets the user pick a day, which comes back as a postback with `data` and the date. LINE's
    /// picker knows no time zone; the day is meant in Tokyo.
    pub fn pick_date(label: impl Into<String>, data: impl Into<String>) -> Self {
        Self(models::Action::DatetimePickerAction(models::DatetimePickerAction {
            label: Some(label.into()),
            data: Some(data.into()),
            mode: Some(models::datetime_picker_action::Mode::Date),
            ..models::DatetimePickerAction::new()
        }))
    }

    /// Shows the rich menu of `alias`, as tabs do. Allowed only for an area of a rich menu. LINE
    /// also sends `data` back to us.
    pub fn switch_menu(
        label: impl Into<String>,
        alias: impl Into<String>,
        data: impl Into<String>,
    ) -> Self {
        Self(models::Action::RichMenuSwitchAction(models::RichMenuSwitchAction {
            label: Some(label.into()),
            data: Some(data.into()),
            rich_menu_alias_id: Some(alias.into()),
        }))
    }

    /// Sets the text that the chat shows as said by the user when a postback is sent (at most 300
    /// graphemes). Has no effect on other actions.
    #[must_use]
    pub fn display_text(mut self, text: impl Into<String>) -> Self {
        if let models::Action::PostbackAction(postback) = &mut self.0 {
            postback.display_text = Some(text.into());
        }
        self
    }

    /// Sets the day at which the date picker opens.
    #[must_use]
    pub fn initial(self, day: NaiveDate) -> Self {
        self.picker(|picker| picker.initial = Some(day.to_string()))
    }

    /// Sets the first day that the date picker offers. The phone can be made to send an earlier
    /// one.
    #[must_use]
    pub fn min(self, day: NaiveDate) -> Self {
        self.picker(|picker| picker.min = Some(day.to_string()))
    }

    /// Sets the last day that the date picker offers. The phone can be made to send a later one.
    #[must_use]
    pub fn max(self, day: NaiveDate) -> Self {
        self.picker(|picker| picker.max = Some(day.to_string()))
    }

    pub(crate) fn into_model(self) -> models::Action {
        self.0
    }

    fn picker(mut self, change: impl FnOnce(&mut models::DatetimePickerAction)) -> Self {
        if let models::Action::DatetimePickerAction(picker) = &mut self.0 {
            change(picker);
        }
        self
    }
}
