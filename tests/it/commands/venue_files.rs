//! Staff who may not view residents cannot find out a birth date with a venue's file, neither by
//! listing a booking with many dates nor by trying one date after another.

use std::process::Stdio;

use sesshu::{
    storage::Store,
    vaccination::{
        ids::CouponId,
        staff_act::{Right, StaffAct},
    },
};

use super::run_as;
use crate::{
    harness::{database::TestDatabase, staff::member, town::Town},
    imports::command::Office,
};

/// The number of wrong dates per day that a member without the right to view may try.
pub(super) const MAX_MISMATCHES: usize = 10;

/// A day far ahead by the clock of the commands: attendance cannot be recorded yet, but the birth
/// date in the file is compared before that is reported.
const DAY: &str = "2099-12-05";

const HEADS: &str = "予約番号,生年月日,券番号の下4桁,来場\n";

/// Books for two people, bookings 1 and 2. The second person is the victim.
async fn booked(database: &TestDatabase) -> (Town, [CouponId; 2]) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", DAY, "10:00", 5).await;
    let mut ids = Vec::new();
    for (number, born) in [("1234567890", "1948-11-03"), ("1234567891", "1950-05-05")] {
        let coupon = town.coupon(number, born).await;
        let id = town.id_of(&coupon).await;
        town.books_behind_the_desk(id, slot).await;
        ids.push(id);
    }
    let ids = ids.try_into().unwrap();
    (town, ids)
}

/// Returns the residents in refused entries of the audit log, oldest entry first.
pub(super) async fn refused_about(store: &Store) -> Vec<CouponId> {
    let mut acts = store.staff_acts(None, None, 1_000).await.unwrap();
    acts.reverse();
    acts.iter().filter(|acted| !acted.allowed).filter_map(|acted| acted.coupon).collect()
}

async fn file_that_names_a_booking_twice_is_refused_unread(database: TestDatabase) {
    let (town, _) = booked(&database).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Book]).await;
    let dates: Vec<_> = (1..=9).map(|day| format!("2,1950-05-0{day},,○\n")).collect();
    office.file("dates.csv", format!("{HEADS}{}", dates.concat()));
    let told = run_as(&office, &clerk, "bookings attend --file dates.csv");
    assert!(!told.done);
    // Every row but the first is reported, the one with the right date as well.
    for line in 3..=10 {
        assert!(told.errors.contains(&format!("line {line}, ")), "{}", told.errors);
    }
    assert!(!told.errors.contains("line 2, "), "{}", told.errors);
    assert!(!told.errors.contains("do not belong to"), "{}", told.errors);
    assert!(refused_about(&database.store).await.is_empty(), "nothing was compared");
    town.works().await;
}

async fn only_the_first_mismatch_is_told_and_not_what_differs(database: TestDatabase) {
    let (town, [first, second]) = booked(&database).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Book]).await;
    let tell = |first: &str, second: &str| {
        office.file("day.csv", format!("{HEADS}1,{first},○\n2,{second},○\n"));
        run_as(&office, &clerk, "bookings attend --file day.csv")
    };
    let by_date = tell("1948-11-04,****7890", "1950-05-06,****7891");
    let by_number = tell("1948-11-03,****7891", "1950-05-06,****7891");
    assert_eq!(by_date.errors, by_number.errors, "it is not told which of them differs");
    assert!(!by_date.errors.contains("生年月日"), "{}", by_date.errors);
    assert!(by_date.errors.contains("line 2: "), "{}", by_date.errors);
    assert!(!by_date.errors.contains("line 3"), "{}", by_date.errors);
    assert_eq!(refused_about(&database.store).await, [first, first]);

    // The audit log names the residents up to the first mismatch, and none after it.
    let later = tell("1948-11-03,****7890", "1950-05-06,****7891");
    assert!(later.errors.contains("line 3: "), "{}", later.errors);
    let acts = database.store.staff_acts(None, None, 1_000).await.unwrap();
    let looked = |coupon| {
        let about = |acted: &&sesshu::storage::StaffActed| acted.coupon == Some(coupon);
        acts.iter().filter(about).filter(|acted| acted.allowed).count()
    };
    assert_eq!((looked(first), looked(second)), (3, 1));
    assert!(acts.iter().all(|acted| acted.act == StaffAct::BookingsAttend));
    assert_eq!(database.store.verify_history(town.now()).await.unwrap().broken, None);
    town.works().await;
}

