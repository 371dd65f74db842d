//! Queries to LINE.

use std::time::Duration;

use reqwest::Url;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{
    super::{
        BotInfo, LineError, Profile, Quota,
        transport::{Call, Transport},
    },
    at_line,
};
use crate::line::fake::SOMEONE;

#[tokio::test]
async fn a_profile_is_there_or_not() {
    let (fake, line) = at_line().await;
    let call = format!("GET /v2/bot/profile/{SOMEONE}");
    fake.on(&call, 200, json!({"displayName": "花子", "userId": SOMEONE, "language": "ja"}));
    fake.on(&call, 404, json!({"message": "Not found"}));
    let someone = SOMEONE.parse().unwrap();
    let hanako = Profile { display_name: "花子".to_owned(), language: Some("ja".to_owned()) };
    assert_eq!(line.profile(&someone).await, Ok(Some(hanako)));
    assert_eq!(line.profile(&someone).await, Ok(None), "she has blocked us");
}

#[tokio::test]
async fn an_id_that_wanders_stays_one_piece_of_the_path() {
    let (fake, line) = at_line().await;
    let ids = ["../richmenu/list?x=1#"];
    let call = Call::get("/v2/bot/profile/{userId}", &ids);
    assert!(line.authorized(&call).await.unwrap().good().is_err());
    let path = "GET /v2/bot/profile/..%2Frichmenu%2Flist%3Fx=1%23";
    assert_eq!(fake.calls().last().map(String::as_str), Some(path));
}

#[tokio::test]
async fn who_we_are_is_read_even_with_a_mode_nobody_knows() {
    let (fake, line) = at_line().await;
    fake.on(
        "GET /v2/bot/info",
        200,
        json!({
            "userId": SOMEONE, "basicId": "@shiokaze", "displayName": "潮風市",
            "chatMode": "telepathy", "markAsReadMode": "auto",
        }),
    );
    let expected = BotInfo {
        user_id: SOMEONE.to_owned(),
        basic_id: "@shiokaze".to_owned(),
        display_name: "潮風市".to_owned(),
    };
    assert_eq!(line.bot_info().await, Ok(expected));
}

#[tokio::test]
async fn the_quota_has_a_limit_or_none() {
    let (fake, line) = at_line().await;
    fake.on("GET /v2/bot/message/quota", 200, json!({"type": "limited", "value": 5000}));
    fake.on("GET /v2/bot/message/quota", 200, json!({"type": "none"}));
    fake.on("GET /v2/bot/message/quota/consumption", 200, json!({"totalUsage": 4200}));
    assert_eq!(line.quota().await, Ok(Quota { limit: Some(5000), used: 4200 }));
    assert_eq!(line.quota().await, Ok(Quota { limit: None, used: 4200 }));
}

#[tokio::test]
async fn an_answer_that_is_none_is_unreadable() {
    let (fake, line) = at_line().await;
    fake.on("GET /v2/bot/info", 200, json!("busy"));
    assert_eq!(line.bot_info().await, Err(LineError::Unreadable));
}

#[tokio::test]
async fn answer_without_end_is_cut_at_the_size_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let server = tokio::spawn(send_without_end(listener));
    let transport = Transport::new(url.clone(), url, Duration::from_secs(20)).unwrap();
    let answer = transport.request(&Call::get("/v2/bot/info", &[]), None).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.read::<Value>(), Err(LineError::Unreadable));
    // The connection is closed. What was sent beyond the limit of 1 MiB stayed in the buffers of
    // the sockets.
    assert!(server.await.unwrap() < 64 * 1024 * 1024);
}

/// Answers one request with a string that never ends, and returns how many bytes of it were sent
/// before the client closed the connection.
async fn send_without_end(listener: TcpListener) -> usize {
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_u8().await.unwrap();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n\"";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = vec![b'a'; 64 * 1024];
    let mut sent = 0;
    while stream.write_all(&chunk).await.is_ok() {
        sent += chunk.len();
    }
    sent
}
