//! `sesshu serve` is stopped while it has much to do: work in progress is finished, nothing new is
//! started, and the next process continues.

use std::{
    collections::BTreeMap,
    fs,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    answer_states::clear_faults,
    harness::{
        database::TestDatabase,
        key::written_key,
        knock::{knock, text, webhook},
        town::Town,
    },
};

const PEOPLE: usize = 250;
/// The service starts and begins to answer within three minutes on a busy machine.
const MAX_LOOKS: usize = 1_800;
const SETTINGS: &str = include_str!("../../fixtures/sesshu.toml");

async fn stopped_service_leaves_its_backlog_to_the_next(database: TestDatabase) {
    let url = database.url().to_owned();
    let town = Town::open(database).await;
    let anybody = town.resident("潮風 花子");
    let said = |number| {
        let person = town.line().simulator().add_person("潮風 花子", "ja");
        let mut event = text(&anybody, &format!("said-{number}"), "ヘルプ");
        event["source"]["userId"] = json!(person.user_id());
        event
    };
    let events: Vec<Value> = (0..PEOPLE).map(said).collect();
    assert_eq!(knock(&town, &webhook(&events)).await, 200);
    let slow = json!({ "path": "/v2/bot/message/*", "delayMs": 400, "chance": 1.0 });
    town.line_fails(slow).await;

    let folder = TempDir::new().unwrap();
    let mut serving = serve(&town, &url, &folder);
    for look in 0.. {
        if !town.line().simulator().received().is_empty() {
            break;
        }
        assert!(look < MAX_LOOKS && serving.try_wait().unwrap().is_none(), "nothing is answered");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(Command::new("kill").arg(serving.id().to_string()).status().unwrap().success());
    let ended = tokio::task::spawn_blocking(move || serving.wait().unwrap()).await.unwrap();
    assert!(ended.success(), "it ends in order: {ended}");
    let count = |state: &str| format!("SELECT COUNT(*) AS n FROM event WHERE state = '{state}'");
    assert_eq!(town.count(&count("taken")).await, 0, "what was under way is finished");
    assert!(town.count(&count("waiting")).await > 0, "it went on with all of the backlog");

    clear_faults(&town).await;
    town.works().await;
    town.owes_nothing().await;
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for received in town.line().simulator().received() {
        *answers.entry(received.user_id).or_default() += 1;
    }
    assert_eq!(answers.len(), PEOPLE);
    assert!(answers.values().all(|answers| *answers == 1));
}

/// Starts a process on the town's database and LINE.
fn serve(town: &Town, database: &str, folder: &TempDir) -> Child {
    let simulator = format!("simulator = \"{}\"\n#", town.line().url());
    let settings = SETTINGS.replacen("# simulator =", &simulator, 1);
    fs::write(folder.path().join("sesshu.toml"), settings).unwrap();
    for name in ["faq.toml", "terms.md"] {
        let fixture = format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        fs::copy(fixture, folder.path().join(name)).unwrap();
    }
    let secret = town.line().simulator().config().channel.secret.clone();
    Command::new(env!("CARGO_BIN_EXE_sesshu"))
        .args(["rehearse", "--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .env("LC_ALL", "C.UTF-8")
        .env("SESSHU_LOG", "warn")
        .env("SESSHU_METRICS_LISTEN", "127.0.0.1:0")
        .env("SESSHU_REHEARSAL", "2026-11-24T09:30:00+09:00")
        .env("SESSHU_DATABASE_URL", database)
        .env("SESSHU_SEALING_KEYS", written_key(1))
        .env("SESSHU_LINE_CHANNEL_SECRETS", secret)
        .env("SESSHU_LINE_LOGIN_CHANNEL_SECRET", "another secret")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

both!(stopped_service_leaves_its_backlog_to_the_next);
