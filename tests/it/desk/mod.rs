//! What the call centre, the venues and the town hall do, and what residents notice of it.

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

/// 鈴木 of the call centre, with a reason or without.
fn suzuki(reason: Option<&str>) -> Signature {
    let reason = reason.map(|text| Reason::parse(text).unwrap());
    Signature { name: StaffName::parse("鈴木").unwrap(), reason }
}

/// The holder of a coupon, as the call centre finds them.
async fn caller(town: &Town, coupon: &Coupon) -> Found {
    let number = CouponNumber::parse(&coupon.number).unwrap();
    town.phone_desk().find(&Asked::Number { number, issuer: None, born: None }).await.unwrap()
}

/// What 鈴木 books for them, with nothing new about how they are reached.
pub(crate) async fn order(
    town: &Town,
    coupon: &Coupon,
    slot: SlotId,
    reason: Option<&str>,
) -> Order {
    let person = caller(town, coupon).await;
    Order { person, slot, contact: None, replace_contact: false, signature: suzuki(reason) }
}
