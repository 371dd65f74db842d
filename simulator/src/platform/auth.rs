//! Authentication by the token in the `Authorization` header.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};

use super::ApiError;
use crate::simulator::Simulator;
use crate::state::{ChannelKind, UserToken};

/// Extractor for calls by the Messaging API channel.
#[derive(Debug)]
pub(crate) struct Bot;

/// Extractor for calls by either of the two channels.
#[derive(Debug)]
pub(crate) struct AnyChannel(pub(crate) ChannelKind);

/// Extractor for calls with a person's LINE Login access token.
#[derive(Debug)]
pub(crate) struct LoggedInUser(pub(crate) UserToken);

impl FromRequestParts<Simulator> for AnyChannel {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        let token = bearer_token(&parts.headers).ok_or_else(ApiError::unauthorized)?;
        if token == simulator.config().channel.access_token {
            return Ok(Self(ChannelKind::Messaging));
        }
        let now = simulator.now();
        let kind = simulator.state().tokens.channel(token, now).map(|token| token.kind);
        kind.map(Self).ok_or_else(ApiError::unauthorized)
    }
}

impl FromRequestParts<Simulator> for Bot {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        match AnyChannel::from_request_parts(parts, simulator).await?.0 {
            ChannelKind::Messaging => Ok(Self),
            ChannelKind::Login => Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "Access to this API is not available for your account",
            )),
        }
    }
}

impl FromRequestParts<Simulator> for LoggedInUser {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        find_user_token(&parts.headers, simulator).map(Self).ok_or_else(ApiError::unauthorized)
    }
}

/// Returns the person's access token that the request carries, if it is valid.
pub(super) fn find_user_token(headers: &HeaderMap, simulator: &Simulator) -> Option<UserToken> {
    let token = bearer_token(headers)?;
    simulator.state().tokens.user(token, simulator.now()).cloned()
}

fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}
