//! The handle that all modules share: settings, clock, state behind a lock, and change
//! notifications for open pages.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::sync::{Notify, broadcast};

use crate::clock::Clock;
use crate::config::Config;
use crate::liff::SigningKey;
use crate::mailbox::Mail;
use crate::server::StartError;
use crate::state::{ChannelKind, KeyError, Received, State};

/// LINE's timeout for webhooks: two seconds (D/messaging-api/check-webhook-error-statistics/).
const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(2);
/// How many notifications a slow page may lag behind before it misses some.
const MAX_PENDING_CHANGES: usize = 1024;

/// A handle to a simulator for code in the same process. Cheap to clone.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    config: Config,
    url: String,
    clock: Clock,
    key: SigningKey,
    state: Mutex<State>,
    changes: broadcast::Sender<Change>,
    webhook_client: reqwest::Client,
    webhook_wakeup: Notify,
}

/// A change that an open page of the simulator should show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Chat { user_id: String },
    Clock,
    Call,
    Webhook,
    Mail,
    User,
}

impl Simulator {
    /// Creates a simulator. `url` is the address browsers use, without a trailing slash.
    pub(crate) fn new(config: Config, url: String, clock: Clock) -> Result<Self, StartError> {
        let webhook_client = reqwest::Client::builder()
            .timeout(WEBHOOK_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .user_agent("LineBotWebhook/2.0")
            .build()?;
        let state = State { webhook_endpoint: config.webhook_url.clone(), ..State::default() };
        Ok(Self(Arc::new(Inner {
            config,
            url,
            clock,
            key: SigningKey::generate()?,
            state: Mutex::new(state),
            changes: broadcast::Sender::new(MAX_PENDING_CHANGES),
            webhook_client,
            webhook_wakeup: Notify::new(),
        })))
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Returns the address browsers use, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Returns the received mails, newest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.state().mails.newest_first().cloned().collect()
    }

    /// Returns the messages that were sent to people, oldest first, whether they arrived or not:
    /// the newest 500, or all of them since [`Simulator::keep_all_records`].
    pub fn received(&self) -> Vec<Received> {
        self.state().records.received.oldest_first().cloned().collect()
    }

    /// Sets whether every call, webhook, message and mail is kept from now on, or only the newest
    /// 500 of each.
    pub fn keep_all_records(&self, all: bool) {
        let mut state = self.state();
        state.records.keep_all(all);
        state.mails.keep_all(all);
    }

    /// Registers a public key of the Messaging API channel, as LINE's console does: an RSA key as
    /// JSON Web Key with `alg` RS256, `use` sig and no `kid`. Returns the key ID for the header of
    /// assertions.
    ///
    /// # Errors
    /// If it is another kind of key.
    pub fn register_assertion_key(&self, jwk: &Value) -> Result<String, KeyError> {
        self.state().assertion_keys.register(ChannelKind::Messaging, jwk)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.0.key
    }

    pub(crate) fn webhook_client(&self) -> &reqwest::Client {
        &self.0.webhook_client
    }

    /// Wakes the webhook sender.
    pub(crate) fn wake_webhook_sender(&self) {
        self.0.webhook_wakeup.notify_one();
    }

    pub(crate) async fn webhook_sender_woken(&self) {
        self.0.webhook_wakeup.notified().await;
    }

    /// Locks the state. Never hold the guard across an `await`.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn notify(&self, change: Change) {
        // An error only means that no page is open.
        drop(self.0.changes.send(change));
    }

    pub(crate) fn notify_chat(&self, user_id: &str) {
        self.notify(Change::Chat { user_id: user_id.to_owned() });
    }

    /// Reports a change that every chat shows, for example of the default rich menu.
    pub(crate) fn notify_all_chats(&self) {
        let user_ids: Vec<_> =
            self.state().people.iter().map(|person| person.user_id.clone()).collect();
        for user_id in user_ids {
            self.notify(Change::Chat { user_id });
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("url", &self.0.url).finish_non_exhaustive()
    }
}
