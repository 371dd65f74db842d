//! Mail sent by a program arrives in the mailbox next to the phone.

use line_simulator::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stage::{Stage, moment};

const MAIL: &str = "EHLO demo\r\nMAIL FROM:<city@example.jp>\r\nRCPT TO:<one@example.jp>\r\n\
    RCPT TO:<two@example.jp>\r\nDATA\r\n\
    Message-ID: <7@example.jp>\r\n\
    Subject: =?utf-8?B?44GU5LqI57SE?=\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    5piO5pel44Gn44GZ\r\n.\r\nQUIT\r\n";

async fn stage() -> Stage {
    let local = "127.0.0.1:0".parse().unwrap();
    Stage::with(|config| Config { mailbox: Some(local), ..config }).await
}

async fn say(stage: &Stage, words: &str) -> String {
    let mut stream = TcpStream::connect(stage.running.mailbox().unwrap()).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    answers
}

#[tokio::test]
async fn a_mail_to_two_people_is_kept_for_each_and_can_be_read() {
    let stage = stage().await;
    let answers = say(&stage, MAIL).await;
    assert!(answers.ends_with("250 OK\r\n221 bye\r\n"), "{answers}");

    let mails = stage.get("/_sim/mailbox").await.json();
    assert_eq!(mails[0]["to"], "two@example.jp");
    assert_eq!(mails[1]["to"], "one@example.jp");
    assert_eq!(mails[0]["subject"], "ご予約");
    assert_eq!(mails[0]["text"].as_str().unwrap().trim_end(), "明日です");
    assert_eq!(mails[0]["messageId"], "7@example.jp");
    assert_eq!(stage.running.simulator().mails()[0].at, moment());
    assert_eq!(stage.get("/_sim/about").await.json()["mailbox"], true);
}

#[tokio::test]
async fn a_mail_to_nobody_is_refused() {
    let stage = stage().await;
    let answers = say(&stage, "HELO demo\r\nDATA\r\nQUIT\r\n").await;
    assert!(answers.contains("503"), "{answers}");
    assert!(stage.running.simulator().mails().is_empty());
}

#[tokio::test]
async fn without_a_mailbox_none_is_offered() {
    let stage = Stage::new().await;
    assert_eq!(stage.running.mailbox(), None);
    assert_eq!(stage.get("/_sim/about").await.json()["mailbox"], false);
}
