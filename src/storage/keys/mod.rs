//! The keys in use: noticing at the door that the ring is not the one this database was filled
//! with, and moving what lies in the tables from older keys to the newest one while the service
//! runs.
//!
//! A ring of several keys opens what any of them sealed and looks for what any of them hashed, so
//! that residents are found before, during and after. What lives for a day at most (sessions,
//! counted failures, answers, whose event it is) is hashed with the oldest key and lapses with it.

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
