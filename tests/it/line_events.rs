//! LINE events besides messages and postbacks: unsent, edited, left, linked elsewhere, in groups,
//! in standby, and unknown ones (`docs/LINE_EVENTS.md`).

use serde_json::{Value, json};

use crate::harness::{
    database::TestDatabase,
    knock::{knock, text, webhook},
    town::{Resident, Town},
};

async fn what_was_taken_back_is_erased_and_asked_for_anew(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    for words in ["予約", "同意する", "1234567890"] {
        hanako.says(words).await;
    }
    hanako.hears().await;
    takes_back(&town, &hanako, "1").await;
    assert_eq!(hanako.hears().await, [], "LINE gives no reply token for it");

    hanako.says("昭和25年5月5日").await;
    let asked = hanako.hears().await;
    assert!(asked.iter().any(|heard| heard.says("券番号")), "{asked:#?}");
    let kept = "SELECT COUNT(*) AS n FROM event WHERE payload_sealed IS NOT NULL";
    assert_eq!(town.count(kept).await, 0);
}

async fn what_was_taken_back_before_anybody_read_it_is_never_read(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    hanako.hears().await;
    let mut said = text(&hanako, "said", "予約");
    said["message"]["id"] = json!("555");
    // Delivered late: the message comes after its own unsend event.
    let mut back = taken_back(&hanako, "555");
    back["timestamp"] = json!(said["timestamp"].as_i64().unwrap() - 1);
    assert_eq!(knock(&town, &webhook(&[said, back])).await, 200);
    town.works().await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

async fn events_that_ask_nothing_of_us_are_let_be(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    hanako.hears().await;
    let event = |id: &str, kind: &str, more: Value| {
        let mut event = text(&hanako, id, "予約");
        event.as_object_mut().unwrap().remove("message");
        event["type"] = json!(kind);
        for (key, value) in more.as_object().unwrap() {
            event[key] = value.clone();
        }
        event
    };
    let link = json!({ "link": { "result": "ok", "nonce": "n" } });
    let edited =
        json!({ "message": { "type": "text", "id": "1", "text": "予約", "quoteToken": "q" } });
    let mut standby = text(&hanako, "standby", "予約");
    standby["mode"] = json!("standby");
    let mut group = text(&hanako, "group", "予約");
    group["source"] = json!({ "type": "group", "groupId": "C1", "userId": hanako.user_id() });
    let events = [
        event("a", "accountLink", link),
        event("b", "messageEdited", edited),
        event("c", "beacon", json!({ "beacon": { "hwid": "1", "type": "enter" } })),
        event("d", "videoPlayComplete", json!({ "videoPlayComplete": { "trackingId": "1" } })),
        event("e", "membership", json!({ "membership": { "type": "joined" } })),
        event("f", "somethingNew", json!({ "somethingNew": [1, 2, 3] })),
        standby,
        group,
    ];
    assert_eq!(knock(&town, &webhook(&events)).await, 200);
    town.works().await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

async fn thousands_of_events_in_one_webhook_are_all_kept(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = town.resident("潮風 花子");
    let events: Vec<Value> = (0..1_200)
        .map(|index| {
            let mut event = text(&hanako, &format!("many-{index}"), "予約");
            event["mode"] = json!("standby");
            event
        })
        .collect();
    // On a busy machine they may not be stored in time; LINE redelivers them.
    let body = webhook(&events);
    for _ in 0..5 {
        if knock(&town, &body).await == 200 {
            break;
        }
    }
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event").await, 1_200);
}

async fn takes_back(town: &Town, person: &Resident, message_id: &str) {
    assert_eq!(knock(town, &webhook(&[taken_back(person, message_id)])).await, 200);
    town.works().await;
}

fn taken_back(person: &Resident, message_id: &str) -> Value {
    json!({
        "type": "unsend",
        "mode": "active",
        "timestamp": 1_795_480_300_000_i64,
        "webhookEventId": format!("unsend-{message_id}"),
        "deliveryContext": { "isRedelivery": false },
        "source": { "type": "user", "userId": person.user_id() },
        "unsend": { "messageId": message_id },
    })
}

both!(
    what_was_taken_back_is_erased_and_asked_for_anew,
    what_was_taken_back_before_anybody_read_it_is_never_read,
    events_that_ask_nothing_of_us_are_let_be,
    thousands_of_events_in_one_webhook_are_all_kept,
);
