//! LINE's webhooks: each event is answered once and has one effect, whatever LINE does. Requests
//! that are not LINE's change nothing, and no one's messages get into the log.

use sea_orm::{
    ExprTrait,
    sea_query::{Alias, Expr, Query},
};
use serde_json::{Value, json};
use sesshu::vaccination::history::Act;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::harness::{
    database::TestDatabase,
    knock::{knock, knock_with, signature, text, webhook},
    log,
    town::{Coupon, Resident, Town},
};

const SATURDAY: &str = "2026-12-05";

async fn an_event_that_comes_again_and_again_is_answered_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    asked_if_right(&hanako, &coupon).await;

    town.goes_down().await;
    let id = hanako.says_in_vain("はい").await;
    town.comes_back().await;
    let event = recorded(&town, &id).await;
    assert_eq!(knock(&town, &webhook(&[event.clone(), event.clone()])).await, 200);
    assert_eq!(knock(&town, &webhook(&[event])).await, 200);
    town.works().await;
    let [linked, card] = hanako.hears().await.try_into().unwrap();
    assert!(linked.says("LINE連携が完了しました") && card.says("予約はまだありません"));

    redeliver(&town, &id).await;
    assert_eq!(hanako.hears().await, []);
    town.goes_down().await;
    town.comes_back().await;
    redeliver(&town, &id).await;
    assert_eq!(hanako.hears().await, []);

    let agreed = Act::Identified { terms_version: "2026-11-01".to_owned() };
    assert_eq!(town.history(&coupon).await, [agreed, Act::Linked]);
    town.owes_nothing().await;
}

async fn a_talk_goes_on_after_a_restart(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    asked_if_right(&hanako, &coupon).await;
    town.goes_down().await;
    town.comes_back().await;
    hanako.presses("はい").await;
    assert_eq!(hanako.hears().await.len(), 2);
    assert_eq!(town.history(&coupon).await.len(), 2);
}

async fn what_is_not_lines_word_is_refused_and_changes_nothing(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = town.resident("潮風 花子");
    let good = webhook(&[text(&hanako, "1", "予約")]);
    let other = webhook(&[text(&hanako, "2", "キャンセル")]);

    for signature in [
        None,
        Some(String::new()),
        Some("not base64".to_owned()),
        Some(signature(&town, &other)),
        Some(signature(&town, &good)[4..].to_owned()),
        Some(line_simulator::signature("another secret", &good)),
    ] {
        assert_eq!(knock_with(&town, &good, signature.as_deref()).await, 401, "{signature:?}");
    }
    assert_eq!(knock_with(&town, b"", None).await, 401);
    for not_a_webhook in [
        &b""[..],
        b"{",
        b"{\"events\":[{\"type\":",
        b"\xff\xfe",
        b"null",
        b"5",
        b"[]",
        b"{}",
        b"{\"events\":5}",
        b"{\"events\":{\"0\":{}}}",
        "[".repeat(100_000).as_bytes(),
    ] {
        assert_eq!(knock(&town, not_a_webhook).await, 400, "{} bytes", not_a_webhook.len());
    }
    let five_megabytes = webhook(&[text(&hanako, "3", &"予".repeat(5 << 20))]);
    assert_eq!(knock_with_a_large_body(&town, &five_megabytes).await, 413);

    town.works().await;
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event").await, 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM account").await, 0);
    // LINE's own check of the URL has no events.
    assert_eq!(knock(&town, &webhook(&[])).await, 200);
}

