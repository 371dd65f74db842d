//! The notification worker: enqueues due reminders and delivers notifications.
//!
//! The scheduler only wakes it; every step may run at any time, in any process, even twice
//! concurrently. [`Notices::fill`] writes reminders into the outbox when they are due (unique per
//! booking and kind; [`Notices::remind`] meanwhile sends those with equal text by multicast).
//! [`Notices::deliver`] leases due notifications, sends them and records the outcome.
//! [`show_menus`] does the same for the rich menus of people who link or unlink.
//! [`Notices::run_round`] does all of it. A missed tick or a clock that is set back does no harm,
//! because the hour of reminders is a rule of the programme, not of the scheduler.

mod backoff;
mod deliver;
mod due;
mod guard;
mod menus;
mod multicast;
pub mod reasons;
mod round;
mod send;
mod together;

pub use backoff::LAST_RETRY_AFTER;
pub use menus::show_menus;
pub use round::{RoundError, RoundReport};

use crate::{
    line::Line,
    mail::Post,
    storage::Store,
    vaccination::{municipality::Municipality, notice::NoticeKind, programme::Programme},
    wording::Pages,
};

/// Everything that sending a notification needs.
#[derive(Debug, Clone)]
pub struct Notices {
    pub store: Store,
    pub line: Line,
    /// Without a mail server, people who are not linked cannot be reached.
    pub post: Option<Post>,
    pub programme: Programme,
    pub municipality: std::sync::Arc<Municipality>,
    pub pages: Pages,
    /// Whether messages on LINE address people by name; mails always do.
    pub names_on_line: bool,
    /// The kinds that are pushed on LINE, which is billed; the others go by mail only.
    pub pushed: Vec<NoticeKind>,
}
