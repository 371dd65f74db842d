//! The machine's clock is wrong for a while, and is then corrected.

use serde_json::json;

use crate::{
    harness::{
        database::TestDatabase,
        town::{Coupon, Resident, Town},
    },
    webhook::follower,
};

const SATURDAY: &str = "2026-12-05";
/// The right time is 9:30 on 24 November.
const TWO_DAYS_AHEAD: &str = "2026-11-26T09:30:00";
const RIGHT: &str = "2026-11-24T09:31:00";

async fn what_a_clock_that_was_ahead_has_put_off_is_done_when_it_is_right(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let taro = follower(&town, "潮風 太郎").await;
    town.turn_to(TWO_DAYS_AHEAD);
    let hanako = Resident::linked(&town, "1234567890").await;
    for call in ["reply", "push"] {
        let path = format!("/v2/bot/message/{call}");
        town.line_fails(json!({ "path": path, "status": 500, "times": 1 })).await;
    }
    hanako.browser().books(slot).await.ok();
    taro.says("ヘルプ").await;
    assert_eq!((hanako.hears().await.len(), taro.hears().await.len()), (0, 0));

    // Both were delayed by seconds from a time that is two days ahead now.
    town.at(RIGHT).await;
    assert_eq!((hanako.hears().await.len(), taro.hears().await.len()), (0, 0));
    assert!(town.service().app.desk.sweep(town.now()).await.unwrap() >= 3);
    town.works().await;
    assert!(hanako.hears_one().await.says("ご予約が完了しました"));
    assert!(!taro.hears().await.is_empty());
    town.owes_nothing().await;
    // A session that begins in the future is invalid.
    assert_eq!(hanako.browser().get("/api/bookings").await.refused().0, 401);
    let coupon = Coupon { number: "1234567890".to_owned(), birth_date: "1950-05-05" };
    hanako.browser().shows(&coupon).await.ok();
    assert_eq!(hanako.browser().booking().await["slotId"], slot.to_string());
}

async fn a_number_locked_by_a_clock_that_was_ahead_is_let_in(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    town.turn_to(TWO_DAYS_AHEAD);
    for _ in 0..2 {
        let browser = town.browser();
        for day in 1..=10 {
            let date = format!("1960-01-{day:02}");
            let form = json!({
                "couponNumber": coupon.number, "birthDate": date, "termsVersion": "2026-11-01",
            });
            browser.post("/api/session/coupon", form).await;
        }
    }
    assert_eq!(town.browser().shows(&coupon).await.refused().0, 429);
    town.turn_to(RIGHT);
    town.service().app.desk.sweep(town.now()).await.unwrap();
    town.browser().shows(&coupon).await.ok();
}

async fn a_clock_that_jumps_to_the_day_before_and_back_reminds_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", SATURDAY).await;

    town.at("2026-12-04T10:00:00").await;
    assert!(hanako.hears_one().await.says("予約日前日のお知らせ"));
    // Availability is shown for the correct day.
    for moment in ["2026-11-24T09:32:00", "2026-12-04T10:00:00", "2026-12-04T18:00:00"] {
        town.at(moment).await;
        assert_eq!(hanako.hears().await, [], "{moment}");
        assert_eq!(town.browser().get("/api/venues").await.status, 200, "{moment}");
    }
    town.owes_nothing().await;
}

both!(
    what_a_clock_that_was_ahead_has_put_off_is_done_when_it_is_right,
    a_number_locked_by_a_clock_that_was_ahead_is_let_in,
    a_clock_that_jumps_to_the_day_before_and_back_reminds_once,
);
