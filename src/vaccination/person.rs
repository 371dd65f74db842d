//! Whose coupon it is, as people are told apart on a family's phone.

use std::fmt;

use super::{coupon::CouponNumber, kana::KanaName};

/// The holder of a coupon: by name, or by the end of the number while no name is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// As given with the contact, once it is known.
    pub name: Option<KanaName>,
    /// The last four digits of the coupon number.
    coupon_ends: String,
}

impl Person {
    pub fn new(number: &CouponNumber, name: Option<KanaName>) -> Self {
        let digits = number.as_str();
        let ends = digits.len().saturating_sub(4);
        Self { name, coupon_ends: digits.get(ends..).unwrap_or(digits).to_owned() }
    }

    pub fn coupon_ends(&self) -> &str {
        &self.coupon_ends
    }

    /// The same person, known by the coupon only.
    #[must_use]
    pub fn without_name(self) -> Self {
        Self { name: None, ..self }
    }
}

/// Neither the name nor the number ever reaches a log.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}
