//! Lets the people of the fixtures use every feature.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use serde_json::json;
use sesshu::{
    office::bookings::{Asked, Order},
    vaccination::{
        contact::Contact,
        coupon::CouponNumber,
        ids::SlotId,
        staff::{Reason, Signature, StaffName},
    },
};

use crate::harness::{
    knock::{self, knock, webhook},
    town::{Coupon, Resident, Town},
};

/// The first coupons of `fixtures/coupons.csv`.
const HANAKO: (&str, &str) = ("1234567890", "1950-05-05");
const TARO: (&str, &str) = ("1234567891", "1948-11-03");
const JIRO: (&str, &str) = ("0012345678", "1989-01-08");
const WRONG: (&str, &str) = ("9000000017", "1961-04-12");

/// Returns everything about them that must not be visible; `users` are their LINE user ids.
pub(super) fn secrets(users: &[String]) -> Vec<String> {
    let mut secrets: Vec<String> = [
        // Also as the numbers are typed.
        "1234567890",
        "1234-567-891",
        "1234567891",
        "0012345678",
        "9000000017",
        // Dates, in the forms that people and files use.
        "1950-05-05",
        "19500505",
        "1950/05/05",
        "昭和25年5月5日",
        "S25.5.5",
        "1948-11-03",
        "19481103",
        "昭和23年11月3日",
        "1989-01-08",
        "19890108",
        "平成元年1月8日",
        "1961-04-12",
        "19610412",
        // Names, in all scripts that people use.
        "ワクチン ハナコ",
        "わくちん はなこ",
        "ﾜｸﾁﾝ ﾊﾅｺ",
        "ハナコ",
        "はなこ",
        "ワクチンハナコ",
        "タロウ",
        "ジロウ",
        "潮風 花子",
        "花子",
        "健康課 鈴木",
        "鈴木",
        "09012345678",
        "090-1234-5678",
        "9012345678",
        "0467000000",
        "0467-00-0000",
        "hanako@example.jp",
        "hanako@",
        "taro.wakuchin@example.jp",
        "taro.wakuchin",
        // Free text.
        "発熱のため",
        "母の代わりに予約したい",
    ]
    .map(str::to_owned)
    .to_vec();
    secrets.extend(users.iter().cloned());
    secrets
}

/// Returns the LINE user ids of all participants.
pub(super) async fn everybody_goes_every_way(town: &Town) -> Vec<String> {
    town.shows_the_rich_menu().await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let mut coupons = Vec::new();
    for (number, birth_date) in [HANAKO, TARO, JIRO] {
        coupons.push(town.coupon(number, birth_date).await);
    }
    let [hanako, taro, jiro] = coupons.try_into().unwrap();

    let in_chat = town.resident("潮風 花子");
    links_and_books_in_chat(&in_chat, &hanako, slot).await;
    on_the_pages_without_line(town, &taro, slot).await;
    by_telephone(town, &jiro, slot).await;
    let halfway = town.resident("潮風 次郎");
    leaves_halfway(&halfway).await;
    what_cannot_be_taken_up(town, &halfway).await;

    town.works().await;
    town.at("2026-12-04T10:00:00").await;
    [in_chat, halfway].map(|person| person.user_id().to_owned()).to_vec()
}

async fn links_and_books_in_chat(person: &Resident, coupon: &Coupon, slot: SlotId) {
    person.follows().await;
    person.taps("ワクチン予約・確認").await;
    person.presses("同意する").await;
    person.says(&coupon.number).await;
    person.picks("日付を選ぶ", coupon.birth_date).await;
    person.presses("はい").await;
    person.opens("場所から予約").await;
    let browser = person.browser();
    browser.leaves_contact("わくちん はなこ", Some("hanako@example.jp")).await.ok();
    browser.books_by_key(slot, "d0b6d2f0-4f1a-4d43-9f57-0a5a3a5f8f10").await.ok();
    let booking = browser.booking().await;
    browser.cancels(&booking).await.ok();
    browser.books(slot).await.ok();
    person.says("母の代わりに予約したい 090-1234-5678").await;
    person.taps("ワクチン予約・確認").await;
    person.blocks().await;
}

async fn on_the_pages_without_line(town: &Town, coupon: &Coupon, slot: SlotId) {
    let browser = town.browser();
    let wrong = Coupon { number: WRONG.0.to_owned(), birth_date: WRONG.1 };
    for _ in 0..3 {
        browser.shows(&wrong).await.refused();
    }
    browser.shows(coupon).await.ok();
    browser.leaves_contact("ワクチン タロウ", Some("taro.wakuchin@example.jp")).await.ok();
    browser.books(slot).await.ok();
    // Refused input comes back with a reason and is stored nowhere.
    let odd = json!({ "name": "潮風 花子", "phone": "0467-00-0000", "email": "hanako@" });
    browser.put("/api/contact", odd).await.refused();
}

async fn by_telephone(town: &Town, coupon: &Coupon, slot: SlotId) {
    let desk = town.phone_desk();
    let number = CouponNumber::parse(&coupon.number).unwrap();
    let person = desk.find(&Asked::Number { number, issuer: None, born: None }).await.unwrap();
    let signature = Signature {
        name: StaffName::parse("健康課 鈴木").unwrap(),
        reason: Some(Reason::parse("発熱のため").unwrap()),
    };
    let contact = Contact::parse("わくちん じろう", "0467-00-0000", None).unwrap();
    let order = Order { person, slot, contact: Some(contact), replace_contact: true, signature };
    let booking = desk.book(&order, town.now()).await.unwrap();
    desk.cancel(booking.id, &order.signature, None, town.now()).await.unwrap();
}

/// Types a number and leaves.
async fn leaves_halfway(person: &Resident) {
    person.follows().await;
    person.taps("ワクチン予約・確認").await;
    person.presses("同意する").await;
    person.says(JIRO.0).await;
}

/// An event that crashes its worker becomes a dead letter and is kept for inspection.
async fn what_cannot_be_taken_up(town: &Town, person: &Resident) {
    let event = knock::text(person, "poison", "花子です 1234567890");
    assert_eq!(knock(town, &webhook(&[event])).await, 200);
    let poison = Query::update()
        .table(Alias::new("event"))
        .value(Alias::new("attempts"), Expr::val(50))
        .and_where(Expr::col(Alias::new("event_id")).eq("poison"))
        .to_owned();
    town.execute(poison).await;
    town.works().await;
}
