//! A coupon is corrected while its holder identifies themselves: a proof with the former birth date
//! gives no access afterwards.

use chrono::{DateTime, Utc};
use sesshu::{
    gate::Caller,
    office::coupons::{self, Correction},
    reception::{Claim, Desk, Identified, OpenSessionError, Proved, Visitor},
    storage::Store,
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Proof},
        history::{Act, Way},
        ids::CouponId,
        staff::{Signature, StaffName},
    },
};
use tokio::task::JoinHandle;

use crate::{
    harness::{
        blocker::Blocker,
        database::TestDatabase,
        town::{Browser, Coupon, Resident, Town},
    },
    imports::command::Office,
};

fn clerk() -> Signature {
    Signature { name: StaffName::parse("鈴木").unwrap(), reason: None }
}

fn other_birth_date() -> Correction {
    let birth_date = BirthDate::on_record("1950-05-06".parse().unwrap()).unwrap();
    Correction { birth_date: Some(birth_date), ..Correction::default() }
}

fn claim(coupon: &Coupon) -> Claim {
    let number = CouponNumber::parse(&coupon.number).unwrap();
    let birth_date = BirthDate::on_record(coupon.birth_date.parse().unwrap()).unwrap();
    let proof = Proof { number, birth_date };
    Claim { proof, check_code: None, issuer: None, terms_version: "1".to_owned() }
}

/// Corrects the birth date of a coupon in a separate task.
fn correct(town: &Town, coupon: CouponId) -> JoinHandle<()> {
    let town = town.clone();
    let store: Store = town.store().clone();
    tokio::spawn(async move {
        coupons::correct(&store, coupon, &other_birth_date(), &clerk(), town.now()).await.unwrap();
    })
}

fn login(town: &Town, coupon: &Coupon) -> JoinHandle<Browser> {
    let browser = town.browser();
    let coupon = coupon.clone();
    tokio::spawn(async move {
        browser.shows(&coupon).await;
        browser
    })
}

/// The login has found the coupon and waits to record its success.
async fn login_that_meets_a_correction_proves_nothing(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let id = town.id_of(&coupon).await;
    let blocker = Blocker::begin(&database).await;
    blocker.lock_table("history").await;
    let identifying = login(&town, &coupon);
    blocker.blocks().await;
    let correcting = correct(&town, id);
    blocker.blocks_transactions(2).await;
    blocker.commit().await;
    correcting.await.unwrap();
    let browser = identifying.await.unwrap();
    assert_eq!(browser.get("/api/session").await.ok()["identified"], false);
    assert_eq!(browser.get("/api/bookings").await.refused(), (401, "not_identified"));
}

/// The chat has found the coupon and waits to link it.
async fn link_that_meets_a_correction_is_refused(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let id = town.id_of(&coupon).await;
    let desk = town.service().app.desk.clone();
    let account = desk.account("U-of-hanako", town.now()).await.unwrap();
    let claim = claim(&coupon);
    let blocker = Blocker::begin(&database).await;
    blocker.execute(&format!("UPDATE coupon SET bookings = bookings WHERE id = {id}")).await;
    let correcting = correct(&town, id);
    blocker.blocks().await;
    let now = town.now();
    let linking =
        tokio::spawn(async move { desk.link_by(&Caller::default(), &claim, account, now).await });
    blocker.blocks_transactions(2).await;
    blocker.commit().await;
    correcting.await.unwrap();
    assert_eq!(linking.await.unwrap().unwrap(), Identified::NotFound);
    assert_eq!(town.store().account_of(id).await.unwrap(), None);
}

/// The correction comes after the login has proved the coupon and before its session is opened.
async fn session_is_not_opened_for_what_was_proved_before_a_correction(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let desk = town.service().app.desk.clone();
    let now = town.now();
    let proved = proved(&desk, &coupon, now).await;
    let visitor = Visitor { coupon: Some(proved.coupon), ..Visitor::default() };
    correct(&town, proved.coupon).await.unwrap();
    let refused = desk.open_session(visitor, None, Some(&proved), now).await;
    assert!(matches!(refused, Err(OpenSessionError::Changed)), "{refused:?}");
}

