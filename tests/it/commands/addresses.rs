//! No command prints a password that is part of a URL.

use std::process::Command;

use crate::{
    harness::database::{TestDatabase, on_sqlite},
    imports::command::{Office, Said},
};

/// Parts of every password below.
const SECRETS: [&str; 2] = ["SEC", "RET"];

const ADDRESSES: [&str; 7] = [
    "postgres://sesshu:SEC#RET@127.0.0.1:1/sesshu",
    "postgres://sesshu:SEC/RET@127.0.0.1:1/sesshu",
    "postgres://sesshu:SECRET@127.0.0.1:1/sesshu",
    "postgres://sesshu:SECRET@nowhere.invalid/sesshu",
    "postgres://127.0.0.1:1/sesshu?user=sesshu&password=SECRET",
    "mysql://sesshu:SECRET@127.0.0.1/sesshu",
    "sesshu:SECRET@127.0.0.1/sesshu",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn password_of_the_database_is_never_printed() {
    on_sqlite(no_secret_is_printed).await;
}

async fn no_secret_is_printed(database: TestDatabase) {
    let office = Office::of(&database).await;
    let settings = office.read("sesshu.toml");
    for (address, locale) in ADDRESSES.into_iter().zip(["C.UTF-8", "ja_JP.UTF-8"].iter().cycle()) {
        prints_no_secret(&with(&office, locale, "migrate status", address), address);
    }
    prints_no_secret(&with(&office, "C.UTF-8", "doctor", ADDRESSES[0]), ADDRESSES[0]);
    prints_no_secret(&with(&office, "C.UTF-8", "check --offline", ADDRESSES[0]), ADDRESSES[0]);

    // In the settings file, where it should not be.
    for address in ADDRESSES {
        let known = "url = \"sqlite:data/sesshu.db\"";
        assert!(settings.contains(known));
        let with_password = settings.replace(known, &format!("url = \"{address}\""));
        office.file("sesshu.toml", with_password);
        for command in ["settings show", "settings show --json"] {
            let mut command = office.command("C.UTF-8", command);
            let shown = Said::from(command.env_remove("SESSHU_DATABASE_URL").output().unwrap());
            assert!(shown.out.contains("***"), "{address}: {}", shown.out);
            prints_no_secret(&shown, address);
        }
    }
}

fn with(office: &Office, locale: &str, words: &str, address: &str) -> Said {
    let mut command: Command = office.command(locale, words);
    command.env("SESSHU_DATABASE_URL", address).env("SESSHU_LINE_CHANNEL_SECRETS", "channel");
    Said::from(command.env("SESSHU_LOG", "debug").output().unwrap())
}

fn prints_no_secret(said: &Said, address: &str) {
    // Names of variables contain the word as well.
    let text = format!("{}{}", said.out, said.errors).replace("_SECRET", "");
    for secret in SECRETS {
        assert!(!text.contains(secret), "{address}: {text}");
    }
}
