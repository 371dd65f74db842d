//! A coupon that is taken over with its number and birth date: the account and the e-mail address
//! from before the change are notified of every step.

use serde_json::{Value, json};
use sesshu::storage::FormerContact;

use crate::{
    harness::{
        database::TestDatabase,
        town::{Browser, Coupon, Heard, Resident, Town},
    },
    rotation::ring,
};

const NUMBER: &str = "1234567890";
const SATURDAY: &str = "2026-12-05";
const OWN: &str = "hanako@example.jp";
const THIEVES: &str = "thief@example.com";

/// The thief has found the letter with number and birth date.
async fn every_step_of_a_takeover_is_told_to_the_former_account_and_address(
    database: TestDatabase,
) {
    let (town, hanako) = hanako_is_booked(database).await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();

    thief.post("/api/link/end", json!({})).await.ok();
    town.works().await;
    let told = hanako.hears_one().await;
    assert!(told.says("LINE連携が解除されました") && told.says("末尾7890"), "{told:?}");
    assert_mail(&town, OWN, "LINE連携が解除されました");

    thief.shows(&coupon()).await.ok();
    leaves_another_contact(&thief).await;
    town.works().await;
    assert_eq!(hanako.hears().await, [], "they are not linked any more");
    let mail = assert_mail(&town, OWN, "連絡先が変更されました");
    for new in ["ドロボウ", "0801111", THIEVES] {
        assert!(!mail.contains(new), "{mail}");
    }

    let phone = town.resident("泥棒");
    links(&phone, &thief).await;
    town.works().await;
    assert_mail(&town, THIEVES, "LINE連携のお知らせ");

    let booking = thief.booking().await;
    thief.cancels(&booking).await.ok();
    town.works().await;
    let told = hanako.hears_one().await;
    assert!(told.says("予約がキャンセルされました") && told.says("12月5日"), "{told:?}");
    assert!(!told.says("ドロボウ"), "{told:?}");
    let mails = town.mails();
    let copies: Vec<_> = mails.iter().filter(|mail| mail.to == OWN).collect();
    assert_eq!(copies.len(), 1, "{mails:?}");
    assert!(copies[0].text.contains("12月5日") && copies[0].text.contains("0120-000-000"));
    town.owes_nothing().await;
}

async fn moved_link_is_told_to_the_former_account_and_to_the_address(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    let phone = town.resident("泥棒");
    let thief = phone.browser();
    signs_in_with_line(&phone).await;
    thief.shows(&coupon()).await.ok();
    thief.put("/api/link", json!({})).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("LINE連携が移りました"));
    assert_mail(&town, OWN, "LINE連携が移りました");

    let booking = thief.booking().await;
    thief.cancels(&booking).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("予約がキャンセルされました"));
    town.owes_nothing().await;
}

/// The settings push no notification that may be sent by mail, and no e-mail address is stored.
async fn takeover_is_pushed_whatever_the_settings_say(database: TestDatabase) {
    let town = Town::with(database, |settings| settings.pushed.clear()).await;
    let hanako = Resident::linked(&town, NUMBER).await;
    hanako.browser().leaves_contact("わくちん はなこ", None).await.ok();
    town.works().await;
    hanako.hears().await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    leaves_another_contact(&thief).await;
    town.works().await;
    assert!(hanako.hears_one().await.says("連絡先が変更されました"));
    thief.post("/api/link/end", json!({})).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("LINE連携が解除されました"));
    hanako.browser().shows(&coupon()).await.ok();
    links(&hanako, hanako.browser()).await;
    town.works().await;
    assert_eq!(hanako.hears().await, [], "a first link is a matter of the settings");
    let phone = town.resident("泥棒");
    signs_in_with_line(&phone).await;
    phone.browser().shows(&coupon()).await.ok();
    phone.browser().put("/api/link", json!({})).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("LINE連携が移りました"));
    town.owes_nothing().await;
}

/// Notifications of bookings go to the linked account. The e-mail address that got them until then
/// is still notified of a cancellation.
async fn cancellation_after_a_first_link_is_told_to_the_address(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", SATURDAY, "10:00", 12).await;
    let own = town.browser();
    own.signs_in(&town.coupon(NUMBER, "1950-05-05").await).await;
    own.leaves_contact("わくちん はなこ", Some(OWN)).await.ok();
    own.books(slot).await.ok();
    town.works().await;
    assert_eq!(town.mails().len(), 1, "the confirmation");

    let phone = town.resident("泥棒");
    phone.follows().await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    links(&phone, &thief).await;
    town.works().await;
    assert_mail(&town, OWN, "LINE連携のお知らせ");
    let booking = thief.booking().await;
    thief.cancels(&booking).await.ok();
    town.works().await;
    assert_mail(&town, OWN, "予約がキャンセルされました");
    town.owes_nothing().await;
}

