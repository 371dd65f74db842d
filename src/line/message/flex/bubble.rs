//! A card (*bubble*), and a row of cards (*carousel*).

use line_bot_sdk_rust::line_messaging_api::models::{
    FlexBlockStyle, FlexBubble, FlexBubbleStyles, FlexCarousel, FlexContainer, flex_bubble::Size,
};

use super::{
    super::{Action, Color},
    Component, Layout,
};

/// A card of header, hero, body and footer. Each of them may be missing, but not all. White unless
/// [`Bubble::background`] is set. Held without its `type`, like a box.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Bubble(FlexBubble);

/// A row of up to twelve cards of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Carousel(Vec<Bubble>);

/// The content of a Flex message.
#[derive(Clone, Debug, PartialEq)]
pub struct Container(FlexContainer);

impl Bubble {
    pub(super) fn new() -> Self {
        Self(FlexBubble { r#type: String::new(), ..FlexBubble::new() }).background(Color::WHITE)
    }

    pub fn header(mut self, header: Layout) -> Self {
        self.0.header = Some(header.into_block());
        self
    }

    /// Sets a picture or a box over the whole width.
    pub fn hero(mut self, hero: impl Into<Component>) -> Self {
        self.0.hero = Some(Box::new(hero.into().into_model()));
        self
    }

    pub fn body(mut self, body: Layout) -> Self {
        self.0.body = Some(body.into_block());
        self
    }

    pub fn footer(mut self, footer: Layout) -> Self {
        self.0.footer = Some(footer.into_block());
        self
    }

    /// Sets the size, nano to giga; the default is mega. All cards of a row need the same size.
    pub fn size(mut self, size: Size) -> Self {
        self.0.size = Some(size);
        self
    }

    /// Sets the background of header, body and footer.
    pub fn background(mut self, color: Color) -> Self {
        let ground = |block: Option<&FlexBlockStyle>| {
            let style = block.cloned().unwrap_or_default();
            Some(Box::new(FlexBlockStyle { background_color: Some(color.into()), ..style }))
        };
        let styles = self.styles();
        styles.header = ground(styles.header.as_deref());
        styles.body = ground(styles.body.as_deref());
        styles.footer = ground(styles.footer.as_deref());
        self
    }

    /// Draws a thin line above the footer.
    pub fn footer_line(mut self, color: Color) -> Self {
        let footer = self.styles().footer.get_or_insert_default();
        footer.separator = Some(true);
        footer.separator_color = Some(color.into());
        self
    }

    /// Sets the action of a tap on the card outside of parts with their own action.
    pub fn action(mut self, action: Action) -> Self {
        self.0.action = Some(Box::new(action.into_model()));
        self
    }

    fn styles(&mut self) -> &mut FlexBubbleStyles {
        self.0.styles.get_or_insert_default()
    }
}

impl Carousel {
    pub(super) fn new(bubbles: impl IntoIterator<Item = Bubble>) -> Self {
        Self(bubbles.into_iter().collect())
    }
}

impl Container {
    pub(in crate::line::message) fn into_model(self) -> FlexContainer {
        self.0
    }
}

impl From<Bubble> for Container {
    fn from(bubble: Bubble) -> Self {
        Self(FlexContainer::FlexBubble(bubble.0))
    }
}

impl From<Carousel> for Container {
    fn from(carousel: Carousel) -> Self {
        let typed = |Bubble(model)| FlexBubble { r#type: "bubble".to_owned(), ..model };
        let contents = carousel.0.into_iter().map(typed).collect();
        Self(FlexContainer::FlexCarousel(FlexCarousel { contents }))
    }
}
