//! Checks that each notification arrived once, by the delivery method in its row, and not after it
//! had become untrue.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use line_simulator::Received;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::{get, micros, rows};
use crate::{MAX_CLOCK_STEP, record::Record};

/// A row of the table `notice`.
pub(crate) struct Notice {
    pub(crate) id: i64,
    pub(crate) booking: Option<i64>,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) via: Option<String>,
    /// The delivery method by which it may have arrived.
    pub(crate) begun_via: Option<String>,
    /// Its own retry key, or that of its multicast.
    pub(crate) key: String,
    pub(crate) first_tried_at: Option<i64>,
}

impl Notice {
    /// Whether it was given up although it may have arrived by this delivery method.
    fn may_have_gone_by(&self, way: &str) -> bool {
        matches!(self.state.as_str(), "failed" | "suppressed")
            && self.begun_via.as_deref() == Some(way)
    }
}

pub(super) async fn read(database: &DatabaseConnection) -> Vec<Notice> {
    let sql = "SELECT n.id, n.booking_id, n.kind, n.state, n.via, n.begun_via, n.first_tried_at, \
               n.retry_key, m.retry_key AS many_key \
               FROM notice n LEFT JOIN multicast m ON m.id = n.multicast_id";
    let all = rows(database, sql).await;
    all.iter()
        .map(|row| {
            let own: Uuid = get(row, "retry_key");
            let many: Option<Uuid> = get(row, "many_key");
            Notice {
                id: get(row, "id"),
                booking: get(row, "booking_id"),
                kind: get(row, "kind"),
                state: get(row, "state"),
                via: get(row, "via"),
                begun_via: get(row, "begun_via"),
                key: many.unwrap_or(own).to_string(),
                first_tried_at: get(row, "first_tried_at"),
            }
        })
        .collect()
}

/// Checks that each notification recorded as sent by LINE was accepted in one call, and every other
/// one in none.
pub(super) fn every_push_once(record: &Record, notices: &[Notice], wrong: &mut Vec<String>) {
    let by_key = received_by_key(record);
    for notice in notices {
        let got = by_key.get(notice.key.as_str()).map_or(&[][..], Vec::as_slice);
        let calls: BTreeSet<_> = got.iter().map(|it| &it.request_id).collect();
        let people: Vec<_> = got.iter().map(|it| &it.user_id).collect();
        let different: BTreeSet<_> = people.iter().collect();
        if people.len() != different.len() {
            wrong.push(format!("notice {} came to somebody more than once", notice.id));
        }
        let by_line = notice.state == "sent" && notice.via.as_deref() == Some("line");
        let may_have = notice.may_have_gone_by("line") && calls.len() == 1;
        if calls.len() != usize::from(by_line) && !may_have {
            let (state, via) = (&notice.state, &notice.via);
            wrong.push(format!(
                "notice {} ({}) is {state} by {via:?}, and LINE took it {} times",
                notice.id,
                notice.kind,
                calls.len()
            ));
        }
        if matches!(notice.state.as_str(), "waiting" | "sending") {
            wrong.push(format!("notice {} ({}) is {} still", notice.id, notice.kind, notice.state));
        }
    }
}

/// Checks that each mail belongs to one notification and that all its copies have the same
/// Message-ID.
pub(super) fn every_mail_by_one_id(record: &Record, notices: &[Notice], wrong: &mut Vec<String>) {
    let id = |message_id: &str| {
        message_id.trim_matches(['<', '>']).split('@').next().unwrap_or_default().to_owned()
    };
    let mut mails: BTreeMap<String, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for mail in &record.mails {
        mails
            .entry(id(&mail.message_id))
            .or_default()
            .insert((mail.to.as_str(), mail.text.as_str()));
    }
    let mailed = |it: &&Notice| it.via.as_deref() == Some("mail") || it.may_have_gone_by("mail");
    for notice in notices.iter().filter(mailed) {
        match mails.remove(&notice.key) {
            None if notice.may_have_gone_by("mail") => {}
            None => wrong.push(format!("notice {} was never mailed", notice.id)),
            Some(copies) if copies.len() > 1 => {
                wrong.push(format!("the mails of notice {} differ", notice.id));
            }
            Some(_) => {}
        }
    }
    wrong
        .extend(mails.keys().map(|id| format!("a mail {id} belongs to no notice that was mailed")));
}

pub(super) async fn no_reminder_after_a_cancellation(
    record: &Record,
    notices: &[Notice],
    database: &DatabaseConnection,
    wrong: &mut Vec<String>,
) {
    let sql = "SELECT id, cancelled_at FROM booking WHERE cancelled_at IS NOT NULL";
    let cancelled: HashMap<i64, i64> = rows(database, sql)
        .await
        .iter()
        .map(|row| (get(row, "id"), get(row, "cancelled_at")))
        .collect();
    let by_key = received_by_key(record);
    let arrival = |key: &str| {
        let got = by_key.get(key).and_then(|it| it.iter().map(|it| it.at).min());
        let mailed = record.mails.iter().find(|it| it.message_id.contains(key)).map(|it| it.at);
        got.or(mailed)
    };
    for reminder in notices.iter().filter(|it| it.kind == "reminder" && it.state == "sent") {
        let Some(booking) = reminder.booking else { continue };
        let Some(at) = cancelled.get(&booking) else { continue };
        // A cancellation has the time of its request. A notification that was leased before the
        // cancellation was committed may still be sent.
        if reminder
            .first_tried_at
            .is_none_or(|tried| tried > at + 2_000_000 + micros(MAX_CLOCK_STEP))
        {
            wrong.push(format!("booking {booking} was cancelled, then reminded of"));
        }
        let told =
            notices.iter().find(|it| it.booking == Some(booking) && it.kind == "cancellation");
        let told = told.and_then(|it| arrival(&it.key));
        if let (Some(told), Some(reminded)) = (told, arrival(&reminder.key))
            && told < reminded
        {
            wrong.push(format!("booking {booking}: the reminder came after the cancellation"));
        }
    }
}

fn received_by_key(record: &Record) -> HashMap<&str, Vec<&Received>> {
    let mut by_key: HashMap<&str, Vec<&Received>> = HashMap::new();
    for got in &record.received {
        if let Some(key) = &got.retry_key {
            by_key.entry(key).or_default().push(got);
        }
    }
    by_key
}
