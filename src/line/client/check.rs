//! Diagnostics of our channels, for the administrator before residents come.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use super::{Line, LineError, transport::Call};

/// The address to which LINE sends events.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WebhookEndpoint {
    pub endpoint: String,
    /// Whether "Use webhook" is on.
    pub active: bool,
}

/// The answer of our webhook to LINE's test.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookTest {
    pub success: bool,
    /// When LINE tested, by its clock.
    pub timestamp: DateTime<Utc>,
    /// 0 if there was no answer.
    #[serde(default)]
    pub status_code: u16,
    /// `OK`, `COULD_NOT_CONNECT`, `REQUEST_TIMEOUT`, `ERROR_STATUS_CODE`, `UNCLASSIFIED`.
    #[serde(default)]
    pub reason: String,
}

/// A LIFF app of the LINE Login channel (LIFF server API reference, "Get all LIFF apps").
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiffApp {
    pub liff_id: String,
    pub view: LiffView,
    #[serde(default)]
    pub scope: Vec<String>,
    /// `normal`, `aggressive` or `none`: whether people are asked to add the account as a friend.
    pub bot_prompt: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LiffView {
    /// `full`, `tall` or `compact`.
    #[serde(rename = "type")]
    pub size: String,
    /// The endpoint URL.
    pub url: String,
}

#[derive(Deserialize)]
struct Apps {
    apps: Vec<LiffApp>,
}

impl Line {
    /// Returns the webhook address registered at LINE; `None` if none is set.
    pub async fn webhook_endpoint(&self) -> Result<Option<WebhookEndpoint>, LineError> {
        let call = Call::get("/v2/bot/channel/webhook/endpoint", &[]);
        self.authorized(&call).await?.read_if_any()
    }

    /// Lets LINE call the registered address with a webhook without events; at most 60 times an
    /// hour.
    pub async fn test_webhook(&self) -> Result<WebhookTest, LineError> {
        let call = Call::json("/v2/bot/channel/webhook/test", &json!({}))?;
        self.authorized(&call).await?.read()
    }

    /// Returns the LIFF apps of the LINE Login channel; `None` if no secret of that channel is
    /// configured.
    pub async fn liff_apps(&self) -> Result<Option<Vec<LiffApp>>, LineError> {
        let Some(tokens) = &self.0.login_tokens else { return Ok(None) };
        let bearer = tokens.bearer(&self.0.transport).await?;
        let call = Call::get("/liff/v1/apps", &[]);
        let answer = self.0.transport.request(&call, Some(&bearer)).await?;
        // LINE answers 404 if the channel has none.
        Ok(Some(answer.read_if_any::<Apps>()?.map(|it| it.apps).unwrap_or_default()))
    }
}
