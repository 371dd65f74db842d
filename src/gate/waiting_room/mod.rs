//! The waiting room: when too many people come at the same time, they are queued and admitted
//! strictly in order.
//!
//! Each arrival gets a number from one row of the database, so that all processes share one queue.
//! Numbers below `admitted` may enter. While few people come, `admitted` is ahead of the issued
//! numbers and there is no queue. A place in the queue is a signed ticket (`ticket`), so that no
//! state is kept for people who wait: their position follows from comparing the number with the
//! queue that this process read last. Once a second one process advances the queue (`rules`).
//!
//! It fails closed: without a database, or before the first tick, no one is admitted. For the
//! reasons see `docs/decisions`.

mod accounts;
mod admission;
mod forecast;
mod numbers;
mod occupancy;
mod presence;
mod rules;
mod step;
#[cfg(test)]
mod tests;
mod ticket;
mod watch;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use rand::{TryRngCore, rngs::OsRng};

use self::{
    accounts::Accounts, numbers::Numbers, occupancy::Occupancy, presence::Presence, ticket::Signer,
};
pub use self::{
    rules::{KEPT, RoomLimits},
    ticket::{AccountMark, MAX_STAY, QueuedAfter, Ticket, VisitorId},
};
use super::rate_limit::{AddressRateLimit, RateLimit};
use crate::storage::{Store, WaitingLine};

/// The rate limit per pass: this many requests in a burst, and again within each minute. A browser
/// makes some ten for a page, and one every ten seconds on average.
const MAX_REQUESTS_PER_PASS: u32 = 240;

/// No number can be issued now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the waiting room cannot assign numbers at present")]
pub struct RoomClosed;

/// The ticket belongs to another person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the waiting-room ticket belongs to another person")]
pub struct Foreign;

/// The status of a browser in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    Inside(Inside),
    Waiting(Waiting),
}

/// An admitted browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    pub ticket: Ticket,
    /// The ticket that replaces the one sent.
    pub renewed: Option<String>,
}

/// A queued browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The ticket that replaces the one sent.
    pub renewed: Option<String>,
    /// How many numbers are ahead; unknown while the queue cannot be read.
    pub ahead: Option<u64>,
    pub wait: Option<Duration>,
    pub ask_again: Duration,
    /// Why the browser was queued where it is.
    pub after: QueuedAfter,
    /// Whether no seat is left to book.
    pub seats_gone: bool,
}

/// The waiting room. Cheap to clone.
#[derive(Debug, Clone)]
pub struct WaitingRoom(Arc<Room>);

struct Room {
    store: Store,
    limits: RoomLimits,
    signer: Signer,
    numbers: Numbers,
    presence: Presence,
    occupancy: Occupancy,
    number_limit: AddressRateLimit,
    request_limit: RateLimit<i64>,
    accounts: Accounts,
    view: RwLock<View>,
}

/// The state that this process read last.
#[derive(Debug, Clone, Copy, Default)]
struct View {
    line: Option<WaitingLine>,
    seats_gone: bool,
}

impl WaitingRoom {
    /// Creates the waiting room. It admits no one before the first [`step`](Self::step).
    pub fn new(store: Store, limits: RoomLimits) -> Self {
        Self(Arc::new(Room {
            limits,
            signer: Signer::new(store.waiting_room_secret()),
            numbers: Numbers::new(store.clone()),
            presence: Presence::default(),
            occupancy: Occupancy::new(&limits),
            number_limit: AddressRateLimit::per_minute(
                limits.numbers_per_address(),
                limits.numbers_per_network(),
            ),
            request_limit: RateLimit::per_minute(MAX_REQUESTS_PER_PASS),
            accounts: Accounts::default(),
            view: RwLock::default(),
            store,
        }))
    }

    /// Returns whether new arrivals have to wait.
    pub fn is_crowded(&self) -> bool {
        self.view().line.is_none_or(|line| line.next > line.admitted)
    }

    /// Sets whether queued people are told that no seat is left.
    pub fn set_seats_gone(&self, gone: bool) {
        self.0.view.write().unwrap_or_else(PoisonError::into_inner).seats_gone = gone;
    }

    fn has_lapsed(&self, place: &Ticket) -> bool {
        self.view().line.is_some_and(|line| place.number < line.lapsed)
    }

    /// Stores a newly read queue. Counters that only grow do not shrink when reads overtake each
    /// other.
    fn see(&self, line: WaitingLine) {
        let mut view = self.0.view.write().unwrap_or_else(PoisonError::into_inner);
        let known = view.line.unwrap_or(line);
        view.line = Some(WaitingLine {
            next: line.next.max(known.next),
            admitted: line.admitted.max(known.admitted),
            lapsed: line.lapsed.max(known.lapsed),
            ..line
        });
    }

    fn view(&self) -> View {
        *self.0.view.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl VisitorId {
    /// Draws an id from the operating system's randomness.
    ///
    /// # Panics
    /// If the operating system provides none.
    #[expect(
        clippy::expect_used,
        reason = "without randomness browsers could not be distinguished"
    )]
    pub fn draw() -> Self {
        let mut bytes = [0; 16];
        OsRng.try_fill_bytes(&mut bytes).expect("the operating system provides randomness");
        Self(bytes)
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").field("limits", &self.limits).finish_non_exhaustive()
    }
}
