//! Sends replies, pushes and multicasts, and shows the loading indicator.

use line_bot_sdk_rust::line_messaging_api::models::ShowLoadingAnimationRequest;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    Line, LineError,
    transport::{Answer, Call},
};
use crate::line::{
    id::{ReplyToken, RetryKey, UserId},
    message::Outgoing,
};

/// LINE has accepted the messages. It never reports more, not even that a person has blocked us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    Accepted,
    /// An earlier attempt with the same retry key had succeeded.
    AlreadyAccepted,
}

impl Line {
    /// Answers an event: free of charge, once, within about a minute. LINE refuses a retry key
    /// here. After [`LineError::Unreachable`] a second attempt either succeeds or ends in
    /// [`LineError::InvalidReplyToken`].
    pub async fn reply(&self, token: &ReplyToken, outgoing: &Outgoing) -> Result<(), LineError> {
        let body = json!({ "replyToken": token.as_str(), "messages": outgoing });
        let call = Call::json("/v2/bot/message/reply", &body)?;
        match self.authorized(&call).await?.good() {
            Err(LineError::Refused { status: 400, message }) if of_the_token(&message) => {
                Err(LineError::InvalidReplyToken)
            }
            // LINE states why it refuses; an unreadable body may mean that the token is used.
            Err(LineError::Refused { status: 400, message }) if message.is_empty() => {
                Err(LineError::Broken { status: 400 })
            }
            answer => answer.map(drop),
        }
    }

    /// Sends messages on our own account, counted and charged per message. The same `key` for the
    /// same messages to the same person makes it safe to repeat, for 24 hours. If the quota was
    /// used up a moment ago, LINE is not called again.
    pub async fn push(
        &self,
        to: &UserId,
        outgoing: &Outgoing,
        key: RetryKey,
    ) -> Result<Pushed, LineError> {
        if self.0.spent.is_believed() {
            return Err(LineError::QuotaReached);
        }
        self.push_again(to, outgoing, key).await
    }

    /// Repeats a push that LINE may have accepted before with the same `key`. LINE is called in any
    /// case: a cached exhausted quota does not prove that the earlier push was not accepted.
    pub async fn push_again(
        &self,
        to: &UserId,
        outgoing: &Outgoing,
        key: RetryKey,
    ) -> Result<Pushed, LineError> {
        let body = json!({ "to": to.as_str(), "messages": outgoing });
        let call = Call { retry_key: Some(key), ..Call::json("/v2/bot/message/push", &body)? };
        let outcome = self.sent(&call).await;
        self.0.spent.learn(&outcome);
        outcome
    }

    /// Pushes to up to 500 people at once. `messages` are those of [`Outgoing::to_json`]; the same
    /// `key` for the same messages to the same people makes it safe to repeat, for 24 hours.
    pub async fn multicast(
        &self,
        to: &[UserId],
        messages: &str,
        key: RetryKey,
    ) -> Result<Pushed, LineError> {
        if self.0.spent.is_believed() {
            return Err(LineError::QuotaReached);
        }
        self.multicast_again(to, messages, key).await
    }

    /// Repeats a multicast that LINE may have accepted before with the same `key`; see
    /// [`push_again`](Self::push_again).
    pub async fn multicast_again(
        &self,
        to: &[UserId],
        messages: &str,
        key: RetryKey,
    ) -> Result<Pushed, LineError> {
        let messages: Value = serde_json::from_str(messages).map_err(|_| LineError::Unreadable)?;
        let to: Vec<&str> = to.iter().map(UserId::as_str).collect();
        let body = json!({ "to": to, "messages": messages });
        let call = Call { retry_key: Some(key), ..Call::json("/v2/bot/message/multicast", &body)? };
        self.sent(&call).await
    }

    async fn sent(&self, call: &Call<'_>) -> Result<Pushed, LineError> {
        let answer = self.authorized(call).await?;
        if answer.status() == StatusCode::CONFLICT {
            return Ok(Pushed::AlreadyAccepted);
        }
        answer.good().map(|_| Pushed::Accepted)
    }

    /// Shows the loading indicator until a message arrives or `seconds` are over: 5 to 60, rounded
    /// up to a multiple of 5. It is visible only while the person is looking at the chat.
    pub async fn loading(&self, user: &UserId, seconds: u8) -> Result<(), LineError> {
        let seconds = seconds.clamp(5, 60).next_multiple_of(5);
        let body = ShowLoadingAnimationRequest {
            loading_seconds: Some(seconds.into()),
            ..ShowLoadingAnimationRequest::new(user.as_str().to_owned())
        };
        self.authorized(&Call::json("/v2/bot/chat/loading/start", &body)?).await?.good().map(drop)
    }

    /// Sends a request with the channel's token, and once more with a fresh one if LINE does not
    /// accept it. A 401 means that nothing was done, so this is safe for a reply, too.
    pub(in crate::line) async fn authorized(&self, call: &Call<'_>) -> Result<Answer, LineError> {
        let outcome = self.call_with_token(call).await;
        let refusal = match &outcome {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(answer.refusal()),
            Err(error) => Some(error.clone()),
        };
        self.0.standing.note(call.path, refusal.as_ref());
        outcome
    }

    async fn call_with_token(&self, call: &Call<'_>) -> Result<Answer, LineError> {
        let (transport, tokens) = (&self.0.transport, &self.0.tokens);
        let bearer = tokens.bearer(transport).await.map_err(LineError::before_sending)?;
        let answer = transport.request(call, Some(&bearer)).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let renewed = tokens.renewed(&bearer, transport).await;
        match renewed.map_err(LineError::before_sending)? {
            Some(fresh) => transport.request(call, Some(&fresh)).await,
            None => Ok(answer),
        }
    }
}

/// Matches `{"message":"Invalid reply token"}`; other 400s name a property of the messages.
fn of_the_token(message: &str) -> bool {
    message.to_ascii_lowercase().contains("reply token")
}
