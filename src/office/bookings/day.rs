//! The venue's list of the day: who comes when, with the minimum of personal data that a venue
//! needs to receive people.

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

/// The bookings of a venue on a day, by time and then by kana.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayList {
    pub venue: Venue,
    pub date: NaiveDate,
    pub guests: Vec<Guest>,
}

/// An expected person. Without telephone number and address: the venue receives people, the call
/// centre calls them.
#[derive(Clone, PartialEq, Eq)]
pub struct Guest {
    /// Identifies the row in the attendance file that the venue sends back.
    pub booking: BookingId,
    pub starts: TimeOfDay,
    pub ends: TimeOfDay,
    /// Name and last digits of the coupon number.
    pub person: Person,
    /// To be compared with the person's identity document.
    pub born: BirthDate,
    pub standing: Standing,
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guest").field(&self.booking).finish()
    }
}

impl PhoneDesk {
    /// Returns the list of a venue's day, without cancelled bookings.
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

/// Returns the kana to sort by: in Unicode, katakana are in the order of the syllables.
fn kana(guest: &Guest) -> String {
    guest.person.name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default()
}
