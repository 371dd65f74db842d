//! A rolling upgrade: requests in progress are finished, and instances of the previous version work
//! with newer tables.

use sea_orm::sea_query::{Alias, Query};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::harness::{client::client, database::TestDatabase, town::Town};

const FORM: &str = "{\"slotId\":\"0\"}";

async fn whoever_is_being_served_when_an_instance_stops_is_served_to_the_end(
    database: TestDatabase,
) {
    let town = Town::open(database).await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 8).await;
    let form = FORM.replace('0', &slot.to_string());
    let mut under_way = Vec::new();
    for coupon in town.coupons(8).await {
        let browser = town.browser();
        browser.signs_in(&coupon).await;
        under_way.push(begins_to_book(&town, &browser.cookie().unwrap(), form.len()).await);
    }

    let stopping = town.goes_down();
    let finishing = async {
        while TcpStream::connect(town.host()).await.is_ok() {
            tokio::task::yield_now().await;
        }
        for connection in &mut under_way {
            connection.write_all(form.as_bytes()).await.unwrap();
        }
        for connection in &mut under_way {
            let answer = all_that_comes(connection).await;
            assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
        }
    };
    tokio::join!(stopping, finishing);

    town.comes_back().await;
    assert_eq!(town.booked(slot).await, 8);
}

async fn an_older_instance_goes_on_and_can_be_started_while_the_tables_have_grown(
    database: TestDatabase,
) {
    let grown = database.behind_the_scenes().await;
    let town = Town::open(database).await;
    let newer = Query::insert()
        .into_table(Alias::new("seaql_migrations"))
        .columns([Alias::new("version"), Alias::new("applied_at")])
        .values_panic(["m99991231_000001_of_a_newer_version".into(), 0.into()])
        .to_owned();
    sea_orm::ConnectionTrait::execute(&grown, &newer).await.unwrap();
    grown.close().await.unwrap();

    let ready = || async {
        let answer = client().get(format!("{}/readyz", town.url())).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(ready().await, 200);
    town.goes_down().await;
    town.comes_back().await;
    assert_eq!(ready().await, 200);
    assert_eq!(town.store().pending_migrations().await.unwrap(), Vec::<String>::new());
}

/// Sends the head of a request, so that the service waits for its body.
async fn begins_to_book(town: &Town, cookie: &str, length: usize) -> TcpStream {
    let mut connection = TcpStream::connect(town.host()).await.unwrap();
    let head = format!(
        "POST /api/bookings HTTP/1.1\r\nhost: sesshu\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\
         expect: 100-continue\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut said = [0; 25];
    connection.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"HTTP/1.1 100 Continue\r\n\r\n");
    connection
}

async fn all_that_comes(connection: &mut TcpStream) -> String {
    let mut said = String::new();
    connection.read_to_string(&mut said).await.unwrap();
    said
}

both!(
    whoever_is_being_served_when_an_instance_stops_is_served_to_the_end,
    an_older_instance_goes_on_and_can_be_started_while_the_tables_have_grown,
);
