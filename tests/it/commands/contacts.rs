//! A wrong digit in a coupon number must not book for another person or redirect their
//! notifications.

use sesshu::{
    office::bookings::PhoneBookError,
    vaccination::{contact::Contact, coupon::CouponNumber, staff_act::Right},
};

use super::{
    run_as,
    venue_files::{MAX_MISMATCHES, refused_about},
};
use crate::{
    desk::order,
    harness::{
        database::TestDatabase,
        staff::member,
        town::{Coupon, Town},
    },
    imports::command::Office,
};

const DAY: &str = "2099-12-05";

/// Stores a contact for a person. Returns a command that books a slot for them.
async fn known(town: &Town) -> String {
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("ワクチン ハナコ", None).await.ok();
    let slot = town.slot("hall", DAY, "10:00", 5).await;
    format!("bookings book --coupon 1234567890 --slot {slot} --reason call")
}

async fn other_birth_date_than_that_of_the_coupon_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let book = known(&town).await;
    let office = Office::of(&database).await;
    for command in [
        format!("{book} --born S20.1.1"),
        "bookings show --coupon 1234567890 --born S20.1.1".to_owned(),
        "bookings list --coupon 1234567890 --born 1945-01-01".to_owned(),
    ] {
        let told = office.refuses(&command);
        assert!(told.contains("birth date differs"), "{command}: {told}");
    }
    let coupon = database.store.coupons_by_number(&number()).await.unwrap()[0].id;
    assert_eq!(database.store.active_booking(coupon).await.unwrap(), None);
    // The refusal revealed something about this person, so it is recorded for them.
    assert_eq!(database.store.staff_acts(Some(coupon), None, 9).await.unwrap().len(), 3);
    assert!(!office.run("bookings list --born S20.1.1").done, "of whom?");

    office.does("bookings show --coupon 1234567890 --born S25.5.5");
    office.does(&format!("{book} --born 1950-05-05"));
    town.works().await;
}

async fn known_contact_is_replaced_only_when_it_is_said(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let book = known(&town).await;
    let office = Office::of(&database).await;
    let store = &database.store;
    let coupon = store.coupons_by_number(&number()).await.unwrap()[0].id;
    let before = store.contact(coupon).await.unwrap().unwrap();

    let other = "--contact-name タナカジロウ --phone 0467-99-9999";
    let told = office.refuses(&format!("{book} {other}"));
    assert!(
        told.contains("--replace-contact") && told.contains("name, telephone number"),
        "{told}"
    );
    assert!(!told.contains("ハナコ") && !told.contains(before.phone.as_str()), "{told}");
    assert_eq!(store.contact(coupon).await.unwrap().as_ref(), Some(&before));
    assert_eq!(store.active_booking(coupon).await.unwrap(), None, "nothing is half done");

    office.does(&format!("{book} {other} --replace-contact --born 1950-05-05"));
    let after = store.contact(coupon).await.unwrap().unwrap();
    assert_eq!((after.name.as_str(), after.phone.as_str()), ("タナカジロウ", "0467999999"));
    town.works().await;
}

async fn contact_that_is_known_already_needs_no_question(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let book = known(&town).await;
    let office = Office::of(&database).await;
    let coupon = database.store.coupons_by_number(&number()).await.unwrap()[0].id;
    let before = database.store.contact(coupon).await.unwrap();
    office.does(&format!("{book} --contact-name わくちんはなこ --phone 09012345678"));
    assert_eq!(database.store.contact(coupon).await.unwrap(), before);
    town.works().await;
}

/// A member who may not view residents tries one telephone number after another.
async fn contact_is_not_found_by_trying(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let book = known(&town).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Book]).await;
    let coupon = database.store.coupons_by_number(&number()).await.unwrap()[0].id;
    let tries = |phone: &str| {
        let contact = format!("--contact-name ワクチンハナコ --phone {phone}");
        run_as(&office, &clerk, &format!("{book} {contact}"))
    };
    for guess in 0..MAX_MISMATCHES {
        let told = tries(&format!("046799999{guess:02}"));
        assert!(!told.done && told.errors.contains("another contact."), "{told:?}");
        assert!(!told.errors.contains("telephone number"), "what differs is not told: {told:?}");
    }
    assert_eq!(refused_about(&database.store).await, [coupon; MAX_MISMATCHES]);
    let (right, wrong) = (tries("09012345678"), tries("0467999999"));
    assert!(!right.done && right.errors.contains("too many"), "{right:?}");
    assert_eq!(right.errors, wrong.errors);
    assert_eq!(database.store.active_booking(coupon).await.unwrap(), None);

    // A contact can still be replaced, which is recorded and of which the person is notified.
    let replaced = format!("{book} --contact-name タナカジロウ --phone 0467999999");
    let told = run_as(&office, &clerk, &format!("{replaced} --replace-contact"));
    assert!(told.done, "{told:?}");
    town.works().await;
}

/// The contact was stored between the question and the booking.
async fn contact_that_was_not_asked_about_is_not_replaced(database: TestDatabase) {
    let town = Town::open(database).await;
    known(&town).await;
    let coupon = Coupon { number: "1234567890".to_owned(), birth_date: "1950-05-05" };
    let slot = town.slot("port", DAY, "10:00", 5).await;
    let mut order = order(&town, &coupon, slot, Some("call")).await;
    order.contact = Some(Contact::parse("タナカ ジロウ", "0467-99-9999", None).unwrap());
    let refused = town.phone_desk().book(&order, town.now()).await;
    assert!(matches!(refused, Err(PhoneBookError::OtherContact)), "{refused:?}");
    order.replace_contact = true;
    town.phone_desk().book(&order, town.now()).await.unwrap();
}

fn number() -> CouponNumber {
    CouponNumber::parse("1234567890").unwrap()
}

both!(
    other_birth_date_than_that_of_the_coupon_is_refused,
    known_contact_is_replaced_only_when_it_is_said,
    contact_that_is_known_already_needs_no_question,
    contact_is_not_found_by_trying,
    contact_that_was_not_asked_about_is_not_replaced,
);
