//! Staff revoke coupons concurrently with their holders' bookings and cancellations: one by one,
//! with or without cancelling the booking, and by an import that leaves some out.

use chrono::{DateTime, Utc};
use rand::{Rng, rngs::StdRng};
use sesshu::{
    office::coupons::{self, Rest, SingleError},
    vaccination::{
        coupon::{CouponNumber, Issuer},
        staff::{Signature, StaffName},
    },
};

use crate::town::{BIRTH_DATE, Town, number_of};

/// The issuer of all coupons in the race.
const ISSUER: &str = "990001";

/// How many holders an import leaves out. Holders of a booking keep their coupons.
const LEFT_OUT: usize = 2;

/// Revokes some coupons, as long as more than half of all people can still book.
pub(crate) async fn are_revoked(town: &Town, now: DateTime<Utc>, dice: &mut StdRng) {
    if valid(town).await.len() <= town.people / 2 {
        return;
    }
    for cancel in [true, false] {
        let person = dice.random_range(0..town.people);
        let number = CouponNumber::parse(&number_of(person)).unwrap();
        let coupon = town.store.coupons_by_number(&number).await.unwrap().remove(0);
        match coupons::revoke(&town.store, &coupon, cancel, &clerk(), now).await {
            Ok(_)
            | Err(
                SingleError::HoldsBooking(_) | SingleError::RevokedBefore | SingleError::Changed,
            ) => {}
            Err(error) => panic!("{error}"),
        }
    }
    import(town, now, dice).await;
}

async fn import(town: &Town, now: DateTime<Utc>, dice: &mut StdRng) {
    let mut listed = valid(town).await;
    for _ in 0..LEFT_OUT {
        listed.swap_remove(dice.random_range(0..listed.len()));
    }
    let row = |person: &usize| format!("{},{BIRTH_DATE}", number_of(*person));
    let rows = listed.iter().map(row).collect::<Vec<_>>().join("\n");
    let file = format!("券番号,生年月日\n{rows}");
    let issuer = Issuer::parse(ISSUER).unwrap();
    let source = file.as_str().into();
    let roll = coupons::read(&source, &issuer, now, &mut |row| panic!("{row:?}")).unwrap();
    let import =
        coupons::stage(&town.store, &roll, Rest::Revoke, now, &|_| (), &mut |_| ()).await.unwrap();
    import.publish(&town.store, &clerk(), now).await.unwrap();
}

/// Returns the people whose coupon is not revoked.
async fn valid(town: &Town) -> Vec<usize> {
    let mut valid = Vec::new();
    for person in 0..town.people {
        let number = CouponNumber::parse(&number_of(person)).unwrap();
        let found = town.store.coupons_by_number(&number).await.unwrap();
        if found.iter().any(|coupon| coupon.revoked_at.is_none()) {
            valid.push(person);
        }
    }
    valid
}

fn clerk() -> Signature {
    Signature { name: StaffName::parse("鈴木").unwrap(), reason: None }
}
