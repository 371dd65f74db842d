//! What becomes of the town when something is away for an hour, or tells the wrong time: it says so,
//! loses nothing, and goes on by itself. Processes that are killed, full disks and databases that are
//! away: `tests/recovery`.

mod clock;
mod line_gone;
mod machine;
mod mail_gone;
mod paused;
mod process;
