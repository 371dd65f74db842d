//! Admission: which requests are admitted, which are queued, and which get a new number.

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AccountMark, Inside, QueuedAfter, RoomClosed, Stand, Ticket, View, VisitorId, Waiting,
    WaitingRoom, forecast,
    step::{COUNTS, COUNTS_AFTER_ALL},
    ticket::Kind,
    watch,
};

/// The age from which a pass is signed again and its holder is recorded as still present.
const RENEWED_AFTER: TimeDelta = TimeDelta::minutes(1);
/// The polling interval while the wait is unknown.
const ASK_BLINDLY: Duration = Duration::from_secs(5);

/// One request of a browser.
#[derive(Debug, Clone, Copy)]
struct Visit {
    visitor: VisitorId,
    address: Option<IpAddr>,
    account: Option<AccountMark>,
    /// Whether the request uses a page behind the waiting room. Polling the position does not keep
    /// a person counted as inside.
    uses_pass: bool,
}

impl WaitingRoom {
    /// Decides whether a request is admitted, given the ticket of its browser, if any. Only a
    /// browser without a valid ticket costs the database a number; numbers are rate-limited per
    /// address.
    pub async fn knock(
        &self,
        visitor: VisitorId,
        address: Option<IpAddr>,
        shown: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let visit = Visit { visitor, address, account: None, uses_pass: true };
        self.stand(visit, self.own_ticket(visitor, shown, now), now).await
    }

    /// Returns a browser's position, and admits it when its turn has come. Unlike
    /// [`knock`](Self::knock) this does not keep a person counted as inside.
    pub async fn position(
        &self,
        visitor: VisitorId,
        address: Option<IpAddr>,
        shown: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let visit = Visit { visitor, address, account: None, uses_pass: false };
        self.stand(visit, self.own_ticket(visitor, shown, now), now).await
    }

    /// Does the same for a proven LINE account. The browser may have brought a second ticket,
    /// issued in the chat. The better one is used, and is bound to the account.
    pub async fn position_as(
        &self,
        account: AccountMark,
        visitor: VisitorId,
        address: Option<IpAddr>,
        shown: [Option<&str>; 2],
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let theirs = |ticket: &Ticket| {
            ticket.visitor.is_none_or(|its| its == visitor)
                && ticket.account.is_none_or(|its| its == account)
                && (ticket.visitor.is_some() || ticket.account.is_some())
        };
        let tickets = shown.into_iter().flatten();
        let tickets = tickets.filter_map(|shown| self.0.signer.read(shown, now)).filter(theirs);
        let best = tickets.min_by_key(|ticket| (self.is_spent(ticket, now), ticket.number));
        let bound =
            best.map(|best| Ticket { visitor: Some(visitor), account: Some(account), ..best });
        let visit = Visit { visitor, address, account: Some(account), uses_pass: false };
        let stand = self.stand(visit, bound, now).await?;
        Ok(stand.or_keeping(bound.map(|bound| self.0.signer.sign(&bound))))
    }

    /// Returns the ticket of an admitted browser; `None` if it is queued or has no ticket.
    pub fn inside(&self, visitor: VisitorId, shown: &str, now: DateTime<Utc>) -> Option<Ticket> {
        let ticket = self.0.signer.read(shown, now)?;
        let is_inside = !matches!(ticket.kind, Kind::Place(_));
        (ticket.visitor == Some(visitor) && is_inside).then_some(ticket)
    }

    /// Issues an exit pass to a person who has finished or leaves: their place inside becomes free
    /// unless further requests follow. The exit pass is valid for twenty minutes and is not
    /// extended by requests or by calling this again.
    pub fn farewell(&self, ticket: &Ticket, now: DateTime<Utc>) -> String {
        self.0.presence.done(ticket.number);
        self.0.occupancy.leave_by(ticket.number, now + COUNTS_AFTER_ALL);
        let issued = if ticket.kind == Kind::Farewell { ticket.issued } else { now };
        self.0.signer.sign(&Ticket { kind: Kind::Farewell, issued, ..*ticket })
    }

    fn is_spent(&self, ticket: &Ticket, now: DateTime<Utc>) -> bool {
        match ticket.kind {
            Kind::Place(_) => self.has_lapsed(ticket),
            Kind::Pass { .. } | Kind::Farewell => ticket.has_ended(now),
        }
    }

    fn own_ticket(
        &self,
        visitor: VisitorId,
        shown: Option<&str>,
        now: DateTime<Utc>,
    ) -> Option<Ticket> {
        let ticket = self.0.signer.read(shown?, now)?;
        (ticket.visitor == Some(visitor)).then_some(ticket)
    }

