//! LINE does not respond for an hour.

use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{
    client::client,
    database::TestDatabase,
    town::{Resident, Town},
};

const SATURDAY: &str = "2026-12-05";

async fn an_hour_without_line_delays_what_is_owed_and_loses_nothing(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let late = town.slot("hall", "2026-12-07", "10:00", 12).await;
    let reminded = Resident::linked(&town, "1234567890").await;
    reminded.browser().books(slot).await.ok();
    town.works().await;
    reminded.hears_one().await;
    town.turn_to("2026-12-04T09:35:00");
    let (booking, writing) =
        (Resident::linked(&town, "1234567891").await, Resident::linked(&town, "1234567892").await);

    town.turn_to("2026-12-04T09:40:00");
    let gone = json!({ "path": "/*", "lost": "request", "chance": 1.0 });
    town.line_fails(gone).await;
    // The pages still work, with a session that LINE verified earlier and with the coupon.
    booking.browser().books(late).await.ok();
    let without = town.coupon("1234567893", "1950-05-05").await;
    let browser = town.browser();
    browser.signs_in(&without).await;
    browser.books(late).await.ok();
    writing.says("ヘルプ").await;
    for minute in (40..60).step_by(5).map(|it| format!("09:{it}")) {
        town.at(&format!("2026-12-04T{minute}:00")).await;
    }
    for minute in (0..40).step_by(5).map(|it| format!("10:{it:02}")) {
        town.at(&format!("2026-12-04T{minute}:00")).await;
    }
    for person in [&reminded, &booking, &writing] {
        assert_eq!(person.hears().await, []);
    }
    assert_eq!(is_ready(&town).await, StatusCode::OK, "LINE is no reason to send people away");

    let faults = format!("{}/_sim/faults", town.line().url());
    client().delete(faults).send().await.unwrap();
    for minute in (40..56).step_by(5).map(|it| format!("10:{it}")) {
        town.at(&format!("2026-12-04T{minute}:00")).await;
    }
    assert!(reminded.hears_one().await.says("予約日前日のお知らせ"));
    assert!(booking.hears_one().await.says("ご予約が完了しました"));
    // A message of half an hour ago is not answered any more; a new one is.
    assert_eq!(writing.hears().await, []);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event WHERE state = 'aside'").await, 1);
    writing.says("ヘルプ").await;
    assert!(writing.hears_one().await.says("メニュー"));
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM menu_owed").await, 0);
    let owed = "SELECT COUNT(*) AS n FROM notice WHERE state IN ('waiting', 'sending')";
    assert_eq!(town.count(owed).await, 0);
    // There are no duplicates later either.
    town.at("2026-12-04T12:00:00").await;
    assert_eq!((reminded.hears().await.len(), booking.hears().await.len()), (0, 0));
}

async fn is_ready(town: &Town) -> StatusCode {
    client().get(format!("{}/readyz", town.url())).send().await.unwrap().status()
}

both!(an_hour_without_line_delays_what_is_owed_and_loses_nothing);
