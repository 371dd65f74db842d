//! Some cards as JSON, and what they must or must not contain.

use serde_json::Value;

use super::sample;
use crate::{
    line::message::Outgoing,
    vaccination::notice::{Notice, NoticeKind},
    wording::{Language, Say, Seat, Standing, Voice, notice, render},
};

fn speaking<T>(language: Language, say: impl FnOnce(&Voice<'_>) -> T) -> T {
    say(&Voice {
        language,
        municipality: &sample::municipality(),
        programme: &sample::programme(),
        pages: &sample::pages(),
        names: true,
    })
}

fn json(language: Language, say: &Say) -> Value {
    let message = speaking(language, |voice| render(say, voice));
    serde_json::to_value(Outgoing::new([message]).unwrap()).unwrap()
}

fn said(language: Language, say: &Say) -> String {
    json(language, say).to_string()
}

fn booked(cancellable: bool) -> Say {
    let (person, booking) = (sample::named("ワクチン タロウ"), sample::booking(1));
    Say::Bookings(vec![Standing {
        person,
        seat: Seat::Booked { booking: Box::new(booking), cancellable },
    }])
}

/// Collects every text of a card in reading order.
fn texts(part: &Value, found: &mut Vec<String>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| texts(part, found)),
        Value::Object(part) if part.get("type") == Some(&Value::from("text")) => {
            found.extend(part["text"].as_str().map(str::to_owned));
        }
        Value::Object(part) if part.get("type") == Some(&Value::from("button")) => {
            let label = part["action"]["label"].as_str();
            found.extend(label.map(|label| format!("[{label}]")));
        }
        Value::Object(part) => {
            for block in ["header", "body", "footer", "contents"] {
                part.get(block).into_iter().for_each(|part| texts(part, found));
            }
        }
        _ => {}
    }
}

fn read_aloud(json: &Value) -> Vec<String> {
    let mut found = Vec::new();
    texts(&json[0]["contents"], &mut found);
    found
}

#[test]
fn the_booking_card_reads_from_the_day_to_what_to_bring() {
    let json = json(Language::Japanese, &booked(true));
    assert_eq!(json[0]["altText"], "ご予約の内容：12月5日（土） 10:00〜10:15 潮風市中央体育館");
    assert_eq!(
        read_aloud(&json),
        [
            "潮風市 新型コロナワクチン接種予約",
            "ご予約の内容",
            "ワクチン タロウ さま",
            "12月5日（土）",
            "10:00〜10:15",
            "会場",
            "潮風市中央体育館",
            "潮風市港町1-2-3",
            "会場からのお知らせ",
            "駐車場はありません。バスをご利用ください。",
            "持ち物",
            "・接種券",
            "・予診票",
            "・本人確認書類",
            "12月2日（水） 23:59 まで、LINEからキャンセルできます。",
            "[マイページ]",
            "[地図を見る]",
            "[キャンセルする]",
        ]
    );
}

#[test]
fn the_birth_date_picker_opens_at_1950_and_ends_today() {
    let today = "2026-11-22".parse().unwrap();
    let json = json(Language::Japanese, &Say::AskBirthDate { today });
    let picker = &json[0]["contents"]["footer"]["contents"][0]["action"];
    assert_eq!(picker["type"], "datetimepicker");
    assert_eq!(picker["mode"], "date");
    assert_eq!(picker["initial"], "1950-01-01");
    assert_eq!(picker["max"], "2026-11-22");
    assert_eq!(picker["data"], "v1:birth");
}

#[test]
fn the_reminder_says_all_that_is_needed_to_come() {
    let message = speaking(Language::Japanese, |voice| {
        notice(&Notice::Reminder(sample::booking(1)), None, voice)
    });
    let json = serde_json::to_value(Outgoing::new([message]).unwrap()).unwrap();
    let read = read_aloud(&json);
    for words in [
        "予約日前日のお知らせ",
        "12月5日（土）",
        "10:00〜10:15",
        "潮風市中央体育館",
        "・本人確認書類",
        "予約当日は予約時間と会場にお間違いがないよう、ご注意ください。",
        "[地図を見る]",
    ] {
        assert!(read.iter().any(|it| it == words), "{words}");
    }
}

