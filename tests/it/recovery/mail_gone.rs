//! The mail server does not respond for an hour.

use sesshu::storage::Ledger;

use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
    wire::Wire,
};

async fn an_hour_without_a_mail_server_delays_mails_and_holds_up_nobody_on_line(
    database: TestDatabase,
) {
    let mut wire = Wire::new().await;
    let town = Town::with(database, |settings| {
        let mail = settings.mail.as_mut().unwrap();
        wire.leads_to(format!("{}:{}", mail.host, mail.port).parse().unwrap());
        mail.port = wire.here().port();
    })
    .await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 12).await;
    let hanako = Resident::linked(&town, "1234567890").await;
    let coupon = town.coupon("1234567891", "1950-05-05").await;
    let taro = town.browser();
    taro.shows(&coupon).await.ok();
    taro.leaves_contact("ワクチン タロウ", Some("taro@example.jp")).await.ok();

    wire.cut().await;
    taro.books(slot).await.ok();
    hanako.browser().books(slot).await.ok();
    town.works().await;
    assert!(hanako.hears_one().await.says("ご予約が完了しました"));
    for minute in (31..60).step_by(4).map(|it| format!("09:{it}")) {
        town.at(&format!("2026-11-24T{minute}:00")).await;
    }
    for minute in (0..30).step_by(4).map(|it| format!("10:{it:02}")) {
        town.at(&format!("2026-11-24T{minute}:00")).await;
    }
    assert_eq!(town.mails(), []);
    // Staff see which notifications are pending, and why.
    let [owed] = town.store().ledger(Ledger::Owed, None, 10).await.unwrap().try_into().unwrap();
    assert!(owed.notice.reason.is_some());

    wire.mend().await;
    for minute in (30..45).step_by(4).map(|it| format!("10:{it}")) {
        town.at(&format!("2026-11-24T{minute}:00")).await;
    }
    let [confirmation] = town.mails().try_into().unwrap();
    assert_eq!(confirmation.to, "taro@example.jp");
    town.owes_nothing().await;
}

both!(an_hour_without_a_mail_server_delays_mails_and_holds_up_nobody_on_line);
