//! The coupon that is mailed to a resident, and its number.

use std::fmt;

use super::{birth_date::BirthDate, ids::CouponId, text};

/// The number of digits of a coupon number (manual, page 4: 券番号（10 ケタ）).
pub const DIGITS: usize = 10;

/// The number printed on a coupon: ten digits, leading zeros count.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CouponNumber(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CouponNumberError {
    #[error("the coupon number is missing")]
    Missing,
    #[error("a coupon number has ten digits")]
    NotTenDigits,
    /// Never printed, but once accepted by a site that did not check (May 2021).
    #[error("a coupon number is never all zeros")]
    AllZeros,
}

impl CouponNumber {
    /// Parses a number as people type it, with full-width digits, spaces and hyphens.
    pub fn parse(input: &str) -> Result<Self, CouponNumberError> {
        let digits = text::ungroup(input);
        if digits.is_empty() {
            return Err(CouponNumberError::Missing);
        }
        if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CouponNumberError::NotTenDigits);
        }
        if digits.bytes().all(|byte| byte == b'0') {
            return Err(CouponNumberError::AllZeros);
        }
        Ok(Self(digits))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last four digits, which distinguish people where the number is not shown.
    pub fn last_four(&self) -> &str {
        self.0.get(DIGITS - 4..).unwrap_or_default()
    }
}

/// Keeps coupon numbers, which are part of the credentials, out of logs.
impl fmt::Debug for CouponNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CouponNumber(…)")
    }
}

/// The municipality that issued a coupon, by its six-digit local government code
/// (全国地方公共団体コード). People who live elsewhere (住所地外接種) bring another municipality's
/// coupon.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Issuer(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a municipality's code has six digits")]
pub struct NotAnIssuer;

impl Issuer {
    pub fn parse(input: &str) -> Result<Self, NotAnIssuer> {
        let code = text::ungroup(input);
        if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(code))
        } else {
            Err(NotAnIssuer)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The credentials: coupon number and birth date.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    pub number: CouponNumber,
    pub birth_date: BirthDate,
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof(…)")
    }
}

/// A coupon as the municipality registered it. Issuer and number together are unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    pub id: CouponId,
    pub issuer: Issuer,
    pub proof: Proof,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        for typed in ["0012345678", "００１２３４５６７８", "00-1234-5678", " 001 234 5678　"]
        {
            assert_eq!(CouponNumber::parse(typed).unwrap().as_str(), "0012345678", "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        use CouponNumberError::{AllZeros, Missing, NotTenDigits};
        for (typed, reason) in [
            ("", Missing),
            ("　 ", Missing),
            ("123456789", NotTenDigits),
            ("12345678901", NotTenDigits),
            ("12345abc90", NotTenDigits),
            ("一二三四五六七八九〇", NotTenDigits),
            ("'; DROP TABLE coupon; --", NotTenDigits),
            ("💉💉💉💉💉💉💉💉💉💉", NotTenDigits),
            ("0000000000", AllZeros),
            ("００００００００００", AllZeros),
        ] {
            assert_eq!(CouponNumber::parse(typed), Err(reason), "{typed}");
        }
    }

    #[test]
    fn a_number_is_not_shown_by_debug() {
        let number = CouponNumber::parse("1234567890").unwrap();
        assert!(!format!("{number:?}").contains("123"));
    }

    proptest! {
        #[test]
        fn every_ten_digits_but_zeros_are_a_number(number in 1_u64..10_000_000_000) {
            let digits = format!("{number:010}");
            let read = CouponNumber::parse(&digits).unwrap();
            prop_assert_eq!(read.as_str(), digits);
        }

        #[test]
        fn whatever_is_typed_never_panics(input in ".{0,40}") {
            if let Ok(number) = CouponNumber::parse(&input) {
                prop_assert!(number.as_str().bytes().all(|b| b.is_ascii_digit()));
            }
        }
    }
}
