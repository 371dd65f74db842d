//! Each notification arrives once, whatever stops, fails or runs twice, and a corrupt record of one
//! person delays no one else.

use line_simulator::Mail;
use sea_orm::{
    ExprTrait,
    sea_query::{Alias, Expr, Query},
};
use serde_json::json;
use sesshu::{
    notices::reasons::NOT_KNOWN,
    storage::{Ledger, NoticeState},
    vaccination::{ids::BookingId, notice::NoticeKind},
};

use crate::harness::{
    database::TestDatabase,
    town::{Browser, Resident, Town},
};

const SATURDAY: &str = "2026-12-05";
const FRIDAY_AT_TEN: &str = "2026-12-04T10:00:00";

async fn a_service_that_was_down_at_ten_reminds_when_it_is_back(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    town.goes_down().await;
    town.turn_to("2026-12-04T18:00:00");
    town.comes_back().await;
    town.works().await;
    assert!(hanako.hears_one().await.says("予約日前日のお知らせ"));
    town.at("2026-12-04T18:00:03").await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

async fn whose_slot_has_begun_is_not_reminded_any_more(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    town.goes_down().await;
    town.turn_to("2026-12-05T10:00:00");
    town.comes_back().await;
    town.works().await;
    assert_eq!(hanako.hears().await, []);
    town.owes_nothing().await;
}

async fn a_reminder_that_line_cannot_take_is_tried_again_until_it_arrives_once(
    database: TestDatabase,
) {
    let (town, hanako) = hanako_is_booked(database).await;
    town.line_fails(json!({ "path": "/v2/bot/message/multicast", "status": 500, "times": 2 }))
        .await;
    // Delayed by 5 and by 10 seconds, and up to a fifth longer.
    for (second, arrived) in [(0, 0), (4, 0), (6, 0), (15, 0), (18, 1), (30, 0)] {
        town.at(&format!("2026-12-04T10:00:{second:02}")).await;
        assert_eq!(hanako.hears().await.len(), arrived, "second {second}");
    }
    town.owes_nothing().await;
}

async fn two_services_on_one_database_remind_each_person_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 40).await;
    let mut browsers = Vec::new();
    for (coupon, index) in town.coupons(30).await.iter().zip(0..) {
        let browser = town.browser();
        browser.shows(coupon).await.ok();
        let email = format!("person{index}@example.jp");
        browser.leaves_contact("ワクチン ハナコ", Some(&email)).await.ok();
        browser.books(slot).await.ok();
        browsers.push(browser);
    }
    town.works().await;
    assert_eq!(town.mails().len(), 30);

    let other = town.second_service().await;
    town.turn_to(FRIDAY_AT_TEN);
    let now = town.now();
    for _ in 0..3 {
        tokio::join!(town.works(), async {
            other.notices.fill(now).await.unwrap();
            other.notices.deliver(other.app.clock.as_ref()).await.unwrap();
        });
    }
    let mut receivers: Vec<String> = town.mails().into_iter().map(|mail: Mail| mail.to).collect();
    assert_eq!(receivers.len(), 30);
    receivers.sort();
    receivers.dedup();
    assert_eq!(receivers.len(), 30);
    town.owes_nothing().await;
}

async fn a_booking_cancelled_while_its_reminder_waits_is_not_reminded_of(database: TestDatabase) {
    // Cancelling is allowed until the midnight before, so that a reminder can be pending by then.
    let town = Town::with(database, |settings| {
        settings.programme.cancel_until_days_before = 1;
    })
    .await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    town.turn_to("2026-12-04T09:35:00");
    let hanako = Resident::linked(&town, "1234567890").await;
    let booking = hanako.browser().books(slot).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("ご予約が完了しました"));

    town.line_fails(json!({ "path": "/v2/bot/message/multicast", "status": 400 })).await;
    town.line_fails(json!({ "path": "/v2/bot/message/push", "status": 500 })).await;
    town.at(FRIDAY_AT_TEN).await;
    hanako.browser().cancels(&booking).await.ok();
    town.at("2026-12-04T10:00:30").await;
    assert!(hanako.hears_one().await.says("キャンセルしました"));
    town.owes_nothing().await;
}

