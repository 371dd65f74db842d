//! Runs the corpora of `fuzz/`, whole and damaged in various ways, through the functions of the
//! fuzz targets: a short run without a fuzzer. `make fuzz` is the long one.
//!
//! `SESSHU_MUTATIONS` sets how many mutations are made of each corpus, `SESSHU_SEED` repeats a run.

use std::{fs, path::Path};

use crate::mutations::{mutated, number, seeded};

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "there it is a crate")]
mod targets;

#[test]
fn webhooks_are_read_if_they_are_signed_and_as_far_as_they_go() {
    run("webhook", targets::webhook, 10_000);
}

#[test]
fn rows_of_a_broken_file_of_coupons_are_taken_or_named() {
    run("coupons", targets::coupons, 5_000);
}

#[test]
fn birth_dates_are_days_that_were_or_refused() {
    run("dates", targets::dates, 50_000);
}

#[test]
fn no_token_that_was_made_up_opens_anything() {
    run("tokens", targets::tokens, 2_000);
}

fn run(name: &str, target: fn(&[u8]), usual: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    // The same order on every machine.
    files.sort();
    let corpus: Vec<_> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(corpus.len() > 5, "{name} has no corpus");
    for whole in &corpus {
        target(whole);
    }
    let mut random = seeded();
    for whole in corpus.iter().cycle().take(number("SESSHU_MUTATIONS", usual)) {
        target(&mutated(whole, &mut random));
    }
}