/// A member tries one date after another, several concurrently.
async fn birth_date_is_not_found_by_trying(database: TestDatabase) {
    let (town, _) = booked(&database).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Book]).await;
    let other = member(&database.store, "鈴木一郎", &[Right::Book]).await;
    let file = |name: &str, born: &str| office.file(name, format!("{HEADS}2,{born},,○\n"));
    let mut running = Vec::new();
    for guess in 0..2 * MAX_MISMATCHES {
        let name = format!("{guess}.csv");
        file(&name, &format!("1950-06-{:02}", guess + 1));
        let mut command = office.command("C.UTF-8", &format!("bookings attend --file {name}"));
        command.env("SESSHU_STAFF_TOKEN", &clerk).stdout(Stdio::null()).stderr(Stdio::piped());
        running.push(command.spawn().unwrap());
        // Four at a time.
        if running.len() == 4 {
            for child in running.drain(..) {
                child.wait_with_output().unwrap();
            }
        }
    }
    assert_eq!(refused_about(&database.store).await.len(), MAX_MISMATCHES);

    // The right date is now refused like the wrong ones.
    file("right.csv", "1950-05-05");
    file("wrong.csv", "1950-07-07");
    let right = run_as(&office, &clerk, "bookings attend --file right.csv");
    let wrong = run_as(&office, &clerk, "bookings attend --file wrong.csv");
    assert!(!right.done && right.errors == wrong.errors, "{} {}", right.errors, wrong.errors);
    let book = "bookings book --coupon 1234567891 --slot 1 --born";
    let right = run_as(&office, &clerk, &format!("{book} 1950-05-05"));
    let wrong = run_as(&office, &clerk, &format!("{book} 1950-05-06"));
    assert!(!right.done && right.errors == wrong.errors, "{} {}", right.errors, wrong.errors);

    // Attendance can still be recorded by booking number, and other members are not affected.
    let by_number = run_as(&office, &clerk, "bookings attend 2");
    assert!(by_number.errors.contains("the day of the booking has not come"), "{by_number:?}");
    let others = run_as(&office, &other, "bookings attend --file right.csv");
    assert!(others.errors.contains("the day of the booking has not come"), "{others:?}");
    town.works().await;
}

/// A member tries dates as for a booking by telephone, where the number or the name is known.
async fn birth_dates_tried_by_telephone_are_counted(database: TestDatabase) {
    let (town, [_, victim]) = booked(&database).await;
    let browser = town.browser();
    let coupon =
        crate::harness::town::Coupon { number: "1234567891".to_owned(), birth_date: "1950-05-05" };
    browser.signs_in(&coupon).await;
    let office = Office::of(&database).await;
    let clerk = member(&database.store, "佐藤", &[Right::Book]).await;
    let tries = |whom: &str, born: &str| {
        run_as(&office, &clerk, &format!("bookings book {whom} --slot 1 --born {born}"))
    };
    for guess in 0..MAX_MISMATCHES {
        let whom = ["--coupon 1234567891", "--name ワクチンハナコ"][guess % 2];
        let told = tries(whom, &format!("1950-06-{:02}", guess + 1));
        assert!(told.errors.contains("birth date differs"), "{}", told.errors);
    }
    assert_eq!(refused_about(&database.store).await, [victim; MAX_MISMATCHES]);
    for whom in ["--coupon 1234567891", "--name ワクチンハナコ"] {
        let told = tries(whom, "1950-05-05");
        assert!(told.errors.contains("too many"), "{}", told.errors);
    }
    // Attempts of staff who may view birth dates are not counted.
    for _ in 0..=MAX_MISMATCHES {
        let told = office.refuses("bookings show --coupon 1234567891 --born 1950-06-01");
        assert!(told.contains("birth date differs"), "{told}");
    }
    town.works().await;
}

both!(
    file_that_names_a_booking_twice_is_refused_unread,
    only_the_first_mismatch_is_told_and_not_what_differs,
    birth_date_is_not_found_by_trying,
    birth_dates_tried_by_telephone_are_counted,
);
