//! `sesshu bookings` and `sesshu report`, as typed.
//!
//! The program uses the real clock. Its programme closed long ago, so that booking always needs a
//! reason, and its slots are far in the future or in the past.

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{database::TestDatabase, key::written_key, staff::suzuki, town::Town};

const DAY: &str = "2098-12-05";

/// Returns a folder with the settings of a programme that is over.
fn closed() -> TempDir {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folder = TempDir::new().unwrap();
    for name in ["faq.toml", "terms.md"] {
        std::fs::copy(fixtures.join(name), folder.path().join(name)).unwrap();
    }
    let settings = std::fs::read_to_string(fixtures.join("sesshu.toml")).unwrap();
    let over = |line: &str| match line.split_once(" = ") {
        Some(("opens_at", _)) => "opens_at = \"2020-01-01T00:00:00+09:00\"".to_owned(),
        Some(("# simulator", address)) => format!("simulator = {address}"),
        Some(("closes_at", _)) => "closes_at = \"2020-01-02T00:00:00+09:00\"".to_owned(),
        _ => line.to_owned(),
    };
    let settings = settings.lines().map(over).collect::<Vec<_>>().join("\n");
    std::fs::write(folder.path().join("sesshu.toml"), settings).unwrap();
    folder
}

/// Runs a command in Japanese.
fn types(database: &TestDatabase, folder: &TempDir, token: &str, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sesshu"))
        .args(words)
        .env("SESSHU_SETTINGS", folder.path().join("sesshu.toml"))
        .env("SESSHU_DATABASE_URL", database.url())
        .env("SESSHU_SEALING_KEYS", written_key(1))
        .env("LC_ALL", "ja_JP.UTF-8")
        .env("SESSHU_STAFF_TOKEN", token)
        .output()
        .expect("the program starts")
}

