//! API calls that create, list and delete rich menus and set the default.

use line_bot_sdk_rust::line_messaging_api::models::RichMenuIdResponse;
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::{MenuImage, RichMenu};
use crate::line::{
    client::{
        Line, LineError,
        transport::{Body, Call, Host},
    },
    id::RichMenuId,
};

/// A rich menu of the channel.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownRichMenu {
    pub id: RichMenuId,
    pub name: String,
    /// The whole menu as LINE returns it, instead of the SDK's model, so that an unknown kind of
    /// action does not make the list unreadable.
    pub object: Value,
}

impl Line {
    /// Lets LINE validate a menu without creating it.
    pub async fn validate_rich_menu(&self, menu: &RichMenu) -> Result<(), LineError> {
        self.authorized(&Call::json("/v2/bot/richmenu/validate", menu)?).await?.good().map(drop)
    }

    pub async fn create_rich_menu(&self, menu: &RichMenu) -> Result<RichMenuId, LineError> {
        let answer = self.authorized(&Call::json("/v2/bot/richmenu", menu)?).await?;
        named(&answer.read()?)
    }

    /// Uploads the image of a menu. This works once for each menu: an image cannot be replaced.
    pub async fn upload_rich_menu_image(
        &self,
        menu: &RichMenuId,
        image: &MenuImage,
    ) -> Result<(), LineError> {
        let ids = [menu.as_str()];
        let bytes = image.bytes().to_vec();
        let call = Call {
            host: Host::Data,
            body: Body::Image { media_type: image.media_type(), bytes },
            ..Call::post("/v2/bot/richmenu/{richMenuId}/content", &ids)
        };
        self.authorized(&call).await?.good().map(drop)
    }

    /// Sets the menu of all people who have no menu of their own; they see it when they next open
    /// the chat.
    pub async fn set_default_rich_menu(&self, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [menu.as_str()];
        let call = Call::post("/v2/bot/user/all/richmenu/{richMenuId}", &ids);
        self.authorized(&call).await?.good().map(drop)
    }

    pub async fn default_rich_menu(&self) -> Result<Option<RichMenuId>, LineError> {
        let answer = self.authorized(&Call::get("/v2/bot/user/all/richmenu", &[])).await?;
        answer.read_if_any()?.as_ref().map(named).transpose()
    }

    /// Returns the menus that were created through the API. LINE does not list those made in its
    /// Official Account Manager.
    pub async fn rich_menus(&self) -> Result<Vec<KnownRichMenu>, LineError> {
        let answer = self.authorized(&Call::get("/v2/bot/richmenu/list", &[])).await?;
        let listed: Listed = answer.read()?;
        let known = |object: Value| {
            let text = |key: &str| object.get(key).and_then(Value::as_str);
            let (id, name) = (text("richMenuId")?.parse().ok()?, text("name")?.to_owned());
            Some(KnownRichMenu { id, name, object })
        };
        Ok(listed.richmenus.into_iter().filter_map(known).collect())
    }

    /// Deletes a menu; succeeds if it is gone already.
    pub async fn delete_rich_menu(&self, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [menu.as_str()];
        let answer = self.authorized(&Call::delete("/v2/bot/richmenu/{richMenuId}", &ids)).await?;
        if answer.status() == StatusCode::NOT_FOUND { Ok(()) } else { answer.good().map(drop) }
    }
}

#[derive(Deserialize)]
struct Listed {
    richmenus: Vec<Value>,
}

fn named(response: &RichMenuIdResponse) -> Result<RichMenuId, LineError> {
    response.rich_menu_id.parse().map_err(|_| LineError::Unreadable)
}
