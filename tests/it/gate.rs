//! Login throttling: after too many failures a robot check, and coupon numbers that are locked.

use std::time::Instant;

use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use futures_util::future::join_all;
use sea_orm::{
    ConnectionTrait,
    sea_query::{Alias, Expr, ExprTrait, Query},
};
use serde_json::json;
use sesshu::{
    cli::Settings,
    gate::{Caller, Evidence, MAX_CHALLENGES_PER_ADDRESS, MAX_CHALLENGES_PER_NETWORK},
    office::coupons,
    vaccination::{
        coupon::CouponNumber,
        staff::{Signature, StaffName},
    },
};

use crate::harness::{
    database::TestDatabase,
    town::{Browser, Coupon, Resident, Town},
};

const NOT_FOUND: (u16, &str) = (422, "coupon_not_found");
const ROBOT_CHECK: (u16, &str) = (429, "robot_check_required");
const LOCKED: (u16, &str) = (429, "coupon_locked");

/// How often each kind of failure is timed.
const TRIES: u32 = 15;

// The town's clock begins at 2026-11-24T09:30 in Tokyo.

/// Returns wrong credentials: no coupon number begins with 9.
fn wrong(number: u32) -> Coupon {
    Coupon { number: format!("9{number:09}"), birth_date: "1950-05-05" }
}

async fn town(database: TestDatabase, change: impl FnOnce(&mut Settings)) -> Town {
    Town::with(database, |settings| {
        // A proof of work that is cheap enough for a test.
        settings.limits.check_memory_kib = 8;
        change(settings);
    })
    .await
}

async fn solve(browser: &Browser) -> String {
    let challenge = browser.get("/api/robot-check").await.ok();
    let challenge: Challenge = serde_json::from_value(challenge).unwrap();
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
    STANDARD.encode(serde_json::to_vec(&Payload { challenge, solution }).unwrap())
}

