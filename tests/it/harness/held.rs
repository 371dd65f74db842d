//! A request whose body is held back after the service has authenticated it, as by a slow client.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::town::{Browser, Town};

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

pub(crate) struct HeldRequest(TcpStream);

impl HeldRequest {
    /// Sends the head of a request, e.g. `PUT /api/contact`, with the cookies of a browser. Returns
    /// when a handler waits for the body, and so has read the session.
    pub(crate) async fn begin(town: &Town, browser: &Browser, request: &str) -> Self {
        let host = town.host();
        let cookies = browser.cookie().expect("they have signed in");
        // The body is sent in chunks, and so reaches the handler without being collected before.
        let head = format!(
            "{request} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\
             Expect: 100-continue\r\nConnection: close\r\n\r\n"
        );
        let mut connection = TcpStream::connect(host).await.unwrap();
        connection.write_all(head.as_bytes()).await.unwrap();
        // The service asks for the body when a handler begins to read it.
        let mut heard = [0; CONTINUE.len()];
        connection.read_exact(&mut heard).await.unwrap();
        assert_eq!(heard, CONTINUE, "{}", String::from_utf8_lossy(&heard));
        Self(connection)
    }

    /// Sends the body, and returns the status and the head of the response.
    pub(crate) async fn complete(mut self, body: &Value) -> (u16, String) {
        let body = body.to_string();
        let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        self.0.write_all(chunks.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        self.0.read_to_end(&mut heard).await.unwrap();
        let heard = String::from_utf8_lossy(&heard);
        let (head, _) = heard.split_once("\r\n\r\n").expect("the response has a head");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_ascii_lowercase())
    }
}
