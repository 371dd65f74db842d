//! The chat uses the language that a person's LINE is set to.

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

/// The language is also asked for when the follow event was missed.
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

async fn the_towns_own_words_are_told_in_the_language_that_is_asked_for(database: TestDatabase) {
    let town = Town::open(database).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (asked, name, first) in [
        ("ja", "潮風市", "接種券"),
        ("ja-easy", "潮風(しおかぜ)市(し)", "接種券(せっしゅけん)"),
        ("en-GB,en;q=0.9", "Shiokaze City", "Your vaccination coupon (接種券)"),
    ] {
        let request = client.get(format!("{}/api/municipality", town.url()));
        let answer = request.header("accept-language", asked).send().await.unwrap();
        let told: serde_json::Value = answer.json().await.unwrap();
        assert_eq!((&told["name"], &told["bring"][0]), (&name.into(), &first.into()), "{asked}");
    }
}

both!(
    everybody_is_greeted_in_the_language_of_their_line,
    the_towns_own_words_are_told_in_the_language_that_is_asked_for,
    who_has_not_spoken_for_a_day_is_asked_anew_which_language_they_read,
);
