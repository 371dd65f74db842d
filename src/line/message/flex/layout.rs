//! A box: its parts and their arrangement.

use line_bot_sdk_rust::line_messaging_api::models::{
    FlexBox, FlexComponent,
    flex_box::{self, AlignItems, JustifyContent},
};

use super::{
    super::{Action, Color},
    Contents, Space, Text, contents,
};

/// A box without its `type`, which is added when the box is converted, or by the enum around it.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Layout(FlexBox);

impl Layout {
    pub(super) fn column(contents: impl Contents) -> Self {
        Self::new(flex_box::Layout::Vertical, contents::models(contents))
    }

    pub(super) fn row(contents: impl Contents) -> Self {
        Self::new(flex_box::Layout::Horizontal, contents::models(contents))
    }

    pub(super) fn baseline(contents: impl IntoIterator<Item = Text>) -> Self {
        let contents = contents.into_iter().map(Text::into_component).collect();
        Self::new(flex_box::Layout::Baseline, contents)
    }

    /// Sets the gap between the parts.
    pub fn spacing(mut self, space: Space) -> Self {
        self.0.spacing = Some(space.into());
        self
    }

    /// Sets the gap before the box.
    pub fn margin(mut self, space: Space) -> Self {
        self.0.margin = Some(space.into());
        self
    }

    /// Sets the gap between the box's edge and its parts.
    pub fn padding(mut self, space: Space) -> Self {
        self.0.padding_all = Some(space.into());
        self
    }

    pub fn background(mut self, color: Color) -> Self {
        self.0.background_color = Some(color.into());
        self
    }

    /// Draws a border around the box, in pixels.
    pub fn border(mut self, pixels: u16, color: Color) -> Self {
        self.0.border_width = Some(Space::Px(pixels).into());
        self.0.border_color = Some(color.into());
        self
    }

    /// Rounds the corners.
    pub fn corner(mut self, space: Space) -> Self {
        self.0.corner_radius = Some(space.into());
        self
    }

    /// Sets the share of the width in a row, or of the height in a column.
    pub fn flex(mut self, share: u8) -> Self {
        self.0.flex = Some(share.into());
        self
    }

    /// Aligns the parts across the direction of the box.
    pub fn align_items(mut self, align: AlignItems) -> Self {
        self.0.align_items = Some(align);
        self
    }

    /// Distributes the parts along the direction of the box.
    pub fn justify(mut self, justify: JustifyContent) -> Self {
        self.0.justify_content = Some(justify);
        self
    }

    pub fn action(mut self, action: Action) -> Self {
        self.0.action = Some(Box::new(action.into_model()));
        self
    }

    /// Converts to a header, body or footer, for which no enum writes the `type`.
    pub(super) fn into_block(self) -> Box<FlexBox> {
        Box::new(FlexBox { r#type: "box".to_owned(), ..self.0 })
    }

    /// Converts to a part of another box, for which the enum writes the `type`.
    pub(super) fn into_component(self) -> FlexComponent {
        FlexComponent::FlexBox(self.0)
    }

    fn new(layout: flex_box::Layout, contents: Vec<FlexComponent>) -> Self {
        Self(FlexBox { r#type: String::new(), ..FlexBox::new(layout, contents) })
    }
}
