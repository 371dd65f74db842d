//! The picture with areas to tap, below the chat: made, tried, shown and taken away again
//! (LINE API reference, "Rich menu").
//!
//! A rich menu never changes: a new one is made, gets its image, and becomes the default. Making
//! and deleting are limited to 100 an hour, 1,000 may exist. LINE for PC shows none, so whatever a
//! menu does is possible by typing, too.

use line_bot_sdk_rust::line_messaging_api::models::{
    RichMenuArea, RichMenuBounds, RichMenuIdResponse, RichMenuRequest, RichMenuSize,
};
use reqwest::StatusCode;
use serde::{Deserialize, Serialize};

use super::{
    client::{
        Line, LineError,
        transport::{Body, Call, Host},
    },
    id::{RichMenuId, UserId},
    message::{Action, Unsendable, limits, measure},
};

/// A menu that keeps LINE's limits.
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

/// A menu the channel has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRichMenu {
    pub id: RichMenuId,
    pub name: String,
}

/// Pixels of a rich menu's image (LINE, "Requirements for rich menu image"): 800 to 2,500 wide, at
/// least 250 high, at least 1.45 times as wide as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// A PNG of at most 1 MB.
#[derive(Clone, PartialEq, Eq)]
pub struct MenuImage(Vec<u8>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMenu {
    #[error(transparent)]
    Text(#[from] Unsendable),
    #[error("LINE takes no menu of {0} × {1} pixels")]
    Size(u32, u32),
    #[error("area {0} is not inside the menu")]
    Outside(usize),
    #[error("the image is not a PNG")]
    NotPng,
    #[error("the image has {0} bytes; LINE takes 1 MB")]
    Heavy(usize),
}

impl RichMenu {
    /// `name` is seen by administrators only; `chat_bar_text` is what opens and closes the menu,
    /// at most 14 characters; each area's label is read aloud.
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

impl MenuImage {
    pub fn png(bytes: Vec<u8>) -> Result<Self, BadMenu> {
        if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Err(BadMenu::NotPng);
        }
        if bytes.len() > limits::RICH_MENU_IMAGE_BYTES {
            return Err(BadMenu::Heavy(bytes.len()));
        }
        Ok(Self(bytes))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
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

impl Line {
    /// Has LINE look at a menu without making one.
    pub async fn validate_rich_menu(&self, menu: &RichMenu) -> Result<(), LineError> {
        self.authorized(&Call::json("/v2/bot/richmenu/validate", menu)?).await?.good().map(drop)
    }

    pub async fn create_rich_menu(&self, menu: &RichMenu) -> Result<RichMenuId, LineError> {
        let answer = self.authorized(&Call::json("/v2/bot/richmenu", menu)?).await?;
        named(&answer.read()?)
    }

    /// Once for each menu: an image cannot be replaced.
    pub async fn upload_rich_menu_image(
        &self,
        menu: &RichMenuId,
        image: &MenuImage,
    ) -> Result<(), LineError> {
        let ids = [menu.as_str()];
        let call = Call {
            host: Host::Data,
            body: Body::Png(image.0.clone()),
            ..Call::post("/v2/bot/richmenu/{richMenuId}/content", &ids)
        };
        self.authorized(&call).await?.good().map(drop)
    }

    /// For everyone without a menu of their own; seen when the chat is next opened.
    pub async fn set_default_rich_menu(&self, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [menu.as_str()];
        let call = Call::post("/v2/bot/user/all/richmenu/{richMenuId}", &ids);
        self.authorized(&call).await?.good().map(drop)
    }

    pub async fn default_rich_menu(&self) -> Result<Option<RichMenuId>, LineError> {
        let answer = self.authorized(&Call::get("/v2/bot/user/all/richmenu", &[])).await?;
        answer.read_if_any()?.as_ref().map(named).transpose()
    }

    /// Those made through the API; LINE hides the ones made in its Official Account Manager.
    pub async fn rich_menus(&self) -> Result<Vec<KnownRichMenu>, LineError> {
        let answer = self.authorized(&Call::get("/v2/bot/richmenu/list", &[])).await?;
        let listed: Listed = answer.read()?;
        let known = |it: ListedMenu| {
            it.rich_menu_id.parse().ok().map(|id| KnownRichMenu { id, name: it.name })
        };
        Ok(listed.richmenus.into_iter().filter_map(known).collect())
    }

    /// One that is gone already is gone.
    pub async fn delete_rich_menu(&self, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [menu.as_str()];
        let answer = self.authorized(&Call::delete("/v2/bot/richmenu/{richMenuId}", &ids)).await?;
        if answer.status() == StatusCode::NOT_FOUND { Ok(()) } else { answer.good().map(drop) }
    }

    /// Shows `menu` to one person instead of the default, at once.
    pub async fn link_rich_menu(&self, user: &UserId, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [user.as_str(), menu.as_str()];
        let call = Call::post("/v2/bot/user/{userId}/richmenu/{richMenuId}", &ids);
        self.authorized(&call).await?.good().map(drop)
    }
}

/// Not the SDK's model: the names are all that is wanted, and a new kind of action should not
/// spoil them.
#[derive(Deserialize)]
struct Listed {
    richmenus: Vec<ListedMenu>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedMenu {
    rich_menu_id: String,
    name: String,
}

fn named(response: &RichMenuIdResponse) -> Result<RichMenuId, LineError> {
    response.rich_menu_id.parse().map_err(|_| LineError::Unreadable)
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

impl std::fmt::Debug for MenuImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MenuImage({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests;
