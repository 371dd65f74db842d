//! A thin line between two parts.

use line_bot_sdk_rust::line_messaging_api::models::{FlexComponent, FlexSeparator};

use super::{super::Color, Space};

#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Separator(FlexSeparator);

impl Separator {
    pub(super) fn new() -> Self {
        Self(FlexSeparator { margin: None, color: Some(Color::rgb(0xD5_DB_DB).into()) })
    }

    pub fn color(mut self, color: Color) -> Self {
        self.0.color = Some(color.into());
        self
    }

    /// Sets the gap before the line.
    pub fn margin(mut self, space: Space) -> Self {
        self.0.margin = Some(space.into());
        self
    }

    pub(super) fn into_component(self) -> FlexComponent {
        FlexComponent::FlexSeparator(self.0)
    }
}
