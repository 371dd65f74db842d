//! Acts of the call centre, the venues and the town hall, and their effects on residents.

mod attendance;
mod calls;
mod command_line;
mod find;
mod phone;
mod report;
mod shares;

use sesshu::{
    office::bookings::{Asked, Found, Order},
    vaccination::{
        coupon::CouponNumber,
        ids::SlotId,
        staff::{Reason, Signature, StaffName},
    },
};

use crate::harness::town::{Coupon, Town};

/// Returns the signature of 鈴木 of the call centre, with a reason or without.
fn suzuki(reason: Option<&str>) -> Signature {
    let reason = reason.map(|text| Reason::parse(text).unwrap());
    Signature { name: StaffName::parse("鈴木").unwrap(), reason }
}

/// Returns the holder of a coupon, as the call centre finds them.
async fn caller(town: &Town, coupon: &Coupon) -> Found {
    let number = CouponNumber::parse(&coupon.number).unwrap();
    town.phone_desk().find(&Asked::Number { number, issuer: None, born: None }).await.unwrap()
}

/// Returns a booking by 鈴木 that leaves the contact unchanged.
pub(crate) async fn order(
    town: &Town,
    coupon: &Coupon,
    slot: SlotId,
    reason: Option<&str>,
) -> Order {
    let person = caller(town, coupon).await;
    Order { person, slot, contact: None, replace_contact: false, signature: suzuki(reason) }
}
