//! Simulates a month of guessing with the production limits and compares the result with
//! `docs/SECURITY.md`.
//!
//! The attacker has ten thousand addresses and as many LINE accounts, and drops every cookie.
//! Budgets are all that counts, and they are proportional: the town's budget and the attacker's
//! addresses are both fifty times smaller, so that a month fits into a test.

mod budgets;

use std::net::{IpAddr, Ipv4Addr};

use altcha::{Payload, SolveChallengeOptions, solve_challenge};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use sesshu::{
    gate::{Caller, Evidence, Gate, Guesses, Limits, Verdict, Work},
    storage::Store,
    vaccination::{check_code::CODES, coupon::CouponNumber, ids::AccountId, time::start_of_day},
};

use crate::harness::{database::TestDatabase, log};

const SMALLER: u32 = 50;
const PEOPLE: u32 = 10_000 / SMALLER;
const DAYS: u32 = 30;

/// A town of 170,000 whose birth dates are spread over ninety years.
const COUPONS: f64 = 170_000.0;
const BIRTH_DATES: f64 = 33_000.0;
/// Only people over 65.
const OLDER_BIRTH_DATES: f64 = 12_800.0;
const NUMBERS: f64 = 1e10;

/// How many numbers of the sequence are played.
const SEQUENCE: u32 = 2;
/// A graphics card moves some 10¹² bytes a second. Each derivation writes its 8 MiB once and reads
/// them twice.
const DERIVATIONS_OF_A_GPU: f64 = 40_000.0;

fn limits() -> Limits {
    let real = Limits::default();
    // A proof of work that is cheap enough for a test.
    Limits { town_per_day: real.town_per_day / SMALLER, check_memory_kib: 8, ..real }
}

/// Returns nine in the morning of a day of the attack.
fn morning(day: u32) -> DateTime<Utc> {
    let first = start_of_day("2026-11-24".parse().unwrap());
    first + TimeDelta::days(day.into()) + TimeDelta::hours(9)
}

/// An attacker who tries numbers, each time in a new browser.
struct Attacker {
    gate: Gate,
    tried: u32,
    /// How many robot checks were solved.
    solved: u32,
    /// The most work that was required.
    heaviest: Option<Work>,
    shows: Evidence,
}

impl Attacker {
    fn at(store: &Store) -> Self {
        Self::with(store, limits(), Evidence::BirthDate)
    }

    fn with(store: &Store, limits: Limits, shows: Evidence) -> Self {
        let gate = Gate::new(store.clone(), limits);
        Self { gate, tried: 0, solved: 0, heaviest: None, shows }
    }

    /// Returns the next requester of the attacker, without a history.
    fn next(&mut self) -> Caller {
        self.tried += 1;
        let person = self.tried % PEOPLE;
        Caller {
            session: Some(format!("browser {}", self.tried)),
            account: Some(AccountId(1_000 + i64::from(person))),
            address: Some(IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + person * 256))),
        }
    }

    async fn tries(&mut self, number: &CouponNumber, now: DateTime<Utc>) -> Verdict {
        let caller = self.next();
        self.gate.admit(&caller, number, self.shows, now).await.unwrap()
    }

    /// Tries a number, and solves a robot check if one is required.
    async fn works(&mut self, number: &CouponNumber, now: DateTime<Utc>) -> Verdict {
        let caller = self.next();
        let verdict = self.gate.admit(&caller, number, self.shows, now).await.unwrap();
        let Verdict::RobotCheck(work) = verdict else { return verdict };
        self.solved += 1;
        self.heaviest = self.heaviest.max(Some(work));
        solve(&self.gate, &caller, now).await;
        self.gate.admit(&caller, number, self.shows, now).await.unwrap()
    }
}

async fn solve(gate: &Gate, caller: &Caller, now: DateTime<Utc>) {
    let challenge = gate.challenge(caller, Evidence::BirthDate, now).await.unwrap();
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
    let solution = serde_json::to_vec(&Payload { challenge, solution }).unwrap();
    gate.check(caller, &STANDARD.encode(solution), now).await.unwrap();
}

/// Returns a number that no coupon has.
fn number(index: u32) -> CouponNumber {
    CouponNumber::parse(&format!("9{index:09}")).unwrap()
}

