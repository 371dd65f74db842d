//! Which rights members of staff have, and what is recorded of their acts.

use std::{
    io::Write,
    process::{Output, Stdio},
};

use sea_orm::{ConnectionTrait, Statement};
use sesshu::{
    office::{
        doctor::{About, Found},
        staff::{self, NotAdmitted, StaffError, StaffToken},
    },
    storage::{StaffActed, Store},
    vaccination::{
        staff::StaffName,
        staff_act::{Right, StaffAct},
    },
};

use crate::{
    harness::{
        database::TestDatabase,
        staff::{member, suzuki},
        town::Town,
    },
    imports::command::Office,
};

fn name(text: &str) -> StaffName {
    StaffName::parse(text).unwrap()
}

async fn try_to(store: &Store, token: &str, act: StaffAct) -> Result<String, NotAdmitted> {
    let now = chrono::DateTime::UNIX_EPOCH;
    let admitted = staff::admit(store, Some(&StaffToken::given(token)), act, now).await;
    admitted.map(|member| member.name.as_str().to_owned())
}

async fn each_right_opens_what_asks_for_it_and_nothing_else(database: TestDatabase) {
    let store = database.store;
    for right in Right::ALL {
        let token = member(&store, right.as_str(), &[right]).await;
        for act in StaffAct::ALL {
            let tried = try_to(&store, &token, *act).await;
            match tried {
                Ok(known) => {
                    assert_eq!(known, right.as_str());
                    assert!(act.right().is_none_or(|needed| needed == right), "{act:?}");
                }
                Err(NotAdmitted::Lacks(needed)) => {
                    assert_eq!(Some(needed), act.right(), "{act:?}");
                    assert_ne!(needed, right, "{act:?}");
                }
                Err(error) => panic!("{act:?}: {error}"),
            }
        }
    }
    let refused = store.staff_acts(None, None, 1_000).await.unwrap();
    assert!(refused.iter().all(|it| !it.allowed && it.name.is_some()));
    let acts = StaffAct::ALL.iter().filter(|act| act.right().is_some()).count();
    assert_eq!(refused.len(), 2 * acts, "each was refused by two of three");
}

async fn a_token_renewed_or_taken_back_opens_nothing(database: TestDatabase) {
    let store = database.store;
    let nobody = try_to(&store, "sst_0", StaffAct::BookingsList).await;
    assert!(matches!(nobody, Err(NotAdmitted::NobodyRegistered)), "{nobody:?}");
    let first = suzuki(&store).await;
    let second = staff::renew(&store, &name("鈴木")).await.unwrap();
    let lost = try_to(&store, &first, StaffAct::BookingsList).await;
    assert!(matches!(lost, Err(NotAdmitted::UnknownToken)), "{lost:?}");
    assert!(try_to(&store, second.as_str(), StaffAct::BookingsList).await.is_ok());

    member(&store, "佐藤", &[Right::Administer]).await;
    staff::remove(&store, &name("鈴木"), chrono::DateTime::UNIX_EPOCH).await.unwrap();
    let gone = try_to(&store, second.as_str(), StaffAct::BookingsList).await;
    assert!(matches!(gone, Err(NotAdmitted::UnknownToken)), "{gone:?}");
    // A new member may have the same name.
    suzuki(&store).await;
}

async fn somebody_stays_who_may_administer(database: TestDatabase) {
    let store = database.store;
    suzuki(&store).await;
    member(&store, "佐藤", &[Right::View]).await;
    let now = chrono::DateTime::UNIX_EPOCH;
    let removed = staff::remove(&store, &name("鈴木"), now).await;
    assert!(matches!(removed, Err(StaffError::LastAdministrator)), "{removed:?}");
    let demoted = staff::allow(&store, &name("鈴木"), &[Right::View]).await;
    assert!(matches!(demoted, Err(StaffError::LastAdministrator)), "{demoted:?}");
    let twice = staff::add(&store, &name("佐藤"), &[Right::View], now).await;
    assert!(matches!(twice, Err(StaffError::NameTaken)), "{twice:?}");
    staff::allow(&store, &name("佐藤"), &[Right::Administer]).await.unwrap();
    staff::remove(&store, &name("鈴木"), now).await.unwrap();
    assert_eq!(store.staff().await.unwrap().len(), 1);
}

