//! The cards, by topic.

mod booking;
mod cancelling;
mod linking;
mod notice;
mod welcome;

pub use self::notice::notice;
pub(super) use self::{
    booking::{bookings, items},
    cancelling::{cancel_question, cancelled, how_to_cancel, too_late},
    linking::{
        ask_birth_date, ask_check_code, ask_if_right, ask_issuer, ask_number,
        identification_closed, link_on_page, number_locked, terms, too_many_failures, unlinking,
    },
    welcome::{crowded, greeting, menu, nearest, page},
};
