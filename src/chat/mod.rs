//! The worker of the inbox: processes LINE's events in order per person, executes the effects of
//! the conversation in `reception`, and answers.
//!
//! `conversation` decides what is said, `wording` renders it. An answer is stored before it is
//! sent, so that after an interruption the same answer is sent, and only once.

mod answer;
mod ask;
mod crowd;
mod listen;
mod moment;
mod patience;
mod reply;
mod work;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::{
    gate::waiting_room::WaitingRoom,
    line::{Line, LineError},
    reception::Desk,
    storage::{StorageError, Store},
    vaccination::municipality::Municipality,
    wording::{Language, Pages, Voice},
};

/// Everything that a conversation needs.
#[derive(Debug, Clone)]
pub struct Chat {
    pub store: Store,
    pub desk: Desk,
    pub line: Line,
    pub municipality: Arc<Municipality>,
    pub pages: Pages,
    /// Whether people may identify themselves in the chat; otherwise only on the pages.
    pub identity_in_chat: bool,
    /// Whether messages on LINE address people by name.
    pub names_on_line: bool,
    /// The waiting room in front of the pages, if there is one.
    pub waiting_room: Option<WaitingRoom>,
    /// Notified by the webhook when an event was stored.
    pub heard: Arc<Notify>,
    /// Notified by this worker when a notification was enqueued.
    pub owed: Arc<Notify>,
}

/// Why an attempt to process an event failed.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("a linked coupon cannot be found")]
    CouponGone,
    /// Nothing can be pushed to this person, or not this message.
    #[error("LINE refused the push: {0}")]
    PushRefused(LineError),
    #[error("the answer does not meet LINE's requirements")]
    Unsendable,
    #[error("processing the event panicked")]
    Stumbled,
    #[error("the event was leased too often without being completed")]
    NeverFinished,
}

impl Chat {
    fn voice(&self, language: Language) -> Voice<'_> {
        Voice {
            language,
            municipality: &self.municipality,
            programme: self.desk.programme(),
            pages: &self.pages,
            names: self.names_on_line,
        }
    }
}
