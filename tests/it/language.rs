//! The chat speaks the language that a person's LINE is set to.

use serde_json::json;

use crate::harness::{database::TestDatabase, town::Town};

async fn everybody_is_greeted_in_the_language_of_their_line(database: TestDatabase) {
    let town = Town::open(database).await;
    for (tag, greeting) in [
        ("ja", "友だち追加ありがとうございます"),
        ("en", "Thank you for adding us"),
        ("vi", "なってくれて、ありがとうございます"),
    ] {
        let person = town.resident_who_reads(tag, "グエン");
        person.follows().await;
        let heard = person.hears_one().await;
        assert!(heard.says(greeting), "{tag}: {heard:#?}");
    }
}

/// Also somebody whose following nobody was there to hear of.
async fn who_has_not_spoken_for_a_day_is_asked_anew_which_language_they_read(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    town.at("2026-11-24T10:00:00").await;
    let person = town.resident_who_reads("en", "John");
    let profile = format!("/v2/bot/profile/{}", person.user_id());
    town.line_fails(json!({ "path": profile, "status": 500, "times": 1 })).await;
    person.says("HELP").await;
    assert!(person.hears_one().await.says("メニュー"), "LINE did not say");
    person.says("HELP").await;
    assert!(person.hears_one().await.says("メニュー"));
    assert_eq!(town.calls_of(&profile).await.len(), 1, "asked once a day");

    town.at("2026-11-25T10:00:00").await;
    person.says("HELP").await;
    assert!(person.hears_one().await.says("Menu"));
}

both!(
    everybody_is_greeted_in_the_language_of_their_line,
    who_has_not_spoken_for_a_day_is_asked_anew_which_language_they_read,
);
