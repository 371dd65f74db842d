//! From adding the account as a friend to the reminder on the day before.

use serde_json::{Value, json};

use crate::harness::{
    database::TestDatabase,
    town::{Browser, Coupon, Resident, Town},
};

/// The Saturday of the vaccination, and the Friday before.
const SATURDAY: &str = "2026-12-05";
const FRIDAY_BEFORE_TEN: &str = "2026-12-04T09:59:59";
const FRIDAY_AT_TEN: &str = "2026-12-04T10:00:00";

async fn a_resident_links_books_and_is_reminded_once(database: TestDatabase) {
    let town = Town::open(database).await;
    town.shows_the_rich_menu().await;
    let hanako = town.resident("潮風 花子");
    the_whole_way(&town, &hanako).await;
}

async fn the_same_by_the_simulators_control_api(database: TestDatabase) {
    let town = Town::open(database).await;
    town.shows_the_rich_menu().await;
    let hanako = town.resident_by_wire("潮風 花子").await;
    the_whole_way(&town, &hanako).await;
}

async fn the_whole_way(town: &Town, hanako: &Resident) {
    let coupon = town.coupon("0123456789", "1950-05-05").await;
    town.slot("hall", SATURDAY, "10:00", 12).await;

    hanako.follows().await;
    let greeting = hanako.hears_one().await;
    assert!(greeting.says("友だち追加ありがとうございます"));
    assert!(greeting.says("潮風市が発行した接種券"));
    assert_eq!(greeting.via, "reply");

    link_by_chat(hanako, &coupon).await;
    let session = hanako.opens("場所から予約").await;
    let person = json!({ "id": session["person"]["id"], "couponEnds": "6789" });
    assert_eq!(
        session,
        json!({
            "identified": true, "linked": true, "lineKnown": true, "friend": true,
            "lineName": "潮風 花子",
            "hasContact": false, "hasBooking": false,
            "person": person, "people": [person],
        })
    );
    let contact = hanako.browser().leaves_contact("わくちん はなこ", None).await.ok();
    assert_eq!(contact["name"], "ワクチン ハナコ");
    assert_eq!(contact["phone"], "09012345678");

    let booking = book_by_place(hanako.browser()).await;
    assert_eq!((&booking["state"], &booking["startsAt"]), (&json!("confirmed"), &json!("10:00")));
    town.works().await;
    let confirmation = hanako.hears_one().await;
    for words in
        ["ご予約が完了しました", "12月5日（土）", "10:00〜10:15", "潮風市民ホール", "予診票"]
    {
        assert!(confirmation.says(words), "{words}");
    }
    assert_eq!(confirmation.via, "push");

    hanako.taps("ワクチン予約・確認").await;
    let card = hanako.hears_one().await;
    assert!(card.says("ご予約の内容") && card.says("12月2日（水） 23:59"), "{}", card.words());

    town.at(FRIDAY_BEFORE_TEN).await;
    assert_eq!(hanako.hears().await, []);
    town.at(FRIDAY_AT_TEN).await;
    let reminder = hanako.hears_one().await;
    assert!(reminder.says("予約日前日のお知らせ") && reminder.says("12月5日（土）"));
    for again in [FRIDAY_AT_TEN, "2026-12-04T10:00:03", "2026-12-05T09:00:00"] {
        town.at(again).await;
        assert_eq!(hanako.hears().await, [], "{again}");
    }
    town.owes_nothing().await;
}

/// Links in the chat: menu, terms, number, birth date, and the card of available actions.
async fn link_by_chat(person: &Resident, coupon: &Coupon) {
    person.taps("ワクチン予約・確認").await;
    assert!(person.hears_one().await.says("利用規約"));
    person.presses("同意する").await;
    assert!(person.hears_one().await.says("券番号（10ケタの数字）"));
    person.says(&coupon.number).await;
    assert!(person.hears_one().await.says("生年月日を送ってください"));
    person.picks("日付を選ぶ", coupon.birth_date).await;
    let question = person.hears_one().await;
    assert!(question.says("この内容でよろしいですか？"), "{}", question.words());
    let ending = &coupon.number[6..];
    assert!(question.says(ending) && !question.says(&coupon.number), "{}", question.words());
    person.presses("はい").await;
    let [linked, card] = person.hears().await.try_into().unwrap();
    assert!(linked.says("LINE連携が完了しました"));
    assert!(card.says("予約はまだありません"));
}

