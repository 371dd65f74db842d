//! A button on a card.

use line_bot_sdk_rust::line_messaging_api::models::{
    FlexButton, FlexComponent,
    flex_button::{AdjustMode, Height, Style},
};

use super::{
    super::{Action, Color},
    Space,
};

#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Button(FlexButton);

impl Button {
    pub(super) fn new(action: Action) -> Self {
        Self(FlexButton {
            style: Some(Style::Link),
            adjust_mode: Some(AdjustMode::ShrinkToFit),
            scaling: Some(true),
            ..FlexButton::new(action.into_model())
        })
    }

    /// Uses white letters on `color`, for the one thing to do next.
    pub fn primary(mut self, color: Color) -> Self {
        self.0.style = Some(Style::Primary);
        self.0.color = Some(color.into());
        self
    }

    /// Uses dark letters on light grey.
    pub fn secondary(mut self) -> Self {
        self.0.style = Some(Style::Secondary);
        self.0.color = Some(Color::rgb(0xE6_EA_EA).into());
        self
    }

    /// Uses letters only, which is the default.
    pub fn link(mut self) -> Self {
        self.0.style = Some(Style::Link);
        self.0.color = None;
        self
    }

    /// Sets the colour of a link's letters, or of another button's background.
    pub fn color(mut self, color: Color) -> Self {
        self.0.color = Some(color.into());
        self
    }

    /// Makes the button lower than usual. It is harder to hit, so only for rarely used actions.
    pub fn small(mut self) -> Self {
        self.0.height = Some(Height::Sm);
        self
    }

    /// Sets the share of a row's width.
    pub fn flex(mut self, share: u8) -> Self {
        self.0.flex = Some(share.into());
        self
    }

    /// Sets the gap before the button.
    pub fn margin(mut self, space: Space) -> Self {
        self.0.margin = Some(space.into());
        self
    }

    pub(super) fn into_component(self) -> FlexComponent {
        FlexComponent::FlexButton(self.0)
    }
}
