//! Tickets that are handed on, passes that would never end, floods of numbers.

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

async fn flood_of_one_address_leaves_the_line_to_others(database: TestDatabase) {
    let town = town(database, 100).await;
    let room = room(&town);
    let address = |text: &str| Some(text.parse().unwrap());
    let mut given = 0;
    for index in 0..2_000_u32 {
        let mut visitor = [0; 16];
        visitor[..4].copy_from_slice(&index.to_be_bytes());
        let knock = room.knock(VisitorId(visitor), address("203.0.113.7"), None, town.now());
        given += u32::from(knock.await.is_ok());
    }
    assert_eq!(given, 600, "of two thousand numbers that were asked for");
    let resident = VisitorId([9; 16]);
    let stand = room.knock(resident, address("198.51.100.1"), None, town.now()).await.unwrap();
    let Stand::Waiting(waiting) = stand else { panic!("they are crowded") };
    assert_eq!(waiting.ahead, Some(595));
    // No one is refused for long: a little later the same address gets numbers again.
    let later = town.now() + TimeDelta::seconds(5);
    let neighbour = room.knock(VisitorId([8; 16]), address("203.0.113.7"), None, later).await;
    assert!(neighbour.is_ok());
}

both!(
    place_of_a_line_account_is_refused_to_sessions_without_it,
    farewell_ends_after_twenty_minutes_whatever_is_asked,
    flood_of_one_address_leaves_the_line_to_others,
);