async fn after_ten_failures_in_a_row_a_robot_check_leads_back(database: TestDatabase) {
    let town = town(database, |_| ()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let browser = town.browser();
    for number in 0..10 {
        assert_eq!(browser.shows(&wrong(number)).await.refused(), NOT_FOUND);
    }
    let asked = browser.shows(&coupon).await;
    assert_eq!(asked.refused(), ROBOT_CHECK);
    assert!(asked.detail().contains("私はロボットではありません"));
    // Another phone needs no robot check.
    town.browser().shows(&coupon).await.ok();

    let solution = solve(&browser).await;
    let refused = browser.post("/api/robot-check", json!({ "solution": "nonsense" })).await;
    assert_eq!(refused.refused(), (422, "robot_check_failed"));
    browser.post("/api/robot-check", json!({ "solution": solution })).await.ok();
    let again = browser.post("/api/robot-check", json!({ "solution": solution })).await;
    assert_eq!(again.refused(), (422, "robot_check_failed"));
    browser.shows(&coupon).await.ok();
}

async fn a_success_ends_the_row(database: TestDatabase) {
    let town = town(database, |_| ()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let browser = town.browser();
    for round in 0..3 {
        for number in 0..9 {
            assert_eq!(browser.shows(&wrong(round * 10 + number)).await.refused(), NOT_FOUND);
        }
        browser.shows(&coupon).await.ok();
    }
}

async fn a_burst_of_guesses_at_one_number_is_counted_whole(database: TestDatabase) {
    let town = town(database, |_| ()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let guess = Coupon { birth_date: "1951-01-01", ..coupon.clone() };
    let guesses = (0..64).map(|_| async {
        let browser = town.browser();
        browser.shows(&guess).await.refused() == NOT_FOUND
    });
    let looked_up = join_all(guesses).await.into_iter().filter(|found| *found).count();
    assert_eq!(looked_up, 10);
    // The holder needs a robot check as well, and then gets in.
    let holder = town.browser();
    assert_eq!(holder.shows(&coupon).await.refused(), ROBOT_CHECK);
    let solution = solve(&holder).await;
    holder.post("/api/robot-check", json!({ "solution": solution })).await.ok();
    holder.shows(&coupon).await.ok();
}

/// Challenges cost the service a derivation each, and are good for twenty minutes.
async fn stock_of_robot_checks_is_refused_to_one_address(database: TestDatabase) {
    let town = town(database, |_| ()).await;
    let browser = town.browser();
    for _ in 0..MAX_CHALLENGES_PER_ADDRESS {
        browser.get("/api/robot-check").await.ok();
    }
    let refused = browser.get("/api/robot-check").await;
    assert_eq!(refused.refused(), (429, "too_many_checks"));
    assert_eq!(town.browser().get("/api/robot-check").await.status, 429, "another browser there");
    // Other addresses are not affected, and a little later this one gets challenges again.
    let gate = town.service().app.desk.gate().clone();
    let given = |address: &str, now| {
        let caller = Caller { address: address.parse().ok(), ..Caller::default() };
        let gate = gate.clone();
        async move { gate.challenge(&caller, Evidence::BirthDate, now).await.is_ok() }
    };
    assert!(given("198.51.100.1", town.now()).await);
    assert!(!given("127.0.0.1", town.now()).await);
    assert!(given("127.0.0.1", town.now() + TimeDelta::seconds(3)).await);
    let mut of_a_network = 0;
    for index in 0..200 {
        of_a_network += u32::from(given(&format!("203.0.113.{index}"), town.now()).await);
    }
    assert_eq!(of_a_network, MAX_CHALLENGES_PER_NETWORK);
}

async fn a_number_is_locked_for_a_day_whether_it_exists_or_not(database: TestDatabase) {
    let town = town(database, |_| ()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    for number in [coupon.number.clone(), "9000000000".to_owned()] {
        let guess = Coupon { number, birth_date: "1951-01-01" };
        for attempt in 0..20 {
            let browser = town.browser();
            if attempt >= 10 {
                assert_eq!(browser.shows(&guess).await.refused(), ROBOT_CHECK);
                let solution = solve(&browser).await;
                browser.post("/api/robot-check", json!({ "solution": solution })).await.ok();
            }
            assert_eq!(browser.shows(&guess).await.refused(), NOT_FOUND);
        }
        assert_eq!(town.browser().shows(&guess).await.refused(), LOCKED);
    }
    assert_eq!(town.browser().shows(&coupon).await.refused(), LOCKED);
    town.turn_to("2026-11-25T09:29:59");
    assert_eq!(town.browser().shows(&coupon).await.refused(), LOCKED);
    town.turn_to("2026-11-25T09:30:00");
    town.browser().shows(&coupon).await.ok();
}

async fn a_holder_who_is_linked_does_not_notice_the_lock(database: TestDatabase) {
    let town = town(database, |settings| settings.limits.number_locks_at = 5).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let guess = Coupon { number: "1234567890".to_owned(), birth_date: "1951-01-01" };
    for _ in 0..5 {
        assert_eq!(town.browser().shows(&guess).await.refused(), NOT_FOUND);
    }
    assert_eq!(town.browser().shows(&guess).await.refused(), LOCKED);
    assert_eq!(hanako.browser().get("/api/session").await.ok()["identified"], true);
}

/// Unlocking and its entry in the history are one transaction.
async fn number_whose_unlocking_is_not_recorded_stays_locked(database: TestDatabase) {
    let town = town(database.clone(), |settings| settings.limits.number_locks_at = 5).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let guess = Coupon { birth_date: "1951-01-01", ..coupon.clone() };
    for _ in 0..5 {
        assert_eq!(town.browser().shows(&guess).await.refused(), NOT_FOUND);
    }
    let number = CouponNumber::parse(&coupon.number).unwrap();
    let clerk = Signature { name: StaffName::parse("鈴木").unwrap(), reason: None };
    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared("ALTER TABLE history RENAME TO put_away").await.unwrap();
    let unrecorded = coupons::unlock(town.store(), &number, &clerk, town.now()).await;
    behind.execute_unprepared("ALTER TABLE put_away RENAME TO history").await.unwrap();
    behind.close().await.unwrap();
    assert!(unrecorded.is_err());
    assert_eq!(town.browser().shows(&coupon).await.refused(), LOCKED);
    coupons::unlock(town.store(), &number, &clerk, town.now()).await.unwrap();
    town.browser().shows(&coupon).await.ok();
}

async fn when_the_towns_budget_is_spent_everybody_is_asked(database: TestDatabase) {
    let town = town(database, |settings| settings.limits.town_per_day = 12).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    for number in 0..12 {
        assert_eq!(town.browser().shows(&wrong(number)).await.refused(), NOT_FOUND);
    }
    assert_eq!(town.browser().shows(&coupon).await.refused(), ROBOT_CHECK);
    town.turn_to("2026-11-25T00:00:00");
    town.browser().shows(&coupon).await.ok();
}

async fn wrong_pair_unknown_and_revoked_get_one_answer_in_one_time(database: TestDatabase) {
    let town = town(database, |settings| {
        let limits = &mut settings.limits;
        (limits.in_a_row, limits.per_address, limits.town_per_day) = (1_000, 1_000, 1_000);
    })
    .await;
    let coupons = town.coupons(2 * TRIES).await;
    let (known, revoked) = coupons.split_at(TRIES as usize);
    for coupon in revoked {
        let revoke = Query::update()
            .table(Alias::new("coupon"))
            .value(Alias::new("revoked_at"), Expr::val(1))
            .and_where(Expr::col(Alias::new("id")).eq(town.id_of(coupon).await.0))
            .to_owned();
        town.execute(revoke).await;
    }
    let browser = town.browser();
    let first = browser.shows(&wrong(0)).await;
    let mut times = [const { Vec::new() }; 3];
    for (number, (known, revoked)) in (1..).zip(known.iter().zip(revoked)) {
        let wrong_pair = Coupon { number: known.number.clone(), birth_date: "1950-05-06" };
        let unknown = wrong(number);
        for (shown, times) in [&wrong_pair, &unknown, revoked].into_iter().zip(&mut times) {
            let before = Instant::now();
            assert_eq!(browser.shows(shown).await, first);
            times.push(before.elapsed());
        }
    }
    let middle = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let (fastest, slowest) = (middle.iter().min().unwrap(), middle.iter().max().unwrap());
    assert!(*slowest < 2 * *fastest, "the time tells them apart: {middle:?}");
}

async fn attempt_without_a_cookie_stores_no_session(database: TestDatabase) {
    let town = town(database, |_| ()).await;
    let sessions = || town.count("SELECT COUNT(*) AS n FROM session");
    for number in 0..3 {
        assert_eq!(town.browser().shows(&wrong(number)).await.refused(), NOT_FOUND);
    }
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let mistyped = Coupon { birth_date: "1951-06-06", ..coupon.clone() };
    for _ in 0..10 {
        assert_eq!(town.browser().shows(&mistyped).await.refused(), NOT_FOUND);
    }
    assert_eq!(town.browser().shows(&mistyped).await.refused(), ROBOT_CHECK);
    assert_eq!(sessions().await, 0);
    // The browser is recognized all the same: its robot check allows one attempt.
    let browser = town.browser();
    assert_eq!(browser.shows(&coupon).await.refused(), ROBOT_CHECK);
    let solution = solve(&browser).await;
    let check = json!({ "solution": solution });
    assert_eq!(browser.post("/api/robot-check", check).await.status, 204);
    assert_eq!(sessions().await, 0);
    browser.shows(&coupon).await.ok();
    assert_eq!(sessions().await, 1);
}

both!(
    attempt_without_a_cookie_stores_no_session,
    after_ten_failures_in_a_row_a_robot_check_leads_back,
    stock_of_robot_checks_is_refused_to_one_address,
    a_success_ends_the_row,
    a_burst_of_guesses_at_one_number_is_counted_whole,
    a_number_is_locked_for_a_day_whether_it_exists_or_not,
    a_holder_who_is_linked_does_not_notice_the_lock,
    number_whose_unlocking_is_not_recorded_stays_locked,
    when_the_towns_budget_is_spent_everybody_is_asked,
    wrong_pair_unknown_and_revoked_get_one_answer_in_one_time,
);
