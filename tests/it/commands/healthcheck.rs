//! `sesshu healthcheck` asks the address that it is given and no other.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    thread,
};

/// Answers one request: `/readyz` leads to another address, where all is well.
fn answer(mut stream: &TcpStream) {
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let first = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let head = if first.contains("/readyz") {
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere"
    } else {
        "HTTP/1.1 200 OK"
    };
    write!(stream, "{head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
}

#[test]
fn healthcheck_follows_no_redirect() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().for_each(|stream| answer(&stream.unwrap())));
    let check = |path: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sesshu"));
        command.args(["healthcheck", "--url", &format!("{url}{path}")]);
        command.env_clear().env("LC_ALL", "C.UTF-8").output().unwrap()
    };
    assert!(check("/elsewhere").status.success());
    let led_away = check("/readyz");
    let said = String::from_utf8_lossy(&led_away.stderr);
    assert!(!led_away.status.success() && said.contains("answered 302"), "{said}");
}
