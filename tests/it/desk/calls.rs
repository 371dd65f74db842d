//! The call list: whom the call centre has to call, and what to say.

use sesshu::{
    office::{
        calls::{self, Call, CallFilter},
        slots::{self, BookingsChoice, Reach},
    },
    storage::{Ledger, NoticeState},
    vaccination::{
        contact::Contact, ids::SlotId, notice::NoticeKind, public_message::PublicMessage,
    },
};

use super::{order, suzuki};
use crate::harness::{
    database::TestDatabase,
    town::{Browser, Coupon, Town},
};

const SATURDAY: &str = "2026-12-05";

async fn person_whom_nothing_reaches_is_called_once_for_all_there_is_to_tell(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let hall = town.slot("hall", SATURDAY, "10:00", 9).await;
    let (hanako, _) = person_without_address(&town, "1234567890").await;
    hanako.books(hall).await.ok();
    town.works().await;
    assert_eq!(kinds(&call_list(&town).await), [[NoticeKind::Confirmation]]);

    // Outdated information is not listed; the newest replaces older ones.
    let slots = saturday(&town).await;
    suspend(&town, "大雪のため").await;
    town.works().await;
    assert_eq!(kinds(&call_list(&town).await), [[NoticeKind::Suspension]]);
    slots::reopen(town.store(), &slots, town.now()).await.unwrap();
    town.works().await;
    let list = call_list(&town).await;
    let [call] = &list[..] else { panic!("one row a person: {list:?}") };
    assert_eq!(call.contact.as_ref().unwrap().phone.as_str(), "09012345678");
    let told: Vec<_> = call.items.iter().map(|item| item.kind).collect();
    assert!(!told.contains(&NoticeKind::Suspension), "{told:?}");
    assert_eq!(told.iter().filter(|kind| **kind == NoticeKind::Confirmation).count(), 1);
}

async fn nobody_is_called_who_knows_it_already(database: TestDatabase) {
    let town = Town::open(database).await;
    let hall = town.slot("hall", SATURDAY, "10:00", 9).await;
    // Hanako cancels what she booked.
    let (hanako, _) = person_without_address(&town, "1234567890").await;
    hanako.books(hall).await.ok();
    town.works().await;
    hanako.cancels(&hanako.booking().await).await.ok();
    // Jiro books by telephone.
    let (_, jiro) = person_without_address(&town, "1234567891").await;
    books_by_telephone(&town, &jiro, hall).await;
    town.works().await;
    assert_eq!(kinds(&call_list(&town).await), Vec::<Vec<_>>::new());

    // The call centre cancels at his request by telephone.
    let desk = town.phone_desk();
    let jiro = town.id_of(&jiro).await;
    let booking = town.store().bookings_of(jiro).await.unwrap().remove(0);
    desk.cancel(booking.id, &suzuki(Some("ご本人の希望")), None, town.now()).await.unwrap();
    town.works().await;
    assert_eq!(kinds(&call_list(&town).await), Vec::<Vec<_>>::new());
}

async fn person_told_on_the_telephone_leaves_the_list_and_is_not_said_to_be_reached_by_line(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let hall = town.slot("hall", SATURDAY, "10:00", 9).await;
    let (hanako, _) = person_without_address(&town, "1234567890").await;
    hanako.books(hall).await.ok();
    suspend(&town, "大雪のため").await;
    town.works().await;
    let list = call_list(&town).await;
    let [call] = &list[..] else { panic!("{list:?}") };
    for item in &call.items {
        assert!(town.store().told_otherwise(item.notice, "phone", town.now()).await.unwrap());
        assert!(!town.store().told_otherwise(item.notice, "phone", town.now()).await.unwrap());
    }
    assert!(call_list(&town).await.is_empty());
    let lines = town.store().ledger(Ledger::OfBooking(first_booking(&list)), None, 100).await;
    let told: Vec<_> = lines
        .unwrap()
        .into_iter()
        .filter(|line| line.notice.state == NoticeState::Sent)
        .map(|line| line.notice.via.unwrap())
        .collect();
    assert_eq!(told, ["phone"]);
}

