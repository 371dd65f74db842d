//! Words on a card.

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

    /// In the middle of the height it has.
    pub fn middle(mut self) -> Self {
        self.0.gravity = Some(Gravity::Center);
        self
    }

    /// Over as many lines as it needs. So it is unless [`Text::one_line`] is said.
    pub fn wrap(mut self) -> Self {
        self.0.wrap = Some(true);
        self
    }

    /// Cut with … where the line ends.
    pub fn one_line(mut self) -> Self {
        self.0.wrap = Some(false);
        self
    }

    /// The share of a row's width; 0 is as wide as the words.
    pub fn flex(mut self, share: u8) -> Self {
        self.0.flex = Some(share.into());
        self
    }

    /// The gap before.
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
