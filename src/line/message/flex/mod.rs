//! Builders for Flex cards, written in reading order:
//!
//! ```
//! use sesshu::line::message::{Action, Color, Message, flex};
//!
//! let teal = Color::rgb(0x00_69_5C);
//! let card = flex::bubble()
//!     .header(flex::column(flex::text("予約確定").bold().color(Color::WHITE)).background(teal))
//!     .body(flex::column((
//!         flex::text("12月1日(火) 10:00").bold().size(flex::Size::Xl),
//!         flex::separator().margin(flex::Space::Lg),
//!         flex::row((flex::text("会場").flex(2), flex::text("中央体育館").flex(5))),
//!     )))
//!     .footer(flex::column(flex::button(Action::postback("変更", "v1:change")).primary(teal)));
//! let message = Message::flex("予約が確定しました", card);
//! # let _ = message;
//! ```
//!
//! The defaults are legible: text wraps, grows with the reader's own letter size, and has an
//! explicit colour.

mod bubble;
mod button;
mod contents;
mod image;
mod layout;
mod separator;
mod space;
mod text;

pub use line_bot_sdk_rust::line_messaging_api::models::{
    flex_box::{AlignItems, JustifyContent},
    flex_bubble::Size as BubbleSize,
};

pub use self::{
    bubble::{Bubble, Carousel, Container},
    button::Button,
    contents::{Component, Contents},
    image::Image,
    layout::Layout,
    separator::Separator,
    space::{Align, Size, Space},
    text::Text,
};

/// Starts a card; see [`Bubble`].
pub fn bubble() -> Bubble {
    Bubble::new()
}

/// Puts up to twelve cards of one size side by side.
pub fn carousel(bubbles: impl IntoIterator<Item = Bubble>) -> Carousel {
    Carousel::new(bubbles)
}

/// Arranges parts one under the other.
pub fn column(contents: impl Contents) -> Layout {
    Layout::column(contents)
}

/// Arranges parts side by side.
pub fn row(contents: impl Contents) -> Layout {
    Layout::row(contents)
}

/// Arranges texts side by side on one baseline.
pub fn line(contents: impl IntoIterator<Item = Text>) -> Layout {
    Layout::baseline(contents)
}

/// Creates a text, which must not be empty.
pub fn text(text: impl Into<String>) -> Text {
    Text::new(text)
}

/// Creates a button; a plain link unless [`Button::primary`] or [`Button::secondary`] is set.
pub fn button(action: super::Action) -> Button {
    Button::new(action)
}

/// Creates a thin line.
pub fn separator() -> Separator {
    Separator::new()
}

/// Creates a picture from an `https` address: JPEG or PNG, at most 1024 × 1024.
pub fn image(url: impl AsRef<str>) -> Image {
    Image::new(url)
}