fn done(output: &Output) -> String {
    let (said, wrong) = (&output.stdout, String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{wrong}");
    String::from_utf8(said.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

async fn a_day_from_the_first_call_to_the_last_guest(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    town.coupon("1234567890", "1950-05-05").await;
    town.coupon("1234567891", "1948-11-03").await;
    town.slot("hall", DAY, "10:00", 5).await;
    town.slot("hall", DAY, "09:30", 5).await;
    let folder = closed();
    let token = suzuki(&database.store).await;
    let types = |words: &[&str]| types(&database, &folder, &token, words);
    let slot = ["--venue", "hall", "--date", DAY, "--time"];
    let book = |coupon, time, more: &[&str]| {
        let words = ["bookings", "book", "--coupon", coupon];
        types(&[&words[..], &slot, &[time], more].concat())
    };
    let contact = ["--contact-name", "わくちん はなこ", "--phone", "0467-00-0000"];

    // Acts outside the booking period need a reason.
    assert!(refused(&book("1234567890", "10:00", &contact)).contains("--reason"));
    let reason = ["--reason", "お電話"];
    let booked = done(&book("1234567890", "10:00", &[&contact[..], &reason].concat()));
    assert!(booked.starts_with("予約しました。予約番号 1："), "{booked}");
    let tarou = ["--contact-name", "=ｱ", "--phone", "0467-00-0001"];
    let not_kana = refused(&book("1234567891", "09:30", &[&tarou[..], &reason].concat()));
    assert!(not_kana.contains("お名前（カナ）"), "{not_kana}");
    let tarou = ["--contact-name", "あさひ たろう", "--phone", "0467-00-0001"];
    done(&book("1234567891", "09:30", &[&tarou[..], &reason].concat()));
    let no_such_time = refused(&book("1234567891", "09:31", &reason));
    assert!(no_such_time.contains("09:30 (4), 10:00 (4)"), "{no_such_time}");

    let listed = done(&types(&["bookings", "list", "--date", DAY, "--json"]));
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["アサヒ タロウ", "ワクチン ハナコ"]);
    let table = done(&types(&["bookings", "list", "--name", "ワクチンハナコ"]));
    assert!(table.contains("ワクチン ハナコ") && table.contains("****7890"), "{table}");
    assert!(!table.contains("アサヒ"), "{table}");

    let unconfirmed = types(&["bookings", "cancel", "2", "--reason", "x"]);
    assert!(refused(&unconfirmed).contains("--yes"));
    done(&types(&["bookings", "cancel", "2", "--reason", "発熱", "--yes"]));
    let shown = done(&types(&["bookings", "show", "--coupon", "1234567891"]));
    for word in ["アサヒ タロウ", "0467000001", "キャンセル", "鈴木", "発熱", "電話"]
    {
        assert!(shown.contains(word), "{word} is missing in {shown}");
    }
    let too_early = types(&["bookings", "attend", "1"]);
    assert!(refused(&too_early).contains("1: まだ予約日になっていません。"));
    town.works().await;
}

async fn the_venue_gets_its_list_and_sends_it_back(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    // In the past of every clock, so that attendance can be marked.
    let slot = town.slot("hall", "2026-01-05", "10:00", 5).await;
    for (coupon, name) in town.coupons(2).await.iter().zip(["ワクチン ハナコ", "アサヒ タロウ"])
    {
        let browser = town.browser();
        browser.shows(coupon).await.ok();
        browser.leaves_contact(name, None).await.ok();
        let coupon = town.id_of(coupon).await;
        town.books_behind_the_desk(coupon, slot).await;
    }
    let folder = closed();
    let token = suzuki(&database.store).await;
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (csv, html) = (path("day.csv"), path("day.html"));
    let words = ["bookings", "export", "--venue", "hall", "--date", "2026-01-05", &csv, &html];
    done(&types(&database, &folder, &token, &words));

    // The venue's entries in the file are not overwritten.
    let again = refused(&types(&database, &folder, &token, &words));
    assert!(again.contains("day.csv はすでにあります"), "{again}");

    let list = std::fs::read_to_string(&csv).unwrap();
    let expected = "\u{FEFF}予約番号,開始,終了,お名前（カナ）,生年月日,券番号の下4桁,来場\r\n\
        2,10:00,10:15,アサヒ タロウ,1950-05-05,****0001,\r\n\
        1,10:00,10:15,ワクチン ハナコ,1950-05-05,****0000,\r\n";
    assert_eq!(list, expected);
    let page = std::fs::read_to_string(&html).unwrap();
    for word in ["潮風市民ホール", "2026年1月5日（月）", "アサヒ タロウ", "昭和25年", "☐"]
    {
        assert!(page.contains(word), "{word} is missing");
    }
    assert!(!page.contains("090"), "a venue needs no telephone number");

    // One invalid row rejects the whole file.
    let wrong = list.replace("****0001,", "****0001,○").replace("****0000,", "****0000,たぶん");
    std::fs::write(&csv, wrong).unwrap();
    let attend = ["bookings", "attend", "--file", &csv];
    let named = refused(&types(&database, &folder, &token, &attend));
    assert!(named.contains("3行目「来場」"), "{named}");
    let filled = list.replace("****0001,", "****0001,○").replace("****0000,", "****0000,×");
    // One column was sorted without the others.
    let shifted = filled.replace("\r\n2,", "\r\n9,").replace("\r\n1,", "\r\n2,");
    std::fs::write(&csv, shifted.replace("\r\n9,", "\r\n1,")).unwrap();
    let named = refused(&types(&database, &folder, &token, &attend));
    assert!(named.contains("2行目: 生年月日か券番号が、"), "{named}");
    assert!(!named.contains("3行目"), "{named}");
    std::fs::write(&csv, filled).unwrap();
    let said = done(&types(&database, &folder, &token, &attend));
    assert!(said.contains("来場 1件、来場なし 1件"), "{said}");

    let report = path("report.html");
    let figures =
        done(&types(&database, &folder, &token, &["report", "--json", "--html", &report]));
    let figures: Value = serde_json::from_str(&figures).unwrap();
    let summary = figures["summary"].as_array().unwrap();
    let value = |key| summary.iter().find(|it| it["key"] == key).unwrap()["value"].clone();
    assert_eq!((value("attended"), value("missed")), (1.into(), 1.into()));
    let page = std::fs::read_to_string(&report).unwrap();
    assert!(page.contains("潮風市 予約の集計") && page.contains("<svg"));
    assert!(!page.contains("http"), "the page asks nothing of the network");
    town.works().await;
}

both!(a_day_from_the_first_call_to_the_last_guest, the_venue_gets_its_list_and_sends_it_back,);