async fn a_booking_cancelled_in_the_chat_is_told_of_once(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    hanako.says("キャンセル").await;
    assert!(hanako.hears_one().await.says("キャンセルしますか？"));
    hanako.presses("OK").await;
    let told = hanako.hears_one().await;
    assert!(told.says("キャンセルしました") && told.via == "reply");
    assert_eq!(hanako.browser().booking().await, json!(null));
    for later in ["2026-11-24T09:31:00", "2026-11-24T09:40:00", FRIDAY_AT_TEN] {
        town.at(later).await;
        assert_eq!(hanako.hears().await, [], "{later}");
    }
    town.owes_nothing().await;
}

async fn one_persons_broken_record_holds_up_nobody_elses_notices(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let taro = with_address(&town, "1234567891", "taro@example.jp").await;
    let hanako = with_address(&town, "1234567890", "hanako@example.jp").await;
    let taros = taro.books(slot).await.ok();
    hanako.books(slot).await.ok();
    town.execute(
        Query::update()
            .table(Alias::new("contact"))
            .value(Alias::new("contact_sealed"), Expr::val(vec![0_u8]))
            .and_where(Expr::col(Alias::new("coupon_id")).eq(1))
            .to_owned(),
    )
    .await;

    town.works().await;
    let [confirmation] = town.mails().try_into().unwrap();
    assert_eq!(confirmation.to, "hanako@example.jp");
    let booking: BookingId = taros["id"].as_str().unwrap().parse().unwrap();
    let [failed] = town.store().notices_of(booking).await.unwrap().try_into().unwrap();
    assert_eq!(failed.state, NoticeState::Failed);
    assert!(!failed.reason.unwrap().is_empty());
    town.owes_nothing().await;
}

async fn what_the_settings_do_not_push_goes_by_mail_alone(database: TestDatabase) {
    let town = Town::with(database, |settings| {
        settings.pushed = vec![NoticeKind::Reminder];
    })
    .await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.leaves_address("hanako@example.jp").await;
    hanako.browser().books(slot).await.ok();
    town.works().await;
    assert_eq!(hanako.hears().await, []);
    let [confirmation] = town.mails().try_into().unwrap();
    assert!(confirmation.subject.contains("ご予約が完了しました"));
    town.at(FRIDAY_AT_TEN).await;
    assert!(hanako.hears_one().await.says("予約日前日のお知らせ"));
    assert_eq!(town.mails(), []);
    town.owes_nothing().await;
}

/// LINE accepts the push, but its response is lost; then the person blocks the account.
async fn a_push_that_may_have_arrived_is_not_followed_by_a_mail(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.leaves_address("hanako@example.jp").await;
    let lost = json!({ "path": "/v2/bot/message/push", "lost": "answer", "times": 1 });
    town.line_fails(lost).await;
    hanako.browser().books(slot).await.ok();
    town.works().await;
    hanako.blocks().await;
    town.at("2026-11-24T09:31:00").await;
    assert_eq!(town.mails(), []);
    let confirmation =
        "SELECT COUNT(*) AS n FROM notice WHERE kind = 'confirmation' AND via = 'line'";
    assert_eq!(town.count(confirmation).await, 1);
    assert_eq!(hanako.hears().await.len(), 1);
    town.owes_nothing().await;
}

/// The service dies in the middle of a push, and is down for more than a day.
async fn what_line_may_have_forgotten_is_left_to_a_person(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    town.line_fails(json!({ "path": "/v2/bot/message/multicast", "status": 400 })).await;
    town.line_fails(json!({ "path": "/v2/bot/message/push", "status": 500, "times": 1 })).await;
    town.at("2026-12-04T10:00:00").await;
    let behind = "2026-12-05T09:30:00";
    town.at(behind).await;
    assert_eq!(hanako.hears().await, []);
    let [line] = town.store().ledger(Ledger::Failed, None, 10).await.unwrap().try_into().unwrap();
    assert_eq!(line.notice.reason.as_deref(), Some(NOT_KNOWN));
    town.owes_nothing().await;
}

