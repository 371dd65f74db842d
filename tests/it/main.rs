//! What people and programs do with Sesshu and what they get back, on SQLite and on PostgreSQL.
//!
//! `make test` starts the PostgreSQL. A test is an async function that takes a database; the macro
//! `both!` at the end of its file runs it on each, as `sqlite::…` and `postgres::…`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[macro_use]
mod harness;

mod answer_states;
mod answers;
mod backup;
mod chat_moments;
mod check_codes;
mod closing;
mod commands;
mod contact_notices;
mod corrections;
mod database_errors;
mod delivery;
mod desk;
mod doctor;
mod doors;
mod double_tap;
mod ended_sessions;
mod erasure;
mod forged_notices;
mod forged_rows;
mod forged_staff;
mod free_seats;
mod fuzzed;
mod gate;
mod guessing;
mod history_chain;
mod imports;
mod inputs;
mod journey;
mod key_rollout;
mod language;
mod leaks;
mod line_events;
mod linked_sessions;
mod linking;
mod mail_server;
mod modes;
mod mutations;
mod notices;
mod observed;
mod open_sessions;
mod opening_day;
mod person_links;
mod pgbouncer;
mod race;
mod recovery;
mod replaced;
mod revoked;
mod rich_menu;
mod rotation;
mod session;
mod staff;
mod static_files;
mod stopped;
mod storage;
mod takeover;
mod together;
mod unreadable;
mod waiting_room;
mod webhook;
