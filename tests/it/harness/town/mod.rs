//! A running town: the service on a free port, the simulator as LINE and as mail server, and one
//! stopped clock for both.
//!
//! There are no background tasks. [`Town::works`] processes the inbox and sends what is due, so
//! that no test waits or sleeps.

mod administration;
mod browser;
mod resident;
mod service;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard},
};

use chrono::{DateTime, Utc};
use line_simulator::{LiffApp, LoginChannel, Mail, Running};
use sea_orm::{ConnectionTrait, DbBackend, Statement, sea_query::UpdateStatement};
use serde_json::Value;
use sesshu::{
    cli::{Service, Settings},
    notices,
    office::{bookings::PhoneDesk, venues},
    storage::{NewBooking, NewCoupon, NewSlot, Store},
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer, Proof},
        history::{Act, Way},
        ids::{CouponId, SlotId, VenueId},
        share::{Kept, Share},
        time::{self, TimeOfDay},
    },
};

use self::service::Door;
pub(crate) use self::{
    browser::{Answer, Browser},
    resident::{Heard, Resident},
};
use super::{client::client, database::TestDatabase};

const SETTINGS: &str = include_str!("../../../../fixtures/sesshu.toml");
const FAQ: &str = include_str!("../../../../fixtures/faq.toml");
const TERMS: &str = include_str!("../../../../fixtures/terms.md");
const VENUES: &str = include_str!("../../../../fixtures/venues.csv");

/// A Tuesday morning within the booking period.
const MORNING: &str = "2026-11-24T09:30:00";

/// A coupon as a person receives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Coupon {
    pub(crate) number: String,
    pub(crate) birth_date: &'static str,
}

/// A running town. Cheap to clone; clones refer to the same town.
#[derive(Clone)]
pub(crate) struct Town(Arc<Inner>);

struct Inner {
    database: TestDatabase,
    clock: line_simulator::Clock,
    line: Running,
    /// How many mails have been read.
    read: Mutex<usize>,
    settings: Settings,
    /// The current service; replaced at a restart.
    door: Mutex<Door>,
}

impl Town {
    /// Opens a town with venues and programme of the demo, without slots and coupons, at 9:30.
    pub(crate) async fn open(database: TestDatabase) -> Self {
        Self::with(database, |_| ()).await
    }

    /// Opens a town with other settings.
    pub(crate) async fn with(database: TestDatabase, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = line_simulator::Clock::frozen(tokyo(MORNING));
        let mut settings = Settings::parse(SETTINGS, |name| {
            Ok::<_, String>(if name == "faq.toml" { FAQ } else { TERMS }.to_owned())
        })
        .expect("the fixtures are settings");
        let listener = service::listen("127.0.0.1:0").await;
        let address = listener.local_addr().unwrap();
        let line = line_simulator::start(simulated(&settings, address), clock.clone())
            .await
            .expect("the simulator starts");
        service::tell(&mut settings, &database, &line);
        // Tests of the waiting room set it themselves.
        settings.waiting_room = None;
        // Most tests link in the chat; those of the pages alone turn both off, as the example does.
        settings.identity_in_chat = true;
        settings.names_on_line = true;
        change(&mut settings);
        let door = Door::open(listener, &settings, &clock).await;
        venues::load(&database.store, &VENUES.into()).await.expect("the fixtures are venues");
        let door = Mutex::new(door);
        let read = Mutex::default();
        Self(Arc::new(Inner { database, clock, line, read, settings, door }))
    }

    /// Returns a person with a phone that the simulator plays.
    pub(crate) fn resident(&self, name: &str) -> Resident {
        self.resident_who_reads("ja", name)
    }

    /// Returns a person whose LINE is set to this language.
    pub(crate) fn resident_who_reads(&self, language: &str, name: &str) -> Resident {
        Resident::in_process(self, name, language)
    }

    /// Returns a person whose phone is driven through the simulator's control API.
    pub(crate) async fn resident_by_wire(&self, name: &str) -> Resident {
        Resident::by_wire(self, name).await
    }

