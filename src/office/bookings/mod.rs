//! What the call centre does for people on the telephone, and the venue for those who come: find,
//! book, cancel, mark who came, list the day.
//!
//! The call centre may do more than residents online: past the online deadlines, and before the
//! programme opens, with a reason. It may not do what nobody may: take a seat that is not there, or
//! is kept for others, or book a coupon for more often than it is good for. Each act is in the
//! history with the name of whoever did it, and people are told of it as if they had done it
//! themselves.

mod attendance;
mod book;
mod cancel;
mod day;
mod find;
mod list;
mod venue_file;

pub use self::{
    attendance::{AttendanceError, Mark, Marked, WrongMark},
    book::{Order, PhoneBookError},
    cancel::PhoneCancelError,
    day::{DayList, Guest},
    find::{Asked, FindError, Found},
    list::{BookingPage, File, ListedBooking},
    venue_file::{ListedMark, VenueFileCheck, read_marks},
};
use crate::{
    storage::Store,
    vaccination::{history::Way, programme::Programme, share::Share},
};

/// The telephone's desk: the facts, and the rules in force.
#[derive(Debug, Clone)]
pub struct PhoneDesk {
    store: Store,
    programme: Programme,
}

impl PhoneDesk {
    pub fn new(store: Store, programme: Programme) -> Self {
        Self { store, programme }
    }

    pub fn programme(&self) -> &Programme {
        &self.programme
    }

    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// By which the call centre books and cancels.
const BY_PHONE: Way = Way::Phone;

/// Whose seats it takes.
pub const PHONE: Share = Share::Phone;
