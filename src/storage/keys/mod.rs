//! The sealing keys: detecting at the start that the ring does not fit the database, and rotating
//! keys while the service runs.
//!
//! A ring of several keys opens what any of them sealed and finds what any of them hashed, so that
//! residents are found before, during and after a rotation. Hashes that live for a day at most
//! (sessions, counted failures, idempotency records, users of events) are made with the oldest key
//! and expire.

mod check;
mod instances;
mod reseal;
mod tables;
mod used;

pub use self::{
    instances::{INSTANCE_TTL, InstanceId, RingState, RunningInstance},
    reseal::Resealed,
    used::KeyUse,
};
