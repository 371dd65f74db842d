//! The domain model: what a coupon, a birth date, a venue, a slot, a booking, a deadline and an
//! availability level ○△× are, and which changes are allowed.
//!
//! No I/O and no clock: the time is an argument. Input is parsed into types that can only hold
//! valid values, and a refusal is a value.

pub mod birth_date;
pub mod booking;
mod cancellation;
pub mod check_code;
pub mod contact;
pub mod coupon;
pub mod day;
pub mod email;
pub mod era;
pub mod faq;
pub mod history;
pub mod holidays;
pub mod ids;
pub mod kana;
pub mod language;
pub mod mark;
pub mod municipality;
pub mod notice;
pub mod person;
pub mod phone;
pub mod programme;
pub mod public_holiday;
pub mod public_message;
pub mod redaction;
pub mod request_key;
pub mod share;
pub mod slot;
pub mod staff;
pub mod staff_act;
pub mod text;
pub mod time;
pub mod venue;
