//! What happens when something is unavailable for an hour or has the wrong time: the service
//! reports it, loses nothing, and recovers by itself. Killed processes, full disks and unreachable
//! databases are in `tests/recovery`.

mod clock;
mod line_gone;
mod machine;
mod mail_gone;
mod paused;
mod process;
mod seals;
