//! The commands that are typed, chapter by chapter.

use sesshu::vaccination::staff_act::StaffAct;

use super::office::{CHANNEL, LIFF, LOGIN_CHANNEL, Office};

const TERMS: &str = include_str!("../../../fixtures/terms.md");
const FAQ: &str = include_str!("../../../fixtures/faq.toml");

/// Creates the municipality's settings file in an empty folder.
pub(super) async fn settings(office: &mut Office) {
    office.types("sesshu settings example > sesshu.toml").await;
    office.types("sesshu settings schema > sesshu.schema.json").await;
    office.types("sesshu settings check").await;
    office.writes("terms.md", TERMS);
    office.writes("faq.toml", FAQ);
    office.types("sesshu settings check").await;
    let simulator = format!("simulator = \"{}\"", office.line().url());
    office.edits(
        "sesshu.toml",
        &[
            ("潮風市", "波立市"),
            ("潮風(しおかぜ)市(し)", "波立(なみたつ)市(し)"),
            ("(しおかぜし)", "(なみたつし)"),
            ("Shiokaze", "Namitatsu"),
            ("990001", "123455"),
            ("0120-000-000", "0120-111-222"),
            ("https://www.example.jp/shiokaze", "https://www.city.namitatsu.lg.jp"),
            ("https://yoyaku.city.example.jp", "https://yoyaku.city.namitatsu.lg.jp"),
            ("noreply@shiokaze.example.jp", "noreply@city.namitatsu.lg.jp"),
            ("2026-11-01T09:00:00+09:00", "2026-12-01T09:00:00+09:00"),
            ("2028-03-31T17:00:00+09:00", "2027-03-31T17:00:00+09:00"),
            ("1000000002-shiokaze", LIFF),
            ("1000000001", CHANNEL),
            ("1000000002", LOGIN_CHANNEL),
            ("https://line.me/R/ti/p/@shiokaze-demo", "https://lin.ee/NamiTatu"),
            ("trusted_proxies = []", "trusted_proxies = [\"127.0.0.1/32\"]"),
            ("# simulator = \"http://127.0.0.1:8090\"", &simulator),
            ("few_percent = 20", "few_percents = 20"),
            // Against the guideline of 30 April 2021: `check` warns of both until they are off.
            ("in_chat = false", "in_chat = true"),
            ("\nnames = false", "\nnames = true"),
        ],
    );
    let mailbox = office.line().mailbox().expect("there is a mailbox").port();
    office.edits("sesshu.toml", &[("port = 25", &format!("port = {mailbox}"))]);
    office.types("sesshu settings check").await;
    office.edits("sesshu.toml", &[("few_percents", "few_percent")]);
    office.types("sesshu settings check").await;
    office.types("sesshu settings show").await;
}

/// Creates the tables in an empty database.
pub(super) async fn database(office: &mut Office) {
    office.types("sesshu migrate status").await;
    office.types("sesshu check").await;
    office.types("sesshu migrate up").await;
    office.types("sesshu migrate status").await;
}

/// Registers staff. The first member is the person who installs Sesshu and then registers the call
/// centre.
pub(super) async fn staff(office: &mut Office) {
    office.types("sesshu venues import venues.csv").await;
    office.types("sesshu staff add 山田 --may view,book").await;
    let token = token(&office.types("sesshu staff add 山田 --may view,book,administer").await);
    office.types("sesshu staff list").await;
    let administrator = office.puts("SESSHU_STAFF_TOKEN", &token);
    assert_eq!(administrator, "");
    office.types("sesshu staff add 佐藤 --may view").await;
    office.types("sesshu staff allow 佐藤 --may view,book").await;
    let lost = token_of(office, "sesshu staff renew 佐藤").await;
    let token_of_sato = token_of(office, "sesshu staff renew 佐藤").await;
    office.types("sesshu staff list").await;
    // An administrator grants themselves a right back: it is recorded, and `doctor` reports it.
    office.types("sesshu staff allow 山田 --may book,administer").await;
    office.types("sesshu staff allow 山田 --may view,book,administer").await;
    for not_enough in [lost, token_of_sato] {
        office.puts("SESSHU_STAFF_TOKEN", &not_enough);
        office.types("sesshu slots close --day 2026-12-08 --yes").await;
    }
    office.puts("SESSHU_STAFF_TOKEN", &token);
}

