//! Figures of a run.

use std::collections::HashSet;

use serde_json::Value;

use crate::{check::Checked, record::Record, trouble::Spell};

/// Prints figures, and fails if too little happened for the run to prove anything.
pub(crate) fn print(record: &Record, checked: &Checked, crowd: usize, troubles: &[Spell]) {
    let was_troubled = |webhook: &Value| troubles.iter().any(|spell| spell.meets(webhook));
    let Checked { handled, notices } = checked;
    let mut took: Vec<u64> = record
        .webhooks
        .iter()
        .filter(|it| it["status"] == 200 && !was_troubled(it))
        .map(|it| it["tookMs"].as_u64().unwrap())
        .collect();
    took.sort_unstable();
    let p99 = took[took.len() * 99 / 100];
    let sent = |via: &str| notices.iter().filter(|it| it.via.as_deref() == Some(via)).count();
    let faults = record.calls.iter().filter(|it| it.get("fault").is_some()).count();
    let not_taken = record.webhooks.iter().filter(|it| it["status"] != 200).count();
    let people: HashSet<_> = record.received.iter().map(|it| it.user_id.as_str()).collect();
    eprintln!(
        "{} people, {} of them answered; {} events in {} webhooks ({not_taken} not taken), p99 {p99} ms; \
         {} calls ({faults} with faults); notices: {} by LINE, {} by mail, {} by reply of {}",
        crowd,
        people.len(),
        handled.len(),
        record.webhooks.len(),
        record.calls.len(),
        sent("line"),
        sent("mail"),
        sent("reply"),
        notices.len(),
    );
    assert!(p99 < 2_000, "webhooks take {p99} ms at p99");
    assert!(sent("line") > 0 && sent("mail") > 0 && faults > 0 && not_taken > 0);
    let reminded = notices.iter().any(|it| it.kind == "reminder" && it.state == "sent");
    assert!(reminded, "nobody was reminded");
}
