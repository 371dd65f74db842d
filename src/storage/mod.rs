//! Reads and writes facts, and settles races. The only module with SQL.
//!
//! [`Store`] is the open database and [`Tx`] a transaction. [`View`] is what both can read. Rows do
//! not leave this module: they become facts of [`vaccination`](crate::vaccination), or an error
//! that names the place of the corrupt value. Seats, active bookings, links, notifications and
//! events are guarded by conditional updates and unique indexes, so that the database settles
//! concurrent requests rather than what was read before. Personal data is sealed ([`Sealer`]).
//!
//! Within a transaction, read through it. With an SQLite database in memory, the store would wait
//! for the transaction, which would wait for the reader.

mod accounts;
mod attendance;
mod backlog;
mod backup;
mod batches;
mod bookable;
mod bookings;
mod cancel_in_bulk;
mod cause;
mod census;
mod connect;
mod contacts;
mod coupons;
mod entity;
mod erasure;
mod error;
mod failures;
mod figures;
mod former_contacts;
mod health;
mod history;
mod history_chain;
mod inbox;
mod instant;
mod keys;
mod links;
mod listed;
mod locks;
mod menus;
mod modes;
mod multicast;
mod names;
mod open_sessions;
mod outbox;
mod people;
mod prune;
mod repeats;
mod retry;
mod rows;
mod sample;
mod seal;
mod sealed_addressee;
mod seats;
mod sessions;
mod slot_changes;
mod slots;
mod staff;
mod staff_acts;
mod store;
mod sums;
mod talks;
mod turned_back;
mod tx;
mod venues;
mod view;
mod waiting;
mod write;

pub use accounts::Account;
pub use attendance::MarkError;
pub use backlog::{AllSeats, Connections, Heap};
pub use backup::{BackupError, Kind, Manifest, look_into, restore};
pub use batches::{BatchError, BatchId, Compared, Published};
pub use bookable::Bookable;
pub use bookings::{AddBookingError, NewBooking};
pub use cancel_in_bulk::CancelledBooking;
pub use connect::StatementLimit;
pub use coupons::{HashedCoupon, ListedCoupon, NewCoupon, ProvedCoupon};
pub use error::{Place, StorageError, if_readable};
pub use failures::{Failures, Subject};
pub use figures::{Bookers, Count, DaySeats, Outcome, Period};
pub use former_contacts::FormerContact;
pub use health::DatabaseFacts;
pub use history::{Entry, Recorded};
pub use history_chain::{Alarm, Broken, HistoryWatch, NewSeal, Sealing, Verified};
pub use inbox::{AnswerState, EventId, KeptEvent, NewEvent};
pub use keys::{INSTANCE_TTL, InstanceId, KeyUse, Resealed, RingState, RunningInstance};
pub use links::Linked;
pub use listed::{Page, Wanted};
pub use locks::HeldCoupon;
pub use menus::OwedMenu;
pub use modes::DatabaseMode;
pub use multicast::{Alike, OwedMulticast};
pub use open_sessions::{EndedSession, ListedSession, SessionId, SessionScope};
pub use outbox::{
    Addressee, Begun, DayToRemind, Ledger, LedgerLine, NewReminder, NoticeRecord, NoticeState,
    OwedNotice, Retried, ToRemind, UNREADABLE,
};
pub use people::Holder;
pub use repeats::{Answered, NewAnswer};
pub use retry::{MayBeContention, with_retries};
pub use seal::{Key, KeyError, KeyRing, Sealer};
pub use sessions::{ChangedSession, MAX_SESSION_AGE, Session};
pub use slots::{NewSlot, PutSlotError, Slots};
pub use staff::StaffMember;
pub use staff_acts::{SearchHash, SearchTerm, StaffActed};
pub use store::{Database, Store};
pub use sums::SlotSums;
pub use talks::Talk;
pub use tx::Tx;
pub use venues::{ListedVenue, NewVenue};
pub use view::View;
pub use waiting::{Called, Left, WaitingLine};
pub use write::Write;
