//! The check code of the letter as a third part of the credentials, and identification when it is
//! closed.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use sesshu::{
    office::coupons::{self, Differences, Rest},
    storage::{Linked, NewCoupon, Store},
    vaccination::{
        birth_date::BirthDate,
        check_code::CheckCode,
        coupon::{CouponNumber, Issuer, Proof},
        staff::{Signature, StaffName},
    },
};

use crate::{
    harness::{
        coupon::coupon,
        database::TestDatabase,
        town::{Answer, Browser, Town},
    },
    rotation::ring,
};

const NOT_FOUND: (u16, &str) = (422, "coupon_not_found");
const NUMBER: &str = "1234567890";

async fn town(database: TestDatabase, asks: bool) -> Town {
    let town = Town::with(database, |settings| settings.identity.check_code = asks).await;
    let with_code = NewCoupon {
        check_code: Some(CheckCode::parse("K7M3XW").unwrap()),
        ..coupon(NUMBER, "1950-05-05")
    };
    let tx = town.store().begin().await.unwrap();
    let without = coupon("1234567891", "1950-05-05");
    tx.add_coupons(&[with_code, without], town.now()).await.unwrap();
    tx.commit().await.unwrap();
    town
}

async fn shows(town: &Town, browser: &Browser, number: &str, code: Option<&str>) -> Answer {
    let form = json!({
        "couponNumber": number,
        "birthDate": "1950-05-05",
        "checkCode": code,
        "termsVersion": town.settings().municipality.terms.version,
    });
    browser.post("/api/session/coupon", form).await
}

async fn check_code_that_is_asked_for_is_part_of_the_proof(database: TestDatabase) {
    let town = town(database, true).await;
    let facts = town.browser().get("/api/municipality").await.ok();
    assert_eq!(facts["identity"], json!({ "checkCode": true, "closed": false }));
    for missing in [None, Some(""), Some("　")] {
        let refused = shows(&town, &town.browser(), NUMBER, missing).await;
        assert_eq!(refused.refused(), (422, "invalid_input"));
        assert_eq!(refused.body["errors"][0]["field"], "checkCode");
        assert_eq!(refused.body["errors"][0]["code"], "check_code_missing");
    }
    let unreadable = shows(&town, &town.browser(), NUMBER, Some("K7M3X0")).await;
    assert_eq!(unreadable.body["errors"][0]["code"], "check_code_invalid");

    // A wrong code, an unknown number and a coupon without a code get the same response.
    let wrong = shows(&town, &town.browser(), NUMBER, Some("K7M3XY")).await;
    assert_eq!(wrong.refused(), NOT_FOUND);
    for number in ["9876543210", "1234567891"] {
        assert_eq!(shows(&town, &town.browser(), number, Some("K7M3XW")).await, wrong);
    }
    for typed in ["K7M3XW", "k7m3xw", "Ｋ７ｍ－３ＸＷ"] {
        let session = shows(&town, &town.browser(), NUMBER, Some(typed)).await.ok();
        assert_eq!(session["identified"], true, "{typed}");
    }
}

async fn check_code_that_is_not_asked_for_has_to_be_right_when_it_is_shown(database: TestDatabase) {
    let town = town(database, false).await;
    for number in [NUMBER, "1234567891"] {
        shows(&town, &town.browser(), number, None).await.ok();
        let wrong = shows(&town, &town.browser(), number, Some("K7M3XY")).await;
        assert_eq!(wrong.refused(), NOT_FOUND);
    }
    shows(&town, &town.browser(), NUMBER, Some("K7M3XW")).await.ok();
}

async fn check_code_is_asked_for_in_the_chat(database: TestDatabase) {
    let town = town(database, true).await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    hanako.says("予約").await;
    hanako.presses("同意する").await;
    hanako.says(NUMBER).await;
    hanako.says("昭和25年5月5日").await;
    hanako.hears().await;
    hanako.presses("はい").await;
    assert!(hanako.hears().await[0].says("確認コード"));
    hanako.says("k7m3xw").await;
    assert!(hanako.hears().await[0].says("LINE連携が完了しました"));
}

