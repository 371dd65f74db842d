//! Calls the webhook as LINE does, with bodies made by the test.

use serde_json::{Value, json};

use super::{
    client::client,
    town::{Resident, Town},
};

/// Returns a text message as an event of its own, half an hour old, so that LINE refuses its reply
/// token.
pub(crate) fn text(person: &Resident, id: &str, words: &str) -> Value {
    json!({
        "type": "message",
        "mode": "active",
        "timestamp": 1_795_478_400_000_i64,
        "webhookEventId": id.replace(' ', "-"),
        "deliveryContext": { "isRedelivery": false },
        "source": { "type": "user", "userId": person.user_id() },
        "replyToken": "00000000000000000000000000000000",
        "message": { "type": "text", "id": "1", "text": words, "quoteToken": "q" },
    })
}

pub(crate) fn webhook(events: &[Value]) -> Vec<u8> {
    json!({ "destination": "U8e742f61d673b39c7fff3cecb7536ef0", "events": events })
        .to_string()
        .into_bytes()
}

pub(crate) fn signature(town: &Town, body: &[u8]) -> String {
    line_simulator::signature(&town.line().simulator().config().channel.secret, body)
}

/// Posts a body with LINE's signature.
pub(crate) async fn knock(town: &Town, body: &[u8]) -> u16 {
    knock_with(town, body, Some(&signature(town, body))).await
}

pub(crate) async fn knock_with(town: &Town, body: &[u8], signature: Option<&str>) -> u16 {
    let url = format!("{}/line/webhook", town.url());
    let mut request = client().post(url).body(body.to_vec());
    if let Some(signature) = signature {
        request = request.header("x-line-signature", signature);
    }
    request.send().await.unwrap().status().as_u16()
}
