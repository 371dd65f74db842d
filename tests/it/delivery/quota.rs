//! Even if the message quota seems spent, LINE may have accepted an earlier attempt.

use serde_json::json;

use super::{MULTICAST, PUSH, SATURDAY};
use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
};

/// LINE accepts Hanako's confirmation, but its response is lost. Taro's push then reports that the
/// month's quota is spent.
async fn accepted_push_is_not_mailed_because_the_quota_seems_spent(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let (hanako, taro) =
        (Resident::linked(&town, "1234567890").await, Resident::linked(&town, "1234567891").await);
    hanako.leaves_address("hanako@example.jp").await;
    town.line_fails(json!({ "path": PUSH, "lost": "answer", "times": 1 })).await;
    hanako.browser().books(slot).await.ok();
    town.works().await;
    town.line_fails(json!({ "path": PUSH, "monthlyLimit": true, "times": 1 })).await;
    taro.browser().books(slot).await.ok();
    town.works().await;

    town.at("2026-11-24T09:31:00").await;
    assert!(hanako.hears_one().await.says("ご予約が完了しました"));
    assert_eq!(town.mails(), []);
    let sent = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'confirmation' AND via = 'line'";
    assert_eq!(town.count(sent).await, 1);
    town.owes_nothing().await;
}

async fn accepted_multicast_is_not_dissolved_because_the_quota_seems_spent(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let later = town.slot("hall", "2026-12-07", "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.leaves_address("hanako@example.jp").await;
    hanako.browser().books(slot).await.ok();
    town.works().await;
    hanako.hears_one().await;
    town.turn_to("2026-12-04T09:35:00");
    let taro = Resident::linked(&town, "1234567891").await;

    town.line_fails(json!({ "path": MULTICAST, "lost": "answer", "times": 1 })).await;
    town.at("2026-12-04T10:00:00").await;
    town.line_fails(json!({ "path": PUSH, "monthlyLimit": true, "times": 1 })).await;
    taro.browser().books(later).await.ok();
    town.works().await;
    town.at("2026-12-04T10:00:30").await;
    assert!(hanako.hears_one().await.says("予約日前日のお知らせ"));
    assert_eq!(town.mails(), []);
    let sent = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'reminder' AND via = 'line'";
    assert_eq!(town.count(sent).await, 1);
    town.owes_nothing().await;
}

both!(
    accepted_push_is_not_mailed_because_the_quota_seems_spent,
    accepted_multicast_is_not_dissolved_because_the_quota_seems_spent,
);
