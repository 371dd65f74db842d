//! Staff who administer coupons and may not view residents learn neither the numbers that are
//! registered nor a birth date, by however many files they compare with the registered coupons, nor
//! when a person has a booking.

use sesshu::vaccination::{
    ids::CouponId,
    staff_act::{Right, StaffAct},
};

use super::{
    run_as,
    venue_files::{MAX_MISMATCHES, refused_about},
};
use crate::{
    harness::{database::TestDatabase, staff::member, town::Town},
    imports::command::Office,
};

const HEADS: &str = "券番号,生年月日\n";

/// Registers two people, the second of whom is the victim.
async fn registered(database: &TestDatabase) -> (Town, [CouponId; 2]) {
    let town = Town::open(database.clone()).await;
    let mut ids = Vec::new();
    for (number, born) in [("1234567890", "1948-11-03"), ("1234567891", "1950-05-05")] {
        let coupon = town.coupon(number, born).await;
        ids.push(town.id_of(&coupon).await);
    }
    (town, ids.try_into().unwrap())
}

/// A file with one made-up number would list everyone who is registered.
async fn list_of_registered_numbers_needs_the_right_to_view(database: TestDatabase) {
    let (town, ids) = registered(&database).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Administer]).await;
    office.file("one.csv", format!("{HEADS}9999999999,1950-01-01\n"));
    for import in ["coupons import one.csv --dry-run", "coupons import one.csv --yes"] {
        for to in ["-", "list.csv"] {
            let told = run_as(&office, &clerk, &format!("{import} --changes {to}"));
            assert!(!told.done && told.errors.contains("`view`"), "{import}: {told:?}");
            assert!(!told.out.contains("12345678"), "{import}: {told:?}");
        }
    }
    assert!(!office.path("list.csv").exists());
    let acts = database.store.staff_acts(None, None, 1_000).await.unwrap();
    let refused = acts.iter().filter(|acted| !acted.allowed);
    assert_eq!(refused.filter(|acted| acted.act == StaffAct::CouponsImport).count(), 4);

    // The figures are told, and the file is imported.
    let told = run_as(&office, &clerk, "coupons import one.csv");
    assert!(told.done && told.out.contains("2  registered but not in the file"), "{told:?}");
    assert!(told.out.ends_with("imported\n"), "{told:?}");

    // A list is recorded for each person that it is about.
    office.file("one.csv", format!("{HEADS}1234567890,1950-01-01\n"));
    let told = office.does("coupons import one.csv --dry-run --changes -");
    assert!(told.contains("changed,") && told.contains(",1234567891"), "{told}");
    for id in ids {
        let acts = database.store.staff_acts(Some(id), None, 9).await.unwrap();
        assert!(acts.iter().any(|acted| acted.allowed), "{acts:?}");
    }
    town.works().await;
}

async fn birth_date_is_not_found_by_importing(database: TestDatabase) {
    let (town, [_, victim]) = registered(&database).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Administer]).await;
    let import = |born: &str, how: &str| {
        office.file("guess.csv", format!("{HEADS}1234567891,{born}\n"));
        run_as(&office, &clerk, &format!("coupons import guess.csv{how}"))
    };
    for guess in 0..MAX_MISMATCHES {
        let born = format!("1950-06-{:02}", guess + 1);
        if guess % 2 == 0 {
            let told = import(&born, " --dry-run");
            assert!(told.done && told.out.contains("1  birth date or check code changed"));
        } else {
            // The question is as good as a dry run.
            let told = import(&born, "");
            assert!(!told.done && told.errors.contains("1 will get another birth date"));
        }
    }
    assert_eq!(refused_about(&database.store).await, [victim; MAX_MISMATCHES]);
    for how in [" --dry-run", ""] {
        let (right, wrong) = (import("1950-05-05", how), import("1950-07-07", how));
        assert!(!right.done && right.errors.contains("too many"), "{right:?}");
        assert_eq!((right.out, right.errors), (wrong.out, wrong.errors));
    }

    // Other files are imported as before, and the limit is of this member alone.
    office.file("new.csv", format!("{HEADS}1234567892,1950-05-05\n"));
    let told = run_as(&office, &clerk, "coupons import new.csv");
    assert!(told.done && told.out.ends_with("imported\n"), "{told:?}");
    let told = office.does("coupons import guess.csv --dry-run");
    assert!(told.contains("1  birth date or check code changed"), "{told}");
    let told = import("1950-05-06", " --yes");
    assert!(told.done, "{told:?}");
    let history = database.store.history_of(victim).await.unwrap();
    assert_eq!(history.len(), 1, "what is changed is recorded for its person");
    town.works().await;
}

async fn booking_of_a_coupon_is_described_to_who_may_view(database: TestDatabase) {
    let (town, [_, second]) = registered(&database).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Administer]).await;
    let slot = town.slot("hall", "2099-12-05", "10:00", 5).await;
    town.books_behind_the_desk(second, slot).await;
    let revoke = "coupons revoke 1234567891 --yes";
    let told = run_as(&office, &clerk, revoke);
    assert!(!told.done && told.errors.contains("--cancel-booking"), "{told:?}");
    assert!(!told.errors.contains("2099") && !told.errors.contains("10:00"), "{told:?}");
    assert!(office.refuses(revoke).contains("2099-12-05 10:00"));
    town.works().await;
}

both!(
    list_of_registered_numbers_needs_the_right_to_view,
    birth_date_is_not_found_by_importing,
    booking_of_a_coupon_is_described_to_who_may_view,
);