/// Changing a contact over and over cannot fill a mailbox or spend the month's message quota.
async fn notices_of_changes_of_one_coupon_end_for_a_day(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    for email in ["a@example.com", "b@example.com"].into_iter().cycle().take(20) {
        let form = json!({ "name": "ドロボウ", "phone": "08011112222", "email": email });
        thief.put("/api/contact", form).await.ok();
    }
    town.works().await;
    // Earlier notifications to Hanako count as well.
    assert_eq!((hanako.hears().await.len(), town.mails().len()), (4, 4));
    town.passes(chrono::TimeDelta::hours(25));
    thief.shows(&coupon()).await.ok();
    leaves_another_contact(&thief).await;
    town.works().await;
    assert_eq!((hanako.hears().await.len(), town.mails().len()), (1, 1));
}

async fn changed_contact_is_told_to_the_linked_account_and_to_the_former_address(
    database: TestDatabase,
) {
    let (town, hanako) = hanako_is_booked(database).await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    // The same contact once more is not a change.
    thief.leaves_contact("わくちん はなこ", Some(OWN)).await.ok();
    town.works().await;
    assert_eq!((hanako.hears().await, town.mails()), (vec![], vec![]));

    leaves_another_contact(&thief).await;
    town.works().await;
    let told = hanako.hears_one().await;
    assert!(told.says("連絡先が変更されました"), "{told:?}");
    assert!(!told.says("ドロボウ") && !told.says("0801111"), "{told:?}");
    assert_mail(&town, OWN, "連絡先が変更されました");
    town.owes_nothing().await;
}

/// The recipient is determined at the time of the change, whatever changes before the notification
/// is sent.
async fn changes_before_anything_is_sent_steer_no_notice_away(database: TestDatabase) {
    let (town, hanako) = hanako_is_booked(database).await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    let booking = thief.booking().await;
    thief.cancels(&booking).await.ok();
    leaves_another_contact(&thief).await;
    thief.post("/api/link/end", json!({})).await.ok();
    let phone = town.resident("泥棒");
    signs_in_with_line(&phone).await;
    thief.shows(&coupon()).await.ok();
    links(&phone, &thief).await;
    town.works().await;

    let heard: Vec<String> = hanako.hears().await.iter().map(Heard::words).collect();
    for title in
        ["連絡先が変更されました", "LINE連携が解除されました", "予約がキャンセルされました"]
    {
        assert_eq!(heard.iter().filter(|words| words.contains(title)).count(), 1, "{heard:#?}");
    }
    let mails = town.mails();
    let to_own =
        |title: &str| mails.iter().any(|mail| mail.to == OWN && mail.subject.contains(title));
    assert!(to_own("連絡先が変更されました") && to_own("予約がキャンセルされました"), "{mails:?}");
    town.owes_nothing().await;
}

/// A former account that has lost a coupon for good reason is not notified of later acts.
async fn later_bookings_and_later_days_are_not_told_to_a_former_account(database: TestDatabase) {
    let (town, former) = hanako_is_booked(database).await;
    let other = town.slot("hall", "2026-12-12", "10:00", 3).await;
    let own = town.browser();
    own.shows(&coupon()).await.ok();
    own.post("/api/link/end", json!({})).await.ok();
    own.shows(&coupon()).await.ok();
    let booking = own.booking().await;
    own.cancels(&booking).await.ok();
    town.works().await;
    assert_eq!(former.hears().await.len(), 2, "of the end of the link, and of the cancellation");
    town.passes(chrono::TimeDelta::seconds(1));
    own.books(other).await.ok();
    let booking = own.booking().await;
    own.cancels(&booking).await.ok();
    town.works().await;
    assert_eq!(former.hears().await, [], "it was booked after the link had ended");

    let desk = town.service().app.desk.clone();
    town.turn_to("2026-12-01T09:29:59");
    desk.sweep(town.now()).await.unwrap();
    assert_eq!(former_contacts(&town).await, 2, "the account and the address");
    town.turn_to("2026-12-01T09:30:00");
    desk.sweep(town.now()).await.unwrap();
    assert_eq!(former_contacts(&town).await, 0);
    let addresses = "SELECT COUNT(*) AS n FROM notice WHERE address_sealed IS NOT NULL";
    assert_eq!(town.count(addresses).await, 0, "what was sent needs no address any more");
}

