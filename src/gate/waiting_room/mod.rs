//! When too many come at once, they wait in line and are let in strictly in order.
//!
//! Whoever arrives gets a number, given by one row in the database, so that the numbers of all
//! processes are one line. Numbers below `admitted` may come in; while few come, `admitted` is
//! ahead of the numbers given and nobody notices. A place in the line is a signed ticket
//! (`ticket`), so that nothing is kept of those who wait: to look where one stands, the number is
//! compared with what this process has last read of the line. Once a second one process moves the
//! line on (`rules`).
//!
//! What cannot be known (no database, not begun yet) lets nobody in. Why it is built so:
//! `docs/decisions`.

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

/// How many requests one pass may make at once, and again within each minute. A browser makes some
/// ten for a page, and one every ten seconds on average.
const MAX_REQUESTS_PER_PASS: u32 = 240;

/// Nobody can be given a number now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the waiting room can give no numbers now")]
pub struct RoomClosed;

/// The ticket is another person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the place in the line is another person's")]
pub struct Foreign;

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    Inside(Inside),
    Waiting(Waiting),
}

/// Somebody who may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    pub ticket: Ticket,
    /// To be kept instead of what was shown.
    pub renewed: Option<String>,
}

/// Somebody in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// To be kept instead of what was shown.
    pub renewed: Option<String>,
    /// How many numbers are before theirs; unknown while the line cannot be seen.
    pub ahead: Option<u64>,
    pub wait: Option<Duration>,
    pub ask_again: Duration,
    /// Why they stand where they stand.
    pub after: QueuedAfter,
    /// No seat is left to be booked.
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

/// What this process has last seen.
#[derive(Debug, Clone, Copy, Default)]
struct View {
    line: Option<WaitingLine>,
    seats_gone: bool,
}

impl WaitingRoom {
    /// Opens the door to the line. Lets nobody in before the first [`step`](Self::step).
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn new(store: Store, limits: RoomLimits) -> Self {
        Self(Arc::new(Room {
            limits,
            signer: Signer::new(store.waiting_room_secret()),
            numbers: Numbers::from(store.clone()),
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

    /// Whether somebody has to wait now.
    pub fn is_crowded(&self) -> bool {
        self.view().line.is_none_or(|line| line.next > line.admitted)
    }

    /// Tells those who wait whether a seat is left.
    pub fn set_seats_gone(&self, gone: bool) {
        self.0.view.write().unwrap_or_else(PoisonError::into_inner).seats_gone = gone;
    }

    fn has_lapsed(&self, place: &Ticket) -> bool {
        self.view().line.is_some_and(|line| place.number < line.lapsed)
    }

    /// Takes up a look at the line. What only grows does not shrink when looks overtake each
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
    /// Draws one from the operating system's randomness.
    ///
    /// # Panics
    /// When the operating system has none to give.
    #[expect(clippy::expect_used, reason = "without randomness nobody is told from another")]
    pub fn draw() -> Self {
        let mut bytes = [0; 16];
        OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
        Self(bytes)
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").field("limits", &self.limits).finish_non_exhaustive()
    }
}
