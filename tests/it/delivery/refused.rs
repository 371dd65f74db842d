//! LINE refuses our credentials (401, 403, no token), which says nothing about the message.

use serde_json::json;

use super::{SATURDAY, failed, line_answers, line_recovers, owed};
use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
};

const TOKEN: &str = "LINE refused: 401, the channel access token is not valid";
const CHANNEL: &str = "LINE refused: 403, the channel may not do this";
const CREDENTIALS: &str = "LINE refused to issue a channel access token";

async fn reminder_refused_with_401_is_delivered_once_when_line_accepts_us(database: TestDatabase) {
    reminders_wait_out(database, 401, TOKEN).await;
}

async fn reminder_refused_with_403_is_delivered_once_when_line_accepts_us(database: TestDatabase) {
    reminders_wait_out(database, 403, CHANNEL).await;
}

/// One person has an e-mail address, the other has none.
async fn reminders_wait_out(database: TestDatabase, status: u16, reason: &str) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let (hanako, taro) =
        (Resident::linked(&town, "1234567890").await, Resident::linked(&town, "1234567891").await);
    hanako.leaves_address("hanako@example.jp").await;
    for person in [&hanako, &taro] {
        person.browser().books(slot).await.ok();
    }
    town.works().await;
    for person in [&hanako, &taro] {
        person.hears_one().await;
    }

    line_answers(&town, &json!({ "status": status })).await;
    for minute in [0, 1, 2, 4, 8, 15, 29] {
        town.at(&format!("2026-12-04T10:{minute:02}:00")).await;
    }
    assert_eq!(failed(&town).await, []);
    assert_eq!(town.mails(), [], "nobody is told by another way meanwhile");
    let waiting = owed(&town).await;
    assert_eq!(waiting.len(), 2);
    for notice in waiting {
        assert_eq!(notice.reason.as_deref(), Some(reason));
    }

    line_recovers(&town).await;
    town.at("2026-12-04T10:45:00").await;
    for person in [&hanako, &taro] {
        assert!(person.hears_one().await.says("予約日前日のお知らせ"));
    }
    town.at("2026-12-04T12:00:00").await;
    assert_eq!((hanako.hears().await.len(), taro.hears().await.len()), (0, 0));
    assert_eq!(town.mails(), []);
    town.owes_nothing().await;
}

async fn confirmation_refused_with_401_is_retried_and_mailed_after_23_hours(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let (hanako, taro) =
        (Resident::linked(&town, "1234567890").await, Resident::linked(&town, "1234567891").await);
    hanako.leaves_address("hanako@example.jp").await;
    line_answers(&town, &json!({ "status": 401 })).await;
    for person in [&hanako, &taro] {
        person.browser().books(slot).await.ok();
    }
    for moment in ["24T09:30:00", "24T09:40:00", "24T18:00:00", "25T08:00:00"] {
        town.at(&format!("2026-11-{moment}")).await;
    }
    assert_eq!((failed(&town).await.len(), town.mails().len()), (0, 0));

    town.at("2026-11-25T09:00:00").await;
    let [mail] = town.mails().try_into().unwrap();
    assert_eq!(mail.to, "hanako@example.jp");
    let [given_up] = failed(&town).await.try_into().unwrap();
    assert_eq!(given_up.reason.as_deref(), Some(TOKEN), "what is to be mended stands there");
    line_recovers(&town).await;
    town.at("2026-11-25T12:00:00").await;
    assert_eq!((hanako.hears().await.len(), taro.hears().await.len()), (0, 0));
    town.owes_nothing().await;
}

async fn wrong_channel_secret_delays_notices_and_loses_none(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    // The present token has expired by then, and LINE does not accept the secret any more.
    town.turn_to("2026-11-24T09:50:00");
    let wrong = json!({ "path": "/oauth2/v3/token", "status": 400, "times": 10_000 });
    town.line_fails(wrong).await;
    hanako.browser().books(slot).await.ok();
    for minute in [50, 51, 53, 58] {
        town.at(&format!("2026-11-24T09:{minute}:00")).await;
    }
    let [waiting] = owed(&town).await.try_into().unwrap();
    assert_eq!(waiting.reason.as_deref(), Some(CREDENTIALS));
    assert_eq!(failed(&town).await, []);

    line_recovers(&town).await;
    town.at("2026-11-24T10:15:00").await;
    assert!(hanako.hears_one().await.says("ご予約が完了しました"));
    town.owes_nothing().await;
}

both!(
    reminder_refused_with_401_is_delivered_once_when_line_accepts_us,
    reminder_refused_with_403_is_delivered_once_when_line_accepts_us,
    confirmation_refused_with_401_is_retried_and_mailed_after_23_hours,
    wrong_channel_secret_delays_notices_and_loses_none,
);
