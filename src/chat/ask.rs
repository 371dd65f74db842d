//! Executes the effects of a conversation in `reception`.

use chrono::{DateTime, Utc};

use super::{Chat, ChatError, moment::Moment};
use crate::{
    conversation::{Answer, Ask, PersonBooking, Why},
    gate::Caller,
    reception::{CancelError, Claim, Identified},
    vaccination::{
        booking::{Booking, Standing},
        history::Way,
        ids::{AccountId, BookingId, CouponId},
        person::Person,
    },
};

impl Chat {
    pub(super) async fn ask(
        &self,
        account: AccountId,
        ask: Ask,
        moment: Moment,
    ) -> Result<Answer, ChatError> {
        let Moment { said_at, now, .. } = moment;
        match ask {
            Ask::Bookings(why) => self.bookings(account, why, said_at).await,
            Ask::Link { proof, check_code, terms_version, issuer } => {
                self.link(account, &Claim { proof, check_code, issuer, terms_version }, now).await
            }
            Ask::Cancel(booking) => self.cancel(account, booking, moment).await,
        }
    }

    async fn bookings(
        &self,
        account: AccountId,
        why: Why,
        now: DateTime<Utc>,
    ) -> Result<Answer, ChatError> {
        let mut people = Vec::new();
        for coupon in self.desk.linked_coupons(account).await? {
            people.push(self.person_booking(coupon, now).await?);
        }
        Ok(Answer::Bookings(why, people))
    }

    async fn link(
        &self,
        account: AccountId,
        claim: &Claim,
        now: DateTime<Utc>,
    ) -> Result<Answer, ChatError> {
        let caller = Caller { account: Some(account), ..Caller::default() };
        let coupon = match self.desk.link_by(&caller, claim, account, now).await? {
            Identified::As(proved) => proved.coupon,
            Identified::NotFound => return Ok(Answer::NotFound),
            Identified::Ambiguous(issuers) => return Ok(Answer::IssuerNeeded(issuers)),
            Identified::RobotCheck => return Ok(Answer::TooManyFailures),
            Identified::Locked { .. } => return Ok(Answer::NumberLocked),
            Identified::Closed => return Ok(Answer::IdentificationClosed),
        };
        Ok(Answer::Linked(self.person_booking(coupon, now).await?))
    }

    async fn cancel(
        &self,
        account: AccountId,
        id: BookingId,
        moment: Moment,
    ) -> Result<Answer, ChatError> {
        for coupon in self.desk.linked_coupons(account).await? {
            let bookings = self.desk.bookings(coupon).await?;
            if let Some(booking) = bookings.into_iter().find(|booking| booking.id == id) {
                return self.cancel_of(coupon, booking, moment).await;
            }
        }
        Ok(Answer::BookingUnknown)
    }

    async fn cancel_of(
        &self,
        coupon: CouponId,
        booking: Booking,
        moment: Moment,
    ) -> Result<Answer, ChatError> {
        let Moment { said_at, now, .. } = moment;
        let person = self.person(coupon).await?;
        match self.desk.cancel_as_asked(coupon, booking.id, Way::Chat, said_at, now).await {
            Ok(booking) => {
                self.owed.notify_one();
                Ok(Answer::Cancelled { person, booking })
            }
            Err(CancelError::TooLate) => Ok(Answer::CancelTooLate { person, booking }),
            Err(CancelError::UnknownBooking | CancelError::NotIdentified) => {
                Ok(Answer::BookingUnknown)
            }
            Err(CancelError::Storage(error)) => Err(error.into()),
        }
    }

    async fn person_booking(
        &self,
        coupon: CouponId,
        now: DateTime<Utc>,
    ) -> Result<PersonBooking, ChatError> {
        let bookings = self.desk.bookings(coupon).await?;
        let is_current = |booking: &Booking| booking.standing(now) == Standing::Confirmed;
        Ok(PersonBooking {
            person: self.person(coupon).await?,
            booking: bookings.into_iter().find(is_current),
        })
    }

    async fn person(&self, coupon: CouponId) -> Result<Person, ChatError> {
        self.desk.person(coupon).await?.ok_or(ChatError::CouponGone)
    }
}
