//! One request, one answer: status, headers, bytes. Logs what LINE recommends (method, endpoint,
//! status, `x-line-request-id`), never the content.

use std::time::Duration;

use reqwest::{
    Client, Method, Response, StatusCode, Url,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect::Policy,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{LineError, Unusable, error::Heard, pace::Pace};
use crate::{line::id::RetryKey, stopwatch::Stopwatch};

/// The maximum size of an answer. LINE's longest, a list of a thousand followers, has 40 kB.
const MAX_BODY: usize = 1024 * 1024;

/// The two hosts of the platform.
#[derive(Clone, Copy, Debug)]
pub(in crate::line) enum Host {
    Api,
    /// Only for images.
    Data,
}

pub(in crate::line) enum Body {
    None,
    Json(Vec<u8>),
    Form(Vec<(&'static str, String)>),
    Image { media_type: &'static str, bytes: Vec<u8> },
}

/// A request. `path` contains names in braces, `/v2/bot/profile/{userId}`, which are replaced by
/// `ids` in order.
pub(in crate::line) struct Call<'a> {
    pub(in crate::line) method: Method,
    pub(in crate::line) host: Host,
    pub(in crate::line) path: &'static str,
    pub(in crate::line) ids: &'a [&'a str],
    pub(in crate::line) query: Option<(&'static str, &'a str)>,
    pub(in crate::line) retry_key: Option<RetryKey>,
    pub(in crate::line) body: Body,
}

pub(in crate::line) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

#[derive(Debug)]
pub(in crate::line) struct Transport {
    client: Client,
    api: Url,
    data: Url,
    pace: Pace,
}

impl Transport {
    pub(super) fn new(api: Url, data: Url, timeout: Duration) -> Result<Self, Unusable> {
        if api.cannot_be_a_base() || data.cannot_be_a_base() {
            return Err(Unusable("an address has no host"));
        }
        let client = Client::builder()
            .timeout(timeout)
            // Shorter than the whole timeout, so that a failed connection is recognized as such:
            // nothing was sent.
            .connect_timeout(timeout / 2)
            .redirect(Policy::none())
            .user_agent(concat!("sesshu/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| Unusable("no TLS: are the system's certificates installed?"))?;
        Ok(Self { client, api, data, pace: Pace::new() })
    }

    /// Sends a request. Any answer is `Ok`, whatever its status; see [`Answer::good`].
    pub(in crate::line) async fn request(
        &self,
        call: &Call<'_>,
        bearer: Option<&HeaderValue>,
    ) -> Result<Answer, LineError> {
        self.pace.keep(call.path).await;
        let stopwatch = Stopwatch::start();
        let outcome = self.send(call, bearer).await;
        count(call.path, outcome.as_ref().ok(), stopwatch);
        let (method, path) = (&call.method, call.path);
        match &outcome {
            Ok(answer) => {
                let status = answer.status.as_u16();
                let request_id = answer.header("x-line-request-id");
                // The id of the earlier, accepted request that this one repeats (409).
                let accepted = answer.header("x-line-accepted-request-id");
                tracing::info!(%method, path, status, request_id, accepted, "LINE answered");
            }
            Err(error) => tracing::warn!(%method, path, %error, "LINE did not answer"),
        }
        outcome
    }

    async fn send(
        &self,
        call: &Call<'_>,
        bearer: Option<&HeaderValue>,
    ) -> Result<Answer, LineError> {
        let mut url = self.url(call.host, call.path, call.ids);
        if let Some((name, value)) = call.query {
            url.query_pairs_mut().append_pair(name, value);
        }
        let mut request = self.client.request(call.method.clone(), url);
        if let Some(bearer) = bearer {
            request = request.header(AUTHORIZATION, bearer);
        }
        if let Some(RetryKey(key)) = call.retry_key {
            request = request.header("x-line-retry-key", key.to_string());
        }
        request = match &call.body {
            Body::None if call.method == Method::GET => request,
            Body::None => request.header(CONTENT_LENGTH, 0),
            Body::Json(json) => request.header(CONTENT_TYPE, "application/json").body(json.clone()),
            Body::Form(fields) => request.form(fields),
            Body::Image { media_type, bytes } => {
                request.header(CONTENT_TYPE, *media_type).body(bytes.clone())
            }
        };
        let response = request.send().await.map_err(|error| not_answered(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Answer { status, headers, body: read(response).await? })
    }

    /// Builds the address. Each id becomes one segment of the path, whatever it contains.
    fn url(&self, host: Host, path: &str, ids: &[&str]) -> Url {
        let mut url = match host {
            Host::Api => self.api.clone(),
            Host::Data => self.data.clone(),
        };
        let mut ids = ids.iter();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty();
            for part in path.split('/').skip(1) {
                let id = part.starts_with('{').then(|| ids.next()).flatten();
                segments.push(id.copied().unwrap_or(part));
            }
        }
        url
    }
}

/// Reads a body up to [`MAX_BODY`] and ignores the rest: the status says what to do, and LINE
/// documents no longer body.
async fn read(mut response: Response) -> Result<Vec<u8>, LineError> {
    let mut body = Vec::new();
    while body.len() < MAX_BODY {
        let Some(chunk) = response.chunk().await.map_err(|_| LineError::Unreachable)? else {
            break;
        };
        let room = MAX_BODY - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(body)
}

fn not_answered(error: &reqwest::Error) -> LineError {
    if error.is_connect() { LineError::NotConnected } else { LineError::Unreachable }
}

fn count(endpoint: &'static str, answer: Option<&Answer>, stopwatch: Stopwatch) {
    let status = answer.map_or("none".to_owned(), |answer| answer.status.as_str().to_owned());
    metrics::histogram!("sesshu_line_request_duration_seconds", "endpoint" => endpoint)
        .record(stopwatch.seconds());
    metrics::counter!("sesshu_line_requests_total", "endpoint" => endpoint, "status" => status)
        .increment(1);
}

impl<'a> Call<'a> {
    pub(in crate::line) fn get(path: &'static str, ids: &'a [&'a str]) -> Self {
        Self {
            method: Method::GET,
            host: Host::Api,
            path,
            ids,
            query: None,
            retry_key: None,
            body: Body::None,
        }
    }

    pub(in crate::line) fn post(path: &'static str, ids: &'a [&'a str]) -> Self {
        Self { method: Method::POST, ..Self::get(path, ids) }
    }

    pub(in crate::line) fn delete(path: &'static str, ids: &'a [&'a str]) -> Self {
        Self { method: Method::DELETE, ..Self::get(path, ids) }
    }

    pub(in crate::line) fn json(
        path: &'static str,
        body: &impl Serialize,
    ) -> Result<Self, LineError> {
        let json = serde_json::to_vec(body).map_err(|_| LineError::Unreadable)?;
        Ok(Self { body: Body::Json(json), ..Self::post(path, &[]) })
    }
}

impl Answer {
    /// Returns the answer if LINE succeeded, otherwise the error that its refusal means.
    pub(in crate::line) fn good(self) -> Result<Self, LineError> {
        if self.status.is_success() { Ok(self) } else { Err(self.refusal()) }
    }

    pub(in crate::line) fn read<T: DeserializeOwned>(self) -> Result<T, LineError> {
        let answer = self.good()?;
        serde_json::from_slice(&answer.body).map_err(|_| LineError::Unreadable)
    }

    /// Like [`Answer::read`], but returns `None` on 404.
    pub(in crate::line) fn read_if_any<T: DeserializeOwned>(self) -> Result<Option<T>, LineError> {
        if self.status == StatusCode::NOT_FOUND { Ok(None) } else { self.read().map(Some) }
    }

    pub(in crate::line) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn refusal(&self) -> LineError {
        LineError::from_answer(self.status, &Heard::read(&self.body))
    }

    /// Returns the id of the request at LINE, for LINE's support and for querying a batch.
    pub(in crate::line) fn request_id(&self) -> &str {
        self.header("x-line-request-id").unwrap_or_default()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
