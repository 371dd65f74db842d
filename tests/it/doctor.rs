//! The doctor, in a healthy town and in one where something is wrong.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
};

use line_simulator::{Config, LiffApp};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::json;
use sesshu::{
    mail::{Encryption, MailServer},
    office::doctor::{About, Found, Grade, Patient, examine},
    storage::{HistoryWatch, Key, KeyRing, Sealer, StaffActed},
    vaccination::staff_act::StaffAct,
};

use crate::harness::{
    database::{TestDatabase, on_sqlite},
    key::key_bytes,
    town::{Resident, Town},
};

fn of(found: &[Found], about: About) -> Vec<&Found> {
    found.iter().filter(|found| found.about() == about).collect()
}

async fn a_town_that_is_well_is_found_well(database: TestDatabase) {
    let town = Town::open(database).await;
    town.shows_the_rich_menu().await;
    Resident::linked(&town, "1234567890").await;
    town.works().await;
    let found = town.is_examined().await;
    let bad: Vec<_> = found.iter().filter(|it| it.grade() == Grade::Bad).collect();
    assert!(bad.is_empty(), "{bad:?}");
    for well in [Found::TokenIssued, Found::WebhookAnswers, Found::TablesFit, Found::KeysFit] {
        assert!(found.contains(&well), "{well:?} in {found:?}");
    }
    assert!(matches!(of(&found, About::Clock)[..], [Found::ClockFits { .. }]));
    assert!(matches!(of(&found, About::RichMenu)[..], [Found::MenuInForce { .. }]));
    assert!(matches!(of(&found, About::Mail)[..], [Found::MailSet { signs_in: false, .. }]));
    assert!(matches!(of(&found, About::Liff)[..], [Found::LiffFits { .. }]), "{found:?}");
    assert_eq!(of(&found, About::Provider), [&Found::OneProvider]);
    assert!(found.contains(&Found::SwitchesUnasked), "what cannot be asked is said");
}

async fn slot_whose_counter_is_wrong_is_named(database: TestDatabase) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 5).await;
    let right = town.slot("hall", "2026-12-05", "11:00", 5).await;
    let coupons = town.coupons(2).await;
    for (coupon, slot) in coupons.iter().zip([slot, right]) {
        let browser = town.browser();
        browser.signs_in(coupon).await;
        browser.books(slot).await.ok();
    }
    assert!(town.is_examined().await.contains(&Found::SeatsCounted));
    for column in ["booked", "booked_by_web"] {
        let mut update = Query::update();
        update.table("slot").value(column, Expr::col(column).add(1));
        town.execute(update.and_where(Expr::col("id").eq(slot.0)).to_owned()).await;
        let found = town.is_examined().await;
        assert!(found.contains(&Found::SeatsMiscounted { slots: vec![slot] }), "{found:?}");
    }
}

async fn history_whose_seals_were_removed_is_found(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let act = StaffActed::new(StaffAct::StaffList, town.now());
    town.store().record_staff_act(&act).await.unwrap();
    assert_eq!(town.store().seal_history(town.now()).await.unwrap().entries(), 1);
    assert_eq!(of(&town.is_examined().await, About::History), [&Found::HistoryQuiet]);

    let behind = database.behind_the_scenes().await;
    behind.execute_unprepared("DELETE FROM history_seal").await.unwrap();
    behind.close().await.unwrap();
    // The entry whose seal is missing, and the head that names it.
    let watch = HistoryWatch { removed: 2, ..HistoryWatch::default() };
    let found = town.is_examined().await;
    let [alarm] = of(&found, About::History)[..] else { panic!("{found:?}") };
    assert_eq!((alarm, alarm.grade()), (&Found::HistoryAlarms(watch), Grade::Bad));
}

