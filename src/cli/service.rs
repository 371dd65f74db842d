//! Wiring: builds the modules from the settings and runs them together.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use sd_notify::NotifyState;
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

use super::{
    Failure,
    clock::SystemClock,
    instance,
    metrics::Metrics,
    monitor::notify_systemd,
    print::{Tongue, Words},
    settings::{DatabaseSettings, Settings},
    sqlite_file,
    supervisor::Supervisor,
    tasks,
};
use crate::{
    chat::Chat,
    gate::{Gate, waiting_room::WaitingRoom},
    heartbeat::Heartbeats,
    http::{self, App, Rooms},
    line::Line,
    mail::Post,
    notices::Notices,
    reception::Desk,
    storage::{INSTANCE_TTL, InstanceId, RunningInstance, StatementLimit, Store},
    vaccination::time::{Clock, in_tokyo},
};

/// The modules of one service with their dependencies. Nothing runs yet.
#[derive(Debug, Clone)]
pub struct Service {
    pub store: Store,
    pub line: Line,
    pub notices: Notices,
    pub chat: Chat,
    pub app: App,
    /// The moment from which personal data is erased.
    pub erase_from: Option<DateTime<Utc>>,
    /// The metrics and their listener, if they are served.
    pub(super) metrics: Option<(Metrics, Arc<std::net::TcpListener>)>,
}

/// The graceful shutdown timeout: how long requests in progress may take once the service is to
/// stop.
const FAREWELL: Duration = Duration::from_secs(25);

/// Opens the database. Fails if it is marked for another mode than that of the settings, or if the
/// environment changes the clock outside of a rehearsal.
pub(super) async fn open_store(
    settings: &DatabaseSettings,
    limit: StatementLimit,
) -> Result<Store, Failure> {
    #[cfg(feature = "rehearsal")]
    super::clock::turn(settings.mode)?;
    let database = settings.database();
    sqlite_file::check_folder(&database)?;
    Ok(Store::open_with_limit(&database, settings.sealer()?, limit).await?)
}

/// Opens, for a command, the database of a service that has been set up: its tables fit this
/// version, the keys are those it was filled with, and every running instance has the newest one.
pub(super) async fn ready_store(
    settings: &DatabaseSettings,
    limit: StatementLimit,
) -> Result<Store, Failure> {
    let store = open_store(settings, limit).await?;
    must_have_tables(&store).await?;
    let without = store.instances_without_newest_key(SystemClock.now()).await?;
    if let Some(instance) = without.first() {
        let newest = store.newest_key();
        return Err(lacks_newest_key(instance, newest, Tongue::of_environment()).into());
    }
    store.check_key().await?;
    Ok(store)
}

/// Describes an instance without the newest key. It could not read what is sealed with that key.
fn lacks_newest_key(instance: &RunningInstance, newest: u8, tongue: Tongue) -> String {
    let RunningInstance { key_numbers, started_at, .. } = instance;
    let started = in_tokyo(*started_at).format("%F %T");
    let minutes = INSTANCE_TTL.num_minutes();
    tongue.pick(
        format!(
            "動いているサービス（{started} に起動、持っている鍵の番号 {key_numbers}）に、SESSHU_SEALING_KEYS の先頭の鍵（番号 {newest}）がありません。このまま進めると、住民の情報がサービスから見えなくなります。先に、サービスの SESSHU_SEALING_KEYS の先頭にこの鍵を加え、すべて再起動してください。もう止めてある場合は、{minutes}分待ってからもう一度実行してください"
        ),
        format!(
            "a running instance (started {started}, keys {key_numbers}) lacks the first key of \
             SESSHU_SEALING_KEYS (number {newest}) and could not read data sealed with it. First \
             put this key at the front of the service's SESSHU_SEALING_KEYS and restart all \
             instances. If that instance has ended, run this again in {minutes} minutes"
        ),
    )
}

/// Fails if the tables are of another version, or were filled with other keys.
pub(super) async fn must_be_ready(store: &Store) -> Result<(), Failure> {
    must_have_tables(store).await?;
    Ok(store.check_key().await?)
}

