//! How the call centre finds the person a call is about.

use sea_orm::sea_query::{Expr, Query};
use sesshu::{
    office::bookings::{Asked, FindError},
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer},
        kana::KanaName,
    },
};

use super::caller;
use crate::harness::{
    database::TestDatabase,
    town::{Coupon, Town},
};

fn by_number(number: &str, issuer: Option<&str>) -> Asked {
    let number = CouponNumber::parse(number).unwrap();
    let issuer = issuer.map(|code| Issuer::parse(code).unwrap());
    Asked::Number { number, issuer, born: None }
}

fn by_name(name: &str, born: Option<&str>) -> Asked {
    let born = born.map(|date| BirthDate::on_record(date.parse().unwrap()).unwrap());
    Asked::Name { name: KanaName::parse(name).unwrap(), born }
}

async fn leaves_a_name(town: &Town, coupon: &Coupon, name: &str) {
    let browser = town.browser();
    browser.shows(coupon).await.ok();
    browser.leaves_contact(name, None).await.ok();
}

async fn a_number_of_several_towns_needs_the_issuer(database: TestDatabase) {
    let town = Town::open(database).await;
    let desk = town.phone_desk();
    town.coupon("4567890123", "1950-05-05").await;
    town.coupon_of("990002", "4567890123", "1955-03-03").await;

    let nobody = desk.find(&by_number("9999999999", None)).await;
    assert!(matches!(nobody, Err(FindError::UnknownNumber)));
    let several = desk.find(&by_number("4567890123", None)).await;
    let Err(FindError::SeveralIssuers(issuers)) = several else {
        panic!("the issuer is asked for")
    };
    let codes: Vec<_> = issuers.iter().map(Issuer::as_str).collect();
    assert_eq!(codes, ["990001", "990002"]);
    let found = desk.find(&by_number("4567890123", Some("990002"))).await.unwrap();
    assert_eq!(found.holder.coupon.proof.birth_date.date().to_string(), "1955-03-03");
    let nobody = desk.find(&by_number("4567890123", Some("990003"))).await;
    assert!(matches!(nobody, Err(FindError::UnknownNumber)));
}

async fn a_name_finds_whoever_left_it_and_the_birth_date_tells_people_apart(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let desk = town.phone_desk();
    let hanako = town.coupon("1234567890", "1950-05-05").await;
    let namesake = town.coupon("1234567891", "1948-11-03").await;
    assert!(matches!(
        desk.find(&by_name("ワクチン ハナコ", None)).await,
        Err(FindError::UnknownName)
    ));

    leaves_a_name(&town, &hanako, "わくちん はなこ").await;
    for said in ["ワクチン ハナコ", "ﾜｸﾁﾝﾊﾅｺ", "わくちん　はなこ"] {
        let found = desk.find(&by_name(said, None)).await.unwrap();
        assert_eq!(found.holder.coupon.id, town.id_of(&hanako).await, "{said}");
    }
    leaves_a_name(&town, &namesake, "ワクチンハナコ").await;
    let several = desk.find(&by_name("ワクチン ハナコ", None)).await;
    let Err(FindError::SeveralPeople(people)) = several else { panic!("there are two of them") };
    assert_eq!(people.len(), 2);
    let found = desk.find(&by_name("ワクチン ハナコ", Some("1948-11-03"))).await.unwrap();
    assert_eq!(found.holder.coupon.id, town.id_of(&namesake).await);

    let nobody = desk.find(&by_name("ワクチン ハナコ", Some("1948-11-04"))).await;
    let Err(FindError::OtherBirthDate(known)) = nobody else { panic!("none of them") };
    assert_eq!(known.len(), 2);

    // A person who gives another name is found by the new one only.
    leaves_a_name(&town, &namesake, "ワクチン ユリコ").await;
    assert!(desk.find(&by_name("ワクチン ハナコ", None)).await.is_ok());
    assert!(desk.find(&by_name("ワクチン ユリコ", None)).await.is_ok());
}

async fn names_left_before_there_was_a_look_up_are_found_after_the_upgrade(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = town.coupon("1234567890", "1950-05-05").await;
    leaves_a_name(&town, &hanako, "ワクチン ハナコ").await;
    let mut before = Query::update();
    before.table("contact").value("name_hash", Expr::val(None::<Vec<u8>>));
    town.execute(before).await;
    let asked = by_name("ワクチン ハナコ", None);
    assert!(matches!(town.phone_desk().find(&asked).await, Err(FindError::UnknownName)));

    town.store().migrate().await.unwrap();
    assert!(town.phone_desk().find(&asked).await.is_ok());
}

async fn a_revoked_coupon_is_found_as_such(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    assert!(!caller(&town, &coupon).await.revoked);
    let mut revoke = Query::update();
    revoke.table("coupon").value("revoked_at", 1_i64);
    town.execute(revoke).await;
    assert!(caller(&town, &coupon).await.revoked);
}

both!(
    a_number_of_several_towns_needs_the_issuer,
    a_name_finds_whoever_left_it_and_the_birth_date_tells_people_apart,
    names_left_before_there_was_a_look_up_are_found_after_the_upgrade,
    a_revoked_coupon_is_found_as_such,
);
