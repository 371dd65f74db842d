//! Checks of the database: it answers, its schema is current, and the keys fit.

use chrono::TimeDelta;

use super::{Found, Patient};
use crate::{
    gate::Gate,
    storage::{StorageError, Store},
    vaccination::staff_act::StaffAct,
};

/// The open database; `None` if its file is missing, and the reason if it does not open.
pub type Opened<'a> = Result<Option<&'a Store>, String>;

/// How far the database's clock may differ from ours. With more, instances would disagree on
/// leases, which each measures by its own clock.
const CLOCK_MAY_DIFFER: TimeDelta = TimeDelta::seconds(5);

/// For how long it is reported that a member granted themselves rights; the audit log keeps it.
const RIGHTS_REPORTED_FOR: TimeDelta = TimeDelta::days(30);

pub(super) async fn look(patient: &Patient<'_>) -> Vec<Found> {
    if let Some(file) = patient.database.missing_file() {
        return vec![Found::DatabaseMissing { file: file.display().to_string() }];
    }
    let store = match &patient.store {
        Ok(Some(store)) => store,
        Ok(None) => return Vec::new(),
        Err(why) => return vec![Found::DatabaseFails { why: why.clone() }],
    };
    let before = patient.clock.now();
    let facts = match store.facts().await {
        Err(error) => return vec![Found::DatabaseFails { why: told(&error) }],
        Ok(facts) => facts,
    };
    let mut found = vec![Found::DatabaseAnswers { version: facts.version }];
    found.extend(exposed(patient));
    if let Some(theirs) = facts.clock {
        found.push(clock(theirs - before, patient.clock.now() - before));
    }
    match store.pending_migrations().await {
        Err(error) => found.push(Found::DatabaseFails { why: told(&error) }),
        Ok(pending) if pending.is_empty() => {
            found.push(Found::TablesFit);
            found.push(keys(store).await);
            found.push(seats(store).await);
            found.push(guesses(store, patient).await);
            found.push(history(store, patient).await);
            found.extend(rights(store, patient).await);
        }
        Ok(pending) => found.push(Found::TablesOld { pending }),
    }
    found
}

/// Reports files that others than their owner may read, e.g. after a copy; `None` if there are none.
fn exposed(patient: &Patient<'_>) -> Option<Found> {
    let files = patient.database.exposed_files();
    let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    (!files.is_empty()).then_some(Found::DatabaseExposed { files })
}

/// Compares the clocks. The query took `asking`: the server read its clock within that time.
fn clock(by: TimeDelta, asking: TimeDelta) -> Found {
    if by.abs() <= CLOCK_MAY_DIFFER + asking {
        Found::DatabaseClockFits { by }
    } else {
        Found::DatabaseClockOff { by }
    }
}

async fn keys(store: &Store) -> Found {
    match store.key_fits().await {
        Ok(Some(true)) => Found::KeysFit,
        Ok(Some(false)) => Found::KeysOther,
        Ok(None) => Found::KeysUnused,
        Err(error) => Found::DatabaseFails { why: told(&error) },
    }
}

async fn seats(store: &Store) -> Found {
    match store.miscounted_slots().await {
        Ok(slots) if slots.is_empty() => Found::SeatsCounted,
        Ok(slots) => Found::SeatsMiscounted { slots },
        Err(error) => Found::DatabaseFails { why: told(&error) },
    }
}

async fn guesses(store: &Store, patient: &Patient<'_>) -> Found {
    let gate = Gate::new(store.clone(), patient.limits);
    match gate.guesses(patient.clock.now()).await {
        Ok(guesses) if guesses.are_many() => Found::ManyGuesses(guesses),
        Ok(guesses) => Found::FewGuesses(guesses),
        Err(error) => Found::DatabaseFails { why: told(&error) },
    }
}

async fn history(store: &Store, patient: &Patient<'_>) -> Found {
    match store.watch_history(patient.clock.now()).await {
        Ok(watch) if watch.is_quiet() => Found::HistoryQuiet,
        Ok(watch) => Found::HistoryAlarms(watch),
        Err(error) => Found::DatabaseFails { why: told(&error) },
    }
}

/// Reports members who granted themselves rights; `None` if there are none.
async fn rights(store: &Store, patient: &Patient<'_>) -> Option<Found> {
    let since = patient.clock.now() - RIGHTS_REPORTED_FOR;
    match store.count_staff_acts(StaffAct::StaffAllowSelf, since).await {
        Ok(0) => None,
        Ok(times) => Some(Found::RightsSelfGranted { times }),
        Err(error) => Some(Found::DatabaseFails { why: told(&error) }),
    }
}

/// Formats an error with the driver's message.
fn told(error: &StorageError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