async fn a_month_of_numbers_nobody_knows_is_held_by_the_towns_budget(database: TestDatabase) {
    let log = log::kept();
    let mut attacker = Attacker::at(&database.store);
    let gate = attacker.gate.clone();
    let (mut entered, mut index) = (0, 0);
    for day in 0..DAYS {
        let now = morning(day);
        for _ in 0..PEOPLE {
            index += 1;
            match attacker.tries(&number(index), now).await {
                Verdict::Enter => entered += 1,
                Verdict::RobotCheck(_) => {}
                Verdict::Locked { .. } => panic!("no number is tried twice"),
            }
        }
        // A resident who comes in the evening gets in after one robot check.
        let evening = now + TimeDelta::hours(10);
        let hanako = Caller { session: Some(format!("hanako {day}")), ..Caller::default() };
        let hers = CouponNumber::parse("1234567890").unwrap();
        let pair = Evidence::BirthDate;
        let asked = gate.admit(&hanako, &hers, pair, evening).await.unwrap();
        assert_eq!(asked, Verdict::RobotCheck(Work::Light));
        solve(&gate, &hanako, evening).await;
        assert_eq!(gate.admit(&hanako, &hers, pair, evening).await.unwrap(), Verdict::Enter);
        gate.succeeded(&hanako, &hers, evening).await.unwrap();

        // The administrator sees it, in the doctor and in the log.
        let Guesses { failures_today, per_day, locked_numbers } =
            gate.guesses(evening).await.unwrap();
        assert_eq!((failures_today, locked_numbers), (per_day, 0), "day {day}");
        assert!(gate.guesses(evening).await.unwrap().are_many());
        // As the service does every ten minutes.
        gate.sweep(evening).await.unwrap();
    }
    assert_eq!(entered, DAYS * limits().town_per_day);
    assert!(log.text().contains("the robot check was made harder after failed identifications"));

    let tries = f64::from(entered * SMALLER);
    let hits = tries * COUPONS / (NUMBERS * BIRTH_DATES);
    assert!(hits < 1e-2, "{hits}");
    says(&format!("{} in a month, **{} expected hits**", thousands(tries), scientific(hits)));
    let a_day = f64::from(limits().town_per_day * SMALLER);
    says(&format!("{} tries a day in the whole town", thousands(a_day)));
    let known = a_day / BIRTH_DATES;
    says(&format!(
        "{} tries a day without a robot check are expected to hit {known:.2} people",
        thousands(a_day)
    ));
}

async fn behind_the_budget_every_try_costs_a_robot_check(database: TestDatabase) {
    let mut attacker = Attacker::at(&database.store);
    let now = morning(0);
    for index in 0..limits().town_per_day {
        assert_eq!(attacker.works(&number(index), now).await, Verdict::Enter);
    }
    assert_eq!(attacker.solved, 0);
    for index in 0..50 {
        assert_eq!(attacker.works(&number(500 + index), now).await, Verdict::Enter);
        assert_eq!(attacker.solved, index + 1);
    }
}

async fn a_month_at_one_known_number_is_held_by_its_lock(database: TestDatabase) {
    let log = log::kept();
    let mut attacker = Attacker::at(&database.store);
    let gate = attacker.gate.clone();
    let known = number(0);
    let (mut now, end) = (morning(0), morning(DAYS));
    let (mut entered, mut locked) = (0, TimeDelta::zero());
    while now < end {
        match attacker.works(&known, now).await {
            Verdict::Enter => entered += 1,
            Verdict::Locked { until } => {
                assert!(gate.guesses(now).await.unwrap().are_many(), "the administrator is told");
                locked += until - now;
                now = until;
            }
            Verdict::RobotCheck(_) => panic!("a robot check buys a try"),
        }
    }
    let a_day = Limits::default().number_locks_at;
    assert_eq!(entered, DAYS * a_day);
    assert_eq!(attacker.solved, entered / 2, "the other half was free");
    assert_eq!(locked, TimeDelta::days(DAYS.into()), "an attacker who is quick leaves no gap");
    assert!(log.text().contains("a coupon number was locked"));
    assert!(!log.text().contains(known.as_str()), "whose it is stands in no log");

    let (town, older) = (f64::from(entered) / BIRTH_DATES, f64::from(entered) / OLDER_BIRTH_DATES);
    says(&format!("can be tried {a_day} times a day, half of that with robot checks"));
    says(&format!(
        "{entered} tries in a month, a chance of {:.1} % ({:.1} %)",
        town * 100.0,
        older * 100.0
    ));
}

/// Tries sequential numbers, each of them every day until it is locked, and solves every robot
/// check. With a code, every attempt shows one as well.
async fn month_of_sequential_numbers(store: &Store, shows: Evidence) -> Attacker {
    // The budget is as small in relation to the attempts as in a town of 170,000.
    let limits = Limits { town_per_day: 1, check_memory_kib: 8, ..Limits::default() };
    let mut attacker = Attacker::with(store, limits, shows);
    for day in 0..DAYS {
        let now = morning(day) + TimeDelta::minutes(day.into());
        for number in (0..SEQUENCE).map(number) {
            let mut tries = 0;
            while attacker.works(&number, now).await == Verdict::Enter {
                tries += 1;
            }
            assert_eq!(tries, limits.number_locks_at, "day {day}");
        }
        attacker.gate.sweep(now).await.unwrap();
    }
    attacker
}

