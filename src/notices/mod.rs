//! The clock knocks: what falls due now, and delivering what is owed.
//!
//! The scheduler only wakes; every step may run at any moment, in any process, twice at once.
//! [`Notices::fill`] writes reminders into the outbox as they fall due (unique per booking and
//! kind; [`Notices::remind`] sends those that say the same meanwhile), [`Notices::deliver`] leases
//! what is owed, sends it, and marks it; [`show_menus`] does the same for the rich menus of people
//! who link or unlink; [`Notices::run_round`] does all of it. A missed tick or a turned clock does no
//! harm: the hour is a rule of the programme, not of the scheduler.

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

/// Everything a notice needs on its way.
#[derive(Debug, Clone)]
pub struct Notices {
    pub store: Store,
    pub line: Line,
    /// Where no mail server is set up, people who are not linked cannot be reached.
    pub post: Option<Post>,
    pub programme: Programme,
    pub municipality: std::sync::Arc<Municipality>,
    pub pages: Pages,
    /// Whether messages on LINE call people by their names; mails do so always.
    pub names_on_line: bool,
    /// The kinds that are pushed on LINE, which is billed; the others go by mail alone.
    pub pushed: Vec<NoticeKind>,
}