async fn closed_identification_refuses_coupons_and_leaves_linked_people_alone(
    database: TestDatabase,
) {
    let closed = Town::with(database, |settings| settings.identity.closed = true).await;
    let coupon = closed.coupon(NUMBER, "1950-05-05").await;
    let hanako = closed.resident("潮風 花子");
    let tx = closed.store().begin().await.unwrap();
    let account = tx.account(hanako.user_id(), closed.now()).await.unwrap();
    let linked = tx.link(closed.id_of(&coupon).await, account, closed.now()).await.unwrap();
    assert_eq!(linked, Linked::New);
    tx.commit().await.unwrap();

    let browser = closed.browser();
    let refused = shows(&closed, &browser, NUMBER, None).await;
    assert_eq!(refused.refused(), (409, "identification_closed"));
    assert!(refused.detail().contains("コールセンター"));
    // No coupon was looked up and no failure counted.
    assert_eq!(closed.count("SELECT COUNT(*) AS n FROM failure").await, 0);

    let id_token = hanako.id_token("/").await;
    let session = browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    assert_eq!(session["identified"], true);
    let facts = browser.get("/api/municipality").await.ok();
    assert_eq!(facts["identity"]["closed"], Value::Bool(true));
}

fn morning() -> DateTime<Utc> {
    "2026-11-25T09:00:00+09:00".parse().unwrap()
}

async fn load(store: &Store, file: &str) -> Differences {
    let own = Issuer::parse("990001").unwrap();
    let roll = coupons::read(&file.into(), &own, morning(), &mut |bad| panic!("{bad:?}")).unwrap();
    let clerk = Signature { name: StaffName::parse("鈴木").unwrap(), reason: None };
    let import =
        coupons::stage(store, &roll, Rest::Keep, morning(), &|_| (), &mut |_| ()).await.unwrap();
    let differences = import.differences;
    import.publish(store, &clerk, morning()).await.unwrap();
    differences
}

async fn code(store: &Store) -> Option<String> {
    let proof = Proof {
        number: CouponNumber::parse(NUMBER).unwrap(),
        birth_date: BirthDate::on_record("1950-05-05".parse().unwrap()).unwrap(),
    };
    let found = store.coupons_by_proof(&proof).await.unwrap();
    found[0].check_code.map(|code| code.as_str().to_owned())
}

async fn imported_check_codes_are_changed_by_a_file_that_has_them(database: TestDatabase) {
    let store = &database.store;
    let plain = "券番号,生年月日\n1234567890,1950-05-05\n";
    let first = "券番号,生年月日,確認コード\n1234567890,1950-05-05,k7m3xw\n";
    let other = "券番号,生年月日,確認コード\n1234567890,1950-05-05,K7M3XY\n";
    assert_eq!(load(store, plain).await.new, 1);
    assert_eq!(code(store).await, None);
    assert_eq!(load(store, first).await.changed, 1);
    assert_eq!(code(store).await.as_deref(), Some("K7M3XW"));
    assert_eq!(load(store, first).await.unchanged, 1);
    // A file without codes leaves them unchanged, even if it corrects other data.
    assert_eq!(load(store, plain).await.unchanged, 1);
    load(store, "券番号,生年月日\n1234567890,1950-05-06\n").await;
    load(store, plain).await;
    assert_eq!(code(store).await.as_deref(), Some("K7M3XW"));
    assert_eq!(load(store, other).await.changed, 1);
    assert_eq!(code(store).await.as_deref(), Some("K7M3XY"));
}

async fn check_codes_follow_the_newest_key_and_are_erased_with_their_holder(
    database: TestDatabase,
) {
    load(&database.store, "券番号,生年月日,確認コード\n1234567890,1950-05-05,k7m3xw\n").await;
    let rotated = database.open_with(ring(&[2, 1])).await.unwrap();
    assert!(rotated.reseal(10, &|_| ()).await.unwrap().is_through());
    assert_eq!(code(&rotated).await.as_deref(), Some("K7M3XW"));

    let number = CouponNumber::parse(NUMBER).unwrap();
    let id = rotated.coupons_by_number(&number).await.unwrap()[0].id;
    let tx = rotated.begin().await.unwrap();
    assert!(tx.erase_holder(id, morning()).await.unwrap().is_applied());
    tx.commit().await.unwrap();
    let behind = database.behind_the_scenes().await;
    let sql = "SELECT COUNT(check_code_sealed) AS n FROM coupon".to_owned();
    let statement = Statement::from_string(behind.get_database_backend(), sql);
    let left = behind.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(left.try_get::<i64>("", "n").unwrap(), 0);
}

both!(
    check_code_that_is_asked_for_is_part_of_the_proof,
    check_code_that_is_not_asked_for_has_to_be_right_when_it_is_shown,
    check_code_is_asked_for_in_the_chat,
    closed_identification_refuses_coupons_and_leaves_linked_people_alone,
    imported_check_codes_are_changed_by_a_file_that_has_them,
    check_codes_follow_the_newest_key_and_are_erased_with_their_holder,
);