async fn month_of_sequential_numbers_without_a_code_finds_people(database: TestDatabase) {
    let attacker = month_of_sequential_numbers(&database.store, Evidence::BirthDate).await;
    assert_eq!(attacker.heaviest, Some(Work::Heavy));
    let a_day = COUPONS * f64::from(Limits::default().number_locks_at);
    says(&format!("{} tries a day", thousands(a_day)));
    says(&format!("**{:.0} residents a day**", a_day / BIRTH_DATES));
    // Three quarters of the bound, on average.
    let derivations = f64::from(Work::Heavy.max_derivations()) * 0.75;
    says(&format!("{derivations:.0} derivations on average"));
    let hours = a_day * derivations / DERIVATIONS_OF_A_GPU / 3_600.0;
    says(&format!("{hours:.1} hours of one graphics card"));
    let seconds = BIRTH_DATES * derivations / DERIVATIONS_OF_A_GPU;
    says(&format!("one resident for {seconds:.0} seconds of it"));
}

async fn month_of_sequential_numbers_with_a_code_finds_nobody(database: TestDatabase) {
    let attacker = month_of_sequential_numbers(&database.store, Evidence::CheckCode).await;
    let tries = attacker.tried - SEQUENCE * DAYS;
    assert_eq!(attacker.solved, tries / 2, "only the number itself asks for work");
    assert_eq!(attacker.heaviest, Some(Work::Light));
    let a_month = COUPONS * f64::from(Limits::default().number_locks_at * DAYS);
    let hits = a_month / (BIRTH_DATES * f64::from(CODES));
    assert!(hits < 1.0, "{hits}");
    says(&format!("{} codes", thousands(f64::from(CODES))));
    says(&format!("**{} residents a month**", scientific(hits)));
    let known = f64::from(Limits::default().number_locks_at * DAYS) / f64::from(CODES);
    says(&format!("knows number and birth date has a chance of {} in a month", scientific(known)));
}

/// A changed limit requires a change of the page as well.
#[test]
fn the_page_names_the_limits_in_force() {
    let Limits { in_a_row, per_address, per_network, per_number, .. } = Limits::default();
    let Limits { number_locks_at, lock, town_per_day, .. } = Limits::default();
    says(&format!("| {in_a_row} failures in a row |"));
    says(&format!("| {per_number} failures in 24 hours | one coupon number"));
    says(&format!("| {number_locks_at} failures | one coupon number"));
    says(&format!("locked for {} hours", lock.num_hours()));
    says(&format!("| {per_address} failures on one day | one address"));
    says(&format!("| {per_network} failures on one day | one network"));
    says(&format!("| {} failures on one day", thousands(town_per_day.into())));
    assert_eq!(Limits::default().memory, TimeDelta::hours(24));
    says(&format!("**{}**", scientific(COUPONS / (NUMBERS * BIRTH_DATES))));
    says(&format!(
        "**{}** (over 65: {})",
        scientific(1.0 / BIRTH_DATES),
        scientific(1.0 / OLDER_BIRTH_DATES)
    ));
}

#[track_caller]
fn says(figures: &str) {
    let page = include_str!("../../../docs/SECURITY.md");
    assert!(page.contains(figures), "docs/SECURITY.md does not say: {figures}");
}

/// Formats a number like `30,000`.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    match digits.len() {
        0..=3 => digits,
        4..=6 => {
            let (thousands, rest) = digits.split_at(digits.len() - 3);
            format!("{thousands},{rest}")
        }
        _ => {
            let (millions, rest) = digits.split_at(digits.len() - 6);
            format!("{millions},{},{}", &rest[..3], &rest[3..])
        }
    }
}

/// Formats a number like `1.6 × 10⁻⁵`, truncated to two digits as on the page.
fn scientific(number: f64) -> String {
    let power = number.log10().floor();
    let figures = number / 10_f64.powf(power);
    let raised: String = format!("{:.0}", -power)
        .chars()
        .map(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10).unwrap() as usize).unwrap())
        .collect();
    format!("{figures:.1} × 10⁻{raised}")
}

both!(
    a_month_of_numbers_nobody_knows_is_held_by_the_towns_budget,
    month_of_sequential_numbers_without_a_code_finds_people,
    month_of_sequential_numbers_with_a_code_finds_nobody,
    behind_the_budget_every_try_costs_a_robot_check,
    a_month_at_one_known_number_is_held_by_its_lock,
);