async fn what_line_may_invent_is_taken_and_does_no_harm(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let without = |mut event: Value, property: &str| {
        event.as_object_mut().unwrap().remove(property);
        event
    };
    let with = |mut event: Value, property: &str, value: Value| {
        event[property] = value;
        event
    };
    let said = |id: &str| text(&hanako, id, "ヘルプ");
    let group = json!({ "type": "group", "groupId": "C1", "userId": hanako.user_id() });
    let events = [
        with(said("unknown"), "type", json!("teleport")),
        with(said("no type"), "type", json!(null)),
        with(said("standby"), "mode", json!("standby")),
        without(said("no reply token"), "replyToken"),
        without(said("nobody"), "source"),
        with(said("stranger"), "source", json!({ "type": "user", "userId": "U1" })),
        with(said("group"), "source", group),
        with(said("no message"), "message", json!(null)),
        with(said("new message"), "message", json!({ "type": "hologram", "id": "1" })),
        with(said("date"), "type", json!("postback")),
        with(said("time"), "timestamp", json!(i64::MAX)),
        without(said("no id"), "webhookEventId"),
        json!("not an event"),
        json!({}),
    ];
    for event in &events {
        assert_eq!(knock(&town, &webhook(std::slice::from_ref(event))).await, 200, "{event}");
    }
    assert_eq!(knock(&town, &webhook(&events)).await, 200);
    town.works().await;
    // A message of an unknown kind gets a friendly reply, other events none.
    let [thanks, menu] = hanako.hears().await.try_into().unwrap();
    assert!(thanks.says("ありがとうございます") && menu.says("メニュー"));
    town.owes_nothing().await;

    hanako.says("ヘルプ").await;
    assert!(hanako.hears_one().await.says("メニュー"));
}

async fn each_of_two_people_in_one_webhook_is_answered_in_order(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let taro = follower(&town, "潮風 太郎").await;
    town.goes_down().await;
    let mut events = Vec::new();
    for (second, person, words) in [
        (1, &hanako, "予約"),
        (2, &taro, "FAQ"),
        (3, &hanako, "同意する"),
        (4, &hanako, "1234567890"),
    ] {
        town.turn_to(&format!("2026-11-24T09:30:0{second}"));
        let id = person.says_in_vain(words).await;
        events.push(recorded(&town, &id).await);
    }
    town.comes_back().await;
    // LINE guarantees no order within a webhook.
    events.reverse();
    assert_eq!(knock(&town, &webhook(&events)).await, 200);
    town.works().await;

    let [terms, number, birth_date] = hanako.hears().await.try_into().unwrap();
    assert!(terms.says("利用規約をお読みいただき"));
    assert!(number.says("券番号（10ケタの数字）"));
    assert!(birth_date.says("生年月日を送ってください"));
    assert!(taro.hears_one().await.says("よくある質問"));
    town.owes_nothing().await;
}

async fn an_answer_that_line_did_not_take_is_given_again(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let fault = json!({ "path": "/v2/bot/message/reply", "status": 500, "times": 1 });
    town.line_fails(fault).await;
    hanako.says("ヘルプ").await;
    assert_eq!(hanako.hears().await, []);
    town.at("2026-11-24T09:30:03").await;
    assert!(hanako.hears_one().await.says("メニュー"));
    town.owes_nothing().await;
}

async fn an_event_that_nobody_can_open_holds_up_nobody_else(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = follower(&town, "潮風 花子").await;
    let taro = town.resident("潮風 太郎");
    assert_eq!(knock(&town, &webhook(&[text(&taro, "broken", "予約")])).await, 200);
    town.execute(
        Query::update()
            .table(Alias::new("event"))
            .value(Alias::new("payload_sealed"), Expr::val(vec![0_u8]))
            .and_where(Expr::col(Alias::new("event_id")).eq("broken"))
            .to_owned(),
    )
    .await;
    hanako.says("ヘルプ").await;
    assert!(hanako.hears_one().await.says("メニュー"));
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM event WHERE state = 'aside'").await, 1);
    taro.says("ヘルプ").await;
    assert!(taro.hears_one().await.says("メニュー"));
}

