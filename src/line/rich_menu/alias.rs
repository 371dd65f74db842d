//! Aliases: names that point to a menu (LINE API reference, "Rich menu alias"). Unlike menus, they
//! can be changed at any time, with immediate effect.

use std::{collections::BTreeMap, fmt, str::FromStr};

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::line::{
    client::{Line, LineError, transport::Call},
    id::{NotAnId, RichMenuId},
    message::limits,
};

/// An alias: 1 to 32 of `a`–`z`, `0`–`9`, `_` and `-`, unique within the channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasId(String);

impl FromStr for AliasId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        if (1..=limits::RICH_MENU_ALIAS).contains(&text.len()) && text.bytes().all(known) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId)
        }
    }
}

impl AliasId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AliasId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Deserialize)]
struct Aliases {
    aliases: Vec<Alias>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alias {
    rich_menu_alias_id: String,
    rich_menu_id: String,
}

impl Line {
    /// Returns every alias and the menu it points to, which may be gone.
    pub async fn rich_menu_aliases(&self) -> Result<BTreeMap<AliasId, RichMenuId>, LineError> {
        let answer = self.authorized(&Call::get("/v2/bot/richmenu/alias/list", &[])).await?;
        let listed: Aliases = answer.read()?;
        let read = |it: Alias| {
            let alias = it.rich_menu_alias_id.parse().ok()?;
            Some((alias, it.rich_menu_id.parse().ok()?))
        };
        Ok(listed.aliases.into_iter().filter_map(read).collect())
    }

    /// Returns the menu that an alias points to.
    pub async fn rich_menu_of_alias(
        &self,
        alias: &AliasId,
    ) -> Result<Option<RichMenuId>, LineError> {
        let ids = [alias.as_str()];
        let call = Call::get("/v2/bot/richmenu/alias/{richMenuAliasId}", &ids);
        let found = self.authorized(&call).await?.read_if_any::<Alias>()?;
        found.map(|it| it.rich_menu_id.parse().map_err(|_| LineError::Unreadable)).transpose()
    }

    /// Creates an alias for a menu that has its image.
    pub async fn create_alias(&self, alias: &AliasId, menu: &RichMenuId) -> Result<(), LineError> {
        let body = json!({ "richMenuAliasId": alias.as_str(), "richMenuId": menu.as_str() });
        self.authorized(&Call::json("/v2/bot/richmenu/alias", &body)?).await?.good().map(drop)
    }

    /// Points an existing alias to another menu. Unlike deleting and creating it again, this is not
    /// limited to 100 an hour, and the alias exists all the time.
    pub async fn point_alias(&self, alias: &AliasId, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [alias.as_str()];
        let body = json!({ "richMenuId": menu.as_str() });
        let call =
            Call { ids: &ids, ..Call::json("/v2/bot/richmenu/alias/{richMenuAliasId}", &body)? };
        self.authorized(&call).await?.good().map(drop)
    }

    /// Deletes an alias; succeeds if it is gone already.
    pub async fn delete_alias(&self, alias: &AliasId) -> Result<(), LineError> {
        let ids = [alias.as_str()];
        let call = Call::delete("/v2/bot/richmenu/alias/{richMenuAliasId}", &ids);
        let answer = self.authorized(&call).await?;
        if answer.status() == StatusCode::NOT_FOUND { Ok(()) } else { answer.good().map(drop) }
    }
}
