//! Metrics of the waiting room.

use super::{
    RoomClosed, RoomLimits, Stand,
    forecast::{self, real, seconds},
};
use crate::storage::WaitingLine;

pub(super) fn count(stand: &Result<Stand, RoomClosed>) {
    let answer = match stand {
        Ok(Stand::Inside(_)) => "inside",
        Ok(Stand::Waiting(_)) => "waiting",
        Err(RoomClosed) => "closed",
    };
    metrics::counter!("sesshu_waiting_room_polls_total", "answer" => answer).increment(1);
}

/// Counts a valid pass that is not admitted because of a limit.
pub(super) fn count_held_back(limit: &'static str) {
    metrics::counter!("sesshu_waiting_room_held_back_total", "limit" => limit).increment(1);
}

pub(super) fn show(line: &WaitingLine, limits: &RoomLimits) {
    let people = (line.next - line.admitted).max(0);
    let wait = if people > 0 { forecast::wait(line, line.next, limits).as_secs_f64() } else { 0.0 };
    metrics::gauge!("sesshu_waiting_room_queued").set(real(people));
    metrics::gauge!("sesshu_waiting_room_admitted").set(real(line.next.min(line.admitted)));
    metrics::gauge!("sesshu_waiting_room_entered").set(real(line.entered));
    metrics::gauge!("sesshu_waiting_room_active").set(line.inside);
    metrics::gauge!("sesshu_waiting_room_show_up_ratio").set(f64::from(line.turnout) / 1_000.0);
    metrics::gauge!("sesshu_waiting_room_stay_seconds").set(seconds(line.stay));
    metrics::gauge!("sesshu_waiting_room_wait_seconds").set(wait);
}