#[test]
fn the_manual_is_quoted_word_for_word() {
    let (person, booking) = (sample::somebody(), sample::booking(1));
    for (say, words) in [
        (Say::NotFound, "入力された情報に該当する接種券が見つかりませんでした。再度入力ください。"),
        (
            Say::CancelQuestion { person: person.clone(), booking: booking.clone() },
            "キャンセルしますか？",
        ),
        (Say::Cancelled { person, booking }, "キャンセルしました"),
        (Say::Menu, "ワクチン予約・確認"),
        (Say::Menu, "ワクチン関連情報"),
        (Say::Menu, "マニュアル"),
        (Say::TooManyFailures, "私はロボットではありません"),
        (Say::NumberLocked, "コールセンターへお電話ください"),
    ] {
        assert!(said(Language::Japanese, &say).contains(words), "{words}");
    }
}

#[test]
fn a_booking_says_until_when_it_can_be_cancelled_and_afterwards_whom_to_call() {
    let before = said(Language::Japanese, &booked(true));
    assert!(before.contains("12月2日（水） 23:59 まで、LINEからキャンセルできます。"));
    assert!(before.contains("v1:cancel:1"));
    let after = said(Language::Japanese, &booked(false));
    assert!(after.contains("潮風市コールセンター（0570-000-000）"));
    assert!(after.contains("tel:0570000000"));
    assert!(!after.contains("v1:cancel:1"));
}

#[test]
fn a_notification_on_a_locked_screen_never_shows_the_proof() {
    for language in Language::ALL {
        let say = Say::AskIfRight { proof: sample::proof(), card: 1 };
        let json = json(language, &say);
        let alt = json[0]["altText"].as_str().unwrap();
        assert!(!alt.contains("1234567890") && !alt.contains("1950"), "{alt}");
    }
}

/// A person can unsend what they typed. A card of ours stays in the chat, and at LINE.
#[test]
fn confirmation_card_repeats_last_four_digits_and_year_only() {
    for language in Language::ALL {
        let say = Say::AskIfRight { proof: sample::proof(), card: 1 };
        let message = json(language, &say)[0].to_string();
        assert!(message.contains("7890") && !message.contains("567890"), "{message}");
        assert!(message.contains("1950年（昭和25年）"), "{message}");
        for written in ["5月5日", "1950-05", "1950/", "19500505"] {
            assert!(!message.contains(written), "{written}: {message}");
        }
    }
}

#[test]
fn a_person_is_known_by_name_or_by_the_end_of_the_coupon() {
    let person = |person| said(Language::Japanese, &Say::Linked(person));
    assert!(person(sample::named("わくちん たろう")).contains("ワクチン タロウ さま"));
    assert!(person(sample::somebody()).contains("接種券 末尾7890 の方"));
}

#[test]
fn names_are_in_no_message_on_line_where_the_settings_say_so() {
    let (municipality, programme, pages) =
        (sample::municipality(), sample::programme(), sample::pages());
    let person = sample::named("ワクチン タロウ");
    for (language, ending) in [
        (Language::Japanese, "接種券 末尾7890 の方"),
        (Language::EasyJapanese, "接種券(せっしゅけん)のおわりが 7890 の人(ひと)"),
        (Language::English, "Coupon ending in 7890"),
    ] {
        let voice = |names| Voice {
            language,
            municipality: &municipality,
            programme: &programme,
            pages: &pages,
            names,
        };
        let sent = |message| serde_json::to_string(&Outgoing::new([message]).unwrap()).unwrap();
        let booking = || sample::booking(1);
        let says = [
            Say::Linked(person.clone()),
            booked(true),
            Say::CancelQuestion { person: person.clone(), booking: booking() },
            Say::Cancelled { person: person.clone(), booking: booking() },
            Say::TooLateToCancel { person: person.clone(), booking: booking() },
        ];
        let notices = NoticeKind::ALL
            .into_iter()
            .map(|kind| Notice::new(kind, Some(booking()), Some(sample::longest())).unwrap());
        let notices: Vec<Notice> = notices.collect();
        let all = |names| {
            let said = says.iter().map(|say| render(say, &voice(names)));
            let told = notices.iter().map(|it| notice(it, Some(&person), &voice(names)));
            said.chain(told).map(sent).collect::<Vec<String>>()
        };
        for message in all(false) {
            assert!(message.contains(ending) && !message.contains("タロウ"), "{message}");
        }
        for message in all(true) {
            assert!(message.contains("タロウ"), "{message}");
        }
    }
}

#[test]
fn card_that_leads_to_the_page_asks_for_nothing_in_the_chat() {
    for (adds, page) in [(false, "/identity\""), (true, "/identity?add=1\"")] {
        let card = said(Language::Japanese, &Say::LinkOnPage { adds });
        assert!(card.contains(page) && card.contains("トークに送らないでください"), "{card}");
        assert!(!card.contains("postback"), "{card}");
    }
}
