//! Personal data on standard input instead of the command line, where others see it.

use super::run_with_input;
use crate::{
    harness::{
        database::{TestDatabase, on_sqlite},
        town::Town,
    },
    imports::command::Office,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn personal_data_is_read_from_standard_input() {
    on_sqlite(lines_take_the_place_of_arguments).await;
}

async fn lines_take_the_place_of_arguments(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let slot = town.slot("hall", "2099-12-05", "10:00", 5).await;
    let office = Office::of(&database).await;
    let done = |words: &str, lines: &str| {
        let said = run_with_input(&office, words, lines);
        assert!(said.done, "{words}: {}", said.errors);
        said.out
    };
    done("coupons add - --birth-date - --reason -", "1234567890\nS25.5.5\n転入 届\n");
    // In the order of the command line.
    let book = format!(
        "bookings book --born - --coupon - --slot {slot} --contact-name - --phone - --email - \
         --reason -"
    );
    done(
        &book,
        "1950-05-05\n1234567890\nワクチン ハナコ\n0467-00-0000\nhanako@example.jp\nお電話\n",
    );
    for (words, lines) in [
        ("bookings show --coupon -", "1234567890\n"),
        ("bookings show --name - --born -", "ワクチン ハナコ\nS25.5.5\n"),
        ("bookings list --name -", "ワクチン ハナコ"),
        ("personal-data export -", "１２３４５６７８９０\r\n"),
    ] {
        let out = done(words, lines);
        assert!(out.contains("ワクチン ハナコ"), "{words}: {out}");
    }
    done("coupons show -", "1234567890\n");
    done("staff history --coupon -", "1234567890\n");

    let wrong = run_with_input(&office, "coupons show -", "12345\n");
    assert!(!wrong.done && wrong.errors.contains("ten digits"), "{}", wrong.errors);
    assert!(!wrong.errors.contains("12345"), "{}", wrong.errors);
    let missing = run_with_input(&office, "coupons show -", "");
    assert!(missing.errors.contains("standard input has no coupon number"), "{}", missing.errors);
    town.works().await;
}
