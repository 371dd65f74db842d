//! The rich menus of people: of one person, of up to 500, and of all who have a certain menu.
//!
//! LINE accepts bulk and batch requests (202) before it has carried them out, and does not report
//! people it could not reach. The progress of a batch can be queried by the request id of the
//! answer that accepted it.

use reqwest::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::line::{
    client::{Line, LineError, transport::Call},
    id::{RichMenuId, UserId},
};

/// A change for all people to whom menu `from` is linked.
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
    /// Leaves them with the default menu.
    Unlink {
        #[serde(serialize_with = "id")]
        from: RichMenuId,
    },
}

/// A batch that LINE has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch(String);

/// The progress of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    Ongoing,
    Succeeded,
    /// It failed for at least one person; the others were moved.
    Failed,
}

impl Line {
    /// The maximum number of people in one bulk request.
    pub const BULK: usize = 500;

    /// Shows `menu` to one person instead of the default, with immediate effect.
    pub async fn link_rich_menu(&self, user: &UserId, menu: &RichMenuId) -> Result<(), LineError> {
        let ids = [user.as_str(), menu.as_str()];
        let call = Call::post("/v2/bot/user/{userId}/richmenu/{richMenuId}", &ids);
        self.authorized(&call).await?.good().map(drop)
    }

    /// Returns one person to the default menu, with immediate effect.
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

    /// Returns at most [`Self::BULK`] people to the default menu, some time later.
    pub async fn unlink_rich_menu_from(&self, users: &[UserId]) -> Result<(), LineError> {
        let body = json!({ "userIds": listed(users) });
        let call = Call::json("/v2/bot/richmenu/bulk/unlink", &body)?;
        self.authorized(&call).await?.good().map(drop)
    }

    /// Moves all people from menus to others, at most 1,000 moves per request; LINE accepts three
    /// such requests an hour. Repeating a request does no harm, since no people are left to move.
    pub async fn move_people(&self, moves: &[Move]) -> Result<Batch, LineError> {
        let body = json!({ "operations": moves });
        let answer =
            self.authorized(&Call::json("/v2/bot/richmenu/batch", &body)?).await?.good()?;
        match answer.request_id() {
            "" => Err(LineError::Unreadable),
            id => Ok(Batch(id.to_owned())),
        }
    }

    /// Lets LINE validate moves without making them. This does not count towards the three requests
    /// an hour.
    pub async fn validate_moves(&self, moves: &[Move]) -> Result<(), LineError> {
        let body = json!({ "operations": moves });
        let call = Call::json("/v2/bot/richmenu/validate/batch", &body)?;
        self.authorized(&call).await?.good().map(drop)
    }

    /// Returns the progress of a batch; at most 100 queries an hour. `None` while LINE does not
    /// know it yet.
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
