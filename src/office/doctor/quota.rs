//! What is left of the month's messages, against the reminders that will fall due in it.

use super::{About, Found, Patient};
use crate::{office::forecast, vaccination::notice::NoticeKind};

pub(super) async fn look(patient: &Patient<'_>) -> Option<Found> {
    let quota = match patient.line.quota().await {
        Err(error) => return Some(Found::Unasked { about: About::Quota, why: error }),
        Ok(quota) => quota,
    };
    let reminders = reminders(patient).await;
    let used = quota.used;
    Some(match quota.limit {
        None => Found::QuotaUnlimited { used, reminders },
        Some(limit) => match limit.saturating_sub(used) {
            0 => Found::QuotaSpent { limit, reminders },
            left if left < reminders => Found::QuotaShort { left, limit, reminders },
            left => Found::QuotaEnough { left, limit, reminders },
        },
    })
}

/// How many reminders will be pushed before the month is over, as things stand. What is said to
/// people who book and cancel meanwhile comes on top.
async fn reminders(patient: &Patient<'_>) -> u64 {
    let Some(store) = patient.store.as_ref().ok().and_then(|store| *store) else { return 0 };
    if !patient.pushed.contains(&NoticeKind::Reminder) {
        return 0;
    }
    let (from, until) = forecast::to_remind_this_month(patient.programme, patient.clock.now());
    store.linked_bookings(from, until).await.unwrap_or_default()
}
