//! The whole way over HTTP: the service as `sesshu serve` wires it, on two threads of its own, and
//! people with sessions who book, on this machine, too.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use sesshu::cli::Service;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    figures::{a_second, keep, median},
    town::{Stopped, Town, token},
};

/// Connections that are kept open.
const PHONES: usize = 128;
/// For so long people come at half of the rate that was reached.
const EVENLY: Duration = Duration::from_secs(5);

pub(crate) async fn measure(town: &Town, name: &str, rounds: usize) {
    let service = Running::start(town);
    let (mut rates, mut late) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        town.empty().await;
        rates.push(all_at_once(town, &service.url).await);
        town.everybody_is_booked().await;
        town.empty().await;
        late.push(evenly(town, &service.url, median(&rates) / 2.0).await);
    }
    keep(name, median(&rates));
    keep(&format!("{name}_half_p99_ms"), median(&late));
    service.stop();
}

/// Everybody books, each phone one after the other; how many a second.
async fn all_at_once(town: &Town, url: &str) -> f64 {
    let (client, next) = (client(), Arc::new(AtomicUsize::new(0)));
    let people = town.coupons.len();
    let begun = Instant::now();
    let mut phones = JoinSet::new();
    for _ in 0..PHONES {
        let (client, next, town, url) =
            (client.clone(), next.clone(), town.clone(), url.to_owned());
        phones.spawn(async move {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                if place >= people {
                    return;
                }
                books(&client, &town, &url, place).await;
            }
        });
    }
    phones.join_all().await;
    a_second(people, begun.elapsed())
}

/// People come at a rate, whether or not those before them were answered: how long, from when they
/// came, 99 of 100 wait at most, in milliseconds.
async fn evenly(town: &Town, url: &str, rate: f64) -> f64 {
    let client = client();
    let begun = tokio::time::Instant::now();
    let mut phones = JoinSet::new();
    for place in 0..town.coupons.len() {
        let comes =
            begun + Duration::from_secs_f64(f64::from(u32::try_from(place).unwrap()) / rate);
        if comes > begun + EVENLY {
            break;
        }
        tokio::time::sleep_until(comes).await;
        let (client, town, url) = (client.clone(), town.clone(), url.to_owned());
        phones.spawn(async move {
            books(&client, &town, &url, place).await;
            comes.elapsed()
        });
    }
    let mut waits = phones.join_all().await;
    waits.sort_unstable();
    waits[(waits.len() - 1) * 99 / 100].as_secs_f64() * 1_000.0
}

async fn books(client: &Client, town: &Town, url: &str, place: usize) {
    let slot = town.slots[place % town.slots.len()];
    let answer = client
        .post(url)
        .header("cookie", format!("sesshu={}", token(place)))
        .header("idempotency-key", format!("the-form-of-number-{place}"))
        .json(&serde_json::json!({ "slotId": slot.to_string() }))
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let body = answer.bytes().await.unwrap();
    assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
}

fn client() -> Client {
    let client = Client::builder().timeout(Duration::from_secs(30)).no_proxy();
    client.pool_max_idle_per_host(2 * PHONES).build().unwrap()
}

/// A service with threads of its own.
struct Running {
    url: String,
    stop: CancellationToken,
    thread: std::thread::JoinHandle<()>,
}

impl Running {
    fn start(town: &Town) -> Self {
        let mut settings = town.settings();
        settings.service.public_url = "http://127.0.0.1".parse().unwrap();
        let channel = line_simulator::Channel::default();
        settings.line.channel_secrets = vec![channel.secret.into()];
        // Nobody listens there: nothing is told to LINE in these minutes.
        settings.line.simulator = Some("http://127.0.0.1:9".parse().unwrap());
        let (stop, (tell, told)) = (CancellationToken::new(), std::sync::mpsc::channel());
        let stopping = stop.clone();
        let thread = std::thread::spawn(move || {
            let two =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            two.unwrap().block_on(async {
                let service = Service::wire(&settings, Arc::new(Stopped)).await.unwrap();
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                service.run(listener, stopping).await.unwrap();
            });
        });
        let url = format!("http://{}/api/bookings", told.recv().unwrap());
        Self { url, stop, thread }
    }

    fn stop(self) {
        self.stop.cancel();
        self.thread.join().unwrap();
    }
}
