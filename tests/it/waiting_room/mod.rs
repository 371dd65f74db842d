//! The waiting room: people queue, are admitted in order, and cannot skip the queue.

mod abuse;
mod sign_out;
mod tick;

use chrono::TimeDelta;
use serde_json::{Value, json};
use sesshu::gate::waiting_room::{RoomLimits, Stand, VisitorId, WaitingRoom};

use crate::harness::{
    database::TestDatabase,
    town::{Browser, Resident, Town},
};

const CROWDED: (u16, &str) = (429, "crowded");

/// Opens a town that admits one person a second, and five at once after a pause.
async fn town(database: TestDatabase, inside: u32) -> Town {
    town_with(database, inside, 60).await
}

async fn town_with(database: TestDatabase, inside: u32, per_minute: u32) -> Town {
    let town = Town::with(database, |settings| {
        let usual_stay = TimeDelta::minutes(5);
        settings.waiting_room = Some(RoomLimits { inside, per_minute, usual_stay });
    })
    .await;
    the_line_moves(&town).await;
    town
}

fn room(town: &Town) -> WaitingRoom {
    town.service().app.waiting_room.clone().expect("the town has a waiting room")
}

async fn the_line_moves(town: &Town) {
    room(town).step(town.now()).await.unwrap();
}

async fn at(town: &Town, moment: &str) {
    town.turn_to(moment);
    the_line_moves(town).await;
}

/// Lets minutes pass, in which the queue advances.
async fn minutes_go_by(town: &Town, from: u32, until: u32) {
    for minute in from..until {
        for second in [0, 15, 30, 45] {
            at(town, &format!("2026-11-24T09:{minute}:{second:02}")).await;
        }
    }
    at(town, &format!("2026-11-24T09:{until}:00")).await;
}

/// Returns `count` browsers that have joined one after another.
async fn people(town: &Town, count: usize) -> Vec<Browser> {
    let people: Vec<Browser> = (0..count).map(|_| town.browser()).collect();
    for person in &people {
        person.get("/api/session").await;
    }
    people
}

async fn place(person: &Browser) -> Value {
    person.get("/api/waiting-room").await.ok()
}

async fn is_in(person: &Browser) -> bool {
    let answer = person.get("/api/session").await;
    if answer.status == 200 {
        return true;
    }
    assert_eq!(answer.refused(), CROWDED);
    false
}

async fn while_few_come_nobody_waits_and_beyond_that_they_come_in_in_order(database: TestDatabase) {
    let town = town(database, 100).await;
    let people = people(&town, 8).await;
    for person in &people[..5] {
        assert!(is_in(person).await);
    }
    for (ahead, person) in people[5..].iter().enumerate() {
        assert!(!is_in(person).await);
        let place = place(person).await;
        assert_eq!(place["admitted"], false);
        assert_eq!(place["ahead"], ahead);
        assert_eq!(place["waitSeconds"], ahead + 1);
    }
    let refused = people[7].get("/api/venues").await;
    assert!(refused.detail().contains("そのままお待ちください"));
    // Public routes are open to queued people.
    people[7].get("/api/municipality").await.ok();

    at(&town, "2026-11-24T09:30:01").await;
    assert!(is_in(&people[5]).await);
    assert!(!is_in(&people[6]).await && !is_in(&people[7]).await);
    at(&town, "2026-11-24T09:30:03").await;
    assert_eq!(place(&people[6]).await["admitted"], true);
    assert_eq!(place(&people[7]).await["admitted"], true);
    // The last person to join is last in the queue, and admitted people remain admitted.
    assert!(!is_in(&town.browser()).await);
    assert!(is_in(&people[0]).await);
}

async fn a_full_room_lets_in_one_for_each_who_leaves(database: TestDatabase) {
    let town = town(database, 1).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let people = people(&town, 3).await;
    people[0].signs_in(&coupon).await;
    minutes_go_by(&town, 31, 32).await;
    assert!(!is_in(&people[1]).await);

    people[0].books(slot).await.ok();
    the_line_moves(&town).await;
    at(&town, "2026-11-24T09:32:30").await;
    assert!(!is_in(&people[1]).await);
    at(&town, "2026-11-24T09:33:00").await;
    assert!(is_in(&people[1]).await);
    assert!(!is_in(&people[2]).await);
    // After a booking a person can still read.
    assert_eq!(people[0].booking().await["venue"]["name"], "潮風市民ホール");
}

async fn who_closed_the_page_holds_nobody_up_and_can_come_back(database: TestDatabase) {
    let town = town(database, 1).await;
    let people = people(&town, 3).await;
    // The first person does nothing more, so the second one is called, who does not come.
    minutes_go_by(&town, 31, 35).await;
    assert!(is_in(&people[2]).await);
    assert!(is_in(&people[1]).await);
}