async fn who_looked_at_somebody_is_on_record_under_seals(database: TestDatabase) {
    let town = Town::open(database.clone()).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let id = town.id_of(&coupon).await;
    let looked = StaffActed {
        name: Some(name("鈴木")),
        coupon: Some(id),
        ..StaffActed::new(StaffAct::BookingsShow, town.now())
    };
    let store = town.store();
    store.record_staff_act(&looked).await.unwrap();
    assert_eq!(store.staff_acts(Some(id), None, 9).await.unwrap(), [looked]);

    town.turn_to("2026-11-24T09:40:00");
    assert_eq!(store.seal_history(town.now()).await.unwrap().entries(), 1);
    let verified = store.verify_history(town.now()).await.unwrap();
    assert_eq!((verified.seals, verified.entries, verified.broken), (1, 1, None));
    let behind = database.behind_the_scenes().await;
    for (spoil, mend) in [
        (
            "UPDATE staff_act SET act = 'bookings list'",
            "UPDATE staff_act SET act = 'bookings show'",
        ),
        ("UPDATE staff_act SET at = at + 1", "UPDATE staff_act SET at = at - 1"),
        ("UPDATE staff_act SET id = id + 7", "UPDATE staff_act SET id = id - 7"),
    ] {
        for (sql, is_broken) in [(spoil, true), (mend, false)] {
            let statement = Statement::from_string(behind.get_database_backend(), sql);
            behind.execute_raw(statement).await.unwrap();
            let verified = store.verify_history(town.now()).await.unwrap();
            assert_eq!(verified.broken.is_some(), is_broken, "{sql}");
        }
    }
    behind.close().await.unwrap();

    // With the next key the names are readable and the seals valid as before.
    let rotated = database.open_with(crate::rotation::ring(&[2, 1])).await.unwrap();
    rotated.check_key().await.unwrap();
    assert!(rotated.reseal(50, &|_| ()).await.unwrap().is_through());
    let after = database.open_with(crate::rotation::ring(&[2])).await.unwrap();
    let [acted] = after.staff_acts(Some(id), None, 9).await.unwrap().try_into().unwrap();
    assert_eq!(acted.name, Some(name("鈴木")));
    assert_eq!(after.verify_history(town.now()).await.unwrap().broken, None);
}

async fn first_member_is_not_registered_over_acts_that_staff_signed(database: TestDatabase) {
    let office = Office::of(&database).await;
    let signed = StaffActed::new(StaffAct::StaffList, chrono::DateTime::UNIX_EPOCH);
    let acted = StaffActed { name: Some(name("鈴木")), ..signed };
    database.store.record_staff_act(&acted).await.unwrap();
    execute(&database, "DELETE FROM staff").await;
    refuses_the_first(&office);
    assert!(database.store.staff().await.unwrap().is_empty());
}

async fn first_member_is_not_registered_over_a_history_that_was_signed(database: TestDatabase) {
    let office = Office::of(&database).await;
    let now = chrono::DateTime::UNIX_EPOCH;
    let signed = StaffActed::new(StaffAct::StaffList, now);
    let acted = StaffActed { name: Some(name("鈴木")), ..signed };
    database.store.record_staff_act(&acted).await.unwrap();
    assert_eq!(database.store.seal_history(now).await.unwrap().entries(), 1);
    execute(&database, "DELETE FROM staff").await;
    // First the signature is removed, then its seal, then the record of the newest seal.
    for spoil in [
        "UPDATE staff_act SET name_sealed = NULL",
        "UPDATE staff_act SET seal_id = NULL",
        "DELETE FROM history_seal",
        "DELETE FROM history_head",
    ] {
        execute(&database, spoil).await;
        refuses_the_first(&office);
    }
    assert!(database.store.staff().await.unwrap().is_empty());
}

async fn first_member_is_registered_over_a_sealed_history_without_signatures(
    database: TestDatabase,
) {
    let office = Office::of(&database).await;
    let now = chrono::DateTime::UNIX_EPOCH;
    database.store.record_staff_act(&StaffActed::new(StaffAct::StaffList, now)).await.unwrap();
    assert_eq!(database.store.seal_history(now).await.unwrap().entries(), 1);
    execute(&database, "DELETE FROM staff").await;
    let added = adds_the_first(&office);
    assert!(added.status.success(), "{added:?}");
    assert_eq!(database.store.staff().await.unwrap().len(), 1);
}

/// Tries to register 佐藤 without a token.
fn adds_the_first(office: &Office) -> Output {
    let mut command = office.command("C.UTF-8", "staff add 佐藤 --may administer");
    command.env_remove("SESSHU_STAFF_TOKEN").output().unwrap()
}

