//! Coupons of our own town.

use sesshu::{
    storage::NewCoupon,
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer},
    },
};

pub(crate) fn coupon(number: &str, born: &str) -> NewCoupon {
    NewCoupon {
        issuer: Issuer::parse("990001").unwrap(),
        number: CouponNumber::parse(number).unwrap(),
        birth_date: BirthDate::on_record(born.parse().unwrap()).unwrap(),
        check_code: None,
    }
}
