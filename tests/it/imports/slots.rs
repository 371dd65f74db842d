//! `sesshu venues` and `sesshu slots`, by which staff set up the calendar.

use encoding_rs::SHIFT_JIS;
use serde_json::Value;
use sesshu::{
    storage::{NewBooking, Slots, Store},
    vaccination::{
        history::Way,
        ids::{BookingId, SlotId},
        notice::NoticeKind,
        share::{Kept, Share},
    },
};

use super::command::Office;
use crate::harness::{coupon::coupon, database::TestDatabase};

/// A day that no clock of these tests reaches.
const DAY: &str = "2099-12-01";

const SLOTS: &str = "会場コード,日付,開始,終了,定員,レーン数\n\
    hall,2099-12-01,9:00,9:15,2,3\nhall,令和81年12月1日,9:15,9:30,2,3\nport,2099/12/1,9:00,9:30,4,\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

async fn venues_and_slots_are_loaded_and_loaded_twice(database: TestDatabase) {
    let office = Office::of(&database).await;
    let venues = office.read("venues.csv");
    office.file("venues.csv", SHIFT_JIS.encode(&venues).0);
    assert!(office.does("venues import venues.csv --dry-run").contains("4  new hall, port"));
    assert_eq!(json(&office.does("venues list --json")), Value::Array(vec![]));
    office.does("venues import venues.csv");
    assert!(office.does("venues import venues.csv").ends_with("nothing needed to be changed\n"));
    office.file("venues.csv", venues.replace("上履きをお持ちください。", "土足のままで結構です。"));
    assert!(office.does("venues import venues.csv").contains("1  changed port"));
    assert!(office.does("venues list").contains("土足のままで結構です。"));

    office.file("slots.csv", SHIFT_JIS.encode(SLOTS).0);
    assert!(office.does("slots import slots.csv --dry-run").contains("3  new (16 seats)"));
    office.does("slots import slots.csv");
    let again = office.does("slots import slots.csv");
    assert!(again.contains("0  new") && again.ends_with("nothing was changed\n"), "{again}");
    let listed = json(&office.does(&format!("slots list --day {DAY} --venue hall --json")));
    assert_eq!((&listed[0]["capacity"], &listed[1]["starts"]), (&6.into(), &"09:15".into()));

    // The second load of the same week, five minutes later.
    office.file("slots.csv", SLOTS.replace("9:00,", "9:05,").replace("9:15,9:30", "9:20,9:35"));
    let told = office.refuses("slots import slots.csv");
    assert!(told.contains("hall 2099-12-01: 09:00-09:15 / 09:05-09:15 overlap"), "{told}");
    let listed = json(&office.does(&format!("slots list --day {DAY} --json")));
    assert_eq!(listed.as_array().unwrap().len(), 3, "nothing was changed");

    office.file("slots.csv", "会場コード,日付,開始,終了,定員\nhull,2020-01-01,9:00,8:00,x\n");
    let told = office.run_in("ja_JP.UTF-8", "slots import slots.csv").errors;
    for part in ["2行目「会場コード」: この会場コード", "すでに過ぎた日", "整数ではありません"]
    {
        assert!(told.contains(part), "{told}");
    }
}

async fn slots_are_generated_from_weekly_patterns(database: TestDatabase) {
    let office = Office::of(&database).await;
    office.does("venues import venues.csv");
    let settings = office.read("sesshu.toml");
    office.file(
        "sesshu.toml",
        settings.replace("2027-11-23 =", "2099-12-05 = \"休み\"\n2027-11-23 ="),
    );
    // Saturdays and Sundays of one week, of which the Saturday is a holiday.
    let generate = "slots generate slots.toml --from 2099-12-05 --until 2099-12-06 --json";
    let told = json(&office.does(generate));
    assert_eq!(told["new"], 12 + 4, "{told}");
    let again = json(&office.does(generate));
    assert_eq!((&again["new"], &again["unchanged"]), (&0.into(), &16.into()));
    let plan = office.read("slots.toml").replace("\"hall\"", "\"hull\"");
    office.file("slots.toml", plan);
    assert!(office.refuses(generate).contains("no venue has the code \"hull\""));
}

pub(super) fn of_the_day() -> Slots {
    let day = DAY.parse().unwrap();
    Slots { venue: None, from: day, until: day }
}