    /// Returns an ordinary browser, without LINE.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self)
    }

    /// Processes the inbox and sends notifications until nothing is left for this moment.
    pub(crate) async fn works(&self) {
        let (service, now) = (self.service(), self.now());
        let clock = service.app.clock.as_ref();
        service.chat.work(clock).await.expect("the inbox is worked");
        service.notices.fill(now).await.expect("what is due is owed");
        service.notices.deliver(clock).await.expect("what is owed is delivered");
        notices::show_menus(&service.store, &service.line, clock, &|_| ())
            .await
            .expect("menus are shown");
    }

    /// Sets the clock to a moment in Tokyo, e.g. `2026-12-04T09:59:59`, and works.
    pub(crate) async fn at(&self, moment: &str) {
        self.turn_to(moment);
        self.works().await;
    }

    /// Sets the clock only.
    pub(crate) fn turn_to(&self, moment: &str) {
        self.0.clock.set(tokyo(moment));
    }

    /// Moves the clock forward.
    pub(crate) fn passes(&self, time: chrono::TimeDelta) {
        self.0.clock.advance(time);
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Stops the service. Connections are refused from then on.
    pub(crate) async fn goes_down(&self) {
        let closing = self.door().close();
        closing.await;
    }

    /// Starts another service on the same database and at the same address.
    pub(crate) async fn comes_back(&self) {
        let address = self.door().address;
        let listener = service::listen(&address.to_string()).await;
        let door = Door::open(listener, &self.0.settings, &self.0.clock).await;
        *self.door() = door;
    }

    /// Returns one more service on the same database.
    pub(crate) async fn second_service(&self) -> Service {
        service::wire(&self.0.settings, &self.0.clock).await
    }

    /// Injects a fault of LINE: `{path, status, times?}`, as the simulator's control API takes it.
    pub(crate) async fn line_fails(&self, fault: Value) {
        let url = format!("{}/_sim/faults", self.line().url());
        let answer = client().post(url).json(&fault).send().await.unwrap();
        assert_eq!(answer.status(), 204);
    }

    /// Returns the statuses of LINE's responses to our calls of a path.
    pub(crate) async fn calls_of(&self, path: &str) -> Vec<u64> {
        let calls = self.control("/_sim/calls", None).await;
        let calls = calls.as_array().expect("a list of calls").iter();
        let meant = calls.filter(|call| call["path"] == path);
        meant.map(|call| call["status"].as_u64().unwrap()).collect()
    }

    /// Issues a coupon to a person born on this day.
    pub(crate) async fn coupon(&self, number: &str, birth_date: &'static str) -> Coupon {
        self.coupon_of("990001", number, birth_date).await
    }

    /// Issues a coupon of the municipality with this code.
    pub(crate) async fn coupon_of(
        &self,
        issuer: &str,
        number: &str,
        birth_date: &'static str,
    ) -> Coupon {
        let coupon = NewCoupon {
            issuer: Issuer::parse(issuer).unwrap(),
            number: CouponNumber::parse(number).unwrap(),
            birth_date: BirthDate::parse(birth_date, time::tokyo_date(self.now())).unwrap(),
            check_code: None,
        };
        let tx = self.store().begin().await.unwrap();
        tx.add_coupons(&[coupon], self.now()).await.unwrap();
        tx.commit().await.unwrap();
        Coupon { number: number.to_owned(), birth_date }
    }

    /// Issues `count` coupons, each to another person.
    pub(crate) async fn coupons(&self, count: u32) -> Vec<Coupon> {
        let numbers = (0..count).map(|index| format!("{:010}", 2_000_000_000 + index));
        let mut coupons = Vec::new();
        for number in numbers {
            coupons.push(self.coupon(&number, "1950-05-05").await);
        }
        coupons
    }

    /// Creates a slot of a quarter of an hour at a venue of the fixtures, e.g. `hall`.
    pub(crate) async fn slot(&self, venue: &str, date: &str, starts: &str, seats: u32) -> SlotId {
        let starts = TimeOfDay::parse(starts).unwrap();
        let ends = TimeOfDay::from_minutes(starts.minutes() + 15).unwrap();
        let venue = self.venue(venue).await;
        let slot = NewSlot { venue, date: date.parse().unwrap(), starts, ends, capacity: seats };
        let tx = self.store().begin().await.unwrap();
        let id = tx.put_slot(&slot).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Returns the history of a coupon, in order.
    pub(crate) async fn history(&self, coupon: &Coupon) -> Vec<Act> {
        let history = self.store().history_of(self.id_of(coupon).await).await.unwrap();
        history.into_iter().map(|recorded| recorded.act).collect()
    }

    /// Stores a booking as if it was made when its slot could still be booked.
    pub(crate) async fn books_behind_the_desk(&self, coupon: CouponId, slot: SlotId) {
        let tx = self.store().begin().await.unwrap();
        assert!(tx.take_seat(slot, Share::Line, Kept::default()).await.unwrap().is_applied());
        let booking = NewBooking { coupon, slot, way: Way::Liff, most: 1, past: None };
        tx.add_booking(&booking, self.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Returns the number of booked seats of a slot.
    pub(crate) async fn booked(&self, slot: SlotId) -> u32 {
        self.store().slot(slot).await.unwrap().unwrap().booked
    }

    /// Returns the store, to read the database independently of the service.
    pub(crate) fn store(&self) -> &Store {
        &self.0.database.store
    }

    /// Returns the mails that have come since the last call, oldest first.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let mut all = self.line().simulator().mails();
        all.reverse();
        let mut read = self.0.read.lock().unwrap();
        let news = all.split_off(*read);
        *read += news.len();
        news
    }

    pub(crate) fn service(&self) -> Service {
        self.door().service.clone()
    }

    /// Checks that no event, notification or rich menu is pending.
    pub(crate) async fn owes_nothing(&self) {
        for left in [
            "SELECT COUNT(*) AS n FROM event WHERE state <> 'finished'",
            "SELECT COUNT(*) AS n FROM notice WHERE state IN ('waiting', 'sending')",
            "SELECT COUNT(*) AS n FROM menu_owed",
        ] {
            assert_eq!(self.count(left).await, 0, "{left}");
        }
    }

    /// Returns the call centre of this town.
    pub(crate) fn phone_desk(&self) -> PhoneDesk {
        PhoneDesk::new(self.store().clone(), self.settings().programme.clone())
    }

    /// Corrupts one row.
    pub(crate) async fn execute(&self, statement: UpdateStatement) {
        let behind = self.0.database.behind_the_scenes().await;
        assert_eq!(behind.execute(&statement).await.unwrap().rows_affected(), 1);
        behind.close().await.unwrap();
    }

    /// Returns the number `n` of a query.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let behind = self.0.database.behind_the_scenes().await;
        let backend: DbBackend = behind.get_database_backend();
        let row = behind.query_one_raw(Statement::from_string(backend, sql)).await;
        let count = row.unwrap().unwrap().try_get("", "n").unwrap();
        behind.close().await.unwrap();
        count
    }

    /// Calls the simulator's control API.
    pub(crate) async fn control(&self, path: &str, body: Option<Value>) -> Value {
        browser::control(self.line().url(), path, body).await
    }

    /// Returns host and port of [`url`](Self::url).
    pub(crate) fn host(&self) -> String {
        self.url().trim_start_matches("http://").to_owned()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.door().address)
    }

    pub(crate) fn line(&self) -> &Running {
        &self.0.line
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) async fn id_of(&self, coupon: &Coupon) -> CouponId {
        let number = CouponNumber::parse(&coupon.number).unwrap();
        let birth_date = BirthDate::on_record(coupon.birth_date.parse().unwrap()).unwrap();
        let proof = Proof { number, birth_date };
        self.store().coupons_by_proof(&proof).await.unwrap()[0].id
    }

    async fn venue(&self, code: &str) -> VenueId {
        let name = match code {
            "hall" => "潮風市民ホール",
            "port" => "みなと体育館",
            other => panic!("no test knows the venue {other}"),
        };
        let venues = self.store().venues().await.unwrap();
        venues.into_iter().find(|venue| venue.name == name).unwrap().id
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.0.door.lock().unwrap()
    }
}

impl fmt::Debug for Town {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Town(…)")
    }
}

/// Returns the simulator's configuration that matches the service's settings.
fn simulated(settings: &Settings, service: std::net::SocketAddr) -> line_simulator::Config {
    let mut config = line_simulator::Config::default();
    config.channel.id.clone_from(&settings.line.channel_id);
    config.login =
        LoginChannel { id: settings.line.login_channel_id.clone(), ..LoginChannel::default() };
    config.liff = vec![LiffApp::new(&settings.line.liff_id, format!("http://{service}/liff"))];
    config.mailbox = Some("127.0.0.1:0".parse().unwrap());
    config.webhook_url = Some(format!("http://{service}/line/webhook"));
    config
}

/// Converts local time in Tokyo.
fn tokyo(text: &str) -> DateTime<Utc> {
    let (date, hour) = text.split_once('T').unwrap();
    let seconds: chrono::NaiveTime = hour.parse().unwrap();
    time::start_of_day(date.parse().unwrap()) + (seconds - chrono::NaiveTime::MIN)
}
