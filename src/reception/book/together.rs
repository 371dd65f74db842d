//! Processes a batch of booking requests in one transaction: reads all facts at once and writes all
//! changes at once. Each request gets its own result.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    Answer, BookError, Uttered,
    decide::{Decided, Decision, Facts, decide},
};
use crate::{
    gather,
    reception::{
        Desk,
        take::{TakeError, Taking, take_all},
    },
    storage::{NewAnswer, StorageError, Tx, Write},
    vaccination::{
        booking::{Booking, State},
        ids::{BookingId, VenueId},
        venue::Venue,
    },
};

type Asked = gather::Asked<Uttered, Answer>;

/// How often a batch is decided again because a concurrent transaction, of another instance or of
/// staff, changed the facts after they were read.
const TRIES: usize = 5;

impl gather::Serves<Uttered, Answer> for Desk {
    async fn serve(self, mut asked: Vec<Asked>) {
        asked.retain(Asked::is_waiting);
        if !asked.is_empty() {
            self.answer_all(asked).await;
        }
    }
}

impl Desk {
    async fn answer_all(self, asked: Vec<Asked>) {
        #[expect(clippy::cast_precision_loss, reason = "there are at most some hundreds")]
        metrics::histogram!("sesshu_booking_batch_size").record(asked.len() as f64);
        let wishes: Vec<_> = asked.iter().map(|asked| asked.wish.clone()).collect();
        match self.decide_until_settled(&wishes).await {
            Ok(answers) => {
                for (it, answer) in asked.into_iter().zip(answers) {
                    it.answer(answer);
                }
            }
            Err(Trouble::OfOneOfThem | Trouble::Contention) if asked.len() > 1 => {
                self.answer_each(asked).await;
            }
            Err(trouble) => asked.into_iter().for_each(|it| it.answer(Err(trouble.into()))),
        }
    }

    /// Processes each request alone, after one of them or contention made the whole batch fail.
    async fn answer_each(&self, asked: Vec<Asked>) {
        let mut reachable = true;
        for it in asked {
            if !reachable {
                it.answer(Err(BookError::OutOfReach));
                continue;
            }
            match self.decide_until_settled(std::slice::from_ref(&it.wish)).await {
                Ok(answers) => {
                    let answer = answers.into_iter().next();
                    it.answer(answer.unwrap_or(Err(BookError::Undecided)));
                }
                Err(trouble) => {
                    reachable = !matches!(trouble, Trouble::OfTheDatabase);
                    it.answer(Err(trouble.into()));
                }
            }
        }
    }

    async fn decide_until_settled(&self, wishes: &[Uttered]) -> Result<Vec<Answer>, Trouble> {
        for _ in 0..TRIES {
            match self.decide_once(wishes).await {
                Ok(answers) => return Ok(answers),
                Err(TakeError::Storage(error)) if !error.is_contention() => {
                    return Err(Trouble::of(&error, wishes.len()));
                }
                Err(contested) => tracing::debug!(%contested, "bookings conflicted; retrying them"),
            }
        }
        tracing::warn!(
            wishes = wishes.len(),
            "a batch of bookings was given up after too many conflicts"
        );
        Err(Trouble::Contention)
    }

    async fn decide_once(&self, wishes: &[Uttered]) -> Result<Vec<Answer>, TakeError> {
        let tx = self.store.begin().await?;
        let facts = facts(&tx, wishes).await?;
        let decided = decide(wishes, &facts, &self.programme);
        let slots: Vec<_> = decided.slots.values().cloned().collect();
        // Without allocated seats, these queries are not needed.
        let (venues, booked) = if decided.takings.is_empty() {
            (HashMap::new(), Vec::new())
        } else {
            let venues = venues(&tx, &decided).await?;
            (venues, take_all(&tx, &decided.takings, &slots, None).await?)
        };
        let others = decided.other_answers(wishes, &facts, &booked);
        if booked.is_empty() && others.is_empty() {
            // Nothing has changed, so there is nothing to commit.
            return Ok(decided.answers(&[]));
        }
        if tx.keep_answers(&others).await? == Write::Skipped {
            return Err(TakeError::KeyTaken);
        }
        tx.commit().await?;
        let seen: Vec<_> = slots.into_iter().map(|(_, is)| is).collect();
        self.index.saw(&seen);
        for (taking, booking) in decided.takings.iter().zip(&booked) {
            let way = taking.way.as_str();
            tracing::info!(%booking, slot = %taking.slot, way, "a seat was booked");
        }
        let made = decided.bookings(&booked, &venues);
        Ok(decided.answers(&made))
    }
}

/// Why a batch has no results.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    /// One request makes the batch fail; the others may succeed without it.
    OfOneOfThem,
    /// Concurrent transactions were faster each time. A smaller batch, or a later one, may succeed.
    Contention,
    OfTheDatabase,
}