/// Books a seat for a new coupon with this number.
pub(super) async fn booking(store: &Store, slot: SlotId, number: u64, minute: i64) -> BookingId {
    let at = "2099-11-01T09:00:00+09:00".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let at = at + chrono::TimeDelta::minutes(minute);
    let coupon = coupon(&format!("{number:010}"), "1950-05-05");
    let tx = store.begin().await.unwrap();
    tx.add_coupons(std::slice::from_ref(&coupon), at).await.unwrap();
    let id = tx.coupons_by_number(&coupon.number).await.unwrap()[0].id;
    assert!(tx.take_seat(slot, Share::Web, Kept::default()).await.unwrap().is_applied());
    let booking = tx
        .add_booking(&NewBooking { coupon: id, slot, way: Way::Web, most: 1, past: None }, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    booking
}

async fn a_capacity_below_what_is_booked_says_what_happens_to_whom(database: TestDatabase) {
    let office = Office::of(&database).await;
    let store = &database.store;
    office.does("venues import venues.csv");
    office.file("slots.csv", SLOTS);
    office.does("slots import slots.csv");
    let listed = json(&office.does(&format!("slots list --day {DAY} --venue hall --json")));
    let slot = SlotId(listed[0]["id"].as_i64().unwrap());
    let first = booking(store, slot, 1, 0).await;
    let newest = booking(store, slot, 2, 5).await;
    let second = booking(store, slot, 3, 2).await;

    let capacity = format!("slots capacity 2 --venue hall --day {DAY} --starts-before 9:15");
    let told = office.refuses(&capacity);
    assert!(
        told.contains("3 seats are booked, 1 too many") && told.contains("--cancel-newest"),
        "{told}"
    );
    let told = office.refuses(&format!("{capacity} --cancel-newest"));
    assert!(told.contains("1 bookings will be cancelled and the people notified"), "{told}");
    assert_eq!(store.slot(slot).await.unwrap().unwrap().capacity, 6);
    // A file cannot reduce the capacity unnoticed either.
    office.file("slots.csv", SLOTS.replace("9:15,2,3", "9:15,2,1"));
    assert!(office.refuses("slots import slots.csv").contains("3 seats are booked, more than 2"));

    office.does(&format!("{capacity} --cancel-newest --yes --reason 医師の減員"));
    let after = store.slot(slot).await.unwrap().unwrap();
    assert_eq!((after.capacity, after.booked), (2, 2));
    let owed = store.notices_of(newest).await.unwrap();
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].kind, NoticeKind::Cancellation);
    for kept in [first, second] {
        assert!(store.notices_of(kept).await.unwrap().is_empty());
    }
    let shown = office.does("coupons show 0000000002");
    assert!(shown.contains("cancelled  staff  鈴木  医師の減員"), "{shown}");
}

async fn slots_are_closed_and_reopened(database: TestDatabase) {
    let office = Office::of(&database).await;
    office.does("venues import venues.csv");
    office.file("slots.csv", SLOTS);
    office.does("slots import slots.csv");
    let afternoon = format!("slots close --venue hall --day {DAY} --starts-from 9:15");
    assert!(office.does(&afternoon).contains("1 of 1 slots were closed; 0 bookings were kept"));
    assert!(office.does(&afternoon).contains("0 of 1 slots"), "closed once is closed");
    let listed = json(&office.does(&format!("slots list --day {DAY} --json")));
    let closed: Vec<_> = listed.as_array().unwrap().iter().map(|it| &it["closed"]).collect();
    assert_eq!(closed, [false, false, true]);
    assert!(office.does(&format!("slots reopen --venue hall --day {DAY}")).contains("1 of 2"));

    let everywhere = format!("slots close --day {DAY}");
    assert!(office.refuses(&everywhere).contains("3 slots of all venues will be closed"));
    office.does(&format!("{everywhere} --yes"));
    assert!(office.refuses("slots close --venue hall").contains("--from and --until, is required"));
    assert!(office.refuses("slots close --venue hull --day 2099-12-01").contains("no venue"));
}

both!(
    venues_and_slots_are_loaded_and_loaded_twice,
    slots_are_generated_from_weekly_patterns,
    a_capacity_below_what_is_booked_says_what_happens_to_whom,
    slots_are_closed_and_reopened,
);