/// Fails if the tables are of another version, or the database has no mark.
pub(super) async fn must_have_tables(store: &Store) -> Result<(), Failure> {
    if let Some(pending) = store.pending_migrations().await?.first() {
        let tongue = Tongue::of_environment();
        return Err(tongue
            .pick(
                format!(
                    "データベースの表が古いままです（{pending} が未適用）。sesshu migrate up を実行してください"
                ),
                format!("migration {pending} is pending: run `sesshu migrate up`"),
            )
            .into());
    }
    if !store.is_marked().await? {
        return Err(Tongue::of_environment().say(UNMARKED).into());
    }
    Ok(())
}

/// The error for a database without a mark. A program that ended between creating the tables and
/// marking the database leaves it so.
const UNMARKED: Words = (
    "データベースが本番用かリハーサル用か、まだ記されていません。sesshu migrate up を実行してください",
    "the database is not yet marked as real or for rehearsals: run `sesshu migrate up`",
);

impl Service {
    /// Opens the database and wires the modules; the tables are not changed.
    pub async fn wire(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let store = open_store(&settings.database, StatementLimit::Short).await?;
        let line = Line::new(settings.line.access()?, clock.clone())?;
        let gate = Gate::new(store.clone(), settings.limits);
        let desk = Desk::new(store.clone(), settings.programme.clone(), gate)
            .with_identity(settings.identity)
            .that_forgets_after(settings.service.idle);
        let municipality = Arc::new(settings.municipality.clone());
        let pages = settings.pages();
        let waiting_room =
            settings.waiting_room.map(|limits| WaitingRoom::new(store.clone(), limits));
        let (heard, owed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let chat = Chat {
            store: store.clone(),
            desk: desk.clone(),
            line: line.clone(),
            municipality: municipality.clone(),
            pages: pages.clone(),
            identity_in_chat: settings.identity_in_chat,
            names_on_line: settings.names_on_line,
            waiting_room: waiting_room.clone(),
            heard: heard.clone(),
            owed: owed.clone(),
        };
        let notices = Notices {
            store: store.clone(),
            line: line.clone(),
            post: settings.mail.as_ref().map(Post::new).transpose()?,
            programme: settings.programme.clone(),
            municipality: municipality.clone(),
            pages,
            names_on_line: settings.names_on_line,
            pushed: settings.pushed.clone(),
        };
        let app = App::from(Rooms {
            desk,
            store: store.clone(),
            line: line.clone(),
            secrets: settings.line.webhook_secrets()?,
            municipality,
            identity_in_chat: settings.identity_in_chat,
            pages: settings.pages(),
            site: Arc::new(settings.site()),
            waiting_room,
            bodies: http::Bodies::default(),
            readiness: http::Readiness::default(),
            clock,
            heard,
            owed,
            heartbeats: Heartbeats::default(),
        });
        let erase_from = settings.erase_from;
        Ok(Self { store, line, notices, chat, app, erase_from, metrics: None })
    }

    /// Wakes the notification task, because something was enqueued or the demo's clock was changed.
    #[cfg(feature = "rehearsal")]
    pub(super) fn hurry(&self) {
        self.app.owed.notify_one();
    }

    /// Serves until `stop` is cancelled, then finishes requests in progress.
    ///
    /// # Errors
    /// If a task of the service ends before that, or does not end in time.
    pub async fn run(self, listener: TcpListener, stop: CancellationToken) -> Result<(), Failure> {
        let desk = self.app.desk.clone();
        let store = self.store.clone();
        let instance = InstanceId::new(self.app.clock.now());
        let mut supervisor = Supervisor::new(stop.clone());
        tasks::start(&self, instance, &mut supervisor, &stop).await?;
        let router = http::HttpService::new(self.app);
        let serving = http::serve(listener, router, http::PATIENCE, stop.clone());
        supervisor.spawn("http", async move {
            serving.await;
            Ok(())
        });
        notify_systemd(NotifyState::Ready);
        let ended_early = supervisor.wait().await;
        notify_systemd(NotifyState::Stopping);
        let finish = async {
            supervisor.finish().await?;
            desk.settled().await;
            instance::withdraw(&store, instance).await;
            Ok::<_, Failure>(())
        };
        let finished = tokio::time::timeout(FAREWELL, finish).await.unwrap_or_else(|_| {
            let words =
                ("時間内に終わらない処理がありました", "some requests did not finish in time");
            Err(Tongue::of_environment().say(words).into())
        });
        ended_early.and(finished)
    }
}
