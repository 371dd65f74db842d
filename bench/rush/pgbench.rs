//! The limit of one transaction per booking: PostgreSQL's own load generator with the statements of
//! a booking, on 32 connections.

use std::{fmt::Write as _, fs, process::Command};

use crate::town::{Town, now};

const CLIENTS: usize = 32;

/// Returns the bookings per second that pgbench makes on `slots` of the town's slots.
pub(crate) async fn run(town: &Town, slots: usize) -> f64 {
    town.empty().await;
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("booking.sql");
    fs::write(&script, booking(town, slots)).unwrap();
    // One slot is slower, so the number is smaller: enough for some seconds.
    let each = if slots == 1 { 150 } else { 500 }.min(town.coupons.len() / CLIENTS);
    let (server, schema) = town.url().split_once("options[search_path]=").unwrap();
    let said = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .args([format!("--client={CLIENTS}"), format!("--transactions={each}")])
        .arg(format!("--file={}", script.display()))
        .args(["--define=turn=0", server.trim_end_matches(['?', '&'])])
        .env("PGOPTIONS", format!("-c search_path={schema}"))
        .output()
        .expect("pgbench is installed");
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success(), "{text}{}", String::from_utf8_lossy(&said.stderr));
    let made = town.count("SELECT COUNT(*) AS n FROM booking WHERE state = 'confirmed'").await;
    assert_eq!(made, i64::try_from(each * CLIENTS).unwrap(), "pgbench has booked for each once");
    let tps = text.lines().find_map(|line| line.strip_prefix("tps = "));
    tps.and_then(|line| line.split(' ').next()?.parse().ok()).expect("pgbench says its rate")
}

/// Returns the script of a booking in one transaction. Each client has coupons of its own.
fn booking(town: &Town, slots: usize) -> String {
    let (first, slot) = (town.coupons[0].0, town.slots[0].0);
    let at = now().timestamp_micros();
    let mut script = String::new();
    writeln!(script, "\\set coupon {first} + :client_id + {CLIENTS} * :turn").unwrap();
    writeln!(script, "\\set slot {slot} + random(0, {slots} - 1)").unwrap();
    script.push_str(
        "BEGIN;
SELECT booking_id FROM repeat WHERE key_hash = decode(md5(:coupon::text), 'hex');
SELECT booking.*, slot.*, venue.* FROM booking LEFT JOIN slot ON slot.id = slot_id \
LEFT JOIN venue ON venue.id = venue_id WHERE coupon_id = :coupon AND state = 'confirmed';
SELECT coupon.bookings, contact.coupon_id FROM coupon LEFT JOIN contact \
ON contact.coupon_id = coupon.id WHERE coupon.id = :coupon;
UPDATE slot SET booked = booked + 1 WHERE id = :slot AND NOT closed AND booked < capacity;
",
    );
    writeln!(
        script,
        "INSERT INTO booking (coupon_id, slot_id, way, state, booked_at) VALUES (:coupon, :slot, \
         'liff', 'confirmed', {at}) ON CONFLICT DO NOTHING RETURNING id AS booking \\gset
INSERT INTO history (at, coupon_id, booking_id, act, way) VALUES ({at}, :coupon, :booking, \
         'booked', 'liff');
INSERT INTO notice (booking_id, kind, state, due_at, retry_key) VALUES (:booking, 'confirmation', \
         'waiting', {at}, gen_random_uuid());
INSERT INTO repeat (key_hash, slot_id, booking_id, asked_at) VALUES (decode(md5(:coupon::text), \
         'hex'), :slot, :booking, {at});
UPDATE coupon SET bookings = bookings + 1 WHERE id = :coupon AND bookings < 1;
END;
\\set turn :turn + 1"
    )
    .unwrap();
    script
}
