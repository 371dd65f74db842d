//! Menus of people's own: of one, of up to 500, and of everyone who sees a certain menu.
//!
//! LINE takes bulk and batch requests (202) before it has carried them out, and says nothing of a
//! person it could not reach; a batch can be asked about, by the request id of the answer that
//! took it.

use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::line::{
    client::{Line, LineError, transport::Call},
    id::{RichMenuId, UserId},
};

/// For everyone to whom menu `from` is linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Move {
    /// Links them to `to` instead.
    Link {
        #[serde(serialize_with = "id")]
        from: RichMenuId,
        #[serde(serialize_with = "id")]
        to: RichMenuId,
    },
    /// Leaves them with everybody's default.
    Unlink {
        #[serde(serialize_with = "id")]
        from: RichMenuId,
    },
}

/// A batch that LINE has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch(String);

/// How far LINE is with a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    Ongoing,
    Succeeded,
    /// For one person or more; the others are moved all the same.
    Failed,
}

impl Line {
    /// The most people of one bulk request.
    pub const BULK: usize = 500;

    /// Shows `menu` to one person instead of the default, at once.
    pub async fn link_rich_menu(&self, user: &UserId, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [user.as_str(), menu.as_str()];
        let call = Call::post("/v2/bot/user/{userId}/richmenu/{richMenuId}", &ids);
        self.authorized(&call).await?.good().map(drop)
    }

    /// Leaves one person with the default, at once.
    pub async fn unlink_rich_menu(&self, user: &UserId) -> Result<(), LineError> {
        let ids = [user.as_str()];
        let call = Call::delete("/v2/bot/user/{userId}/richmenu", &ids);
        self.authorized(&call).await?.good().map(drop)
    }

    /// Shows `menu` to at most [`Self::BULK`] people instead of the default, some time later.
    pub async fn link_rich_menu_to(
        &self,
        users: &[UserId],
        menu: &RichMenuId,
    ) -> Result<(), LineError> {
        let body = json!({ "richMenuId": menu.as_str(), "userIds": listed(users) });
        self.authorized(&Call::json("/v2/bot/richmenu/bulk/link", &body)?).await?.good().map(drop)
    }

    /// Leaves at most [`Self::BULK`] people with the default, some time later.
    pub async fn unlink_rich_menu_from(&self, users: &[UserId]) -> Result<(), LineError> {
        let body = json!({ "userIds": listed(users) });
        let call = Call::json("/v2/bot/richmenu/bulk/unlink", &body)?;
        self.authorized(&call).await?.good().map(drop)
    }

    /// Moves everyone from menus to others, at most 1,000 moves at once; LINE takes three such
    /// requests an hour. A second one does no harm: it finds nobody left to move.
    pub async fn move_people(&self, moves: &[Move]) -> Result<Batch, LineError> {
        let body = json!({ "operations": moves });
        let answer =
            self.authorized(&Call::json("/v2/bot/richmenu/batch", &body)?).await?.good()?;
        match answer.request_id() {
            "" => Err(LineError::Unreadable),
            id => Ok(Batch(id.to_owned())),
        }
    }

    /// Has LINE look at moves without making them. Nothing of three an hour is used up.
    pub async fn validate_moves(&self, moves: &[Move]) -> Result<(), LineError> {
        let body = json!({ "operations": moves });
        let call = Call::json("/v2/bot/richmenu/validate/batch", &body)?;
        self.authorized(&call).await?.good().map(drop)
    }

    /// How far a batch is; at most 100 questions an hour. `None` while LINE does not know it yet.
    pub async fn progress(&self, batch: &Batch) -> Result<Option<Progress>, LineError> {
        #[derive(Deserialize)]
        struct Phase {
            phase: Progress,
        }
        let call = Call {
            query: Some(("requestId", &batch.0)),
            ..Call::get("/v2/bot/richmenu/progress/batch", &[])
        };
        let answer = self.authorized(&call).await?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(answer.read::<Phase>()?.phase))
    }
}

fn listed(users: &[UserId]) -> Vec<&str> {
    users.iter().map(UserId::as_str).collect()
}

fn id<S: serde::Serializer>(id: &RichMenuId, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(id.as_str())
}