async fn token_of(office: &mut Office, line: &str) -> String {
    token(&office.types(line).await)
}

/// Returns the token that a command has printed.
fn token(out: &str) -> String {
    out.lines().find(|line| line.starts_with("sst_")).expect("a token").to_owned()
}

const VENUES: &str = include_str!("../../../fixtures/venues.csv");

/// Coupons as a city has them: dates in four forms, one of which does not exist.
const COUPONS: &str = "\
券番号,生年月日,自治体コード
1234567890,1950-05-05,123455
1234567891,昭和23年11月3日,123455
0012345678,S32.2.30,123455
２３４５６７８９０１,19570211,123455
4567890123,昭和30年3月3日,990002
";

/// A week of two venues.
const SLOTS: &str = r#"
[[pattern]]
venue = "hall"
weekdays = ["火", "木", "土"]
from = "09:00"
until = "16:00"
every_minutes = 60
capacity = 2
lanes = 2
breaks = [["12:00", "13:00"]]

[[pattern]]
venue = "port"
weekdays = ["月", "水"]
from = "10:00"
until = "15:00"
every_minutes = 60
capacity = 4
breaks = [["12:00", "13:00"]]

[[pattern]]
venue = "hill"
weekdays = ["日"]
from = "13:00"
until = "17:00"
every_minutes = 60
capacity = 3
"#;

const CLINIC: &str = "\
会場コード,日付,開始,終了,定員
clinic,2026-12-08,14:00,15:00,2
clinic,2026-12-08,15:00,16:00,2
";

/// Imports venues, slots and coupons from files. A file with a mistake changes nothing.
pub(super) async fn data(office: &mut Office) {
    office.writes("venues.csv", &VENUES.replace("潮風市", "波立市").replace("潮風", "波立"));
    office.types("sesshu venues import venues.csv --dry-run").await;
    office.types("sesshu venues import venues.csv").await;
    office.types("sesshu venues list").await;
    office.writes("slots.toml", SLOTS);
    office.writes("clinic.csv", CLINIC);
    office.types("sesshu slots generate slots.toml --from 2026-12-07 --until 2026-12-20").await;
    office.types("sesshu slots import clinic.csv").await;
    office.types("sesshu slots list --venue hall --day 2026-12-08").await;
    office.types("sesshu slots close --venue hall --day 2026-12-19 --yes").await;
    office.types("sesshu slots reopen --venue hall --day 2026-12-19 --yes").await;
    office
        .types("sesshu slots capacity 3 --venue hall --day 2026-12-08 --starts-from 15:00 --yes")
        .await;
    office.writes("coupons.csv", COUPONS);
    office.types("sesshu coupons import coupons.csv").await;
    office.edits("coupons.csv", &[("S32.2.30", "S32.2.28")]);
    office.types("sesshu coupons import coupons.csv --dry-run").await;
    office.types("sesshu coupons import coupons.csv").await;
    office.types("sesshu coupons add 9876543210 --birth-date S20.1.1").await;
    office.types("sesshu coupons correct 9876543210 --birth-date S20.1.2 --yes").await;
    office.types("sesshu coupons show 9876543210").await;
    office.types("sesshu coupons revoke 9876543210 --reason 転出 --yes").await;
    office.types("sesshu coupons unlock 1234567890").await;
}

/// Applies the rich menu, and checks LINE, mail and database.
pub(super) async fn line(office: &mut Office) {
    office.types("sesshu rich-menu plan").await;
    office.types("sesshu rich-menu apply").await;
    office.types("sesshu rich-menu apply").await;
    office.types("sesshu rich-menu status").await;
    office.types("sesshu rich-menu render menus --areas").await;
    office.types("sesshu rich-menu rollback").await;
    let (old, new) = ("/vaccine/faq\"", "/vaccine/questions\"");
    office.edits("sesshu.toml", &[(old, new)]);
    office.at("2026-12-01T08:40:00+09:00");
    office.types("sesshu rich-menu plan").await;
    office.types("sesshu rich-menu apply").await;
    office.types("sesshu rich-menu rollback").await;
    office.types("sesshu rich-menu rollback --yes").await;
    office.types("sesshu rich-menu status").await;
    office.edits("sesshu.toml", &[(new, old)]);
    office.types("sesshu rich-menu apply").await;
    office.types("sesshu doctor").await;
}

