//! What residents ask: identify, link, see seats, book, cancel.
//!
//! Each request is all or nothing. What a change owes to a person (a confirmation, a
//! cancellation notice) is written in the same transaction as the change. Who asks has been
//! proven before: by a session, a verified ID token or a signed webhook.

mod book;
mod cancel;
mod contact;
mod identify;
mod link;
mod seats;
mod session;

pub use book::BookError;
pub use cancel::CancelError;
pub use link::LinkError;
pub use seats::{Calendar, Day, SeatsError, Time, VenueSeats};
pub use session::{SessionToken, Visitor};

use crate::{storage::Store, vaccination::programme::Programme};

/// The residents' desk: the facts, and the rules in force.
#[derive(Debug, Clone)]
pub struct Desk {
    store: Store,
    programme: Programme,
}

impl Desk {
    pub fn new(store: Store, programme: Programme) -> Self {
        Self { store, programme }
    }

    pub fn programme(&self) -> &Programme {
        &self.programme
    }
}