async fn no_words_numbers_or_names_get_into_the_log(database: TestDatabase) {
    let log = log::kept();
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let coupon = town.coupon("7319028465", "1931-07-13").await;
    let hanako = follower(&town, "オモイデ ミノル").await;
    let words = "だれにも言わないでください";

    hanako.says(words).await;
    let event = text(&hanako, "log-1", words);
    let body = webhook(std::slice::from_ref(&event));
    assert_eq!(knock_with(&town, &body, Some("wrong")).await, 401);
    assert_eq!(knock(&town, &body[..body.len() - 2]).await, 400);
    town.line_fails(json!({ "path": "/v2/bot/message/reply", "status": 500 })).await;
    asked_if_right_by_typing(&town, &hanako, &coupon).await;
    hanako.presses("はい").await;
    hanako.opens("場所から予約").await;
    let browser = hanako.browser();
    browser.leaves_contact("おもいで みのる", Some("minoru@example.jp")).await.ok();
    browser.books(slot).await.ok();
    town.line_fails(json!({ "path": "/v2/bot/message/push", "status": 400 })).await;
    town.works().await;
    let wrong = Coupon { number: "7319028466".to_owned(), ..coupon };
    assert_eq!(browser.shows(&wrong).await.refused(), (422, "coupon_not_found"));
    let forged = json!({ "idToken": "eyJhbGciOiJub25lIn0.e30.forged" });
    assert_eq!(browser.post("/api/session/line", forged).await.status, 401);

    let text = log.text();
    for logged in [
        "a webhook without a valid signature was refused",
        "a signed webhook could not be parsed",
        "processing an event failed; it will be retried",
        "a seat was booked",
        "a notification was sent",
        "an ID token was refused",
    ] {
        assert!(text.contains(logged), "it was not logged that {logged}");
    }
    let secret = &town.line().simulator().config().channel.secret;
    for private in [
        words,
        hanako.user_id(),
        "7319028465",
        "7319028466",
        "1931-07-13",
        "昭和6年7月13日",
        "オモイデ",
        "おもいで",
        "09012345678",
        "090-1234-5678",
        "minoru",
        "forged",
        secret,
    ] {
        assert!(!text.contains(private), "{private} was logged");
    }
}

/// Returns a friend of the account who has been greeted.
pub(crate) async fn follower(town: &Town, name: &str) -> Resident {
    let person = town.resident(name);
    person.follows().await;
    person.hears_one().await;
    person
}

/// Goes up to the question whether number and birth date are right.
async fn asked_if_right(person: &Resident, coupon: &Coupon) {
    for words in ["予約", "同意する", &coupon.number, coupon.birth_date] {
        person.says(words).await;
        person.hears_one().await;
    }
}

/// Does the same while LINE fails at first.
async fn asked_if_right_by_typing(town: &Town, person: &Resident, coupon: &Coupon) {
    person.says("予約").await;
    town.at("2026-11-24T09:30:03").await;
    for words in ["同意する", &coupon.number, coupon.birth_date] {
        person.says(words).await;
    }
}

/// Makes LINE redeliver an event.
async fn redeliver(town: &Town, event_id: &str) {
    let again = json!({ "webhookEventId": event_id });
    let answer = town.control("/_sim/redeliver", Some(again)).await;
    assert_eq!(answer["status"], 200);
    town.works().await;
}

/// Returns the event as LINE sent it.
pub(crate) async fn recorded(town: &Town, event_id: &str) -> Value {
    let webhooks = town.control("/_sim/webhooks", None).await;
    let is_meant = |it: &&Value| it["webhookEventId"] == event_id;
    webhooks.as_array().unwrap().iter().find(is_meant).unwrap()["body"]["events"][0].clone()
}

/// The response comes before the whole body was sent, and then the connection closes: reads what
/// there is.
async fn knock_with_a_large_body(town: &Town, body: &[u8]) -> u16 {
    let address = town.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /line/webhook HTTP/1.1\r\nhost: {address}\r\nx-line-signature: {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        signature(town, body),
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    drop(stream.write_all(body).await);
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    std::str::from_utf8(&answer[9..]).unwrap().parse().unwrap()
}

both!(
    an_event_that_comes_again_and_again_is_answered_once,
    a_talk_goes_on_after_a_restart,
    what_is_not_lines_word_is_refused_and_changes_nothing,
    what_line_may_invent_is_taken_and_does_no_harm,
    each_of_two_people_in_one_webhook_is_answered_in_order,
    an_answer_that_line_did_not_take_is_given_again,
    an_event_that_nobody_can_open_holds_up_nobody_else,
    no_words_numbers_or_names_get_into_the_log,
);
