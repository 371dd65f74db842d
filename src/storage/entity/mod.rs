//! Rows of the tables. They do not leave the storage module, which returns facts.

#![expect(unreachable_pub, reason = "sea-orm's derives write the rest of a row in public")]

pub(super) mod account;
pub(super) mod booking;
pub(super) mod contact;
pub(super) mod coupon;
pub(super) mod coupon_batch;
pub(super) mod coupon_change;
pub(super) mod database_mode;
pub(super) mod event;
pub(super) mod failure;
pub(super) mod former_contact;
pub(super) mod history;
pub(super) mod history_head;
pub(super) mod history_seal;
pub(super) mod instance;
pub(super) mod key_check;
pub(super) mod link;
pub(super) mod menu_owed;
pub(super) mod multicast;
pub(super) mod notice;
pub(super) mod repeat;
pub(super) mod session;
pub(super) mod slot;
pub(super) mod staff;
pub(super) mod staff_act;
pub(super) mod talk;
pub(super) mod used_check;
pub(super) mod venue;
pub(super) mod waiting_call;
pub(super) mod waiting_guest;
pub(super) mod waiting_line;