/// A coupon that a session knows is carried over to the next one, e.g. when LINE is verified in it.
async fn coupon_is_not_carried_over_from_a_session_that_a_correction_has_ended(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let desk = town.service().app.desk.clone();
    let now = town.now();
    let proved = proved(&desk, &coupon, now).await;
    let visitor = Visitor { coupon: Some(proved.coupon), ..Visitor::default() };
    let token = desk.open_session(visitor, None, Some(&proved), now).await.unwrap();
    let known = desk.visitor(&token, now).await.unwrap();
    let next = desk.change_session(known, &token, now).await.unwrap().unwrap();
    let known = desk.visitor(&next, now).await.unwrap();
    correct(&town, proved.coupon).await.unwrap();
    assert!(desk.change_session(known, &next, now).await.unwrap().is_none());
    // Nothing is carried over by a token that was given up before either.
    assert!(desk.change_session(known, &token, now).await.unwrap().is_none());
    let refused = desk.open_session(known, Some(&next), None, now).await;
    assert!(matches!(refused, Err(OpenSessionError::Changed)), "{refused:?}");
}

/// Importing a file with another birth date corrects the coupon as the command does.
async fn import_that_corrects_a_coupon_ends_its_sessions(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let people = town.coupons(2).await;
    let browsers = [town.browser(), town.browser()];
    for (browser, coupon) in browsers.iter().zip(&people) {
        browser.shows(coupon).await.ok();
    }
    let office = Office::of(&database).await;
    let [first, second] = &people[..] else { panic!("there are two of them") };
    let rows = format!("{},1950-05-06\n{},1950-05-05\n", first.number, second.number);
    office.file("coupons.csv", format!("券番号,生年月日\n{rows}"));
    office.does("coupons import coupons.csv --yes");
    let identified = async |browser: &Browser| {
        browser.get("/api/session").await.ok()["identified"].as_bool().unwrap()
    };
    assert!(!identified(&browsers[0]).await);
    assert!(identified(&browsers[1]).await, "nothing of it has changed");
}

async fn link_stays_with_a_correction_unless_it_is_to_end(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.hears().await;
    let id =
        town.id_of(&Coupon { number: "1234567890".to_owned(), birth_date: "1950-05-05" }).await;
    let office = Office::of(&database).await;
    let correct = "coupons correct 1234567890 --yes --birth-date";
    let said = office.does(&format!("{correct} 1950-05-06"));
    assert!(!said.contains("link"), "{said}");
    assert!(town.store().account_of(id).await.unwrap().is_some());
    town.works().await;
    assert_eq!(hanako.hears().await, []);

    let said = office.does(&format!("{correct} 1950-05-07 --end-link"));
    assert!(said.contains("the link was ended"), "{said}");
    assert_eq!(town.store().account_of(id).await.unwrap(), None);
    town.turn_to("2099-11-24T09:30:00");
    town.works().await;
    assert!(hanako.hears_one().await.says("LINE連携が解除されました"));
    let acts: Vec<_> = town.store().history_of(id).await.unwrap();
    let acts: Vec<_> = acts.iter().rev().take(2).map(|recorded| &recorded.act).collect();
    assert_eq!(acts, [&Act::Corrected, &Act::Unlinked]);
}

async fn proved(desk: &Desk, coupon: &Coupon, now: DateTime<Utc>) -> Proved {
    let found = desk.identify(&Caller::default(), &claim(coupon), Way::Web, now).await;
    let Ok(Identified::As(proved)) = found else { panic!("{found:?}") };
    proved
}

both!(
    login_that_meets_a_correction_proves_nothing,
    link_that_meets_a_correction_is_refused,
    session_is_not_opened_for_what_was_proved_before_a_correction,
    coupon_is_not_carried_over_from_a_session_that_a_correction_has_ended,
    import_that_corrects_a_coupon_ends_its_sessions,
    link_stays_with_a_correction_unless_it_is_to_end,
);