async fn after_a_spent_quota_notices_go_by_mail_or_to_the_call_centre(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let taro = Resident::linked(&town, "1234567891").await;
    hanako.leaves_address("hanako@example.jp").await;
    hanako.browser().books(slot).await.ok();
    taro.browser().books(slot).await.ok();
    town.works().await;
    assert_eq!((hanako.hears().await.len(), taro.hears().await.len()), (1, 1));

    let spent = json!({ "path": "/v2/bot/message/*", "monthlyLimit": true, "times": 100 });
    town.line_fails(spent).await;
    town.at(FRIDAY_AT_TEN).await;
    let [mail] = town.mails().try_into().unwrap();
    assert_eq!(mail.to, "hanako@example.jp");
    assert_eq!((hanako.hears().await.len(), taro.hears().await.len()), (0, 0));
    let [to_call] =
        town.store().ledger(Ledger::Failed, None, 10).await.unwrap().try_into().unwrap();
    let contact = town.store().contact(to_call.coupon).await.unwrap().unwrap();
    assert_eq!(contact.phone.as_str(), "09012345678");
    town.owes_nothing().await;
}

async fn reminders_of_tomorrow_are_not_read_before_the_hour(database: TestDatabase) {
    let (town, _hanako) = hanako_is_booked(database).await;
    let reminders = "SELECT COUNT(*) AS n FROM notice WHERE kind = 'reminder'";
    for (moment, new) in [("2026-12-04T09:59:59", 0), ("2026-12-04T10:00:00", 1)] {
        town.turn_to(moment);
        let notices = town.service().notices;
        assert_eq!(notices.fill(town.now()).await.unwrap(), new, "{moment}");
        assert_eq!(town.count(reminders).await, i64::try_from(new).unwrap(), "{moment}");
    }
}

async fn what_is_over_is_swept_out(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    let desk = town.service().app.desk.clone();
    let browser = hanako.browser();
    assert!(browser.booking().await["id"].is_string());
    desk.sweep(town.now()).await.unwrap();
    assert!(browser.booking().await["id"].is_string());
    town.turn_to("2026-11-26T09:30:00");
    assert!(desk.sweep(town.now()).await.unwrap() > 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM session").await, 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM repeat").await, 0);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM booking").await, 1);
}

/// Returns a friend of the account who is linked, booked for Saturday and has received the
/// confirmation.
async fn hanako_is_booked(database: TestDatabase) -> (Town, Resident) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, "1234567890", SATURDAY).await;
    (town, hanako)
}

/// Returns a person with an e-mail address and without LINE.
async fn with_address(town: &Town, number: &str, email: &str) -> Browser {
    let coupon = town.coupon(number, "1950-05-05").await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("ワクチン タロウ", Some(email)).await.ok();
    browser
}

both!(
    a_service_that_was_down_at_ten_reminds_when_it_is_back,
    whose_slot_has_begun_is_not_reminded_any_more,
    a_reminder_that_line_cannot_take_is_tried_again_until_it_arrives_once,
    two_services_on_one_database_remind_each_person_once,
    a_booking_cancelled_while_its_reminder_waits_is_not_reminded_of,
    a_booking_cancelled_in_the_chat_is_told_of_once,
    one_persons_broken_record_holds_up_nobody_elses_notices,
    what_the_settings_do_not_push_goes_by_mail_alone,
    a_push_that_may_have_arrived_is_not_followed_by_a_mail,
    what_line_may_have_forgotten_is_left_to_a_person,
    after_a_spent_quota_notices_go_by_mail_or_to_the_call_centre,
    reminders_of_tomorrow_are_not_read_before_the_hour,
    what_is_over_is_swept_out,
);