    /// Decides about a browser with its own ticket or without one.
    async fn stand(
        &self,
        visit: Visit,
        ticket: Option<Ticket>,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let Some(ticket) = ticket else {
            let stand = self.arrive(visit, None, QueuedAfter::Arrival, now).await;
            watch::count(&stand);
            return stand;
        };
        let stand = match ticket.kind {
            Kind::Place(after) if !self.has_lapsed(&ticket) => {
                Ok(self.look(ticket, after, None, visit, now))
            }
            Kind::Place(_) => {
                self.arrive(visit, ticket.account, QueuedAfter::MissedTurn, now).await
            }
            Kind::Pass { .. } | Kind::Farewell if !ticket.has_ended(now) => {
                Ok(self.go_on(ticket, visit, now))
            }
            // Another person may use the same browser next, so the account is dropped.
            Kind::Pass { .. } | Kind::Farewell => {
                self.arrive(visit, None, QueuedAfter::EndedStay, now).await
            }
        };
        watch::count(&stand);
        stand
    }

    /// Issues a new number to a browser without a valid ticket.
    async fn arrive(
        &self,
        visit: Visit,
        account: Option<AccountMark>,
        after: QueuedAfter,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        if self.view().line.is_none() || !self.0.number_limit.take(visit.address, now) {
            return Err(RoomClosed);
        }
        let given = self.0.numbers.take().await?;
        self.see(given.line);
        let place = Ticket {
            kind: Kind::Place(after),
            number: given.number,
            visitor: Some(visit.visitor),
            account: visit.account.or(account),
            issued: now,
        };
        let renewed = Some(self.0.signer.sign(&place));
        Ok(self.look(place, after, renewed, visit, now))
    }

    /// Returns the position of a ticket, or turns it into a pass when its turn has come.
    fn look(
        &self,
        place: Ticket,
        after: QueuedAfter,
        renewed: Option<String>,
        visit: Visit,
        now: DateTime<Utc>,
    ) -> Stand {
        let View { line, seats_gone } = self.view();
        if line.is_some_and(|line| place.number < line.admitted) {
            let ticket = Ticket { kind: Kind::Pass { entered: now }, issued: now, ..place };
            let renewed = Some(self.0.signer.sign(&ticket));
            if !self.0.request_limit.take(&ticket.number, now) {
                return self.hold_back("pass", renewed);
            }
            if !self.0.occupancy.enter(ticket.number, visit.address, now + COUNTS) {
                return self.hold_back("network", renewed);
            }
            self.0.presence.entered(ticket.number);
            return Stand::Inside(Inside { ticket, renewed });
        }
        let wait = line.map(|line| forecast::wait(&line, place.number, &self.0.limits));
        Stand::Waiting(Waiting {
            renewed,
            ahead: line.and_then(|line| u64::try_from(place.number - line.admitted).ok()),
            ask_again: wait.map_or(ASK_BLINDLY, forecast::ask_again),
            wait,
            after,
            seats_gone,
        })
    }

    /// Admits a pass that has not ended. A pass is renewed by use and keeps the moment of its
    /// entry; an exit pass is not renewed.
    fn go_on(&self, pass: Ticket, visit: Visit, now: DateTime<Utc>) -> Stand {
        // One limit for all clients that share the pass.
        if !self.0.request_limit.take(&pass.number, now) {
            return self.hold_back("pass", None);
        }
        let may_enter = if visit.uses_pass {
            self.0.occupancy.enter(pass.number, visit.address, now + COUNTS)
        } else {
            self.0.occupancy.could_enter(pass.number, visit.address)
        };
        if !may_enter {
            return self.hold_back("network", None);
        }
        if !visit.uses_pass || now < pass.issued + RENEWED_AFTER {
            return Stand::Inside(Inside { ticket: pass, renewed: None });
        }
        self.0.presence.seen(pass.number);
        if pass.kind == Kind::Farewell {
            return Stand::Inside(Inside { ticket: pass, renewed: None });
        }
        let ticket = Ticket { issued: now, ..pass };
        let renewed = Some(self.0.signer.sign(&ticket));
        Stand::Inside(Inside { ticket, renewed })
    }

    /// Queues a valid pass until it is below a rate or occupancy limit again.
    fn hold_back(&self, limit: &'static str, renewed: Option<String>) -> Stand {
        watch::count_held_back(limit);
        Stand::Waiting(Waiting {
            renewed,
            ahead: None,
            wait: None,
            ask_again: ASK_BLINDLY,
            after: QueuedAfter::Arrival,
            seats_gone: self.view().seats_gone,
        })
    }
}

impl Stand {
    fn or_keeping(mut self, token: Option<String>) -> Self {
        let (Self::Inside(Inside { renewed, .. }) | Self::Waiting(Waiting { renewed, .. })) =
            &mut self;
        if renewed.is_none() {
            *renewed = token;
        }
        self
    }
}
