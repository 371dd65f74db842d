//! What residents ask: identify, link, see seats, book, cancel.
//!
//! Each request is all or nothing. What a change owes to a person (a confirmation, a
//! cancellation notice) is written in the same transaction as the change. Who asks has been
//! proven before: by a session, a verified ID token or a signed webhook.

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

pub use book::{BookError, Wish};
pub use cancel::CancelError;
pub use contact::ContactChangeError;
pub use holder::{change_contact, unlink};
pub use identify::{Claim, Identified};
pub use link::LinkError;
pub use open_sessions::{AskingHolder, EndSessionError, OpenSession, OpenSessions, SessionProof};
pub use rules::IdentityRules;
pub use seats::{Calendar, Day, Edition, Look, SeatsError, Time, VenueSeats};
pub use session::{Idle, SessionToken, Visitor};
pub use take::{GiveBack, TakeError, Taking, give_back, take};

use chrono::TimeDelta;

use self::{book::Wishes, seats::Index};
use crate::{gate::Gate, storage::Store, vaccination::programme::Programme};

/// The residents' desk: the facts, and the rules in force.
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

    /// Sets what identification by coupon asks for.
    #[must_use]
    pub fn with_identity(self, identity: IdentityRules) -> Self {
        Self { identity, ..self }
    }

    /// A desk that forgets whoever asks nothing for so long.
    #[must_use]
    pub fn that_forgets_after(self, idle: Idle) -> Self {
        Self { idle, ..self }
    }

    /// A desk that looks at the database whenever somebody looks at the free seats: for those who
    /// let the clock stand still.
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
