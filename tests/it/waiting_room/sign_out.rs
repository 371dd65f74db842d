//! Signing out needs no admission by the waiting room.

use super::*;

async fn sign_out_needs_no_place_in_the_line(database: TestDatabase) {
    let town = town(database, 100).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let hanako = town.browser();
    hanako.shows(&coupon).await.ok();
    people(&town, 6).await;
    // The place is lost with its cookie, the session is not.
    hanako.forgets("sesshu-place");
    assert!(!is_in(&hanako).await);

    assert_eq!(hanako.delete("/api/session").await.status, 204);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM session").await, 0);
    assert!(!is_in(&hanako).await, "they keep their place in the line");
}

async fn sign_out_draws_no_number(database: TestDatabase) {
    let town = town(database, 100).await;
    people(&town, 6).await;
    let numbers = "SELECT next AS n FROM waiting_line";
    let before = town.count(numbers).await;
    let stranger = town.browser();
    assert_eq!(stranger.delete("/api/session").await.status, 204);
    assert_eq!(stranger.holds("sesshu-place"), None);
    assert_eq!(town.count(numbers).await, before);
}

both!(sign_out_needs_no_place_in_the_line, sign_out_draws_no_number);
