use super::*;

#[test]
fn who_comes_is_greeted() {
    Chat::new().plays(&[
        ("(follow)", "Greeting"),
        ("(follow again)", "Greeting"),
        ("予約", "Terms"),
        ("(follow again)", "Greeting"),
        ("はい", "NotUnderstood + Menu"),
    ]);
    let said = Chat::new().turn(Heard::Followed { returning: true });
    assert_eq!(said, [Say::Greeting { returning: true }]);
}

#[test]
fn late_follow_leaves_the_open_question() {
    let mut chat = Chat::new();
    chat.plays(&[("予約", "Terms"), ("同意する", "AskNumber")]);
    let last = chat.now;
    chat.now -= TimeDelta::seconds(30);
    let before = chat.talk.clone();
    assert_eq!(chat.turn(Heard::Followed { returning: false }), []);
    assert_eq!(chat.talk, before);
    chat.now = last;
    chat.plays(&[("1234567890", "AskBirthDate")]);
}

#[test]
fn follow_is_greeted_though_our_clock_was_stepped_back() {
    let mut chat = Chat::new();
    chat.plays(&[("ヘルプ", "Menu")]);
    let facts = Facts {
        now: chat.now - TimeDelta::seconds(90),
        occurred_at: chat.now + TimeDelta::seconds(1),
        ..chat.facts()
    };
    let moved = hear(chat.talk.clone(), Heard::Followed { returning: false }, &facts);
    assert_eq!(moved.say, [Say::Greeting { returning: false }]);
}

#[test]
fn late_word_does_not_make_a_later_one_look_silent() {
    let mut chat = Chat::new();
    chat.plays(&[("予約", "Terms")]);
    let last = chat.now;
    chat.now -= TimeDelta::minutes(20);
    chat.plays(&[("ヘルプ", "Menu + Terms")]);
    chat.now = last + TimeDelta::minutes(15);
    chat.plays(&[("同意する", "AskNumber")]);
}

#[test]
fn the_areas_of_the_menu_can_be_typed() {
    for (typed, page) in [
        ("FAQ", Page::Faq),
        ("よくある質問", Page::Faq),
        ("情報", Page::Information),
        ("マニュアル", Page::Manual),
    ] {
        let said = Chat::new().turn(Heard::Text(typed.to_owned()));
        assert_eq!(said, [Say::Page(page)], "{typed}");
    }
    Chat::new().plays(&[("ヘルプ", "Menu"), ("[v1:help]", "Menu")]);
}

#[test]
fn whatever_else_comes_gets_a_kind_word_and_the_menu() {
    Chat::new().plays(&[
        ("こんにちは", "NotUnderstood + Menu"),
        ("ぱーきんぐはありますか？", "Nearest + Menu"),
        ("", "NotUnderstood + Menu"),
        ("1950-05-05", "NotUnderstood + Menu"),
        ("(sticker)", "Thanks + Menu"),
        ("(image)", "Thanks + Menu"),
        ("[]", "OldButton + Menu"),
        ("[v0:start]", "OldButton + Menu"),
        ("[v1:birth 1950-05-05]", "OldButton + Menu"),
        ("[v1:confirm:yes:1]", "OldButton + Menu"),
        ("[v1:keep]", "Kept"),
        ("やめる", "Stopped + Menu"),
    ]);
    let said = Chat::new().turn(Heard::OtherMessage { kind: "video".to_owned() });
    assert_eq!(said[0], Say::Thanks { sticker: false });
}
