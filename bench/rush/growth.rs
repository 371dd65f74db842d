//! Measures how the cost of a booking and of a calendar request grows with the size of the town.

use std::time::Instant;

use chrono::NaiveDate;
use sesshu::vaccination::history::Way;

use crate::{
    bookings::together,
    figures::{keep, number},
    fresh::Fresh,
    hall::hall,
    town::{SPREAD, Town, now},
};

/// The number of people who book, in a town of any size.
const BOOKERS: usize = 1_000;
/// Coupons and slots.
const SIZES: [(usize, usize); 3] = [(1_000, 100), (100_000, 10_000), (1_000_000, 100_000)];
const LOOKS: u32 = 100;

pub(crate) async fn measure() {
    let largest = number("BENCH_GROWTH", SIZES.len());
    let sqlite = Town::found(Fresh::sqlite(), BOOKERS).await;
    let postgres = Town::found(Fresh::postgres().await, BOOKERS).await;
    for (coupons, slots) in SIZES.into_iter().take(largest) {
        for (town, database) in [(&sqlite, "sqlite"), (&postgres, "postgres")] {
            town.grows_to(coupons, slots).await;
            let size = format!("{coupons}_coupons_{slots}_slots_{database}");
            keep(&format!("growth_bookings_per_second_{size}"), together(town, SPREAD).await);
            looks(town, &size).await;
        }
    }
    sqlite.close().await;
    postgres.close().await;
}

/// Measures calendar requests. The first one reads everything from the database, later ones find it
/// in memory.
async fn looks(town: &Town, size: &str) {
    let (desk, month) = (town.desk(), "2026-12-01".parse::<NaiveDate>().unwrap());
    let begun = Instant::now();
    desk.calendar(month, None, Way::Web, now()).await.unwrap();
    keep(&format!("growth_first_look_ms_{size}"), begun.elapsed().as_secs_f64() * 1_000.0);
    let begun = Instant::now();
    for _ in 0..LOOKS {
        desk.calendar(month, None, Way::Web, now()).await.unwrap();
    }
    let each = begun.elapsed() / LOOKS;
    keep(&format!("growth_look_ms_{size}"), each.as_secs_f64() * 1_000.0);
}

impl Town {
    /// Adds coupons that are not used, and venues with slots like the first one's.
    async fn grows_to(&self, coupons: usize, slots: usize) {
        let tx = self.store.begin().await.unwrap();
        let first = self.count("SELECT MIN(id) AS n FROM venue").await;
        let venues = usize::try_from(self.count("SELECT COUNT(*) AS n FROM venue").await).unwrap();
        let mut new = Vec::new();
        for venue in venues..slots / SPREAD {
            let mut hall = hall();
            (hall.code, hall.name) = (format!("hall-{venue}"), format!("{}{venue}", hall.name));
            new.push(tx.put_venue(&hall).await.unwrap());
        }
        tx.commit().await.unwrap();
        for venue in new {
            self.execute(&format!(
                "INSERT INTO slot (venue_id, date, starts, ends, capacity, booked, booked_by_web, \
                 booked_by_phone, closed) SELECT {venue}, date, starts, ends, capacity, 0, 0, 0, \
                 closed FROM slot WHERE venue_id = {first}"
            ))
            .await;
        }
        let there = self.count("SELECT COUNT(*) AS n FROM coupon").await;
        let more = i64::try_from(coupons).unwrap() - there;
        let rows = if self.url().starts_with("sqlite:") {
            format!(
                "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < \
                 {more}) INSERT INTO coupon (issuer, number_hash, proof_hash, number_sealed, \
                 birth_date_sealed, registered_at, bookings) SELECT '990001', randomblob(32), \
                 randomblob(32), randomblob(56), randomblob(56), 0, 0 FROM one WHERE {more} > 0"
            )
        } else {
            format!(
                "INSERT INTO coupon (issuer, number_hash, proof_hash, number_sealed, \
                 birth_date_sealed, registered_at, bookings) SELECT '990001', \
                 sha256(('number' || n)::bytea), sha256(('proof' || n)::bytea), \
                 sha256(n::text::bytea), sha256(n::text::bytea), 0, 0 \
                 FROM generate_series({there} + 1, {there} + {more}) AS n"
            )
        };
        self.execute(&rows).await;
        self.execute("ANALYZE").await;
    }
}
