//! Timeouts, restarts, and forms of earlier versions. (Every dialogue restarts after each line.)

use super::*;
use crate::vaccination::check_code::CheckCode;

#[test]
fn after_half_an_hour_of_silence_linking_starts_over() {
    let begun = [("予約", "Terms"), ("同意する", "AskNumber"), ("1234567890", "AskBirthDate")];
    let mut chat = Chat::new();
    chat.plays(&begun);
    chat.now += TimeDelta::minutes(30) - TimeDelta::seconds(2);
    chat.plays(&[("1950-05-05", "AskIfRight")]);
    for late in ["1950-05-05", "はい", "[はい]", "[v1:birth 1950-05-05]"] {
        let mut chat = Chat::new();
        chat.plays(&begun);
        chat.plays(&[("(30 min)", ""), (late, "StartedOver + Terms"), ("同意する", "AskNumber")]);
    }
}

#[test]
fn what_makes_sense_by_itself_is_heard_after_the_silence_too() {
    let mut chat = Chat::new();
    chat.plays(&[
        ("予約", "Terms"),
        ("(30 min)", ""),
        ("[v1:agree:2026-11]", "AskNumber"),
        ("(30 min)", ""),
        ("1234567890", "NumberKept + Terms"),
        ("(30 min)", ""),
        ("FAQ", "Page"),
        ("(30 min)", ""),
        ("はあ", "NotUnderstood + Menu"),
    ]);
}

#[test]
fn every_question_survives_a_restart() {
    let terms_version = TERMS.to_owned();
    let proof = sample::proof();
    let number = proof.number.clone();
    for step in [
        Step::Idle,
        Step::Terms { terms_version: terms_version.clone(), number: None },
        Step::Terms { terms_version: terms_version.clone(), number: Some(number.clone()) },
        Step::CouponNumber { terms_version: terms_version.clone() },
        Step::BirthDate { terms_version: terms_version.clone(), number },
        Step::Confirm { terms_version: terms_version.clone(), proof: proof.clone(), card: 7 },
        Step::CheckCode { terms_version: terms_version.clone(), proof: proof.clone(), code: None },
        Step::CheckCode {
            terms_version: terms_version.clone(),
            proof: proof.clone(),
            code: CheckCode::from_index(7),
        },
        Step::Issuer {
            terms_version,
            proof: proof.clone(),
            code: CheckCode::from_index(7),
            issuers: vec![sample::municipality().issuer],
        },
        Step::CancelQuestion { booking: BookingId(1) },
    ] {
        let talk = Talk { step, touched_at: Some(sample::tokyo("2026-11-22T12:00:00")) };
        assert_eq!(Talk::from_record(&talk.to_record()), talk);
    }
}

#[test]
fn a_form_of_another_version_starts_anew() {
    for record in [
        "",
        "null",
        "{}",
        "[]",
        "\u{0}",
        r#"{"version":0,"touched_at":null,"step":{"question":"idle"}}"#,
        r#"{"version":2,"touched_at":null,"step":{"question":"idle"}}"#,
        r#"{"version":1,"touched_at":null,"step":{"question":"dance"}}"#,
        r#"{"version":1,"touched_at":null,"step":{"question":"birth_date","terms_version":"1","number":"12"}}"#,
    ] {
        assert_eq!(Talk::from_record(record), Talk::default(), "{record}");
    }
}
