//! The line before the waiting room: one row that all processes agree through, how it came there,
//! and who is inside. Of those who wait nothing is kept.

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

/// Where the line stands. Numbers are given in order, from zero, and never twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingLine {
    /// The number that the next one is given.
    pub next: i64,
    /// Whoever has a number below may come in. Ahead of `next` while nobody has to wait.
    pub admitted: i64,
    /// Whoever has a number below and has not come has lost their place.
    pub lapsed: i64,
    /// How many have come in, ever.
    pub entered: i64,
    /// How many are inside or on their way.
    pub inside: u32,
    /// What is left of the rate since numbers were last called, in thousandths of a person.
    pub credit: u32,
    /// Of a thousand who are called, so many come.
    pub turnout: u32,
    /// How long people stay inside, on average.
    pub stay: TimeDelta,
    pub stepped_at: DateTime<Utc>,
}

/// How far numbers had been called at a moment, and how many people had come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    pub at: DateTime<Utc>,
    pub called: i64,
    pub entered: i64,
}

impl Store {
    /// A secret of this key ring for signing places in the line, the same in every process.
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
