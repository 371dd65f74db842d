//! The contents of a box: one part, several, an optional one, or a tuple of these, in order.

use line_bot_sdk_rust::line_messaging_api::models::FlexComponent;

use super::{Button, Image, Layout, Separator, Text};

/// A part of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Component(FlexComponent);

/// Parts in the order in which they are shown: a part, an `Option`, `Vec` or array of parts, or a
/// tuple of these.
pub trait Contents {
    fn add_to(self, parts: &mut Vec<Component>);
}

impl Component {
    pub(super) fn into_model(self) -> FlexComponent {
        self.0
    }
}

pub(super) fn models(contents: impl Contents) -> Vec<FlexComponent> {
    let mut parts = Vec::new();
    contents.add_to(&mut parts);
    parts.into_iter().map(Component::into_model).collect()
}

impl Contents for Component {
    fn add_to(self, parts: &mut Vec<Component>) {
        parts.push(self);
    }
}

impl<C: Contents> Contents for Option<C> {
    fn add_to(self, parts: &mut Vec<Component>) {
        if let Some(it) = self {
            it.add_to(parts);
        }
    }
}

impl<C: Contents> Contents for Vec<C> {
    fn add_to(self, parts: &mut Vec<Component>) {
        for it in self {
            it.add_to(parts);
        }
    }
}

impl<C: Contents, const N: usize> Contents for [C; N] {
    fn add_to(self, parts: &mut Vec<Component>) {
        for it in self {
            it.add_to(parts);
        }
    }
}

macro_rules! part {
    ($($part:ident),+) => {$(
        impl From<$part> for Component {
            fn from(part: $part) -> Self {
                Self(part.into_component())
            }
        }

        impl Contents for $part {
            fn add_to(self, parts: &mut Vec<Component>) {
                parts.push(self.into());
            }
        }
    )+};
}

part!(Button, Image, Layout, Separator, Text);

macro_rules! tuples {
    ($first:ident) => {};
    ($first:ident $($rest:ident)+) => {
        impl<$first: Contents, $($rest: Contents),+> Contents for ($first, $($rest),+) {
            #[expect(non_snake_case, reason = "a type parameter's name serves as the value's")]
            fn add_to(self, parts: &mut Vec<Component>) {
                let ($first, $($rest),+) = self;
                $first.add_to(parts);
                $($rest.add_to(parts);)+
            }
        }

        tuples!($($rest)+);
    };
}

tuples!(A B C D E F G H I J K L);
