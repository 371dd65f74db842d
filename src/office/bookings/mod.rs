//! What the call centre does for people on the telephone, and the venue for people who come: find,
//! book, cancel, record attendance, list the day.
//!
//! The call centre may do more than residents can online: act after the online deadlines and before
//! the programme opens, if it gives a reason. It cannot book a seat that does not exist or is
//! reserved for other channels, nor book a coupon more often than the programme allows. Each action
//! is in the history with the name of the member of staff, and people are notified of it as if they
//! had acted themselves.

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

/// The services of the call centre: the store, and the rules in force.
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

/// The channel of bookings and cancellations by the call centre.
const BY_PHONE: Way = Way::Phone;

/// The quota channel whose seats the call centre books.
pub const PHONE: Share = Share::Phone;
