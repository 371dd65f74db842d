//! Feeds untrusted input to the service's parsers: nothing may panic, and what is accepted must
//! read the same again. `make fuzz` generates the bytes; `tests/it/fuzzed.rs` uses the corpora,
//! whole and damaged.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use secrecy::SecretString;
use sesshu::{
    gate::{
        Caller, Gate, Limits,
        waiting_room::{RoomLimits, Stand, VisitorId, WaitingRoom},
    },
    line::{UserId, event, signature::ChannelSecrets},
    office::{
        coupons::Roll,
        sheet::{Names, Source},
    },
    reception::SessionToken,
    storage::{Database, DatabaseMode, Key, KeyRing, Sealer, Store},
    vaccination::{birth_date::BirthDate, coupon::Issuer, day},
    wording::Press,
};
use tokio::runtime::{Builder, Runtime};

/// LINE's own example ("Verify webhook signature"): the only body here with a valid signature.
const SIGNED: &[u8] = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;

/// Checks a webhook: a signature on the first line, a body after it. Only signed bodies are read,
/// and what is read reads the same again.
pub fn webhook(bytes: &[u8]) {
    static SECRETS: LazyLock<ChannelSecrets> = LazyLock::new(|| {
        let secret = SecretString::from("8c570fa6dd201bb328f1c1eac23a96d8");
        ChannelSecrets::new([&secret]).expect("a secret is one")
    });
    let (signature, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (&b""[..], bytes),
    };
    let signature = String::from_utf8_lossy(signature);
    assert!(SECRETS.verify(body, &signature).is_err() || body == SIGNED);
    let Ok(delivery) = event::parse(body) else { return };
    for event in delivery.events {
        assert!(event.user.as_ref().is_none_or(|user| user.as_str().parse::<UserId>().is_ok()));
        let again = event::Event::read(&event.raw).expect("it was read once");
        assert_eq!(again, event);
    }
}

/// Checks a file of coupons: each row is accepted or reported, and none is accepted twice.
pub fn coupons(bytes: &[u8]) {
    let own = Issuer::parse("990001").expect("a municipality");
    let source = Source::from(bytes.to_vec());
    let mut bad = 0;
    let read = Roll::read(&source, &Names::default(), &own, today(), &|_, _| (), &mut |row| {
        assert!(row.line >= 2, "the heads are line 1");
        bad += 1;
    });
    let Ok(roll) = read else { return };
    let coupons: Vec<_> = roll.coupons(0..roll.len()).collect();
    assert_eq!((coupons.len(), roll.as_listed().len()), (roll.len(), roll.len()));
    assert!(!roll.is_empty() || bad > 0, "no row is passed over");
    for pair in coupons.windows(2) {
        let name = |it: &sesshu::storage::NewCoupon| {
            (it.issuer.as_str().to_owned(), it.number.as_str().to_owned())
        };
        assert!(name(&pair[0]) < name(&pair[1]), "in order, each once");
    }
    for coupon in coupons {
        assert!(coupon.birth_date.date() <= today());
    }
}

/// Checks birth dates as people write them: an accepted date is not in the future, and the form
/// that is shown to them reads the same.
pub fn dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(born) = BirthDate::parse(&text, today()) else { return };
    assert!(born.date() <= today());
    assert_eq!(day::parse(&text), Ok(born.date()));
    for written in [
        born.date().to_string(),
        born.date().format("%Y/%-m/%-d").to_string(),
        born.date().format("%Y年%-m月%-d日").to_string(),
    ] {
        assert_eq!(BirthDate::parse(&written, today()), Ok(born), "{written}");
    }
    assert!(born.in_both_calendars().contains('年'));
}

/// Checks cookies, tickets of the waiting room, solutions of robot checks and postbacks of the
/// chat: nothing made up is accepted.
pub fn tokens(bytes: &[u8]) {
    static HOUSE: LazyLock<House> = LazyLock::new(House::open);
    let text = String::from_utf8_lossy(bytes);
    if let Some(token) = SessionToken::from_cookie(&text) {
        assert_eq!(token.as_str(), text);
    }
    // Parsed or not, a postback only leads to another question.
    let _press = Press::read(&text);
    HOUSE.runtime.block_on(async {
        let stand = HOUSE.room.knock(VisitorId([3; 16]), None, Some(&text), now()).await;
        let Ok(Stand::Waiting(waiting)) = stand else { panic!("somebody came in by {text:?}") };
        assert!(waiting.renewed.is_some(), "a place was made up: {text:?}");
        assert!(HOUSE.gate.check(&Caller::default(), &text, now()).await.is_err(), "{text:?}");
    });
}

/// A waiting room that admits no one, and a login throttle.
struct House {
    runtime: Runtime,
    room: WaitingRoom,
    gate: Gate,
}

impl House {
    fn open() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (room, gate) = runtime.block_on(async {
            let database = Database {
                url: "sqlite::memory:".into(),
                max_connections: 1,
                slow_query: std::time::Duration::from_mins(1),
                mode: DatabaseMode::Real,
            };
            let keys = KeyRing::new(Key::new(1, [1; 32]), Vec::new()).expect("a ring");
            let store = Store::open(&database, Sealer::new(keys)).await.expect("memory");
            store.migrate().await.expect("the tables");
            let usual_stay = TimeDelta::minutes(5);
            let limits = RoomLimits { inside: 1, per_minute: 1, usual_stay };
            let room = WaitingRoom::new(store.clone(), limits);
            room.step(now()).await.expect("the line");
            // The only place inside is occupied.
            for visitor in 0..4 {
                let _stand = room.knock(VisitorId([visitor; 16]), None, None, now()).await;
            }
            (room, Gate::new(store, Limits::default()))
        });
        Self { runtime, room, gate }
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_478_400, 0).expect("a moment")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day")
}
