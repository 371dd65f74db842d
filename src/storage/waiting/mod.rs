//! The queue of the waiting room: one row by which all processes agree, samples of its past, and
//! the people who have entered. Nothing is stored about those who wait.

mod guests;
mod line;

use chrono::{DateTime, TimeDelta, Utc};

pub use guests::Left;

use super::{
    StorageError, Store,
    entity::{waiting_call, waiting_line},
    instant::moment,
    seal::Lookup,
};

/// The state of the queue. Numbers are given out in order, from zero, and never twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingLine {
    /// The number that is given out next.
    pub next: i64,
    /// Numbers below this may enter. Ahead of `next` while there is no queue.
    pub admitted: i64,
    /// Numbers below this have expired, if their people have not entered.
    pub lapsed: i64,
    /// How many people have ever entered.
    pub entered: i64,
    /// How many are inside or on their way.
    pub inside: u32,
    /// What is left of the admission rate since the last call, in thousandths of a person.
    pub credit: u32,
    /// The show-up rate: how many of a thousand called people come.
    pub turnout: u32,
    /// The mean dwell time.
    pub stay: TimeDelta,
    pub stepped_at: DateTime<Utc>,
}

/// A sample of how far numbers had been called, and how many people had entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    pub at: DateTime<Utc>,
    pub called: i64,
    pub entered: i64,
}

impl Store {
    /// Returns a secret of this key ring for signing tickets, the same in every process.
    pub fn waiting_room_secret(&self) -> Vec<u8> {
        self.sealer.hash(Lookup::WaitingRoom, b"secret of the tickets")
    }
}

impl TryFrom<waiting_line::Model> for WaitingLine {
    type Error = StorageError;

    fn try_from(row: waiting_line::Model) -> Result<Self, StorageError> {
        let count = |number: i32, column| {
            u32::try_from(number).map_err(|_| StorageError::corrupt("waiting_line", column, None))
        };
        Ok(Self {
            next: row.next,
            admitted: row.admitted,
            lapsed: row.lapsed,
            entered: row.entered,
            inside: count(row.inside, "inside")?,
            credit: count(row.credit, "credit")?,
            turnout: count(row.turnout, "turnout")?,
            stay: TimeDelta::microseconds(row.stay),
            stepped_at: moment(row.stepped_at, "waiting_line", "stepped_at", None)?,
        })
    }
}

impl TryFrom<waiting_call::Model> for Called {
    type Error = StorageError;

    fn try_from(row: waiting_call::Model) -> Result<Self, StorageError> {
        let at = moment(row.at, "waiting_call", "at", None)?;
        Ok(Self { at, called: row.called, entered: row.entered })
    }
}
