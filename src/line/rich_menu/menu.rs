//! Rich menus within LINE's limits.

use line_bot_sdk_rust::line_messaging_api::models::{
    RichMenuArea, RichMenuBounds, RichMenuRequest, RichMenuSize,
};
use serde::{Deserialize, Serialize};

use crate::line::message::{Action, Unsendable, limits, measure};

/// A rich menu that satisfies LINE's limits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct RichMenu(RichMenuRequest);

/// A rectangle in pixels of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// The size of a rich menu's image in pixels (LINE, "Requirements for rich menu image"): 800 to
/// 2,500 wide, at least 250 high, at least 1.45 times as wide as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMenu {
    #[error(transparent)]
    Text(#[from] Unsendable),
    #[error("LINE accepts no menu of {0} × {1} pixels")]
    Size(u32, u32),
    #[error("area {0} is not inside the menu")]
    Outside(usize),
    #[error("the image is neither PNG nor JPEG")]
    NotAnImage,
    #[error("the image has {0} bytes; LINE accepts 1 MB")]
    Heavy(usize),
}

impl RichMenu {
    /// Checks and creates a menu. Only administrators see `name`; `chat_bar_text` opens and closes
    /// the menu and has at most 14 characters; the label of each area is read aloud.
    pub fn new(
        name: &str,
        chat_bar_text: &str,
        size: Size,
        areas: Vec<(Bounds, Action)>,
    ) -> Result<Self, BadMenu> {
        size.check()?;
        measure::within("name", limits::graphemes(name), limits::RICH_MENU_NAME)?;
        let bar = limits::graphemes(chat_bar_text);
        measure::within("chatBarText", bar, limits::CHAT_BAR_TEXT)?;
        measure::within("areas", areas.len(), limits::RICH_MENU_AREAS)?;
        let areas = areas.into_iter().enumerate().map(|(index, (bounds, action))| {
            if !bounds.is_inside(size) {
                return Err(BadMenu::Outside(index));
            }
            let action = action.into_model();
            measure::action(&action, limits::RICH_MENU_LABEL)?;
            Ok(RichMenuArea {
                bounds: Some(Box::new(bounds.into())),
                action: Some(Box::new(action)),
            })
        });
        Ok(Self(RichMenuRequest {
            size: Some(Box::new(size.into())),
            selected: Some(true),
            name: Some(name.to_owned()),
            chat_bar_text: Some(chat_bar_text.to_owned()),
            areas: Some(areas.collect::<Result<_, _>>()?),
        }))
    }
}

impl Size {
    fn check(self) -> Result<(), BadMenu> {
        let Self { width, height } = self;
        let wide_enough = u64::from(width) * 100 >= u64::from(height) * 145;
        if (800..=2_500).contains(&width) && height >= 250 && wide_enough {
            Ok(())
        } else {
            Err(BadMenu::Size(width, height))
        }
    }
}

impl Bounds {
    fn is_inside(self, size: Size) -> bool {
        let ends = |from: u32, length: u32, edge: u32| {
            length > 0 && from.checked_add(length).is_some_and(|end| end <= edge)
        };
        ends(self.x, self.width, size.width) && ends(self.y, self.height, size.height)
    }
}

impl From<Size> for RichMenuSize {
    fn from(size: Size) -> Self {
        Self { width: Some(size.width.into()), height: Some(size.height.into()) }
    }
}

impl From<Bounds> for RichMenuBounds {
    fn from(bounds: Bounds) -> Self {
        Self {
            x: Some(bounds.x.into()),
            y: Some(bounds.y.into()),
            width: Some(bounds.width.into()),
            height: Some(bounds.height.into()),
        }
    }
}
