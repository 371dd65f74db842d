use super::sample;
use crate::{
    vaccination::{
        notice::{Notice, NoticeKind},
        person::Person,
    },
    wording::{Language, Mail, Voice, mail},
};

fn written(language: Language, kind: NoticeKind, person: Option<&Person>) -> Mail {
    let voice = Voice {
        language,
        municipality: &sample::municipality(),
        programme: &sample::programme(),
        pages: &sample::pages(),
        names: true,
    };
    let notice = Notice::new(kind, Some(sample::booking(1)), Some(sample::longest())).unwrap();
    mail(&notice, person, &voice)
}

#[test]
fn the_reminder_says_all_that_is_needed_to_come() {
    let person = sample::named("ワクチン タロウ");
    let mail = written(Language::Japanese, NoticeKind::Reminder, Some(&person));
    assert_eq!(mail.subject, "【潮風市】予約日前日のお知らせ 12月5日（土）");
    assert_eq!(
        mail.text,
        "\
ワクチン タロウ さま

潮風市の新型コロナワクチン接種予約です。ご予約の日が近づきましたので、お知らせします。

■ 日時
2026年12月5日（土） 10:00〜10:15

■ 会場
潮風市中央体育館
潮風市港町1-2-3

■ 地図
https://example.jp/map/中央体育館

■ 会場からのお知らせ
駐車場はありません。バスをご利用ください。

■ 持ち物
・接種券
・予診票
・本人確認書類

予約当日は予約時間と会場にお間違いがないよう、ご注意ください。

■ マイページ
https://liff.line.me/1234567890-abcdefgh/mypage?for=7Jx0aQm2LrT9vYc4Zk8WsA

このメールは送信専用です。お問い合わせは 潮風市コールセンター（0570-000-000）へお願いします。
"
    );
}

#[test]
fn every_mail_names_day_time_and_place_in_every_language() {
    for language in Language::ALL {
        for kind in NoticeKind::ALL {
            let mail = written(language, kind, None);
            let facts = match kind {
                NoticeKind::LinkMoved
                | NoticeKind::Linked
                | NoticeKind::Unlinked
                | NoticeKind::ContactChanged => &["0570-000-000"][..],
                _ => &["潮風市中央体育館", "10:00", "2026", "0570-000-000"][..],
            };
            for fact in facts {
                assert!(mail.text.contains(fact), "{kind:?} in {language:?}: {fact}");
                assert!(mail.html.contains(fact), "{kind:?} in {language:?}: {fact}");
            }
            assert!(mail.subject.contains("潮風市"));
            assert!(!mail.subject.contains(char::is_control));
            assert!(!mail.text.contains('{'), "{}", mail.text);
        }
    }
}

#[test]
fn only_the_confirmation_says_until_when_it_can_be_cancelled() {
    let says = |kind| {
        let mail = written(Language::Japanese, kind, None);
        mail.text.contains("12月2日（水） 23:59 まで")
    };
    assert!(says(NoticeKind::Confirmation));
    assert!(!says(NoticeKind::Cancellation));
    assert!(!says(NoticeKind::Reminder));
}

#[test]
fn what_people_typed_is_never_read_as_html() {
    let mut booking = sample::booking(1);
    booking.venue.name = "<script>alert(1)</script>".to_owned();
    booking.venue.notice = Some("1 < 2 & \"3\"\n第2駐車場".to_owned());
    let voice = Voice {
        language: Language::Japanese,
        municipality: &sample::municipality(),
        programme: &sample::programme(),
        pages: &sample::pages(),
        names: true,
    };
    let html = mail(&Notice::Reminder(booking), None, &voice).html;
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("1 &lt; 2 &amp; &quot;3&quot;<br>第2駐車場"));
    assert!(!html.contains("<script"));
}

#[test]
fn who_has_lost_the_link_is_told_whom_to_call() {
    let person = sample::named("ワクチン タロウ");
    let mail = written(Language::Japanese, NoticeKind::LinkMoved, Some(&person));
    assert_eq!(mail.subject, "【潮風市】LINE連携が移りました");
    assert_eq!(
        mail.text,
        "\
ワクチン タロウ さま

潮風市の新型コロナワクチン接種予約です。あなたの接種券は、別のLINEアカウントに紐付けられました。

お心当たりのない場合は、潮風市コールセンター（0570-000-000）へご連絡ください。

このメールは送信専用です。お問い合わせは 潮風市コールセンター（0570-000-000）へお願いします。
"
    );
}
