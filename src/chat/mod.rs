//! The worker of the inbox: takes up what LINE told us, in the order a person said it, asks
//! reception what is asked of it, and answers.
//!
//! What is said is decided by `conversation`, how it is worded by `wording`. An answer is fixed
//! before it is sent: whoever is interrupted in between says the very same later, and once.

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

/// Everything a talk needs.
#[derive(Debug, Clone)]
pub struct Chat {
    pub store: Store,
    pub desk: Desk,
    pub line: Line,
    pub municipality: Arc<Municipality>,
    pub pages: Pages,
    /// Whether people identify themselves in the chat, or on the pages only.
    pub identity_in_chat: bool,
    /// Whether messages on LINE call people by their names.
    pub names_on_line: bool,
    /// Where people wait before the pages when too many come at once.
    pub waiting_room: Option<WaitingRoom>,
    /// Rung by the webhook when something was heard.
    pub heard: Arc<Notify>,
    /// Rung by us when something is owed.
    pub owed: Arc<Notify>,
}

/// Why an event could not be taken up this time.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("a linked coupon cannot be found")]
    CouponGone,
    /// Nothing can be pushed to this person, or not this.
    #[error("LINE refused the push: {0}")]
    PushRefused(LineError),
    #[error("the answer is not one that LINE takes")]
    Unsendable,
    #[error("taking it up ended in a panic")]
    Stumbled,
    #[error("it was taken up again and again and never finished")]
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
