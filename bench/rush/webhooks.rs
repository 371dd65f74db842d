//! LINE's webhooks: Sesshu, which has each event on its disk before it responds, compared with
//! LINE's own SDKs, which check and parse and store nothing, and with a bare axum handler, which
//! only checks.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    figures::{a_second, keep, median, number},
    fresh::Fresh,
    peers::{Peer, bare},
    phone::Phone,
    running::Running,
    town::Town,
};

/// The number of connections, which are kept open.
const PHONES: usize = 512;
/// The number of people who write.
const PEOPLE: usize = 5_000;

/// A server that receives the webhooks.
struct Target {
    name: &'static str,
    address: String,
    rates: Vec<f64>,
}

pub(crate) async fn measure() {
    let (rounds, webhooks) = (number("BENCH_ROUNDS", 5), number("BENCH_WEBHOOKS", 60_000));
    let secret = line_simulator::Channel::default().secret;
    let sqlite = Town::found(Fresh::sqlite(), 1).await;
    let postgres = Town::found(Fresh::postgres().await, 1).await;
    postgres.is_durable().await;
    let (on_sqlite, on_postgres) =
        (Running::doors(sqlite.settings()), Running::doors(postgres.settings()));
    let (node, cluster) = (Peer::node(&secret, 1).await, Peer::node(&secret, 2).await);
    let python = Peer::python(&secret).await;
    let target = |name, address: &str| Target { name, address: address.to_owned(), rates: vec![] };
    let mut targets = [
        target("webhook_node_sdk", &node.address),
        target("webhook_node_cluster", &cluster.address),
        target("webhook_python_sdk", &python.address),
        target("webhook_bare_axum", &bare(&secret)),
        target("webhook_sqlite", &on_sqlite.address),
        target("webhook_postgres", &on_postgres.address),
    ];
    for round in 1..=rounds {
        let knocks: Arc<[String]> =
            (0..webhooks).map(|place| knock(round, place, &secret)).collect();
        for target in &mut targets {
            target.rates.push(knocked(&target.address, &knocks).await);
        }
        let rates = targets
            .iter()
            .map(|it| format!("{} {:.0}", it.name, it.rates.last().copied().unwrap_or_default()));
        println!("round {round}, a second: {}", rates.collect::<Vec<_>>().join(", "));
    }
    let all = i64::try_from(rounds * webhooks).unwrap();
    for town in [&sqlite, &postgres] {
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM event").await, all, "all were kept");
    }
    for target in &targets {
        keep(&format!("{}_per_second", target.name), median(&target.rates));
    }
    let [node, cluster, python, bare, ours, _] = targets.each_ref().map(|it| median(&it.rates));
    keep("webhook_vs_node_sdk", ours / node);
    keep("webhook_vs_node_cluster", ours / cluster);
    keep("webhook_vs_python_sdk", ours / python);
    keep("webhook_vs_bare_axum", ours / bare);
    on_sqlite.stop();
    on_postgres.stop();
    sqlite.close().await;
    postgres.close().await;
}

/// Delivers all webhooks, one after another on each connection. Returns deliveries per second.
async fn knocked(address: &str, knocks: &Arc<[String]>) -> f64 {
    let next = Arc::new(AtomicUsize::new(0));
    let connected = Phone::many(address, PHONES).await;
    let begun = Instant::now();
    let mut phones = JoinSet::new();
    for mut phone in connected {
        let (next, knocks) = (next.clone(), knocks.clone());
        phones.spawn(async move {
            while let Some(knock) = knocks.get(next.fetch_add(1, Ordering::Relaxed)) {
                let said = phone.asks(knock).await;
                assert_eq!(said.status, 200, "{}", said.head);
            }
        });
    }
    phones.join_all().await;
    a_second(knocks.len(), begun.elapsed())
}

/// Returns a signed webhook as LINE sends it for a text message (LINE, "Text" of "Message event").
fn knock(round: usize, place: usize, secret: &str) -> String {
    let (user, id) = (place % PEOPLE, round * 1_000_000 + place);
    let body = json!({
        "destination": "U8e742f61d673b39c7fff3cecb7536ef0",
        "events": [{
            "type": "message",
            "mode": "active",
            "timestamp": 1_795_564_800_000_u64 + id as u64,
            "source": { "type": "user", "userId": format!("U{user:032x}") },
            "webhookEventId": format!("01HZ{id:022}"),
            "deliveryContext": { "isRedelivery": false },
            "replyToken": format!("{id:032x}"),
            "message": {
                "id": format!("{:018}", 444_573_844_083_572_737_u64 + id as u64),
                "type": "text",
                "quoteToken": format!("q3Plxr4AgKd{id:020}"),
                "markAsReadToken": format!("cNkNdbGBbZZgkZ2bQFh{id:020}"),
                "text": "予約を変更したいのですが、どうすればいいですか",
            },
        }],
    })
    .to_string();
    let signature = line_simulator::signature(secret, body.as_bytes());
    format!(
        "POST /line/webhook HTTP/1.1\r\nhost: sesshu\r\nuser-agent: LineBotWebhook/2.0\r\n\
         x-line-signature: {signature}\r\ncontent-type: application/json; charset=utf-8\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}