/// Checks the data on the evening before: mistakes are found, corrected, and not found again.
pub(super) async fn check(office: &mut Office) {
    office.types("sesshu check").await;
    office.types("sesshu check --json --offline > findings.json").await;
    let found: serde_json::Value = serde_json::from_str(&office.reads("findings.json")).unwrap();
    assert!(found.as_array().unwrap().iter().all(|it| it["rule"].is_string()));
    office.edits("venues.csv", &[("丘の上2丁目8番,,", "丘の上2丁目8番,スリッパがあります。,")]);
    office.types("sesshu venues import venues.csv").await;
    let on_line = [("in_chat = true", "in_chat = false"), ("\nnames = true", "\nnames = false")];
    office.edits("sesshu.toml", &on_line);
    office.types("sesshu check").await;
}

/// Serves until it is stopped.
pub(super) async fn service(office: &mut Office) {
    office.types("sesshu serve").await;
    let serving = office.serves().await;
    let url = format!("http://{}/readyz", serving.address);
    let out = office.types(&format!("sesshu healthcheck --url {url}")).await;
    assert_eq!(out, "", "a healthy service is no news");
    serving.stops().await;
    office.types("sesshu healthcheck --url http://127.0.0.1:1/readyz").await;
    office.types("sesshu openapi > openapi.json").await;
}

/// Bookings by telephone.
pub(super) async fn telephone(office: &mut Office) {
    office.at("2026-12-01T09:30:00+09:00");
    let hanako = "--contact-name \"ワクチン ハナコ\" --phone 0467-00-0000";
    let book = "sesshu bookings book --venue hall --date 2026-12-08";
    office.types(&format!("{book} --time 10:00 --coupon 1234567890 {hanako}")).await;
    let taro = "--contact-name \"ワクチン タロウ\" --phone 0467-00-0001 --email taro@example.jp";
    office.types(&format!("{book} --time 10:00 --coupon 1234567891 {taro}")).await;
    office.types(&format!("{book} --time 11:00 --coupon 1234567890")).await;
    office.types(&format!("{book} --time 13:30 --coupon 2345678901")).await;
    let saburo = "--contact-name \"ワクチン サブロウ\" --phone 0467-00-0002";
    office.types(&format!("{book} --time 11:00 --coupon 2345678901 {saburo}")).await;
    office.types("sesshu bookings list --date 2026-12-08").await;
    office.types("sesshu bookings show --name \"ワクチン ハナコ\"").await;
    office.at("2026-12-07T10:00:00+09:00");
    office.types("sesshu bookings cancel 2 --yes").await;
    office.types("sesshu bookings cancel 2 --reason 発熱のため --yes").await;
}

/// Sends notifications by the service, and records calls to people it cannot reach.
pub(super) async fn notices(office: &mut Office) {
    office.types("sesshu notices list").await;
    office.at("2026-12-07T10:30:00+09:00");
    let serving = office.serves().await;
    let told = |shown: &str| {
        shown.contains("reminder") && !shown.contains("waiting") && !shown.contains("sending")
    };
    for booking in [1, 3] {
        office.looks_until(&format!("sesshu notices list --booking {booking} --json"), told).await;
    }
    serving.stops().await;
    office.types("sesshu notices list --failed").await;
    office.types("sesshu notices list --call").await;
    office.types("sesshu notices retry 1").await;
    office.types("sesshu notices told 3 99").await;
    office.types("sesshu notices list --booking 1").await;
    office.types("sesshu notices list --booking 2").await;
    // The hall has no electricity for an hour.
    let close = "sesshu slots close --venue hall --day 2026-12-08";
    let message = "--message \"停電のため休止します。\"";
    office.types(close).await;
    office.types(&format!("{close} --keep {message} --dry-run")).await;
    office.types(&format!("{close} --keep {message} --yes")).await;
    office.types("sesshu notices list --kind suspension --venue hall --date 2026-12-08").await;
    office.types("sesshu slots reopen --venue hall --day 2026-12-08 --yes").await;
    office.types("sesshu notices list --call --venue hall --csv calls.csv").await;
}

