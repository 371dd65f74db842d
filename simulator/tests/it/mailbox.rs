//! Mail sent by a program arrives in the mailbox next to the phone.

use line_simulator::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::fixture::{Fixture, start_time};

const MAIL: &str = "EHLO demo\r\nMAIL FROM:<city@example.jp>\r\nRCPT TO:<one@example.jp>\r\n\
    RCPT TO:<two@example.jp>\r\nDATA\r\n\
    Message-ID: <7@example.jp>\r\n\
    Subject: =?utf-8?B?44GU5LqI57SE?=\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    5piO5pel44Gn44GZ\r\n.\r\nQUIT\r\n";

async fn start_with_mailbox() -> Fixture {
    let local = "127.0.0.1:0".parse().unwrap();
    Fixture::with(|config| Config { mailbox: Some(local), ..config }).await
}

async fn send_commands(fixture: &Fixture, commands: &str) -> String {
    let mut stream = TcpStream::connect(fixture.running.mailbox().unwrap()).await.unwrap();
    stream.write_all(commands.as_bytes()).await.unwrap();
    let mut responses = String::new();
    stream.read_to_string(&mut responses).await.unwrap();
    responses
}

#[tokio::test]
async fn mail_to_two_recipients_is_stored_for_each() {
    let fixture = start_with_mailbox().await;
    let responses = send_commands(&fixture, MAIL).await;
    assert!(responses.ends_with("250 OK\r\n221 bye\r\n"), "{responses}");

    let mails = fixture.get("/_sim/mailbox").await.json();
    assert_eq!(mails[0]["to"], "two@example.jp");
    assert_eq!(mails[1]["to"], "one@example.jp");
    assert_eq!(mails[0]["subject"], "ご予約");
    assert_eq!(mails[0]["text"].as_str().unwrap().trim_end(), "明日です");
    assert_eq!(mails[0]["messageId"], "7@example.jp");
    assert_eq!(fixture.running.simulator().mails()[0].at, start_time());
    assert_eq!(fixture.get("/_sim/about").await.json()["mailbox"], true);
}

#[tokio::test]
async fn mail_without_recipients_is_refused() {
    let fixture = start_with_mailbox().await;
    let responses = send_commands(&fixture, "HELO demo\r\nDATA\r\nQUIT\r\n").await;
    assert!(responses.contains("503"), "{responses}");
    assert!(fixture.running.simulator().mails().is_empty());
}

#[tokio::test]
async fn missing_mailbox_is_not_offered() {
    let fixture = Fixture::new().await;
    assert_eq!(fixture.running.mailbox(), None);
    assert_eq!(fixture.get("/_sim/about").await.json()["mailbox"], false);
}
