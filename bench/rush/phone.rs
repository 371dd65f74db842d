//! A connection that sends and reads, and does nothing else: what the load costs is taken from the
//! service on the same machine.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A response.
pub(crate) struct Said<'a> {
    pub(crate) status: u16,
    /// Status line and headers, unparsed.
    pub(crate) head: &'a str,
    pub(crate) body: &'a [u8],
}

/// One connection, kept open.
pub(crate) struct Phone {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Phone {
    pub(crate) async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, read: Vec::with_capacity(4_096) }
    }

    pub(crate) async fn many(address: &str, count: usize) -> Vec<Self> {
        let mut phones = Vec::with_capacity(count);
        for _ in 0..count {
            phones.push(Self::connect(address).await);
        }
        phones
    }

    pub(crate) async fn asks(&mut self, request: &str) -> Said<'_> {
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.read.clear();
        let head = loop {
            self.more().await;
            if let Some(end) = self.read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&self.read[..head]).unwrap();
        let status = text.split(' ').nth(1).unwrap().parse().unwrap();
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then_some(value)
        });
        let whole = head + length.map_or(0, |length| length.trim().parse::<usize>().unwrap());
        while self.read.len() < whole {
            self.more().await;
        }
        let text = std::str::from_utf8(&self.read[..head]).unwrap();
        Said { status, head: text, body: &self.read[head..whole] }
    }

    async fn more(&mut self) {
        let read = self.stream.read_buf(&mut self.read).await.unwrap();
        assert!(read > 0, "the service has hung up");
    }
}
