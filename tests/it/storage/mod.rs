//! The guarantees of the storage layer.

mod accounts;
mod bookings;
mod coupons;
mod given;
mod history;
mod inbox;
mod ledger;
mod opening;
mod outbox;
mod sealing;
mod seats;
mod sessions;
mod talks;
mod venues;
