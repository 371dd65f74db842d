//! Use cases of residents: identify, link, view availability, book, cancel.
//!
//! Each request is all or nothing. The notifications it causes (such as a confirmation) are
//! enqueued in the same transaction. The person's identity has been verified before: by a session,
//! an ID token or a signed webhook.

mod asking;
mod book;
mod cancel;
mod contact;
mod holder;
mod identify;
mod link;
mod open_sessions;
mod rules;
mod seats;
mod session;
mod sweep;
mod take;

pub use asking::{AskingHolder, HolderError};
pub use book::{BookError, Wish};
pub use cancel::CancelError;
pub use holder::{change_contact, unlink};
pub use identify::{Claim, Identified, Proved};
pub use link::{LinkError, Unlinked};
pub use open_sessions::{EndSessionError, OpenSession, OpenSessions, SessionProof};
pub use rules::IdentityRules;
pub use seats::{Calendar, Day, Edition, Look, SeatsError, Time, VenueSeats};
pub use session::{Idle, OpenSessionError, SessionToken, Visitor};
pub use take::{GiveBack, TakeError, Taking, give_back, take};

use chrono::TimeDelta;

use self::{book::Wishes, seats::Index};
use crate::{gate::Gate, storage::Store, vaccination::programme::Programme};

/// The services for residents: the store, and the rules in force.
#[derive(Debug, Clone)]
pub struct Desk {
    store: Store,
    programme: Programme,
    gate: Gate,
    identity: IdentityRules,
    idle: Idle,
    wishes: Wishes,
    index: Index,
}

impl Desk {
    pub fn new(store: Store, programme: Programme, gate: Gate) -> Self {
        let (wishes, index) = (Wishes::new(book::LIMITS), Index::new(store.clone()));
        let identity = IdentityRules::default();
        Self { store, programme, gate, identity, idle: Idle::default(), wishes, index }
    }

    /// Sets what identification by coupon requires.
    #[must_use]
    pub fn with_identity(self, identity: IdentityRules) -> Self {
        Self { identity, ..self }
    }

    /// Sets the idle timeout of sessions.
    #[must_use]
    pub fn that_forgets_after(self, idle: Idle) -> Self {
        Self { idle, ..self }
    }

    /// Refreshes the availability cache on every read, for environments whose clock stands still.
    #[must_use]
    pub fn that_looks_each_time(self) -> Self {
        let index = Index::looking_every(self.store.clone(), TimeDelta::zero());
        Self { index, ..self }
    }

    pub fn identity(&self) -> IdentityRules {
        self.identity
    }

    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    pub fn programme(&self) -> &Programme {
        &self.programme
    }
}
