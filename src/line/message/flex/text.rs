//! A text on a card.

use line_bot_sdk_rust::line_messaging_api::models::{
    FlexComponent, FlexText,
    flex_text::{Decoration, Gravity, Weight},
};

use super::{
    super::{Action, Color},
    Align, Size, Space,
};

#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Text(FlexText);

impl Text {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(FlexText {
            text: Some(text.into()),
            color: Some(Color::INK.into()),
            wrap: Some(true),
            scaling: Some(true),
            ..FlexText::new()
        })
    }

    pub fn bold(mut self) -> Self {
        self.0.weight = Some(Weight::Bold);
        self
    }

    pub fn underline(mut self) -> Self {
        self.0.decoration = Some(Decoration::Underline);
        self
    }

    pub fn size(mut self, size: Size) -> Self {
        self.0.size = Some(size.into());
        self
    }

    pub fn color(mut self, color: Color) -> Self {
        self.0.color = Some(color.into());
        self
    }

    pub fn align(mut self, align: Align) -> Self {
        self.0.align = Some(align.into());
        self
    }

    /// Centres the text vertically.
    pub fn middle(mut self) -> Self {
        self.0.gravity = Some(Gravity::Center);
        self
    }

    /// Wraps the text over several lines, which is the default; see [`Text::one_line`].
    pub fn wrap(mut self) -> Self {
        self.0.wrap = Some(true);
        self
    }

    /// Cuts the text with … at the end of the line.
    pub fn one_line(mut self) -> Self {
        self.0.wrap = Some(false);
        self
    }

    /// Sets the share of a row's width; 0 makes it as wide as the text.
    pub fn flex(mut self, share: u8) -> Self {
        self.0.flex = Some(share.into());
        self
    }

    /// Sets the gap before the text.
    pub fn margin(mut self, space: Space) -> Self {
        self.0.margin = Some(space.into());
        self
    }

    pub fn line_spacing(mut self, pixels: u16) -> Self {
        self.0.line_spacing = Some(Space::Px(pixels).into());
        self
    }

    pub fn action(mut self, action: Action) -> Self {
        self.0.action = Some(Box::new(action.into_model()));
        self
    }

    pub(super) fn into_component(self) -> FlexComponent {
        FlexComponent::FlexText(self.0)
    }
}