/// Books on the pages: venue, month, times, confirmation page, and 「予約を確定する」.
async fn book_by_place(browser: &Browser) -> Value {
    let venues = browser.get("/api/venues").await.ok();
    let hall = venues.as_array().unwrap().iter().find(|it| it["name"] == "潮風市民ホール").unwrap();
    assert_eq!(hall["mark"], "plenty");
    let venue = hall["id"].as_str().unwrap();
    let calendar = browser.get(&format!("/api/calendar?month=2026-12&venue={venue}")).await.ok();
    assert_eq!(calendar["days"], json!([{ "date": SATURDAY, "mark": "plenty" }]));
    let times = browser.get(&format!("/api/times?venue={venue}&date={SATURDAY}")).await.ok();
    let slot = &times[0];
    assert_eq!((&slot["startsAt"], &slot["left"]), (&json!("10:00"), &json!(12)));
    let id = slot["slotId"].as_str().unwrap();
    let detail = browser.get(&format!("/api/slots/{id}")).await.ok();
    assert_eq!(detail["cancellable"], true);
    let booking = browser.post("/api/bookings", json!({ "slotId": id })).await;
    assert_eq!(booking.status, 201);
    booking.ok()
}

async fn a_cancelled_booking_is_not_reminded_of(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let booking = hanako.browser().books(slot).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("ご予約が完了しました"));

    let cancelled = hanako.browser().cancels(&booking).await.ok();
    assert_eq!(cancelled["state"], "cancelled");
    town.works().await;
    assert!(hanako.hears_one().await.says("キャンセルしました"));
    town.at(FRIDAY_AT_TEN).await;
    town.at(SATURDAY_MORNING).await;
    assert_eq!(hanako.hears().await, []);
    assert_eq!(town.booked(slot).await, 0);
    town.owes_nothing().await;
}

const SATURDAY_MORNING: &str = "2026-12-05T08:00:00";

async fn a_booking_made_at_or_after_the_reminders_hour_is_not_reminded_of(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    town.turn_to("2026-12-04T09:35:00");
    let early = Resident::linked(&town, "1234567890").await;
    let late = Resident::linked(&town, "1234567891").await;

    town.turn_to(FRIDAY_BEFORE_TEN);
    early.browser().books(slot).await.ok();
    town.turn_to(FRIDAY_AT_TEN);
    late.browser().books(slot).await.ok();
    town.works().await;
    town.at("2026-12-04T10:01:00").await;
    town.at(SATURDAY_MORNING).await;

    let [confirmation, reminder] = early.hears().await.try_into().unwrap();
    assert!(confirmation.says("ご予約が完了しました"));
    assert!(reminder.says("予約日前日のお知らせ"));
    assert!(late.hears_one().await.says("ご予約が完了しました"));
    town.owes_nothing().await;
}

async fn somebody_without_line_is_told_by_mail(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let browser = town.browser();
    let session = browser.shows(&coupon).await.ok();
    assert_eq!((&session["identified"], &session["linked"]), (&json!(true), &json!(false)));
    browser.leaves_contact("ワクチン ハナコ", Some("hanako@example.jp")).await.ok();
    browser.books(slot).await.ok();

    town.works().await;
    let [confirmation] = town.mails().try_into().unwrap();
    assert_eq!(confirmation.to, "hanako@example.jp");
    assert!(confirmation.text.contains("2026年12月5日（土） 10:00〜10:15"));
    town.at(FRIDAY_BEFORE_TEN).await;
    assert_eq!(town.mails(), []);
    town.at(FRIDAY_AT_TEN).await;
    let [reminder] = town.mails().try_into().unwrap();
    assert!(reminder.text.contains("潮風市民ホール"));
    assert_ne!(reminder.message_id, confirmation.message_id);
    town.at("2026-12-04T10:00:03").await;
    assert_eq!(town.mails(), []);
    town.owes_nothing().await;
}

async fn somebody_who_has_blocked_the_account_is_told_by_mail(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.leaves_address("hanako@example.jp").await;
    hanako.blocks().await;
    hanako.browser().books(slot).await.ok();
    town.works().await;
    town.at(FRIDAY_AT_TEN).await;
    assert_eq!(hanako.hears().await, []);
    assert_eq!(town.mails().len(), 2);
    town.owes_nothing().await;
}

both!(
    a_resident_links_books_and_is_reminded_once,
    the_same_by_the_simulators_control_api,
    a_cancelled_booking_is_not_reminded_of,
    a_booking_made_at_or_after_the_reminders_hour_is_not_reminded_of,
    somebody_without_line_is_told_by_mail,
    somebody_who_has_blocked_the_account_is_told_by_mail,
);
