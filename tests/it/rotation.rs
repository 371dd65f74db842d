//! Changing the sealing key while residents use the service.

use std::{
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sesshu::{
    storage::{Key, KeyRing, NewCoupon, Resealed, Sealer, StorageError, Store},
    vaccination::{coupon::CouponNumber, kana::KanaName},
};

use crate::harness::{
    coupon::coupon,
    database::TestDatabase,
    key::{key_bytes, written_key},
    rehearsal,
    staff::suzuki,
    town::{Resident, Town},
};

const SATURDAY: &str = "2026-12-05";

async fn residents_are_found_while_the_key_is_changed_and_after(database: TestDatabase) {
    let before = Town::open(database.clone()).await;
    let coupons = before.coupons(12).await;
    let linked = Resident::linked(&before, "1234567890").await;
    let user = linked.user_id().to_owned();
    before.slot("hall", SATURDAY, "10:00", 40).await;
    let coupon = before.id_of(&coupons[0]).await;
    let on_a_card = before.store().person(coupon).await.unwrap().unwrap().id().unwrap().clone();
    before.goes_down().await;

    let town = with_keys(&database, &[2, 1]).await;
    let store = town.service().store;
    store.check_key().await.unwrap();
    somebody_stumbles_over_the_cable(&store).await;
    let used: Vec<_> = store.keys_used().await.unwrap();
    assert!(used.iter().all(|key| key.held && key.values > 0), "{used:?}");
    // The person IDs on cards in the chat remain valid.
    assert!(store.is_person_id(coupon, on_a_card.as_str()));
    assert_ne!(store.person(coupon).await.unwrap().unwrap().id(), Some(&on_a_card));
    // If the older key were removed now, people could not be found.
    let too_early = database.open_with(ring(&[2])).await.unwrap();
    assert!(matches!(too_early.check_key().await, Err(StorageError::OtherKey)));

    // Again, to the end, while people use the service.
    let resealing = {
        let store = store.clone();
        tokio::spawn(async move { store.reseal(1, &|_| ()).await })
    };
    for coupon in &coupons {
        let browser = town.browser();
        browser.signs_in(coupon).await;
        assert_eq!(browser.get("/api/bookings").await.status, 200);
    }
    assert!(resealing.await.unwrap().unwrap().is_through());
    assert_eq!(store.reseal(1, &|_| ()).await.unwrap(), Resealed::default());
    let used = store.keys_used().await.unwrap();
    assert_eq!(
        used.iter().map(|key| (key.number, key.values > 0)).collect::<Vec<_>>(),
        [(1, false), (2, true)]
    );
    town.goes_down().await;

    let without = database.open_with(ring(&[1])).await.unwrap();
    assert!(matches!(without.check_key().await, Err(StorageError::OtherKey)));
    let after = with_keys(&database, &[2]).await;
    let store = after.service().store;
    store.check_key().await.unwrap();
    for coupon in &coupons {
        after.browser().shows(coupon).await.ok();
    }
    let account = store.find_account(&user).await.unwrap().unwrap();
    assert_eq!(store.account(account).await.unwrap().unwrap().id, account);
    let named = KanaName::parse("ワクチン ハナコ").unwrap();
    assert_eq!(store.coupons_by_name(&named).await.unwrap().len(), coupons.len() + 1);
}

/// Kills the rotation after its third transaction.
async fn somebody_stumbles_over_the_cable(store: &Store) {
    let (store, batches) = (store.clone(), Arc::new(AtomicU64::new(0)));
    let (killed, kill) = tokio::sync::oneshot::channel();
    let killed = std::sync::Mutex::new(Some(killed));
    let counted = batches.clone();
    let resealing = tokio::spawn(async move {
        let done = move |_| {
            if counted.fetch_add(1, Ordering::SeqCst) == 2
                && let Some(killed) = killed.lock().unwrap().take()
            {
                killed.send(()).unwrap();
            }
        };
        store.reseal(1, &done).await
    });
    kill.await.unwrap();
    resealing.abort();
    // On PostgreSQL the open transaction is undone; on both, what was committed remains.
    let ended = resealing.await;
    assert!(batches.load(Ordering::SeqCst) >= 3, "{ended:?}");
}

async fn a_rotation_whose_process_is_killed_is_run_again(database: TestDatabase) {
    let coupons: Vec<_> = (0..4_000)
        .map(|index| coupon(&format!("{:010}", 2_000_000_000 + index), "1950-05-05"))
        .collect();
    let tx = database.store.begin().await.unwrap();
    tx.add_coupons(&coupons, chrono::DateTime::UNIX_EPOCH).await.unwrap();
    tx.commit().await.unwrap();
    let keys = format!("{},{}", written_key(2), written_key(1));
    let both = database.open_with(ring(&[2, 1])).await.unwrap();

    let token = suzuki(&database.store).await;
    let mut rotating = command(&database, &token, &keys, "keys rotate");
    let mut rotating = rotating.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while both.keys_used().await.unwrap().iter().all(|key| key.number != 2 || key.values == 0) {
        assert!(rotating.try_wait().unwrap().is_none(), "it ended before anybody could kill it");
    }
    rotating.kill().unwrap();
    assert!(!rotating.wait().unwrap().success());
    let used = both.keys_used().await.unwrap();
    assert!(used.iter().all(|key| key.held && key.values > 0), "killed in the middle: {used:?}");
    for index in [0, 3_999] {
        assert_eq!(both.coupons_by_number(&coupons[index].number).await.unwrap().len(), 1);
    }

    let told = sesshu(&database, &token, &keys, "keys rotate");
    assert!(told.contains("can be removed"), "{told}");
    let alone = database.open_with(ring(&[2])).await.unwrap();
    alone.check_key().await.unwrap();
    for index in [0, 3_999] {
        assert_eq!(alone.coupons_by_number(&coupons[index].number).await.unwrap().len(), 1);
    }
    for store in [both, alone] {
        store.close().await.unwrap();
    }
}

async fn a_coupon_is_registered_once_whatever_key_knows_it(database: TestDatabase) {
    let store = database.store.clone();
    let first = coupon("1234567890", "1950-05-05");
    assert_eq!(add(&store, &first).await, 1);
    let both = database.open_with(ring(&[2, 1])).await.unwrap();
    assert_eq!(add(&both, &first).await, 0);
    assert_eq!(add(&both, &coupon("1234567891", "1950-05-05")).await, 1);

    let known = both.coupons_by_number(&first.number).await.unwrap()[0].id;
    let other = both.coupons_by_number(&CouponNumber::parse("1234567891").unwrap()).await.unwrap();
    let tx = both.begin().await.unwrap();
    assert!(
        !tx.correct_coupon(other[0].id, &first).await.unwrap().is_applied(),
        "the number is given out"
    );
    drop(tx);

    let file = vec![first, coupon("1234567891", "1951-06-06"), coupon("1234567892", "1950-05-05")];
    let compared = both.compare_coupons(file).await.unwrap();
    assert_eq!((compared.unchanged, compared.changed.len(), compared.new.len()), (1, 1, 1));
    assert!(compared.known.contains(&known));
}

async fn the_command_says_which_keys_may_go(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    town.coupons(3).await;
    let token = suzuki(&database.store).await;
    let sesshu = |keys: &str, command: &str| sesshu(&database, &token, keys, command);
    let made = sesshu("", "keys new 2");
    let key = made.strip_prefix("2:").unwrap().trim();
    assert_eq!(STANDARD.decode(key).unwrap().len(), 32);
    let keys = format!("{},{}", made.trim(), written_key(1));

    let status = sesshu(&keys, "keys status");
    assert!(status.contains("opens older data"), "{status}");
    // The command fails without the key that everything is sealed with. After the rotation it
    // succeeds without the older one.
    let alone = command(&database, &token, made.trim(), "keys status").output().unwrap();
    let told = String::from_utf8(alone.stdout).unwrap();
    let why = String::from_utf8(alone.stderr).unwrap();
    assert!(!alone.status.success(), "{told}");
    assert!(told.contains("missing: values cannot be read"), "{told}");
    assert!(why.contains("SESSHU_SEALING_KEYS lacks"), "{why}");
    let told = sesshu(&keys, "keys rotate");
    assert!(told.contains("7 values") && told.contains("can be removed"), "{told}");
    let status = sesshu(&keys, "keys status");
    assert!(status.contains("not needed"), "{status}");
    let alone = sesshu(made.trim(), "keys status --json");
    let alone: serde_json::Value = serde_json::from_str(&alone).unwrap();
    let former = command(&database, &token, &written_key(1), "keys status").output().unwrap();
    assert!(!former.status.success(), "{former:?}");
    // The rotation's own entry in the audit log is sealed as well.
    assert_eq!((&alone[0]["number"], &alone[0]["values"]), (&2.into(), &9.into()));
}

fn sesshu(database: &TestDatabase, token: &str, keys: &str, command: &str) -> String {
    let output = self::command(database, token, keys, command).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn command(database: &TestDatabase, token: &str, keys: &str, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sesshu"));
    command
        .args(words.split(' '))
        .env("SESSHU_SETTINGS", rehearsal::settings())
        .env("LC_ALL", "C.UTF-8")
        .env("SESSHU_DATABASE_URL", database.url())
        .env("SESSHU_STAFF_TOKEN", token)
        .env("SESSHU_SEALING_KEYS", keys);
    command
}

pub(crate) async fn with_keys(database: &TestDatabase, numbers: &[u8]) -> Town {
    let keys = numbers.iter().map(|number| written_key(*number)).collect::<Vec<_>>().join(",");
    Town::with(database.clone(), |settings| settings.database.sealing_keys = Some(keys.into()))
        .await
}

pub(crate) fn ring(numbers: &[u8]) -> Sealer {
    let mut keys = numbers.iter().map(|number| Key::new(*number, key_bytes(*number)));
    Sealer::new(KeyRing::new(keys.next().unwrap(), keys.collect()).unwrap())
}

async fn add(store: &Store, coupon: &NewCoupon) -> u64 {
    let tx = store.begin().await.unwrap();
    let added = tx.add_coupons(std::slice::from_ref(coupon), chrono::DateTime::UNIX_EPOCH).await;
    tx.commit().await.unwrap();
    added.unwrap()
}

both!(
    residents_are_found_while_the_key_is_changed_and_after,
    a_rotation_whose_process_is_killed_is_run_again,
    a_coupon_is_registered_once_whatever_key_knows_it,
    the_command_says_which_keys_may_go,
);
