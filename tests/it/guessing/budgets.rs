//! Exhausted budgets require work, but refuse no resident.

use super::*;

async fn spent_budgets_stop_no_unlocked_right_pair(database: TestDatabase) {
    let tight = Limits { per_address: 1, per_network: 1, town_per_day: 1, ..limits() };
    let mut attacker = Attacker::with(&database.store, tight, Evidence::BirthDate);
    let now = morning(0);
    for index in 0..30 {
        assert_eq!(attacker.works(&number(index), now).await, Verdict::Enter);
    }
    let gate = attacker.gate.clone();
    // A neighbour of one of the attacker's addresses, while all budgets are exhausted.
    let neighbour = Some(IpAddr::V4(Ipv4Addr::new(10, 0, 1, 7)));
    let hanako = |session: &str| Caller {
        session: Some(session.to_owned()),
        account: None,
        address: neighbour,
    };
    let hers = CouponNumber::parse("1234567890").unwrap();
    let at_home = hanako("at home");
    let admit = |caller: Caller, shows| {
        let (gate, hers) = (gate.clone(), hers.clone());
        async move { gate.admit(&caller, &hers, shows, now).await.unwrap() }
    };
    let pair = Evidence::BirthDate;
    assert_eq!(admit(at_home.clone(), pair).await, Verdict::RobotCheck(Work::Heavy));
    solve(&gate, &at_home, now).await;
    assert_eq!(admit(at_home.clone(), pair).await, Verdict::Enter);
    gate.succeeded(&at_home, &hers, now).await.unwrap();
    // With the code of the letter no work is required.
    assert_eq!(admit(hanako("with the code"), Evidence::CheckCode).await, Verdict::Enter);
}

async fn easy_check_does_not_pay_for_a_try_that_asks_for_more(database: TestDatabase) {
    let tight = Limits { town_per_day: 1, ..limits() };
    let mut attacker = Attacker::with(&database.store, tight, Evidence::BirthDate);
    let now = morning(0);
    let gate = attacker.gate.clone();
    let caller = attacker.next();
    // Solved while little work was required.
    solve(&gate, &caller, now).await;
    for index in 0..30 {
        assert_eq!(attacker.works(&number(index), now).await, Verdict::Enter);
    }
    let hers = CouponNumber::parse("1234567890").unwrap();
    let verdict = gate.admit(&caller, &hers, Evidence::BirthDate, now).await.unwrap();
    assert_eq!(verdict, Verdict::RobotCheck(Work::Heavy));
}

async fn robot_check_buys_one_try_for_all_sessions_of_an_account(database: TestDatabase) {
    let tight = Limits { town_per_day: 0, ..limits() };
    let gate = Gate::new(database.store.clone(), tight);
    let now = morning(0);
    let browser = |session: &str| Caller {
        session: Some(session.to_owned()),
        account: Some(AccountId(7)),
        address: None,
    };
    let (first, second) = (browser("first"), browser("second"));
    solve(&gate, &first, now).await;
    let pair = Evidence::BirthDate;
    assert_eq!(gate.admit(&second, &number(0), pair, now).await.unwrap(), Verdict::Enter);
    let again = gate.admit(&first, &number(1), pair, now).await.unwrap();
    assert_eq!(again, Verdict::RobotCheck(Work::Light));
}

/// A day's budget is full again on the next, even if failures occur every hour.
async fn failures_of_a_network_count_for_one_day(database: TestDatabase) {
    let tight = Limits { per_network: 3, ..limits() };
    let gate = Gate::new(database.store.clone(), tight);
    let try_at = |index: u32, now: DateTime<Utc>| {
        let gate = gate.clone();
        async move {
            let address = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + index % 256));
            let caller = Caller { address: Some(address), ..Caller::default() };
            gate.admit(&caller, &number(index), Evidence::BirthDate, now).await.unwrap()
        }
    };
    for index in 0..3 {
        let now = morning(0) + TimeDelta::hours((index * 4).into());
        assert_eq!(try_at(index, now).await, Verdict::Enter);
    }
    let evening = morning(0) + TimeDelta::hours(12);
    assert_eq!(try_at(3, evening).await, Verdict::RobotCheck(Work::Light));
    assert_eq!(try_at(4, morning(1)).await, Verdict::Enter);
}

both!(
    spent_budgets_stop_no_unlocked_right_pair,
    easy_check_does_not_pay_for_a_try_that_asks_for_more,
    robot_check_buys_one_try_for_all_sessions_of_an_account,
    failures_of_a_network_count_for_one_day,
);
