//! The venue's list of the day: who comes when, with the least of what is known of them that a
//! venue needs to receive them.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use super::{ListedBooking, PhoneDesk};
use crate::{
    storage::StorageError,
    vaccination::{
        birth_date::BirthDate, booking::Standing, ids::BookingId, person::Person, time::TimeOfDay,
        venue::Venue,
    },
};

/// Everybody who has a booking at a venue on a day, by time and then by kana.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayList {
    pub venue: Venue,
    pub date: NaiveDate,
    pub guests: Vec<Guest>,
}

/// Somebody who is expected. No telephone number, no address: the venue receives people, the call
/// centre calls them.
#[derive(Clone, PartialEq, Eq)]
pub struct Guest {
    /// What the venue sends back who came and who did not by.
    pub booking: BookingId,
    pub starts: TimeOfDay,
    pub ends: TimeOfDay,
    /// Name, and the end of the coupon's number.
    pub person: Person,
    /// To be compared with the identity card.
    pub born: BirthDate,
    pub standing: Standing,
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guest").field(&self.booking).finish()
    }
}

impl PhoneDesk {
    /// The list of a venue's day. Those who cancelled are not on it.
    pub async fn day(
        &self,
        venue: Venue,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<DayList, StorageError> {
        let bookings = self.store.bookings_on(venue.id, date).await?;
        let listed = self.with_holders(bookings).await?;
        let mut guests: Vec<Guest> = listed.into_iter().map(|it| Guest::new(it, now)).collect();
        guests.sort_by_cached_key(|guest| (guest.starts, kana(guest), guest.booking));
        Ok(DayList { venue, date, guests })
    }
}

impl Guest {
    fn new(ListedBooking { booking, holder }: ListedBooking, now: DateTime<Utc>) -> Self {
        Self {
            booking: booking.id,
            starts: booking.slot.starts,
            ends: booking.slot.ends,
            person: Person::new(&holder.coupon.proof.number, holder.name),
            born: holder.coupon.proof.birth_date,
            standing: booking.standing(now),
        }
    }
}

/// Katakana stands in the order of its syllables in Unicode.
fn kana(guest: &Guest) -> String {
    guest.person.name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default()
}