/// Exports the list of the day, records attendance, and reports the figures.
pub(super) async fn venue(office: &mut Office) {
    office.at("2026-12-07T17:00:00+09:00");
    office.types("sesshu bookings export --venue hall --date 2026-12-08 hall.csv hall.html").await;
    assert!(office.reads("hall.csv").contains("ワクチン ハナコ"));
    office.at("2026-12-08T17:00:00+09:00");
    let list = office.reads("hall.csv");
    let marked = list.lines().map(|row| match row.split(',').next() {
        Some("1") => format!("{row}○"),
        Some("3") => format!("{row}欠席"),
        _ => row.to_owned(),
    });
    let marked = marked.collect::<Vec<_>>().join("\r\n");
    office.writes("hall.csv", &marked.replace("○", "◎"));
    office.types("sesshu bookings attend --file hall.csv").await;
    office.writes("hall.csv", &marked);
    office.types("sesshu bookings attend --file hall.csv").await;
    office.types("sesshu bookings miss 1").await;
    office.types("sesshu bookings attend 1 --reason 記録の誤り").await;
    office.types("sesshu bookings list --date 2026-12-08 --json").await;
    office.types("sesshu report --html report.html").await;
    assert!(office.reads("report.html").contains("<svg"));
}

/// Makes a backup, rotates the key, handles a request for personal data and one for erasure, and
/// restores the backup into an empty database.
pub(super) async fn evening(office: &mut Office, elsewhere: &str) {
    office.at("2026-12-08T18:00:00+09:00");
    office.types("sesshu history verify --json > history.json").await;
    assert!(office.reads("history.json").contains("\"broken_behind\": null"));
    office.types("sesshu backup create evening.backup").await;
    office.types("sesshu backup create evening.backup").await;
    office.types("sesshu backup verify evening.backup").await;
    office.types("sesshu backup restore evening.backup --yes").await;
    let here = office.puts("SESSHU_DATABASE_URL", elsewhere);
    office.types("sesshu backup restore evening.backup --yes").await;
    office.types("sesshu bookings list --date 2026-12-08").await;
    office.puts("SESSHU_DATABASE_URL", &here);

    office.types("sesshu keys new 2 > new.key").await;
    let new = office.reads("new.key").trim().to_owned();
    let old = office.puts("SESSHU_SEALING_KEYS", &new);
    office.types("sesshu keys status").await;
    office.puts("SESSHU_SEALING_KEYS", &format!("{new},{old}"));
    office.types("sesshu keys rotate --json > rotated.json").await;
    office.puts("SESSHU_SEALING_KEYS", &new);
    office.types("sesshu keys status > keys.txt").await;

    office.types("sesshu personal-data export 1234567890 > letter.json").await;
    assert!(office.reads("letter.json").contains("ワクチン ハナコ"));
    office.types("sesshu personal-data erase 2345678901").await;
    office.types("sesshu personal-data erase 2345678901 --yes").await;
    office.types("sesshu personal-data export 2345678901").await;

    office.types("sesshu staff history --coupon 1234567890").await;
    office.types("sesshu staff history --by 佐藤").await;
    office.types("sesshu staff remove 山田 --yes").await;
    office.types("sesshu staff remove 佐藤").await;
    office.types("sesshu staff remove 佐藤 --yes").await;
    office.types("sesshu staff history --json > acts.json").await;
    let acts: Vec<serde_json::Value> = serde_json::from_str(&office.reads("acts.json")).unwrap();
    for act in StaffAct::ALL {
        let done = |it: &&serde_json::Value| it["act"] == act.as_str() && it["allowed"] == true;
        assert!(acts.iter().any(|it| done(&it)), "no {act:?} is on record");
    }
}

/// Runs the demo with made-up people.
pub(super) async fn demo(office: &mut Office) {
    let showing = office.shows_the_demo().await;
    let url = format!("http://{}/readyz", showing.address);
    office.types(&format!("sesshu healthcheck --url {url}")).await;
    showing.stops().await;
}

/// Mistyped commands, and the hints they get.
pub(super) async fn mistakes(office: &mut Office) {
    office.types("sesshu --help").await;
    office.types("sesshu check --help").await;
    office.types("sesshu chekc").await;
    office.types("sesshu check --jsno").await;
    office.types("sesshu completions").await;
    office.types("sesshu completions tcsh").await;
    office.types("sesshu coupons show 12345").await;
    office.types("sesshu slots list --day 2026-02-30").await;
    office.types("sesshu settings show --settings nowhere.toml").await;
    for shell in ["bash", "zsh", "fish"] {
        let script = office.types(&format!("sesshu completions {shell} > sesshu.{shell}")).await;
        assert!(script.contains("settings"), "{shell}");
    }
}