async fn a_place_is_kept_until_five_minutes_after_its_turn(database: TestDatabase) {
    let town = town(database, 100).await;
    let people = people(&town, 8).await;
    // All of them are called at 9:31.
    minutes_go_by(&town, 31, 35).await;
    at(&town, "2026-11-24T09:35:30").await;
    at(&town, "2026-11-24T09:35:59").await;
    assert!(is_in(&people[6]).await);
    minutes_go_by(&town, 36, 37).await;
    let _crowd = self::people(&town, 5).await;
    let late = place(&people[7]).await;
    assert_eq!((&late["ahead"], &late["placeLost"]), (&json!(0), &json!(true)));
}

async fn a_place_survives_a_restart(database: TestDatabase) {
    let town = town(database, 100).await;
    let people = people(&town, 8).await;
    assert_eq!(place(&people[7]).await["ahead"], 2);
    town.goes_down().await;
    town.turn_to("2026-11-24T09:45:00");
    town.comes_back().await;
    // No tick has run yet: queued people wait, admitted people remain admitted.
    assert_eq!(place(&people[7]).await["ahead"], Value::Null);
    assert!(!is_in(&people[7]).await);
    assert!(is_in(&people[0]).await);

    the_line_moves(&town).await;
    for person in &people[5..] {
        assert!(is_in(person).await);
    }
}

async fn two_services_share_one_line(database: TestDatabase) {
    let town = town(database, 100).await;
    let (here, there) =
        (room(&town), town.second_service().await.app.waiting_room.clone().unwrap());
    there.step(town.now()).await.unwrap();
    let mut tickets = Vec::new();
    for turn in 0..8 {
        let (visitor, room) =
            (VisitorId([turn + 1; 16]), if turn % 2 == 0 { &here } else { &there });
        tickets.push((visitor, room.knock(visitor, None, None, town.now()).await.unwrap()));
    }
    let token = |stand: &Stand| match stand {
        Stand::Inside(inside) => inside.renewed.clone().unwrap(),
        Stand::Waiting(waiting) => waiting.renewed.clone().unwrap(),
    };
    for (turn, (visitor, stand)) in tickets.iter().enumerate() {
        assert_eq!(matches!(stand, Stand::Inside(_)), turn < 5);
        // The other instance knows each ticket and its place.
        let other = if turn % 2 == 0 { &there } else { &here };
        let there = other.knock(*visitor, None, Some(&token(stand)), town.now()).await.unwrap();
        match there {
            Stand::Inside(_) => assert!(turn < 5),
            Stand::Waiting(waiting) => assert_eq!(waiting.ahead, Some(turn as u64 - 5)),
        }
    }
    // Both advance the queue in the same second: it moves once.
    town.turn_to("2026-11-24T09:30:01");
    here.step(town.now()).await.unwrap();
    there.step(town.now()).await.unwrap();
    for room in [&here, &there] {
        let (visitor, stand) = &tickets[6];
        let stand = room.knock(*visitor, None, Some(&token(stand)), town.now()).await.unwrap();
        assert!(matches!(stand, Stand::Waiting(waiting) if waiting.ahead == Some(0)));
    }
}

async fn a_ticket_is_good_for_nobody_else(database: TestDatabase) {
    let town = town(database, 100).await;
    let people = people(&town, 7).await;
    let place_of = |person: &Browser| person.holds("sesshu-place").unwrap();
    // Copied, forged, and stolen from an admitted person: each is at the end of the queue.
    let forged = place_of(&people[0]).replace('A', "B");
    let tickets = [place_of(&people[5]), forged, place_of(&people[0])];
    for (ahead, ticket) in tickets.iter().enumerate() {
        let thief = town.browser();
        place(&thief).await;
        thief.is_given("sesshu-place", ticket);
        assert!(!is_in(&thief).await);
        assert_eq!(place(&thief).await["ahead"], 3 + 2 * ahead);
    }
    // Without the visitor cookie the ticket is invalid.
    people[5].forgets("sesshu-visitor");
    assert_eq!(place(&people[5]).await["ahead"], 8);
}

async fn a_place_of_a_line_account_is_of_no_use_to_another(database: TestDatabase) {
    let town = town(database, 100).await;
    let (hanako, taro) = (town.resident("花子"), town.resident("太郎"));
    people(&town, 5).await;
    let held = hanako.browser();
    held.post("/api/waiting-room", id_token(&hanako).await).await.ok();
    at(&town, "2026-11-24T09:30:01").await;

    // Both cookies are handed on, but not the account.
    for name in ["sesshu-visitor", "sesshu-place"] {
        taro.browser().is_given(name, &held.holds(name).unwrap());
    }
    let refused = taro.browser().post("/api/session/line", id_token(&taro).await).await;
    assert_eq!(refused.refused(), CROWDED);
    assert!(!is_in(taro.browser()).await);
    held.post("/api/session/line", id_token(&hanako).await).await.ok();
}