fn refuses_the_first(office: &Office) {
    let refused = adds_the_first(office);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("--by-key"), "{said}");
}

async fn execute(database: &TestDatabase, sql: &str) {
    let behind = database.behind_the_scenes().await;
    let statement = Statement::from_string(behind.get_database_backend(), sql);
    assert!(behind.execute_raw(statement).await.unwrap().rows_affected() > 0, "{sql}");
    behind.close().await.unwrap();
}

/// Registers an administrator with the sealing key instead of a token.
pub(crate) fn add_by_key(office: &Office, name: &str, key: &str) -> Output {
    let line = format!("staff add {name} --may administer --by-key --json");
    let mut command = office.command("C.UTF-8", &line);
    command.env_remove("SESSHU_STAFF_TOKEN").stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(key.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Returns the sealing key of an office, as `--by-key` reads it.
pub(crate) fn sealing_key(office: &Office) -> String {
    let command = office.command("C.UTF-8", "keys status");
    let key = command.get_envs().find(|(name, _)| *name == "SESSHU_SEALING_KEYS");
    format!("{}\n", key.unwrap().1.unwrap().to_str().unwrap())
}

async fn whoever_holds_the_sealing_key_is_never_locked_out(database: TestDatabase) {
    let office = Office::of(&database).await;
    let wrong = add_by_key(&office, "佐藤", "1:AAAA\n");
    assert!(!wrong.status.success());
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("not the first key"), "{wrong:?}");

    let right = add_by_key(&office, "佐藤", &sealing_key(&office));
    assert!(right.status.success(), "{right:?}");
    let told: serde_json::Value = serde_json::from_slice(&right.stdout).unwrap();
    let token = told["token"].as_str().unwrap();
    assert!(try_to(&database.store, token, StaffAct::StaffAdd).await.is_ok());
    // It is recorded that the key was used and no token.
    let [done] = database.store.staff_acts(None, None, 9).await.unwrap().try_into().unwrap();
    assert_eq!((done.name, done.act, done.allowed), (None, StaffAct::StaffAdd, true));
}

async fn administrator_who_gives_themselves_a_right_is_recorded_and_reported(
    database: TestDatabase,
) {
    let town = Town::open(database.clone()).await;
    let office = Office::of(&database).await;
    let sato = member(&database.store, "佐藤", &[Right::Administer]).await;
    let allows = |who_and_what: &str| {
        let mut command = office.command("C.UTF-8", &format!("staff allow {who_and_what}"));
        command.env("SESSHU_STAFF_TOKEN", &sato);
        command.env("SESSHU_REHEARSAL", "2026-11-24T09:00:00+09:00");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{who_and_what}: {output:?}");
    };
    let reported = async || {
        let found = town.is_examined().await;
        found.into_iter().find(|it| it.about() == About::Staff)
    };
    // Rights of another member, and rights one has already.
    allows("鈴木 --may view,administer");
    allows("佐藤 --may administer");
    assert_eq!(reported().await, None);

    allows("佐藤 --may view,administer");
    let acts = database.store.staff_acts(None, None, 99).await.unwrap();
    let own: Vec<_> = acts.iter().filter(|it| it.act == StaffAct::StaffAllowSelf).collect();
    let [act] = own[..] else { panic!("{acts:?}") };
    assert_eq!((act.name.as_ref(), act.allowed), (Some(&name("佐藤")), true));
    for (moment, expected) in [
        ("2026-11-24T09:30:00", Some(Found::RightsSelfGranted { times: 1 })),
        ("2026-12-24T08:59:59", Some(Found::RightsSelfGranted { times: 1 })),
        ("2026-12-24T09:30:00", None),
    ] {
        town.turn_to(moment);
        assert_eq!(reported().await, expected, "{moment}");
    }
}

both!(
    administrator_who_gives_themselves_a_right_is_recorded_and_reported,
    each_right_opens_what_asks_for_it_and_nothing_else,
    a_token_renewed_or_taken_back_opens_nothing,
    somebody_stays_who_may_administer,
    who_looked_at_somebody_is_on_record_under_seals,
    first_member_is_not_registered_over_acts_that_staff_signed,
    first_member_is_not_registered_over_a_history_that_was_signed,
    first_member_is_registered_over_a_sealed_history_without_signatures,
    whoever_holds_the_sealing_key_is_never_locked_out,
);
