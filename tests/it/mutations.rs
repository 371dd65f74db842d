//! Signed webhooks with mutated bodies: bytes changed, pieces lost, doubled and moved. None of them
//! causes a panic or an error of the service.
//!
//! `SESSHU_MUTATIONS` sets how many are parsed (1,000,000 takes minutes), `SESSHU_SEED` repeats a
//! run; the seed is printed.

use std::{num::ParseIntError, str::FromStr};

use rand::{Rng, SeedableRng, rngs::StdRng};
use sesshu::line::event;

use crate::harness::{
    database::TestDatabase,
    knock::{knock, webhook},
    town::Town,
};

/// Bodies in the forms LINE documents (Messaging API reference, "Webhook event objects").
const BODIES: &str = include_str!("../data/webhooks.json");
const KNOCKS: usize = 300;

/// Pieces that are inserted.
const PIECES: [&str; 14] = [
    "null",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "1e999",
    "\\u0000",
    "\u{fffd}",
    "💉",
    "\"type\":",
    ",",
    "]",
    "99999999999999999999",
    "\"source\":{\"type\":\"group\"}",
];

#[test]
fn a_broken_body_is_refused_or_read_as_far_as_it_goes() {
    let (count, mut random) = (number("SESSHU_MUTATIONS", 30_000), seeded());
    let bodies = bodies();
    let mut readable = 0;
    for body in bodies.iter().cycle().take(count) {
        let body = mutated(body, &mut random);
        if let Ok(delivery) = event::parse(&body) {
            readable += 1;
            for event in delivery.events {
                let again = event::Event::read(&event.raw).expect("it was read once");
                assert_eq!(again, event);
            }
        }
    }
    assert!(readable > count / 100, "mutated beyond recognition: {readable} of {count}");
}

async fn broken_bodies_never_break_the_service(database: TestDatabase) {
    let town = Town::open(database).await;
    let hanako = town.resident("潮風 花子");
    hanako.follows().await;
    let mut random = seeded();
    let bodies = bodies();
    for index in 0..KNOCKS {
        let whole = String::from_utf8(bodies[index % bodies.len()].clone()).unwrap();
        let whole = whole.replace("U4af4980629f1e2d3c4b5a69788796a5b", hanako.user_id());
        let body = mutated(whole.as_bytes(), &mut random);
        let status = knock(&town, &body).await;
        assert!([200, 400].contains(&status), "{status}: {}", String::from_utf8_lossy(&body));
    }
    town.works().await;
    assert_eq!(knock(&town, &webhook(&[])).await, 200);
    hanako.hears().await;
    hanako.says("ヘルプ").await;
    assert_eq!(hanako.hears().await.len(), 1);
}

fn bodies() -> Vec<Vec<u8>> {
    let bodies: Vec<serde_json::Value> = serde_json::from_str(BODIES).unwrap();
    bodies.iter().map(|body| body.to_string().into_bytes()).collect()
}

pub(crate) fn mutated(body: &[u8], random: &mut StdRng) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..random.random_range(1..=4) {
        let at = random.random_range(0..=body.len());
        let until = (at + random.random_range(0..40)).min(body.len());
        match random.random_range(0..6) {
            0 => drop(body.drain(at..until)),
            1 => body.truncate(at),
            2 if at < body.len() => body[at] ^= 1 << random.random_range(0..8),
            3 => drop(body.splice(at..at, body[at..until].to_vec())),
            4 => {
                let piece = PIECES[random.random_range(0..PIECES.len())];
                drop(body.splice(at..until, piece.bytes()));
            }
            _ => {
                // Copies a piece of the body to another place.
                let piece = body[at..until].to_vec();
                let to = random.random_range(0..=body.len());
                drop(body.splice(to..to, piece));
            }
        }
    }
    body
}

pub(crate) fn seeded() -> StdRng {
    let seed = number("SESSHU_SEED", 20_261_124);
    eprintln!("SESSHU_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

pub(crate) fn number<N: FromStr<Err = ParseIntError>>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

both!(broken_bodies_never_break_the_service);
