//! What a thief of the database can read, and what a forger can do in it.

use sea_orm::{ConnectionTrait, Value, sea_query::Query};
use sesshu::{
    storage::{Entry, Key, KeyRing, Linked, NewEvent, Sealer, Session, StorageError, Store},
    vaccination::{
        contact::Contact,
        history::{Act, Way},
        ids::CouponId,
        staff::{Reason, Signature, StaffName},
    },
};

use super::given::{coupons, minutes, noon, proof};
use crate::harness::{database::TestDatabase, key::key_bytes};

const USER: &str = "U4af4980629aaaaaaaaaaaaaaaaaaaaaa";

/// Every sealed column with its table.
const SEALED: [(&str, &str); 7] = [
    ("coupon", "number_sealed"),
    ("coupon", "birth_date_sealed"),
    ("contact", "contact_sealed"),
    ("account", "user_sealed"),
    ("event", "payload_sealed"),
    ("talk", "state_sealed"),
    ("history", "signature_sealed"),
];

/// Creates a person with all kinds of data. Their coupon number is 1234567000, born 1950-05-05.
async fn a_person(store: &Store) -> CouponId {
    let [coupon] = coupons(store).await;
    let contact =
        Contact::parse("ワクチン タロウ", "09012345678", Some("taro@example.jp")).unwrap();
    let tx = store.begin().await.unwrap();
    tx.set_contact(coupon, &contact, noon()).await.unwrap();
    let account = tx.account(USER, noon()).await.unwrap();
    assert_eq!(tx.link(coupon, account, noon()).await.unwrap(), Linked::New);
    tx.save_talk(USER, b"the number is 1234567000", noon()).await.unwrap();
    let session = Session {
        coupon: Some(coupon),
        account: Some(account),
        by_link: false,
        created_at: noon(),
        expires_at: noon() + minutes(30),
        last_used_at: noon(),
    };
    let signature = Signature {
        name: StaffName::parse("健康課 鈴木").unwrap(),
        reason: Some(Reason::parse("ご家族から発熱との連絡").unwrap()),
    };
    let way = Way::Phone;
    let entry = Entry { at: noon(), coupon, booking: None, act: &Act::Corrected, way };
    tx.record_signed(&entry, &signature).await.unwrap();
    tx.put_session("a-session-token", &session).await.unwrap();
    tx.commit().await.unwrap();
    let event = NewEvent {
        message_id: Some("325708"),
        event_id: "01H",
        user_id: Some(USER),
        occurred_at: noon(),
        payload: "{\"text\":\"わたしはタロウ\"}".as_bytes(),
    };
    store.keep_events(&[event], noon()).await.unwrap();
    coupon
}

async fn nothing_of_a_person_lies_open_in_the_tables(database: TestDatabase) {
    a_person(&database.store).await;
    let dump = dump(&database).await;
    for word in [
        "1234567000",
        "1950-05-05",
        "ワクチン",
        "タロウ",
        "09012345678",
        "taro@example.jp",
        USER,
        "a-session-token",
        "鈴木",
        "発熱",
    ] {
        let bytes = word.as_bytes();
        let found = dump.windows(bytes.len()).any(|part| part == bytes);
        assert!(!found, "{word}");
    }
    let known = "01H".as_bytes();
    assert!(dump.windows(known.len()).any(|part| part == known));
}

/// Returns everything in the database: on SQLite the files themselves, on PostgreSQL each row as
/// text with the bytes of its columns.
async fn dump(database: &TestDatabase) -> Vec<u8> {
    if let Some(file) = database.file() {
        let mut bytes = std::fs::read(file).unwrap();
        bytes.extend(std::fs::read(format!("{file}-wal")).unwrap_or_default());
        return bytes;
    }
    let behind = database.behind_the_scenes().await;
    let mut dump = Vec::new();
    for table in ["coupon", "contact", "account", "link", "event", "talk", "session", "history"] {
        let sql = format!("SELECT convert_to(row_to_json(t)::text, 'UTF8') AS row FROM {table} t");
        let statement = sea_orm::Statement::from_string(behind.get_database_backend(), sql);
        for row in behind.query_all_raw(statement).await.unwrap() {
            dump.extend(unescape(&row.try_get::<Vec<u8>>("", "row").unwrap()));
        }
    }
    dump
}

/// Appends the decoded `\\x…` columns to a row in JSON.
fn unescape(row: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(row.to_vec()).unwrap();
    let mut bytes = row.to_vec();
    for column in text.split("\\\\x").skip(1) {
        let digits: Vec<u8> = column.bytes().take_while(u8::is_ascii_hexdigit).collect();
        for pair in digits.chunks_exact(2) {
            let pair = std::str::from_utf8(pair).unwrap();
            bytes.push(u8::from_str_radix(pair, 16).unwrap());
        }
    }
    bytes
}

