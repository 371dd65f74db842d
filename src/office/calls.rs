//! The call list: people whom no notification reached and who still need to be told something.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    storage::{Ledger, LedgerLine, StorageError, Store},
    vaccination::{
        booking::{Booking, Canceller, Standing},
        contact::Contact,
        history::Way,
        ids::{CouponId, NoticeId, VenueId},
        notice::NoticeKind,
    },
};

/// Entries of the delivery log that are read at a time.
const PAGE: u64 = 500;

/// A filter for the call list. A call has to fit every field that is set.
#[derive(Debug, Clone, Copy, Default)]
pub struct CallFilter {
    pub kind: Option<NoticeKind>,
    pub venue: Option<VenueId>,
    /// The day of the slot.
    pub date: Option<NaiveDate>,
}

/// A person to call, with everything to tell them.
#[derive(Debug, Clone)]
pub struct Call {
    pub coupon: CouponId,
    /// How to reach the person; `None` if nothing is known.
    pub contact: Option<Contact>,
    /// In the order in which the notifications were enqueued.
    pub items: Vec<CallItem>,
}

/// One thing to tell a person.
#[derive(Debug, Clone)]
pub struct CallItem {
    pub notice: NoticeId,
    pub kind: NoticeKind,
    /// Why it could not be sent.
    pub reason: Option<String>,
    pub booking: Option<Booking>,
}

/// Reads the call list, sorted by the start of each person's first slot.
pub async fn calls(
    store: &Store,
    filter: &CallFilter,
    now: DateTime<Utc>,
) -> Result<Vec<Call>, StorageError> {
    let mut people: BTreeMap<CouponId, Vec<CallItem>> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = store.ledger(Ledger::Failed, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.notice.id);
        for line in page.into_iter().filter(|line| is_to_tell(line, now)) {
            let coupon = line.coupon;
            let items = people.entry(coupon).or_default();
            let item = CallItem::from(line);
            // A later closing or reopening of the same slot replaces an earlier one.
            items.retain(|earlier| !item.supersedes(earlier));
            items.push(item);
        }
    }
    let mut calls = Vec::new();
    for (coupon, items) in people {
        if items.iter().any(|item| filter.fits(item.kind, item.booking.as_ref())) {
            let contact = match store.contact(coupon).await {
                Err(StorageError::Corrupt(place)) => {
                    tracing::error!(%place, "a contact could not be read");
                    None
                }
                contact => contact?,
            };
            calls.push(Call { coupon, contact, items });
        }
    }
    calls.sort_by_key(Call::first_slot);
    Ok(calls)
}

impl CallFilter {
    /// Returns whether a notification, of a booking if it has one, fits the filter.
    pub fn fits(&self, kind: NoticeKind, booking: Option<&Booking>) -> bool {
        let slot = booking.map(|booking| &booking.slot);
        self.kind.is_none_or(|wanted| wanted == kind)
            && self.venue.is_none_or(|venue| slot.is_some_and(|slot| slot.venue == venue))
            && self.date.is_none_or(|date| slot.is_some_and(|slot| slot.date == date))
    }
}

impl Call {
    /// Returns the sort key: the start of the first slot. Calls about no booking come last.
    fn first_slot(&self) -> (bool, Option<DateTime<Utc>>) {
        let bookings = self.items.iter().filter_map(|item| item.booking.as_ref());
        let first = bookings.map(|booking| booking.slot.starts_at()).min();
        (first.is_none(), first)
    }
}

impl CallItem {
    fn supersedes(&self, earlier: &Self) -> bool {
        let closing = [NoticeKind::Suspension, NoticeKind::Resumption];
        let booking = |item: &Self| item.booking.as_ref().map(|booking| booking.id);
        closing.contains(&self.kind)
            && closing.contains(&earlier.kind)
            && booking(self) == booking(earlier)
    }
}

impl From<LedgerLine> for CallItem {
    fn from(line: LedgerLine) -> Self {
        let LedgerLine { notice, booking, .. } = line;
        Self { notice: notice.id, kind: notice.kind, reason: notice.reason, booking }
    }
}

/// Returns whether a failed notification still has something to tell: not if the person knows it
/// already, nor if it is no longer true.
fn is_to_tell(line: &LedgerLine, now: DateTime<Utc>) -> bool {
    let Some(booking) = &line.booking else {
        // That the link has moved may be news to the person; the other changes are nearly always
        // their own.
        return line.notice.kind == NoticeKind::LinkMoved;
    };
    if booking.slot.starts_at() <= now {
        return false;
    }
    let is_confirmed = booking.standing(now) == Standing::Confirmed;
    let is_closed = booking.slot.closed;
    match line.notice.kind {
        // People who booked by telephone were told in that call.
        NoticeKind::Confirmation => is_confirmed && !is_closed && booking.way != Way::Phone,
        NoticeKind::Suspension => is_confirmed && is_closed,
        NoticeKind::Reminder | NoticeKind::Resumption => is_confirmed && !is_closed,
        // Residents know what they cancelled themselves or asked for by telephone.
        NoticeKind::Cancellation => booking
            .cancellation()
            .is_some_and(|cancellation| cancellation.by() == Canceller::Municipality),
        NoticeKind::LinkMoved => true,
        NoticeKind::Linked
        | NoticeKind::Unlinked
        | NoticeKind::ContactChanged
        | NoticeKind::CancellationCopy => false,
    }
}
