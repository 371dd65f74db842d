//! Runs the service in a process of its own, this very program started to serve, so that its memory
//! can be measured.

use std::{
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use sesshu::{
    cli::{Metrics, Service},
    gate::waiting_room::RoomLimits,
    vaccination::time::Clock,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::{
    figures::memory_mb,
    peers::free_port,
    phone::Phone,
    running::two_threads,
    town::{now, settings_for},
};

const DATABASE: &str = "BENCH_CHILD_DATABASE";
const PORT: &str = "BENCH_CHILD_PORT";
const ROOM: &str = "BENCH_CHILD_ROOM";
/// The interval at which the metrics are read, as Prometheus does.
const SCRAPE_INTERVAL: Duration = Duration::from_secs(15);

/// A running service. Ends when dropped.
pub(crate) struct Served {
    pub(crate) address: String,
    /// From the start until it reported that it is ready.
    pub(crate) ready: Duration,
    process: Child,
}

impl Served {
    /// Starts the service. `room` is how many people may be active at once, and how many are
    /// admitted per minute.
    pub(crate) async fn start(database: &str, room: Option<(u32, u32)>) -> Self {
        let port = free_port();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("serve").env(DATABASE, database).env(PORT, port.to_string());
        if let Some((inside, per_minute)) = room {
            command.env(ROOM, format!("{inside} {per_minute}"));
        }
        let begun = Instant::now();
        let process = command.stdin(Stdio::null()).spawn().unwrap();
        let address = format!("127.0.0.1:{port}");
        while TcpStream::connect(&address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let mut phone = Phone::connect(&address).await;
        while phone.asks("GET /readyz HTTP/1.1\r\nhost: sesshu\r\n\r\n").await.status != 200 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Self { address, ready: begun.elapsed(), process }
    }

    /// Returns the current and the peak memory.
    pub(crate) fn memory_mb(&self) -> (f64, f64) {
        let process = self.process.id().to_string();
        (memory_mb(&process, "VmRSS"), memory_mb(&process, "VmHWM"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A clock that starts at nine o'clock and runs.
#[derive(Debug, Clone, Copy)]
struct FromNine(Instant);

impl Clock for FromNine {
    fn now(&self) -> DateTime<Utc> {
        now() + TimeDelta::from_std(self.0.elapsed()).unwrap()
    }
}

/// Runs the child process.
pub(crate) fn serve() {
    let told = |name: &str| std::env::var(name).ok();
    let mut settings = settings_for(&told(DATABASE).unwrap());
    // Each person has an address of their own, as reported by the proxy in front.
    settings.service.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    settings.waiting_room = told(ROOM).map(|room| {
        let (inside, per_minute) = room.split_once(' ').unwrap();
        let usual_stay = TimeDelta::minutes(1);
        let (inside, per_minute) = (inside.parse().unwrap(), per_minute.parse().unwrap());
        RoomLimits { inside, per_minute, usual_stay }
    });
    let port: u16 = told(PORT).unwrap().parse().unwrap();
    // Requests are counted as in `sesshu serve`.
    let metrics = Metrics::begin().unwrap();
    two_threads().block_on(async {
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SCRAPE_INTERVAL).await;
                drop(metrics.text());
            }
        });
        let service = Service::wire(&settings, Arc::new(FromNine(Instant::now()))).await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        service.run(listener, CancellationToken::new()).await.unwrap();
    });
}
