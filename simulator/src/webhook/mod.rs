//! What LINE sends to the account's owner: builds the body, signs it, delivers it and keeps
//! a record of the answer.

mod event;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::Sha256;

pub(crate) use event::{Event, image_content, sticker_content, text_content};

use crate::simulator::{News, Simulator};
use crate::state::WebhookRecord;

/// What became of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// `None` where the channel has no webhook, so that nothing was sent.
    pub webhook_event_id: Option<String>,
    /// The status of the answer; 0 where nobody answered within two seconds.
    pub status: Option<u16>,
}

impl Delivery {
    const NOT_SENT: Self = Self { webhook_event_id: None, status: None };
}

/// The value of `x-line-signature`: base64 of the HMAC-SHA256 of the raw body, keyed with the
/// channel secret (D/messaging-api/verify-webhook-signature/).
pub fn signature(channel_secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(channel_secret.as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Sends one event and waits for the answer.
pub(crate) async fn deliver(simulator: &Simulator, event: Event) -> Delivery {
    let body = json!({
        "destination": simulator.config().channel.bot_user_id,
        "events": [event.body],
    });
    send(simulator, event.id, event.kind.to_owned(), false, body).await
}

/// Sends a recorded webhook once more: the same body, except that it says so
/// (D/messaging-api/receiving-messages/#webhook-redelivery).
pub(crate) async fn deliver_again(simulator: &Simulator, recorded: WebhookRecord) -> Delivery {
    let mut body = recorded.body;
    body["events"][0]["deliveryContext"]["isRedelivery"] = Value::Bool(true);
    if let Some(token) = body["events"][0]["replyToken"].as_str() {
        let now = simulator.now();
        simulator.state().reply_tokens.sent_again(token, now);
    }
    send(simulator, recorded.webhook_event_id, recorded.kind, true, body).await
}

/// Posts a signed body to `endpoint`; the status of the answer, or why there is none.
pub(crate) async fn post(
    simulator: &Simulator,
    endpoint: &str,
    body: &Value,
) -> Result<u16, reqwest::Error> {
    let raw = body.to_string();
    let answer = simulator
        .webhook_client()
        .post(endpoint)
        .header("content-type", "application/json; charset=utf-8")
        .header("x-line-signature", signature(&simulator.config().channel.secret, raw.as_bytes()))
        .body(raw)
        .send()
        .await?;
    Ok(answer.status().as_u16())
}

async fn send(
    simulator: &Simulator,
    webhook_event_id: String,
    kind: String,
    is_redelivery: bool,
    body: Value,
) -> Delivery {
    let at = simulator.now();
    let Some(endpoint) = simulator.state().webhook_endpoint.clone() else {
        return Delivery::NOT_SENT;
    };
    let status = post(simulator, &endpoint, &body).await.unwrap_or_else(|error| {
        let error = error.without_url();
        tracing::warn!(%error, "A webhook was not answered");
        0
    });
    simulator.state().records.webhooks.push(WebhookRecord {
        at,
        webhook_event_id: webhook_event_id.clone(),
        kind,
        status,
        is_redelivery,
        body,
    });
    simulator.tell(News::Webhook);
    Delivery { webhook_event_id: Some(webhook_event_id), status: Some(status) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of D/messaging-api/verify-webhook-signature/.
    #[test]
    fn a_body_is_signed_as_in_lines_own_example() {
        let body = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;
        assert_eq!(
            signature("8c570fa6dd201bb328f1c1eac23a96d8", body),
            "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
        );
    }
}
