//! A picture on a card.

use line_bot_sdk_rust::line_messaging_api::models::{
    FlexComponent, FlexImage, flex_image::AspectMode,
};
use reqwest::Url;

use super::{
    super::{Action, Color},
    Align, Space,
};

#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Image(FlexImage);

impl Image {
    pub(super) fn new(url: impl AsRef<str>) -> Self {
        let url = url.as_ref();
        let encoded = Url::parse(url).map_or_else(|_| url.to_owned(), String::from);
        Self(FlexImage::new(encoded))
    }

    /// Makes the picture as wide as the card.
    pub fn full(mut self) -> Self {
        self.0.size = Some("full".to_owned());
        self
    }

    /// Sets the aspect ratio in which the picture is shown; the height is at most three times the
    /// width.
    pub fn ratio(mut self, width: u32, height: u32) -> Self {
        self.0.aspect_ratio = Some(format!("{width}:{height}"));
        self
    }

    /// Fills the area and cuts what exceeds it, instead of showing the whole picture.
    pub fn cover(mut self) -> Self {
        self.0.aspect_mode = Some(AspectMode::Cover);
        self
    }

    pub fn background(mut self, color: Color) -> Self {
        self.0.background_color = Some(color.into());
        self
    }

    pub fn align(mut self, align: Align) -> Self {
        self.0.align = Some(align.into());
        self
    }

    /// Sets the share of a row's width.
    pub fn flex(mut self, share: u8) -> Self {
        self.0.flex = Some(share.into());
        self
    }

    /// Sets the gap before the picture.
    pub fn margin(mut self, space: Space) -> Self {
        self.0.margin = Some(space.into());
        self
    }

    pub fn action(mut self, action: Action) -> Self {
        self.0.action = Some(Box::new(action.into_model()));
        self
    }

    pub(super) fn into_component(self) -> FlexComponent {
        FlexComponent::FlexImage(self.0)
    }
}