async fn reminders_of_this_month_are_held_against_what_is_left(database: TestDatabase) {
    let town = Town::open(database).await;
    let dates = ["2026-11-28", "2026-12-01", "2026-12-03"];
    for (number, date) in (1_234_567_890..).zip(dates) {
        let slot = town.slot("hall", date, "10:00", 5).await;
        let person = Resident::linked(&town, &number.to_string()).await;
        person.browser().leaves_contact("ワクチン ハナコ", None).await.ok();
        person.browser().books(slot).await.ok();
    }
    let found = town.is_examined().await;
    let [Found::QuotaUnlimited { reminders, .. } | Found::QuotaEnough { reminders, .. }] =
        of(&found, About::Quota)[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!(*reminders, 2, "the one of 3 December is sent in December");
    let parts = town.parts();
    let found = examine(&Patient { pushed: &[], ..parts.patient() }).await;
    assert!(matches!(
        of(&found, About::Quota)[..],
        [Found::QuotaUnlimited { reminders: 0, .. } | Found::QuotaEnough { reminders: 0, .. }]
    ));
}

async fn what_is_wrong_is_found(database: TestDatabase) {
    let town = Town::open(database).await;
    let parts = town.parts();
    let patient = Patient {
        public_url: "https://yoyaku.city.example.jp/",
        liff_id: "9999999999-another",
        friend_url: "https://line.me/R/ti/p/@another",
        menus: Err("menu.toml: expected `=`".to_owned()),
        mail: None,
        ..parts.patient()
    };
    let found = examine(&patient).await;
    let address = "https://yoyaku.city.example.jp/line/webhook".to_owned();
    let there = format!("{}/line/webhook", town.url());
    let elsewhere = Found::WebhookElsewhere { found: there, expected: address };
    assert!(found.contains(&elsewhere), "{found:?}");
    assert!(matches!(of(&found, About::RichMenu)[..], [Found::MenuUnreadable { .. }]));
    assert!(matches!(of(&found, About::Liff)[..], [Found::LiffOfOtherChannel { .. }, ..]));
    assert!(matches!(of(&found, About::Account)[..], [Found::OtherFriendUrl { .. }, _]));
    assert_eq!(of(&found, About::Mail), [&Found::MailUnset]);

    let found = town.is_examined().await;
    assert_eq!(of(&found, About::RichMenu), [&Found::MenuMissing]);
    let nobody = MailServer {
        host: "127.0.0.1".to_owned(),
        port: 1,
        encryption: Encryption::None,
        credentials: None,
        from: "noreply@shiokaze.example.jp".to_owned(),
    };
    let found = examine(&Patient { mail: Some(&nobody), ..parts.patient() }).await;
    assert!(matches!(of(&found, About::Mail)[..], [Found::MailFails { .. }]), "{found:?}");
}

async fn a_liff_app_that_was_made_wrongly_is_found(database: TestDatabase) {
    let town = Town::open(database).await;
    let parts = town.parts();
    let (ours, config) = (parts.patient(), town.line().simulator().config());
    let mut app = LiffApp::new(ours.liff_id, "https://elsewhere.example.jp/liff");
    app.scope = vec!["profile".to_owned()];
    (app.size, app.bot_prompt) = ("compact".to_owned(), "none".to_owned());
    let liff = |apps| Config { liff: apps, ..config.clone() };
    let other_id = format!("{}-another1", ours.login_channel_id);
    let other = LiffApp::new(other_id.clone(), "https://a.example.jp");
    let right = LiffApp::new(ours.liff_id, format!("{}/liff", ours.public_url));
    let others = Found::LiffOthers { apps: vec![format!("{other_id} (https://a.example.jp)")] };
    for (apps, expected) in [
        (
            vec![app],
            vec![
                Found::LiffElsewhere {
                    found: "https://elsewhere.example.jp/liff".to_owned(),
                    expected: format!("{}/liff", ours.public_url),
                },
                Found::LiffLacksScope { scope: "openid" },
                Found::LiffNoBotPrompt,
                Found::LiffNotFull { size: "compact".to_owned() },
            ],
        ),
        (
            vec![other.clone(), right],
            vec![Found::LiffFits { endpoint: format!("{}/liff", ours.public_url) }, others.clone()],
        ),
        (vec![other], vec![Found::LiffUnknown { liff_id: ours.liff_id.to_owned() }, others]),
        (vec![], vec![Found::LiffUnknown { liff_id: ours.liff_id.to_owned() }]),
    ] {
        let clock = line_simulator::Clock::frozen(town.now());
        let config = Config { listen: "127.0.0.1:0".parse().unwrap(), ..liff(apps) };
        let another = line_simulator::start(config, clock).await.unwrap();
        let line = town.line_by(another.url());
        let found = examine(&Patient { line: &line, ..parts.patient() }).await;
        assert_eq!(of(&found, About::Liff), expected.iter().collect::<Vec<_>>());
        another.shutdown().await;
    }
}

/// A copied file has the permissions of the umask.
async fn database_that_others_may_read_is_found(database: TestDatabase) {
    let file = database.file().unwrap().to_owned();
    let town = Town::open(database).await;
    let found = town.is_examined().await;
    assert!(!found.iter().any(|it| matches!(it, Found::DatabaseExposed { .. })), "{found:?}");
    for mode in [0o644, 0o660] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        let found = town.is_examined().await;
        assert!(found.contains(&Found::DatabaseExposed { files: vec![file.clone()] }), "{found:?}");
    }
}

async fn other_keys_and_a_question_line_does_not_answer_are_found(database: TestDatabase) {
    let ring = KeyRing::new(Key::new(2, key_bytes(2)), Vec::new()).unwrap();
    let other = database.open_with(Sealer::new(ring)).await.unwrap();
    let town = Town::open(database).await;
    town.line_fails(json!({ "path": "/v2/bot/message/quota", "status": 500 })).await;
    let parts = town.parts();
    let found = examine(&Patient { store: Ok(Some(&other)), ..parts.patient() }).await;
    other.close().await.unwrap();
    assert!(matches!(of(&found, About::Quota)[..], [Found::Unasked { .. }]));
    assert!(found.contains(&Found::KeysOther), "{found:?}");
}

both!(
    a_town_that_is_well_is_found_well,
    slot_whose_counter_is_wrong_is_named,
    history_whose_seals_were_removed_is_found,
    reminders_of_this_month_are_held_against_what_is_left,
    what_is_wrong_is_found,
    a_liff_app_that_was_made_wrongly_is_found,
    other_keys_and_a_question_line_does_not_answer_are_found,
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_an_sqlite_database_are_checked() {
    on_sqlite(database_that_others_may_read_is_found).await;
}
