//! Finding the person a call is about: by coupon number, or by the exact name in kana.

use std::fmt;

use super::PhoneDesk;
use crate::{
    storage::{Holder, StorageError},
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer},
        ids::CouponId,
        kana::KanaName,
    },
};

/// What the person on the telephone says about themselves.
#[derive(Debug, Clone)]
pub enum Asked {
    Number {
        number: CouponNumber,
        /// Needed if several municipalities issued the number.
        issuer: Option<Issuer>,
        /// Compared if given, so that a wrong digit in the number is noticed.
        born: Option<BirthDate>,
    },
    Name {
        name: KanaName,
        /// Distinguishes people of the same name.
        born: Option<BirthDate>,
    },
}

/// The person that was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    pub holder: Holder,
    /// Whether the coupon is revoked.
    pub revoked: bool,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Found(…)")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum FindError {
    #[error("no coupon has this number")]
    UnknownNumber,
    #[error("several municipalities issued this number")]
    SeveralIssuers(Vec<Issuer>),
    #[error("the holder of the coupon has another birth date")]
    OtherBirthDate(Vec<CouponId>),
    /// Only the names of people with a contact on record are known.
    #[error("no contact has this name")]
    UnknownName,
    #[error("several contacts have this name")]
    SeveralPeople(Vec<Found>),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl PhoneDesk {
    /// Finds the person, if exactly one fits.
    pub async fn find(&self, asked: &Asked) -> Result<Found, FindError> {
        match asked {
            Asked::Number { number, issuer, born } => {
                let found = self.by_number(number, issuer.as_ref()).await?;
                let coupon = &found.holder.coupon;
                match born {
                    Some(born) if *born != coupon.proof.birth_date => {
                        Err(FindError::OtherBirthDate(vec![coupon.id]))
                    }
                    _ => Ok(found),
                }
            }
            Asked::Name { name, born } => self.by_name(name, *born).await,
        }
    }

    async fn by_number(
        &self,
        number: &CouponNumber,
        issuer: Option<&Issuer>,
    ) -> Result<Found, FindError> {
        let mut coupons = self.store.coupons_by_number(number).await?;
        coupons.retain(|coupon| issuer.is_none_or(|meant| *meant == coupon.issuer));
        match &coupons[..] {
            [] => Err(FindError::UnknownNumber),
            [one] => self.found(one.id).await?.ok_or(FindError::UnknownNumber),
            several => {
                let issuers = several.iter().map(|coupon| coupon.issuer.clone()).collect();
                Err(FindError::SeveralIssuers(issuers))
            }
        }
    }

    async fn by_name(&self, name: &KanaName, born: Option<BirthDate>) -> Result<Found, FindError> {
        let mut people = Vec::new();
        for coupon in self.store.coupons_by_name(name).await? {
            people.extend(self.found(coupon).await?);
        }
        let known: Vec<_> = people.iter().map(|found| found.holder.coupon.id).collect();
        people.retain(|found| born.is_none_or(|born| born == found.holder.coupon.proof.birth_date));
        match people.len() {
            0 if !known.is_empty() => Err(FindError::OtherBirthDate(known)),
            0 => Err(FindError::UnknownName),
            1 => Ok(people.swap_remove(0)),
            _ => Err(FindError::SeveralPeople(people)),
        }
    }

    async fn found(&self, coupon: CouponId) -> Result<Option<Found>, StorageError> {
        let Some(holder) = self.store.holders(&[coupon]).await?.remove(&coupon) else {
            return Ok(None);
        };
        let of_number = self.store.coupons_by_number(&holder.coupon.proof.number).await?;
        let listed = of_number.into_iter().find(|listed| listed.id == coupon);
        Ok(listed.map(|listed| Found { holder, revoked: listed.revoked_at.is_some() }))
    }
}
