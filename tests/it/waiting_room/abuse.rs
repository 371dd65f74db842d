//! Abuse: tickets that are passed on, passes that would never expire, floods of new numbers.

use super::*;

/// The buyer of a place never reveals their LINE account.
async fn place_of_a_line_account_is_refused_to_sessions_without_it(database: TestDatabase) {
    let town = town(database, 100).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let (hanako, buyer) = (town.resident("花子"), town.browser());
    people(&town, 4).await;
    // Identified before the queue formed, without LINE.
    buyer.shows(&coupon).await.ok();
    let held = hanako.browser();
    held.post("/api/waiting-room", id_token(&hanako).await).await.ok();
    at(&town, "2026-11-24T09:30:01").await;

    for name in ["sesshu-visitor", "sesshu-place"] {
        buyer.is_given(name, &held.holds(name).unwrap());
    }
    assert_eq!(buyer.get("/api/bookings").await.refused(), CROWDED);
    // The response removed the ticket, so they are at the end of the queue.
    assert!(!is_in(&buyer).await);
    for name in ["sesshu-visitor", "sesshu-place"] {
        buyer.is_given(name, &held.holds(name).unwrap());
    }
    assert_eq!(buyer.shows(&coupon).await.refused(), CROWDED);
    // The owner of the place continues, with the coupon as well.
    held.post("/api/session/line", id_token(&hanako).await).await.ok();
    held.shows(&coupon).await.ok();
    held.get("/api/bookings").await.ok();
}

async fn farewell_ends_after_twenty_minutes_whatever_is_asked(database: TestDatabase) {
    let town = town(database, 100).await;
    let browser = town.browser();
    assert!(is_in(&browser).await);
    assert_eq!(browser.delete("/api/session").await.status, 204);
    for minute in 31..49 {
        at(&town, &format!("2026-11-24T09:{minute}:00")).await;
        assert!(is_in(&browser).await, "{minute}");
        // Another exit pass does not restart the time.
        assert_eq!(browser.delete("/api/session").await.status, 204);
    }
    // A person whose pages keep sending requests counts as active.
    the_line_moves(&town).await;
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM waiting_guest").await, 1);
    at(&town, "2026-11-24T09:50:01").await;
    let before = browser.holds("sesshu-place").unwrap();
    assert!(is_in(&browser).await);
    assert_ne!(browser.holds("sesshu-place").unwrap(), before, "a number of its own");
}

async fn pass_in_use_ends_after_forty_five_minutes_and_its_holder_queues_again(
    database: TestDatabase,
) {
    let town = town(database, 100).await;
    let browser = town.browser();
    assert!(is_in(&browser).await);
    for minute in 30..75 {
        at(&town, &moment(minute, 1)).await;
        assert!(is_in(&browser).await, "minute {minute}");
    }
    people(&town, 6).await;
    at(&town, &moment(75, 0)).await;
    people(&town, 6).await;
    assert!(!is_in(&browser).await, "its time inside is over");
    let told = place(&browser).await;
    assert_eq!((&told["admitted"], &told["stayEnded"]), (&json!(false), &json!(true)));
    assert_eq!(told["placeLost"], false);
    for second in 1..20 {
        at(&town, &moment(75, second)).await;
    }
    assert!(is_in(&browser).await, "it was their turn again");
}

async fn pass_that_only_asks_where_it_stands_counts_as_inside_no_longer(database: TestDatabase) {
    let town = town(database, 100).await;
    let browser = town.browser();
    assert!(is_in(&browser).await);
    the_line_moves(&town).await;
    let pass = browser.holds("sesshu-place");
    for minute in 31..35 {
        at(&town, &moment(minute, 0)).await;
        assert_eq!(place(&browser).await["admitted"], true);
        let nobody = json!({ "idToken": null, "place": null });
        browser.post("/api/waiting-room", nobody).await.ok();
    }
    the_line_moves(&town).await;
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM waiting_guest").await, 0);
    assert_eq!(browser.holds("sesshu-place"), pass, "the pass was not renewed");
}

/// Passes that one network got while there was no queue, and keeps active, leave room for others.
async fn passes_of_one_network_fill_a_quarter_of_the_room(database: TestDatabase) {
    let town = town_with(database, 200, 6_000).await;
    let room = room(&town);
    let mut passes = Vec::new();
    for index in 0..200_u32 {
        let address = format!("203.0.113.{}", index % 100);
        let stand = room.knock(visitor(index), address.parse().ok(), None, town.now()).await;
        passes.push(stand.unwrap());
    }
    let inside = |stand: &Stand| matches!(stand, Stand::Inside(_));
    assert_eq!(passes.iter().filter(|stand| inside(stand)).count(), 50);
    for second in 1..20 {
        at(&town, &moment(30, second)).await;
    }
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM waiting_guest").await, 50);
    let resident = room.knock(visitor(900), "198.51.100.1".parse().ok(), None, town.now()).await;
    assert!(inside(&resident.unwrap()));

    // A refused browser has a pass, and is admitted when others of that network have left.
    let held_back = passes.iter().rposition(|stand| !inside(stand)).unwrap();
    let Stand::Waiting(waiting) = &passes[held_back] else { panic!("they are held back") };
    let later = |now| {
        let visitor = visitor(u32::try_from(held_back).unwrap());
        room.knock(visitor, "203.0.113.1".parse().ok(), waiting.renewed.as_deref(), now)
    };
    assert!(!inside(&later(town.now()).await.unwrap()));
    at(&town, &moment(34, 0)).await;
    assert!(inside(&later(town.now()).await.unwrap()));
}

