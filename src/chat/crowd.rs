//! While the waiting room is crowded, people who want to book get a ticket in the chat.

use chrono::{DateTime, Utc};

use super::Chat;
use crate::{
    line::UserId,
    wording::{Say, Seat},
};

/// LINE's maximum number of messages in one reply.
const MOST: usize = 5;

impl Chat {
    /// Adds a ticket to an answer that leads to the pages for booking.
    pub(super) async fn with_place_in_line(
        &self,
        user: &UserId,
        mut say: Vec<Say>,
        now: DateTime<Utc>,
    ) -> Vec<Say> {
        let Some(room) = self.waiting_room.as_ref().filter(|room| room.is_crowded()) else {
            return say;
        };
        if say.len() >= MOST || !say.iter().any(leads_to_booking) {
            return say;
        }
        match room.place_in_chat(room.account(user.as_str()), now).await {
            Ok(Some(place)) => say.push(Say::Crowded { place }),
            Ok(None) => {}
            // The pages will issue a ticket as soon as that is possible again.
            Err(closed) => tracing::warn!(%closed, "could not issue a waiting-room ticket"),
        }
        say
    }
}

fn leads_to_booking(say: &Say) -> bool {
    match say {
        Say::Bookings(standings) => standings.iter().any(|it| matches!(it.seat, Seat::Free)),
        _ => false,
    }
}
