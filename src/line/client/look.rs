//! Queries to LINE: profiles, our account, the message quota.

use line_bot_sdk_rust::line_messaging_api::models::{
    MessageQuotaResponse, QuotaConsumptionResponse, UserProfileResponse,
};
use serde::Deserialize;

use super::{Line, LineError, transport::Call};
use crate::line::id::UserId;

/// A person's profile, as far as LINE discloses it.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    pub display_name: String,
    /// A BCP 47 tag, such as `ja`; absent until the person has agreed to LINE's privacy policy.
    pub language: Option<String>,
}

/// Our channel's account, instead of the SDK's model, which fails on an unknown chat mode.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BotInfo {
    /// The `destination` of our webhooks.
    pub user_id: String,
    /// `@…`, as people search for it.
    pub basic_id: String,
    pub display_name: String,
}

/// The messages of this month, without replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// `None` if the plan has no limit and each message is paid for.
    pub limit: Option<u64>,
    /// An approximation, as LINE says.
    pub used: u64,
}

impl Line {
    /// Returns a profile; `None` for a person who has blocked us or never was in contact.
    pub async fn profile(&self, user: &UserId) -> Result<Option<Profile>, LineError> {
        let ids = [user.as_str()];
        let answer = self.authorized(&Call::get("/v2/bot/profile/{userId}", &ids)).await?;
        let profile = answer.read_if_any::<UserProfileResponse>()?;
        Ok(profile.map(|it| Profile { display_name: it.display_name, language: it.language }))
    }

    pub async fn bot_info(&self) -> Result<BotInfo, LineError> {
        self.authorized(&Call::get("/v2/bot/info", &[])).await?.read()
    }

    pub async fn quota(&self) -> Result<Quota, LineError> {
        let quota = self.authorized(&Call::get("/v2/bot/message/quota", &[])).await?;
        let quota: MessageQuotaResponse = quota.read()?;
        let used = self.authorized(&Call::get("/v2/bot/message/quota/consumption", &[])).await?;
        let used: QuotaConsumptionResponse = used.read()?;
        Ok(Quota {
            limit: quota.value.and_then(|it| it.try_into().ok()),
            used: used.total_usage.try_into().unwrap_or_default(),
        })
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile(…)")
    }
}