async fn pass_shared_by_many_clients_is_held_to_the_requests_of_one(database: TestDatabase) {
    let town = town(database, 100).await;
    let room = room(&town);
    let entered = room.knock(visitor(1), None, None, town.now()).await.unwrap();
    let Stand::Inside(sesshu::gate::waiting_room::Inside { renewed, .. }) = entered else {
        panic!("nobody has to wait")
    };
    let mut let_in = 0;
    for _ in 0..1_000 {
        let stand = room.knock(visitor(1), None, renewed.as_deref(), town.now()).await.unwrap();
        let_in += u32::from(matches!(stand, Stand::Inside(_)));
    }
    assert_eq!(let_in, 239, "and one that came in");
    // A second later the pass is admitted again, and others are not affected.
    let later = town.now() + TimeDelta::seconds(1);
    let stand = room.knock(visitor(1), None, renewed.as_deref(), later).await.unwrap();
    assert!(matches!(stand, Stand::Inside(_)));
    assert!(is_in(&town.browser()).await);
}

async fn account_that_asks_in_the_chat_again_and_again_has_one_place(database: TestDatabase) {
    let town = town(database, 100).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    town.slot("hall", "2026-12-05", "10:00", 12).await;
    people(&town, 8).await;
    let given = "SELECT next AS n FROM waiting_line";
    hanako.says("予約").await;
    assert_eq!(hanako.hears().await.len(), 2);
    let before = town.count(given).await;
    for _ in 0..5 {
        hanako.says("予約").await;
        let [_, crowded] = &hanako.hears().await[..] else { panic!("two messages") };
        assert!(crowded.says("アクセスが集中しています"));
    }
    assert_eq!(town.count(given).await, before);
    // Five minutes after its turn the place is lost, and the next one is a new one.
    minutes_go_by(&town, 31, 37).await;
    people(&town, 8).await;
    hanako.says("予約").await;
    assert_eq!(hanako.hears().await.len(), 2);
    assert_eq!(town.count(given).await, before + 9);
}

async fn flood_of_one_network_leaves_the_minute_to_others(database: TestDatabase) {
    let town = town_with(database, 1_000, 1_200).await;
    let room = room(&town);
    let mut given = [0, 0];
    for index in 0..2_000_u32 {
        let host = if index < 1_000 { 7 } else { index % 250 };
        let address = format!("203.0.113.{host}").parse().ok();
        let knock = room.knock(visitor(index), address, None, town.now()).await;
        given[usize::from(index >= 1_000)] += u32::from(knock.is_ok());
    }
    assert_eq!(given, [120, 120], "a tenth of the minute for an address, a fifth for its network");
    let resident = room.knock(visitor(5_000), "198.51.100.1".parse().ok(), None, town.now());
    let Stand::Waiting(waiting) = resident.await.unwrap() else { panic!("they are crowded") };
    assert_eq!(waiting.ahead, Some(140), "behind a burst of a hundred");
    // A little later the same address draws numbers again.
    let later = town.now() + TimeDelta::seconds(5);
    let neighbour = room.knock(visitor(5_001), "203.0.113.7".parse().ok(), None, later).await;
    assert!(neighbour.is_ok());
}

fn visitor(index: u32) -> VisitorId {
    VisitorId((u128::from(index) + 1).to_be_bytes())
}

/// Returns a moment after nine.
fn moment(minute: u32, second: u32) -> String {
    format!("2026-11-24T{:02}:{:02}:{second:02}", 9 + minute / 60, minute % 60)
}

both!(
    place_of_a_line_account_is_refused_to_sessions_without_it,
    farewell_ends_after_twenty_minutes_whatever_is_asked,
    pass_in_use_ends_after_forty_five_minutes_and_its_holder_queues_again,
    pass_that_only_asks_where_it_stands_counts_as_inside_no_longer,
    passes_of_one_network_fill_a_quarter_of_the_room,
    pass_shared_by_many_clients_is_held_to_the_requests_of_one,
    account_that_asks_in_the_chat_again_and_again_has_one_place,
    flood_of_one_network_leaves_the_minute_to_others,
);
