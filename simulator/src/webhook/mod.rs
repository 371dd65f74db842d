//! Webhooks: `event` builds events, `deliver` delivers them by the current mode and records the
//! answers. This module signs and posts.

mod deliver;
mod event;
mod unknown_fields;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;

pub use deliver::Delivery;
pub(crate) use deliver::{deliver, redeliver, release, run_webhook_sender};
pub(crate) use event::{Event, image_content, sticker_content, text_content};

use crate::simulator::Simulator;

/// Computes the value of `x-line-signature`: the base64 of the HMAC-SHA256 of the raw body, keyed
/// with the channel secret (D/messaging-api/verify-webhook-signature/).
pub fn signature(channel_secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(channel_secret.as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Posts a signed body to `endpoint` and returns the status of the answer.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of D/messaging-api/verify-webhook-signature/.
    #[test]
    fn signature_matches_lines_example() {
        let body = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;
        assert_eq!(
            signature("8c570fa6dd201bb328f1c1eac23a96d8", body),
            "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
        );
    }
}
