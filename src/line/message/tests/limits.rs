//! At LINE's limits: the last value that is accepted, the first that is not.

use super::{
    super::{Action, Message, Outgoing, Unsendable, flex},
    button, card, sending,
};

fn too_much(place: &'static str, found: usize, limit: usize) -> Result<Outgoing, Unsendable> {
    Err(Unsendable::TooMuch { place, found, limit })
}

#[test]
fn one_to_five_messages() {
    let messages = |count| vec![Message::text("はい"); count];
    assert!(Outgoing::new(messages(5)).is_ok());
    assert_eq!(Outgoing::new(messages(6)), too_much("messages", 6, 5));
    assert_eq!(Outgoing::new(messages(0)), Err(Unsendable::Empty { place: "messages" }));
}

#[test]
fn text_is_counted_in_utf_16_units() {
    assert!(sending(Message::text("あ".repeat(5_000))).is_ok());
    assert!(sending(Message::text("𠮷".repeat(2_500))).is_ok());
    assert_eq!(sending(Message::text("𠮷".repeat(2_501))), too_much("text", 5_002, 5_000));
    assert_eq!(sending(Message::text(" \n")), Err(Unsendable::Empty { place: "text" }));
}

#[test]
fn alt_text_is_at_most_1500() {
    let card = flex::bubble().body(flex::column(flex::text("予約")));
    assert!(sending(Message::flex("あ".repeat(1_500), card.clone())).is_ok());
    let longer = Message::flex("あ".repeat(1_501), card);
    assert_eq!(sending(longer), too_much("altText", 1_501, 1_500));
}

#[test]
fn labels_are_counted_as_a_reader_counts_them() {
    let family = "👨‍👩‍👧‍👦";
    assert!(sending(button(Action::postback(family.repeat(40), "v1:start"))).is_ok());
    let longer = button(Action::postback(family.repeat(41), "v1:start"));
    assert_eq!(sending(longer), too_much("label", 41, 40));

    let replying = |label: String| {
        Message::text("どちらですか").quick_replies([Action::message(label, "はい")])
    };
    assert!(sending(replying("は".repeat(20))).is_ok());
    assert_eq!(sending(replying("は".repeat(21))), too_much("label", 21, 20));
    assert_eq!(sending(replying(String::new())), Err(Unsendable::Empty { place: "label" }));
}

#[test]
fn a_postback_carries_300_units_and_says_300_characters() {
    let data = |data: String| button(Action::postback("次へ", data));
    assert!(sending(data("a".repeat(300))).is_ok());
    assert_eq!(sending(data("a".repeat(301))), too_much("postback data", 301, 300));

    let said = |text: String| button(Action::postback("次へ", "v1:next").display_text(text));
    assert!(sending(said("次".repeat(300))).is_ok());
    assert_eq!(sending(said("次".repeat(301))), too_much("displayText", 301, 300));
}

#[test]
fn thirteen_quick_replies() {
    let replies = |count| {
        let replies = vec![Action::message("はい", "はい"); count];
        Message::text("よろしいですか").quick_replies(replies)
    };
    assert!(sending(replies(13)).is_ok());
    assert_eq!(sending(replies(14)), too_much("quick replies", 14, 13));
}

#[test]
fn twelve_bubbles_of_one_size() {
    let bubble = || flex::bubble().body(flex::column(flex::text("会場")));
    let row = |count| Message::flex("会場", flex::carousel((0..count).map(|_| bubble())));
    assert!(sending(row(12)).is_ok());
    assert_eq!(sending(row(13)), too_much("carousel", 13, 12));

    let mixed = flex::carousel([bubble(), bubble().size(flex::BubbleSize::Kilo)]);
    assert_eq!(sending(Message::flex("会場", mixed)), Err(Unsendable::Sizes));
}

#[test]
fn a_bubble_is_at_most_30_kilobytes_and_a_carousel_50() {
    let bubble = |bytes: usize| flex::bubble().body(flex::column(flex::text("a".repeat(bytes))));
    assert!(sending(Message::flex("会場", bubble(30_000))).is_ok());
    let heavy = sending(Message::flex("会場", bubble(30_720)));
    assert!(matches!(heavy, Err(Unsendable::TooMuch { place: "bubble", limit: 30_720, .. })));

    let row = |count| Message::flex("会場", flex::carousel((0..count).map(|_| bubble(16_000))));
    assert!(sending(row(3)).is_ok());
    let heavy = sending(row(4));
    assert!(matches!(heavy, Err(Unsendable::TooMuch { place: "carousel", limit: 51_200, .. })));
}

#[test]
fn an_empty_card_is_no_card() {
    let empty = sending(Message::flex("会場", flex::bubble()));
    assert_eq!(empty, Err(Unsendable::Empty { place: "bubble" }));
    assert_eq!(sending(card(flex::text(""))), Err(Unsendable::Empty { place: "text of a card" }));
}

#[test]
fn only_addresses_that_line_opens() {
    let opening = |uri: &str| sending(button(Action::uri("開く", uri)));
    for uri in ["https://example.jp/", "http://127.0.0.1:8080/liff", "tel:0120-000-000"] {
        assert!(opening(uri).is_ok(), "{uri}");
    }
    for uri in ["javascript:alert(1)", "ftp://example.jp/", "example.jp", "/liff", "data:,x"] {
        assert_eq!(opening(uri), Err(Unsendable::Address { place: "uri" }), "{uri}");
    }
    let long = format!("https://example.jp/{}", "a".repeat(1_000));
    assert_eq!(opening(&long), too_much("uri", 1_019, 1_000));
}

#[test]
fn a_date_picker_offers_days_that_exist_in_order() {
    let picking = |min: &str, initial: &str, max: &str| {
        let picker = Action::pick_date("選ぶ", "v1:birth");
        let picker = picker.min(min.parse().unwrap()).initial(initial.parse().unwrap());
        sending(button(picker.max(max.parse().unwrap())))
    };
    assert!(picking("1900-01-01", "1950-01-01", "2100-12-31").is_ok());
    assert_eq!(picking("1899-12-31", "1950-01-01", "2100-12-31"), Err(Unsendable::Days));
    assert_eq!(picking("1900-01-01", "1950-01-01", "2101-01-01"), Err(Unsendable::Days));
    assert_eq!(picking("1960-01-01", "1950-01-01", "2100-12-31"), Err(Unsendable::Days));
    assert_eq!(picking("1950-01-01", "1950-01-01", "1950-01-01"), Err(Unsendable::Days));
}
