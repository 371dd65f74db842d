//! The sizes for which Flex has keywords.

use line_bot_sdk_rust::line_messaging_api::models::{flex_image, flex_text};

/// A gap between parts, around a part or inside a box, or the radius of corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    None,
    Xs,
    Sm,
    Md,
    Lg,
    Xl,
    Xxl,
    /// Pixels, which do not grow with the reader's letter size.
    Px(u16),
}

/// The height of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Xxs,
    Xs,
    Sm,
    Md,
    Lg,
    Xl,
    Xxl,
    Xxxl,
    Xxxxl,
    Xxxxxl,
}

/// Where text or a picture is placed within its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Start,
    Center,
    End,
}

impl From<Space> for String {
    fn from(space: Space) -> Self {
        let word = match space {
            Space::None => "none",
            Space::Xs => "xs",
            Space::Sm => "sm",
            Space::Md => "md",
            Space::Lg => "lg",
            Space::Xl => "xl",
            Space::Xxl => "xxl",
            Space::Px(pixels) => return format!("{pixels}px"),
        };
        word.to_owned()
    }
}

impl From<Size> for String {
    fn from(size: Size) -> Self {
        let word = match size {
            Size::Xxs => "xxs",
            Size::Xs => "xs",
            Size::Sm => "sm",
            Size::Md => "md",
            Size::Lg => "lg",
            Size::Xl => "xl",
            Size::Xxl => "xxl",
            Size::Xxxl => "3xl",
            Size::Xxxxl => "4xl",
            Size::Xxxxxl => "5xl",
        };
        word.to_owned()
    }
}

impl From<Align> for flex_text::Align {
    fn from(align: Align) -> Self {
        match align {
            Align::Start => Self::Start,
            Align::Center => Self::Center,
            Align::End => Self::End,
        }
    }
}

impl From<Align> for flex_image::Align {
    fn from(align: Align) -> Self {
        match align {
            Align::Start => Self::Start,
            Align::Center => Self::Center,
            Align::End => Self::End,
        }
    }
}