impl Trouble {
    fn of(error: &StorageError, wishes: usize) -> Self {
        tracing::error!(%error, wishes, "a batch of bookings failed");
        if error.lies_in_what_was_asked() { Self::OfOneOfThem } else { Self::OfTheDatabase }
    }
}

impl From<Trouble> for BookError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::OfOneOfThem => Self::Undecided,
            Trouble::Contention | Trouble::OfTheDatabase => Self::OutOfReach,
        }
    }
}

async fn facts(tx: &Tx, wishes: &[Uttered]) -> Result<Facts, StorageError> {
    let slots: BTreeSet<_> = wishes.iter().map(|it| it.wish.slot).collect();
    let coupons: BTreeSet<_> = wishes.iter().map(|it| it.wish.coupon).collect();
    let slots = tx.hold_slots(&slots).await?;
    let keyed = wishes
        .iter()
        .enumerate()
        .filter_map(|(place, it)| Some((place, it, it.wish.key.as_ref()?)));
    let (places, requests): (Vec<_>, Vec<_>) =
        keyed.map(|(place, it, key)| (place, (it.wish.coupon, key))).unzip();
    let answers = tx.answers(&requests).await?.into_iter();
    let answered: HashMap<_, _> =
        places.into_iter().zip(answers).filter_map(|(place, it)| Some((place, it?))).collect();
    let bookings = if answered.is_empty() {
        Vec::new()
    } else {
        tx.bookings_by_id(answered.values().map(|it| it.booking)).await?
    };
    let active = tx.active_bookings(coupons.iter().copied()).await?;
    Ok(Facts {
        slots: slots.into_iter().map(|slot| (slot.id, slot)).collect(),
        coupons: tx.bookable(coupons).await?,
        active: active.into_iter().map(|booking| (booking.coupon, booking)).collect(),
        answered,
        bookings: bookings.into_iter().map(|booking| (booking.id, booking)).collect(),
    })
}

async fn venues(tx: &Tx, decided: &Decided) -> Result<HashMap<VenueId, Venue>, StorageError> {
    let ids: BTreeSet<_> = decided.slots.values().map(|(slot, _)| slot.venue).collect();
    let venues = tx.venues_by_id(ids).await?;
    Ok(venues.into_iter().map(|venue| (venue.id, venue)).collect())
}

impl Decided {
    /// Returns the idempotency records of requests that were not allocated a seat under their own
    /// key, because the coupon has a booking under another key or without one. A repeated request
    /// gets that booking, unless it was cancelled meanwhile.
    fn other_answers<'a>(
        &self,
        wishes: &'a [Uttered],
        facts: &Facts,
        booked: &[BookingId],
    ) -> Vec<NewAnswer<'a>> {
        let keys =
            self.takings.iter().filter_map(|it| Some((it.coupon, it.key.as_ref()?.as_str())));
        let mut kept: HashSet<_> = keys.collect();
        let mut answers = Vec::new();
        for (place, (uttered, decision)) in wishes.iter().zip(&self.decisions).enumerate() {
            let Uttered { wish, at } = uttered;
            let booking = match decision {
                Decision::Has(booking) => Some(booking.id),
                Decision::Takes(number) => booked.get(*number).copied(),
                Decision::Refused(_) => None,
            };
            let (Some(key), Some(booking)) = (&wish.key, booking) else { continue };
            let is_new = !facts.answered.contains_key(&place);
            if is_new && kept.insert((wish.coupon, key.as_str())) {
                let (coupon, slot) = (wish.coupon, wish.slot);
                answers.push(NewAnswer { coupon, key, slot, booking, at: *at });
            }
        }
        answers
    }

    /// Returns the bookings that were made, in the order of `takings`.
    fn bookings(
        &self,
        ids: &[BookingId],
        venues: &HashMap<VenueId, Venue>,
    ) -> Vec<Option<Booking>> {
        let booking = |(taking, id): (&Taking, &BookingId)| {
            let (_, slot) = self.slots.get(&taking.slot)?;
            Some(Booking {
                id: *id,
                coupon: taking.coupon,
                slot: slot.clone(),
                venue: venues.get(&slot.venue)?.clone(),
                booked_at: taking.at,
                way: taking.way,
                state: State::Confirmed,
            })
        };
        self.takings.iter().zip(ids).map(booking).collect()
    }

    fn answers(self, made: &[Option<Booking>]) -> Vec<Answer> {
        let answer = |decision| match decision {
            Decision::Has(booking) => Ok(*booking),
            Decision::Refused(refused) => Err(refused),
            Decision::Takes(number) => {
                made.get(number).cloned().flatten().ok_or(BookError::Undecided)
            }
        };
        self.decisions.into_iter().map(answer).collect()
    }
}