async fn a_place_from_the_chat_is_good_on_the_pages_of_that_account_only(database: TestDatabase) {
    let town = town(database, 100).await;
    let (hanako, taro) = (Resident::linked(&town, "1234567890").await, town.resident("太郎"));
    town.slot("hall", "2026-12-05", "10:00", 12).await;
    hanako.says("予約").await;
    assert!(!hanako.hears_one().await.says("順番"));

    people(&town, 8).await;
    hanako.says("予約").await;
    let [_, crowded] = &hanako.hears().await[..] else { panic!("two messages") };
    assert!(crowded.says("アクセスが集中しています"));
    let button = crowded.message.to_string();
    let (_, rest) = button.split_once("place=").expect("the button leads to a place");
    let place_in_chat = rest.split('"').next().unwrap();
    people(&town, 3).await;

    for (person, ahead) in [(&taro, 8), (&hanako, 4)] {
        // A browser without cookies.
        let browser = town.browser();
        let token = person.id_token("/").await;
        let form = json!({ "idToken": token, "place": place_in_chat });
        assert_eq!(browser.post("/api/waiting-room", form).await.ok()["ahead"], ahead);
    }
}

async fn id_token(person: &Resident) -> Value {
    json!({ "idToken": person.id_token("/").await })
}

async fn what_cannot_be_seen_lets_nobody_in(database: TestDatabase) {
    let town = town(database, 100).await;
    let inside = town.browser();
    assert!(is_in(&inside).await);
    room(&town).lose_sight();
    assert!(!is_in(&town.browser()).await);
    assert!(is_in(&inside).await);
    let waiting = place(&town.browser()).await;
    assert_eq!(waiting["admitted"], false);
    assert_eq!(waiting["askAgainSeconds"], 5);
}

async fn a_clock_that_was_wrong_does_not_stop_the_line(database: TestDatabase) {
    let town = town(database, 100).await;
    at(&town, "2026-11-25T09:30:00").await;
    town.turn_to("2026-11-24T09:30:10");
    let people = people(&town, 12).await;
    assert!(!is_in(&people[11]).await);
    the_line_moves(&town).await;
    at(&town, "2026-11-24T09:30:15").await;
    assert!(is_in(&people[11]).await);
}

async fn those_who_wait_are_told_when_all_seats_are_gone(database: TestDatabase) {
    let town = town(database, 100).await;
    let people = people(&town, 6).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 1).await;
    let desk = town.service().app.desk.clone();
    assert!(desk.has_seats(town.now()).await.unwrap());
    people[0].signs_in(&town.coupon("1234567890", "1950-05-05").await).await;
    people[0].books(slot).await.ok();
    assert!(!desk.has_seats(town.now()).await.unwrap());
    room(&town).set_seats_gone(true);
    assert_eq!(place(&people[5]).await["seatsGone"], true);
}

both!(
    while_few_come_nobody_waits_and_beyond_that_they_come_in_in_order,
    a_full_room_lets_in_one_for_each_who_leaves,
    who_closed_the_page_holds_nobody_up_and_can_come_back,
    a_place_is_kept_until_five_minutes_after_its_turn,
    a_place_survives_a_restart,
    two_services_share_one_line,
    a_ticket_is_good_for_nobody_else,
    a_place_of_a_line_account_is_of_no_use_to_another,
    a_place_from_the_chat_is_good_on_the_pages_of_that_account_only,
    what_cannot_be_seen_lets_nobody_in,
    a_clock_that_was_wrong_does_not_stop_the_line,
    those_who_wait_are_told_when_all_seats_are_gone,
);

/// Memory is measured in a separate process where nothing else happens.
#[test]
fn a_hundred_thousand_who_wait_take_no_memory() {
    let alone = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "waiting_room::measured_alone", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&alone.stdout);
    assert!(alone.status.success(), "{said}");
    let grown = said.split("grown by ").nth(1).and_then(|rest| rest.split(' ').next());
    let grown: i64 = grown.unwrap().parse().unwrap();
    assert!(grown < 10_000, "{grown} KB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the test above, in a process of its own"]
async fn measured_alone() {
    crate::harness::database::on_sqlite(|database| async move {
        let town = town(database, 100).await;
        let room = room(&town);
        wait_in_line(&town, &room, 0..1_000).await;
        let before = resident_kilobytes();
        wait_in_line(&town, &room, 1_000..101_000).await;
        let grown = resident_kilobytes() - before;
        println!("grown by {grown} KB with 100,000 people waiting");
    })
    .await;
}

/// Lets people join concurrently and poll twice.
async fn wait_in_line(town: &Town, room: &WaitingRoom, people: std::ops::Range<u128>) {
    let now = town.now();
    let one = |index: u128| async move {
        let visitor = VisitorId((index + 1).to_be_bytes());
        let mut shown: Option<String> = None;
        for _ in 0..3 {
            match room.knock(visitor, None, shown.as_deref(), now).await.unwrap() {
                Stand::Waiting(waiting) => shown = waiting.renewed.or(shown),
                Stand::Inside(inside) => shown = inside.renewed.or(shown),
            }
        }
    };
    for start in people.step_by(500) {
        futures_util::future::join_all((start..start + 500).map(one)).await;
    }
}

fn resident_kilobytes() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
