//! Bookings over HTTP: the service as `sesshu serve` wires it, on two threads of its own, and
//! clients with sessions on the same machine.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    figures::{a_second, keep, median, p99_ms, real},
    phone::Phone,
    running::Running,
    town::{Town, token},
};

/// The number of connections, which are kept open.
const PHONES: usize = 512;
/// How long people come at half of the rate that was reached.
const EVENLY: Duration = Duration::from_secs(5);

pub(crate) async fn measure(town: &Town, name: &str, rounds: usize) {
    let service = Running::start(town.settings());
    let (mut rates, mut late) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        town.empty().await;
        rates.push(all_at_once(town, &service.address).await);
        town.everybody_is_booked().await;
        town.empty().await;
        late.push(evenly(town, &service.address, median(&rates) / 2.0).await);
    }
    keep(name, median(&rates));
    keep(&format!("{name}_half_p99_ms"), median(&late));
    service.stop();
}

/// Books for all people, one request after another on each connection. Returns bookings per second.
async fn all_at_once(town: &Town, address: &str) -> f64 {
    let next = Arc::new(AtomicUsize::new(0));
    let people = town.coupons.len();
    let connected = Phone::many(address, PHONES).await;
    let begun = Instant::now();
    let mut phones = JoinSet::new();
    for mut phone in connected {
        let (next, town) = (next.clone(), town.clone());
        phones.spawn(async move {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                if place >= people {
                    return;
                }
                books(&mut phone, &town, place).await;
            }
        });
    }
    phones.join_all().await;
    a_second(people, begun.elapsed())
}

/// Sends requests at a constant rate, whether or not earlier ones were answered. Returns the p99 of
/// the waits, measured from each planned start, in milliseconds.
async fn evenly(town: &Town, address: &str, rate: f64) -> f64 {
    let idle = Arc::new(Mutex::new(Vec::new()));
    let begun = tokio::time::Instant::now();
    let mut phones = JoinSet::new();
    for place in 0..town.coupons.len() {
        let comes = begun + Duration::from_secs_f64(real(place) / rate);
        if comes > begun + EVENLY {
            break;
        }
        tokio::time::sleep_until(comes).await;
        let (idle, town, address) = (idle.clone(), town.clone(), address.to_owned());
        phones.spawn(async move {
            let taken = idle.lock().unwrap().pop();
            let mut phone = match taken {
                Some(phone) => phone,
                None => Phone::connect(&address).await,
            };
            books(&mut phone, &town, place).await;
            idle.lock().unwrap().push(phone);
            comes.elapsed()
        });
    }
    p99_ms(phones.join_all().await)
}

async fn books(phone: &mut Phone, town: &Town, place: usize) {
    let slot = town.slots[place % town.slots.len()];
    let (form, token) = (format!("{{\"slotId\":\"{slot}\"}}"), token(place));
    let request = format!(
        "POST /api/bookings HTTP/1.1\r\nhost: sesshu\r\ncookie: sesshu={token}\r\n\
         idempotency-key: the-form-of-number-{place}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{form}",
        form.len()
    );
    let said = phone.asks(&request).await;
    assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(said.body));
}
