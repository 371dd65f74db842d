//! A minimal LINE for the tests of this module: gives predefined answers and records the
//! requests.

#![cfg(test)]

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{ChannelAccess, Line, LineSettings};
use crate::vaccination::time::Clock;

pub(crate) const SOMEONE: &str = "U8e742f61d673b39c7fff3cecb7536ef0";
pub(crate) const LOGIN_CHANNEL: &str = "2006000001";

/// One request as received.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) call: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The remaining answers per call; the last one is repeated for ever.
type Answers = HashMap<String, VecDeque<(u16, Value)>>;

#[derive(Clone, Default)]
pub(crate) struct FakeLine {
    answers: Arc<Mutex<Answers>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    url: String,
}

/// A clock that changes only when it is set.
#[derive(Debug)]
pub(crate) struct StoppedClock(Mutex<DateTime<Utc>>);

impl FakeLine {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { url, ..Self::default() };
        let router = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake.on("POST /oauth2/v3/token", 200, token("token-1"));
        fake
    }

    /// Adds an answer. `call` is method and path, with the query.
    pub(crate) fn on(&self, call: &str, status: u16, body: Value) {
        held(&self.answers).entry(call.to_owned()).or_default().push_back((status, body));
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        held(&self.asked).clone()
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.asked().into_iter().map(|it| it.call).collect()
    }

    /// Returns the request of `call`, which must have been made exactly once.
    pub(crate) fn once(&self, call: &str) -> Asked {
        let mut found: Vec<Asked> = self.asked();
        found.retain(|it| it.call == call);
        assert_eq!(found.len(), 1, "{call} among {:?}", self.calls());
        found.remove(0)
    }

    /// Creates a client with a channel's credentials.
    pub(crate) fn line(&self, clock: &Arc<StoppedClock>) -> Line {
        Self::line_with(self.settings(), clock)
    }

    pub(crate) fn line_with(settings: LineSettings, clock: &Arc<StoppedClock>) -> Line {
        let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
        Line::new(settings, clock).unwrap()
    }

    pub(crate) fn settings(&self) -> LineSettings {
        LineSettings {
            api: self.url.parse().unwrap(),
            data: format!("{}/data", self.url).parse().unwrap(),
            access: ChannelAccess::Credentials {
                id: "2006000000".to_owned(),
                secret: "8c570fa6dd201bb328f1c1eac23a96d8".into(),
            },
            login_channel_id: LOGIN_CHANNEL.to_owned(),
            login_channel_secret: Some("login-secret".into()),
            timeout: Duration::from_secs(20),
        }
    }
}

impl StoppedClock {
    pub(crate) fn at(moment: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(moment.parse().unwrap())))
    }

    pub(crate) fn turn(&self, by: TimeDelta) {
        *held(&self.0) += by;
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        *held(&self.0)
    }
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|it| it.to_str().ok())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub(crate) fn token(token: &str) -> Value {
    json!({"access_token": token, "expires_in": 900, "token_type": "Bearer"})
}

async fn answer(
    State(fake): State<FakeLine>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = format!("{method} {uri}");
    let told = {
        let mut answers = held(&fake.answers);
        match answers.get_mut(&call) {
            Some(queue) if queue.len() > 1 => queue.pop_front(),
            Some(queue) => queue.front().cloned(),
            None => None,
        }
    };
    held(&fake.asked).push(Asked { call, headers, body });
    let (status, body) = told.unwrap_or((404, json!({"message": "Not found"})));
    if status == 0 {
        // The request is received, but never answered.
        std::future::pending::<()>().await;
    }
    let status = StatusCode::from_u16(status).unwrap();
    (status, [("x-line-request-id", "5c6b2f1e")], body.to_string()).into_response()
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap()
}
