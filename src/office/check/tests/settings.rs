//! Rules about settings.

use super::{
    super::*,
    each_breaks_its_rule_alone,
    sound::{issuer, moment, sound, time},
};
use crate::{
    office::Acquaintance,
    vaccination::{language::Translated, notice::NoticeKind},
};

const DEMO: &str = include_str!("../../../../fixtures/sesshu.toml");

#[test]
fn the_programmes_rules() {
    each_breaks_its_rule_alone(&[
        (101, |it| it.now = moment("2026-05-15T09:00:00")),
        (102, |it| it.programme.closes_at = it.programme.opens_at),
        (103, |it| it.now = moment("2026-09-30T17:00:00")),
        (104, |it| it.programme.cancel_until_days_before = 0),
        (105, |it| it.programme.remind_at = time("03:00")),
        (106, |it| it.programme.few_percent = 100),
        (107, |it| it.programme.opens_at = moment("2026-05-15T00:00:00")),
        (108, |it| {
            it.service.mail_from = None;
            it.pushed.clear();
        }),
    ]);
}

#[test]
fn rules_about_what_residents_read() {
    each_breaks_its_rule_alone(&[
        (121, |it| it.municipality.terms.blocks.clear()),
        (122, |it| it.municipality.terms.version = " ".to_owned()),
        (123, |it| it.municipality.call_centre.phone = "0120-11-22".to_owned()),
        (124, |it| it.municipality.links.faq = "https://www.example.jp/faq".to_owned()),
        (125, |it| it.service.mail_from = None),
        (126, |it| it.service.public_url = "http://yoyaku.city.namitatsu.lg.jp/".to_owned()),
        (127, |it| it.service.trusts_a_proxy = false),
        (128, |it| it.municipality.bring.clear()),
        (129, |it| it.municipality.colour = "#00b3a4".to_owned()),
        (131, |it| it.municipality.faq.0.clear()),
        (132, |it| it.municipality.faq.0[0].answer.en.clear()),
        (133, |it| it.municipality.bring.push(Translated::same("予診票"))),
        (134, |it| it.identity_in_chat = true),
        (135, |it| it.names_on_line = true),
        (136, |it| it.erase_from = None),
    ]);
}

#[test]
fn a_mistyped_code_does_not_fit_its_last_digit() {
    let found = |code: &str| {
        let mut facts = sound();
        facts.municipality.issuer = issuer(code);
        check(&facts).iter().any(|it| it.number() == 130)
    };
    // 鎌倉市, 横浜市, 札幌市, 東京都千代田区, as the ministry lists them.
    for listed in ["142042", "141003", "011002", "131016"] {
        assert!(!found(listed), "{listed}");
    }
    assert!(found("142043"));
}

#[test]
fn the_demos_own_settings_are_known_to_be_the_demos() {
    let mut facts = sound();
    facts.municipality.name.ja = "潮風市".to_owned();
    facts.line.channel_id = "1000000001".to_owned();
    facts.line.friend_url = "https://line.me/R/ti/p/@shiokaze-demo".to_owned();
    let keys: Vec<_> = check(&facts)
        .into_iter()
        .map(|found| match found {
            Finding::Text(TextFinding::DemoValue { key, value }) => {
                assert!(DEMO.contains(&format!("= \"{value}\"")), "the demo has no {value}");
                key
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(keys, ["municipality.name", "line.channel_id", "line.friend_url"]);
}

#[test]
fn rules_about_line() {
    each_breaks_its_rule_alone(&[
        (501, |it| it.line.allowance = Allowance::Limited { limit: 200 }),
        (502, |it| it.line.allowance = Allowance::Unknown),
        (503, |it| it.line.liff_id = "2006000009-AbCdEfGh".to_owned()),
        (504, |it| it.line.channel_id = it.line.login_channel_id.clone()),
        (505, |it| it.line.acquaintance = Acquaintance { asked: 3, known: 0 }),
        (506, |it| it.line.channel_secret = false),
        (507, |it| it.line.login_channel_secret = false),
        (508, |it| it.line.simulator = true),
        (509, |it| it.line.friend_url = "https://www.city.namitatsu.lg.jp/line".to_owned()),
    ]);
}

#[test]
fn only_what_is_pushed_counts_against_the_months_messages() {
    let mut facts = sound();
    facts.line.allowance = Allowance::Limited { limit: 200 };
    // June: five Tuesdays of four slots with ten seats, a confirmation and a reminder each.
    let Finding::Line(LineFinding::BeyondQuota { month, messages, limit }) =
        check(&facts).remove(0)
    else {
        panic!("{:?}", check(&facts));
    };
    assert_eq!((month.to_string().as_str(), messages, limit), ("2026-06-01", 400, 200));
    facts.pushed = vec![NoticeKind::Reminder];
    assert_eq!(check(&facts), []);
}