async fn a_forged_value_is_refused_and_named_by_its_place(database: TestDatabase) {
    let coupon = a_person(&database.store).await;
    forge(&database).await;
    let store = database.store.clone();
    let account = store.account_of(coupon).await.unwrap().unwrap();

    let refusals = [
        store.coupon(coupon).await.unwrap_err(),
        store.contact(coupon).await.unwrap_err(),
        store.account(account).await.unwrap_err(),
        store.talk(USER).await.unwrap_err(),
        store.history_of(coupon).await.unwrap_err(),
    ];
    let said = refusals.map(|refusal| refusal.to_string());
    assert_eq!(said[0], format!("coupon.number_sealed of row {coupon} is corrupt"));
    assert_eq!(said[1], format!("contact.contact_sealed of row {coupon} is corrupt"));
    assert_eq!(said[2], format!("account.user_sealed of row {account} is corrupt"));
    assert_eq!(said[3], "talk.state_sealed is corrupt");
    assert!(said[4].starts_with("history.signature_sealed of row "), "{}", said[4]);
    // Events are not read by their ids: this one becomes a dead letter, and the others are leased.
    assert_eq!(store.take_events(noon(), minutes(1), 1).await.unwrap(), []);
    let behind = database.behind_the_scenes().await;
    let query = Query::select().columns(["state", "reason"]).from("event").to_owned();
    let event = behind.query_one(&query).await.unwrap().unwrap();
    assert_eq!(event.try_get::<String>("", "state").unwrap(), "aside");
    let reason: String = event.try_get("", "reason").unwrap();
    assert!(reason.starts_with("event.payload_sealed of row "), "{reason}");
}

/// Changes the last byte of every sealed value.
async fn forge(database: &TestDatabase) {
    let behind = database.behind_the_scenes().await;
    for (table, column) in SEALED {
        let read = Query::select().column(column).from(table).to_owned();
        let row = behind.query_one(&read).await.unwrap().unwrap();
        let mut sealed: Vec<u8> = row.try_get("", column).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        let write = Query::update().table(table).value(column, Value::from(sealed)).to_owned();
        behind.execute(&write).await.unwrap();
    }
}

async fn after_a_rotation_old_and_new_values_are_read(database: TestDatabase) {
    let coupon = a_person(&database.store).await;
    let rotated = database.open_with(ring(2, &[1])).await.unwrap();
    rotated.migrate().await.unwrap();

    let fits = proof(1_234_567_000, "1950-05-05");
    assert_eq!(rotated.coupons_by_proof(&fits).await.unwrap()[0].id, coupon);
    assert!(rotated.coupon(coupon).await.unwrap().unwrap().proof == fits);
    let account = rotated.find_account(USER).await.unwrap();
    assert_eq!(account, rotated.account_of(coupon).await.unwrap());

    let contact = Contact::parse("ワクチン ハナコ", "0467000000", None).unwrap();
    let tx = rotated.begin().await.unwrap();
    tx.set_contact(coupon, &contact, noon()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(rotated.contact(coupon).await.unwrap(), Some(contact));
    let by_the_old_key_only = database.store.contact(coupon).await;
    assert!(matches!(by_the_old_key_only, Err(StorageError::Corrupt(_))));
}

async fn another_key_is_noticed_at_the_door(database: TestDatabase) {
    // Also a key with the number of ours.
    let namesake = Sealer::new(KeyRing::new(Key::new(1, key_bytes(9)), Vec::new()).unwrap());
    for keys in [ring(9, &[]), ring(9, &[8]), namesake] {
        let stranger = database.open_with(keys).await.unwrap();
        let refused = stranger.migrate().await.unwrap_err();
        assert!(matches!(refused, StorageError::OtherKey));
        stranger.close().await.unwrap();
    }
}

/// Returns a key ring of test keys by their numbers.
fn ring(newest: u8, older: &[u8]) -> Sealer {
    let key = |id| Key::new(id, key_bytes(id));
    let older = older.iter().map(|id| key(*id)).collect();
    Sealer::new(KeyRing::new(key(newest), older).unwrap())
}

both!(
    nothing_of_a_person_lies_open_in_the_tables,
    a_forged_value_is_refused_and_named_by_its_place,
    after_a_rotation_old_and_new_values_are_read,
    another_key_is_noticed_at_the_door,
);