/// LINE delivers nothing to a person who is not a friend, and there is no e-mail address, but they
/// know what they have done.
async fn first_link_of_a_stranger_to_the_account_fails_no_notice(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon(NUMBER, "1950-05-05").await;
    let hanako = town.resident("潮風 花子");
    let browser = hanako.browser();
    signs_in_with_line(&hanako).await;
    browser.signs_in(&coupon).await;
    browser.put("/api/link", json!({})).await.ok();
    town.works().await;
    assert_eq!(hanako.hears().await, [], "no friend of the account");
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM notice WHERE state = 'failed'").await, 0);
    town.owes_nothing().await;
}

async fn former_address_is_resealed_with_a_new_key_and_erased_with_the_person(
    database: TestDatabase,
) {
    let (town, _hanako) = hanako_is_booked(database.clone()).await;
    let thief = town.browser();
    thief.shows(&coupon()).await.ok();
    leaves_another_contact(&thief).await;
    let id = town.id_of(&coupon()).await;

    let both = database.open_with(ring(&[2, 1])).await.unwrap();
    assert!(both.reseal(10, &|_| ()).await.unwrap().is_through());
    let store = database.open_with(ring(&[2])).await.unwrap();
    let former = store.former_contacts(id).await.unwrap();
    let [(FormerContact::Address(address), until)] = &former[..] else { panic!("{former:?}") };
    assert_eq!(address.email.as_str(), OWN);
    assert_eq!(*until, town.now() + chrono::TimeDelta::days(7));
    let addresses = "SELECT COUNT(*) AS n FROM notice WHERE address_sealed IS NOT NULL";
    assert_eq!(town.count(addresses).await, 2);

    let tx = store.begin().await.unwrap();
    tx.hold_coupons_to_erase(&[id]).await.unwrap();
    assert!(tx.erase_holder(id, town.now()).await.unwrap().is_applied());
    tx.commit().await.unwrap();
    assert_eq!((former_contacts(&town).await, town.count(addresses).await), (0, 0));
}

async fn hanako_is_booked(database: TestDatabase) -> (Town, Resident) {
    let town = Town::open(database).await;
    let hanako = Resident::booked(&town, NUMBER, SATURDAY).await;
    hanako.browser().leaves_contact("わくちん はなこ", Some(OWN)).await.ok();
    town.works().await;
    hanako.hears().await;
    town.mails();
    (town, hanako)
}

async fn leaves_another_contact(thief: &Browser) {
    let form = json!({ "name": "ドロボウ", "phone": "08011112222", "email": THIEVES });
    thief.put("/api/contact", form).await.ok();
}

async fn signs_in_with_line(person: &Resident) -> Value {
    let id_token = person.id_token("/").await;
    person.browser().post("/api/session/line", json!({ "idToken": id_token })).await.ok()
}

/// Verifies a LINE account in a browser that is identified by a coupon, and links it.
async fn links(person: &Resident, browser: &Browser) {
    let id_token = person.id_token("/").await;
    browser.post("/api/session/line", json!({ "idToken": id_token })).await.ok();
    browser.put("/api/link", json!({})).await.ok();
}

/// Checks that one mail has arrived, at this address and with this subject. Returns its text.
#[track_caller]
fn assert_mail(town: &Town, to: &str, title: &str) -> String {
    let mails = town.mails();
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(mail.to, to);
    assert!(mail.subject.contains(title), "{mail:?}");
    assert!(mail.text.contains("0120-000-000"), "{}", mail.text);
    mail.text.clone()
}

async fn former_contacts(town: &Town) -> i64 {
    town.count("SELECT COUNT(*) AS n FROM former_contact").await
}

fn coupon() -> Coupon {
    Coupon { number: NUMBER.to_owned(), birth_date: "1950-05-05" }
}

both!(
    takeover_is_pushed_whatever_the_settings_say,
    every_step_of_a_takeover_is_told_to_the_former_account_and_address,
    moved_link_is_told_to_the_former_account_and_to_the_address,
    cancellation_after_a_first_link_is_told_to_the_address,
    notices_of_changes_of_one_coupon_end_for_a_day,
    changed_contact_is_told_to_the_linked_account_and_to_the_former_address,
    changes_before_anything_is_sent_steer_no_notice_away,
    later_bookings_and_later_days_are_not_told_to_a_former_account,
    first_link_of_a_stranger_to_the_account_fails_no_notice,
    former_address_is_resealed_with_a_new_key_and_erased_with_the_person,
);
