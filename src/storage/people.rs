//! Whose coupon it is, put together from the coupon and the contact left with it.

use sea_orm::ConnectionTrait;

use super::view::{Result, View};
use crate::vaccination::{ids::CouponId, person::Person};

impl<C: ConnectionTrait> View<C> {
    /// The holder of a coupon; none where there is no such coupon.
    pub async fn person(&self, coupon: CouponId) -> Result<Option<Person>> {
        let Some(known) = self.coupon(coupon).await? else { return Ok(None) };
        let contact = self.contact(coupon).await?;
        Ok(Some(Person::new(&known.proof.number, contact.map(|contact| contact.name))))
    }
}