async fn nobody_is_called_about_a_slot_that_has_begun(database: TestDatabase) {
    let town = Town::open(database).await;
    let hall = town.slot("hall", SATURDAY, "10:00", 9).await;
    let (hanako, _) = person_without_address(&town, "1234567890").await;
    hanako.books(hall).await.ok();
    town.works().await;
    town.turn_to("2026-12-05T09:59:59");
    assert_eq!(call_list(&town).await.len(), 1);
    town.turn_to("2026-12-05T10:00:00");
    assert!(call_list(&town).await.is_empty());
}

async fn list_is_filtered_by_what_is_told_where_and_when(database: TestDatabase) {
    let town = Town::open(database).await;
    let hall = town.slot("hall", SATURDAY, "10:00", 9).await;
    let port = town.slot("port", "2026-12-06", "10:00", 9).await;
    for (number, slot) in [("1234567890", port), ("1234567891", hall)] {
        let (person, _) = person_without_address(&town, number).await;
        person.books(slot).await.ok();
    }
    town.works().await;
    let all = call_list(&town).await;
    let days: Vec<_> = all.iter().map(|call| slot_of(call).date.to_string()).collect();
    assert_eq!(days, [SATURDAY, "2026-12-06"], "whose slot comes first is called first");
    let venue = slot_of(&all[0]).venue;
    let date = Some(SATURDAY.parse().unwrap());
    for (filter, expected) in [
        (CallFilter { venue: Some(venue), ..CallFilter::default() }, 1),
        (CallFilter { date, ..CallFilter::default() }, 1),
        (CallFilter { date, kind: Some(NoticeKind::Confirmation), ..CallFilter::default() }, 1),
        (CallFilter { kind: Some(NoticeKind::Suspension), ..CallFilter::default() }, 0),
    ] {
        let found = calls::calls(town.store(), &filter, town.now()).await.unwrap();
        assert_eq!(found.len(), expected, "{filter:?}");
    }
}

/// Creates a person with a telephone number, and without an e-mail address or LINE.
async fn person_without_address(town: &Town, number: &str) -> (Browser, Coupon) {
    let coupon = town.coupon(number, "1950-05-05").await;
    let browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("ワクチン ハナコ", None).await.ok();
    (browser, coupon)
}

async fn books_by_telephone(town: &Town, coupon: &Coupon, slot: SlotId) {
    let mut order = order(town, coupon, slot, None).await;
    order.contact = Some(Contact::parse("わくちん じろう", "0467-00-0000", None).unwrap());
    order.replace_contact = true;
    town.phone_desk().book(&order, town.now()).await.unwrap();
}

async fn suspend(town: &Town, why: &str) {
    let choice = BookingsChoice::Keep(PublicMessage::parse(why).unwrap());
    let slots = saturday(town).await;
    let closed = slots::close(town.store(), &slots, Some(&choice), &suzuki(None), town.now()).await;
    assert!(closed.unwrap().kept > 0);
}

async fn saturday(town: &Town) -> Vec<sesshu::vaccination::slot::Slot> {
    let day = SATURDAY.parse().unwrap();
    let reach = Reach { venue: None, from_day: day, until_day: day, from: None, until: None };
    slots::reached(town.store(), &reach).await.unwrap()
}

async fn call_list(town: &Town) -> Vec<Call> {
    calls::calls(town.store(), &CallFilter::default(), town.now()).await.unwrap()
}

fn kinds(calls: &[Call]) -> Vec<Vec<NoticeKind>> {
    calls.iter().map(|call| call.items.iter().map(|item| item.kind).collect()).collect()
}

fn slot_of(call: &Call) -> &sesshu::vaccination::slot::Slot {
    &call.items[0].booking.as_ref().unwrap().slot
}

fn first_booking(calls: &[Call]) -> sesshu::vaccination::ids::BookingId {
    calls[0].items[0].booking.as_ref().unwrap().id
}

both!(
    person_whom_nothing_reaches_is_called_once_for_all_there_is_to_tell,
    nobody_is_called_who_knows_it_already,
    person_told_on_the_telephone_leaves_the_list_and_is_not_said_to_be_reached_by_line,
    nobody_is_called_about_a_slot_that_has_begun,
    list_is_filtered_by_what_is_told_where_and_when,
);
