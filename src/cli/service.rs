//! Wiring: from settings to rooms that know each other, and running them together.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use sd_notify::NotifyState;
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

use super::{
    Failure,
    metrics::Metrics,
    monitor::notify_systemd,
    print::Tongue,
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
    storage::Store,
    vaccination::time::Clock,
};

/// The rooms of one service, each knowing those it needs. Nothing runs yet.
#[derive(Debug, Clone)]
pub struct Service {
    pub store: Store,
    pub line: Line,
    pub notices: Notices,
    pub chat: Chat,
    pub app: App,
    /// From when on personal data is erased.
    pub erase_from: Option<DateTime<Utc>>,
    /// Where metrics are served, if they are.
    pub(super) metrics: Option<(Metrics, Arc<std::net::TcpListener>)>,
}

/// How long requests under way may take once the service is to stop.
const FAREWELL: Duration = Duration::from_secs(25);

pub(super) async fn open_store(settings: &DatabaseSettings) -> Result<Store, Failure> {
    sqlite_file::check_folder(&settings.database())?;
    Ok(Store::open(&settings.database(), settings.sealer()?).await?)
}

/// The database of a service that has been set up: its tables fit this version, and the keys are
/// those it was filled with.
pub(super) async fn ready_store(settings: &DatabaseSettings) -> Result<Store, Failure> {
    let store = open_store(settings).await?;
    must_be_ready(&store).await?;
    Ok(store)
}

/// An error where the tables are of another version, or were filled with other keys.
pub(super) async fn must_be_ready(store: &Store) -> Result<(), Failure> {
    if let Some(pending) = store.pending_migrations().await?.first() {
        let tongue = Tongue::of_environment();
        return Err(tongue
            .pick(
                format!(
                    "データベースの表が古いままです（{pending} が未適用）。sesshu migrate up を実行してください"
                ),
                format!("the database lacks {pending}; run `sesshu migrate up`"),
            )
            .into());
    }
    Ok(store.check_key().await?)
}

impl Service {
    /// Opens the database and wires the rooms; the tables are left as they are.
    pub async fn wire(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let store = open_store(&settings.database).await?;
        let line = Line::new(settings.line.access()?, clock.clone())?;
        let gate = Gate::new(store.clone(), settings.limits);
        let desk = Desk::new(store.clone(), settings.programme.clone(), gate)
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
            pushed: settings.pushed.clone(),
        };
        let app = App::from(Rooms {
            desk,
            store: store.clone(),
            line: line.clone(),
            secrets: settings.line.webhook_secrets()?,
            municipality,
            pages: settings.pages(),
            site: Arc::new(settings.site()),
            waiting_room,
            bodies: http::Bodies::default(),
            clock,
            heard,
            owed,
            heartbeats: Heartbeats::default(),
        });
        let erase_from = settings.erase_from;
        Ok(Self { store, line, notices, chat, app, erase_from, metrics: None })
    }

    /// Rings the notices' bell: something is owed, or the demo's clock was turned.
    #[cfg(feature = "demo")]
    pub(super) fn hurry(&self) {
        self.app.owed.notify_one();
    }

    /// Serves until `stop` is cancelled; then lets requests under way finish.
    ///
    /// # Errors
    /// When a task of the service ends before that, or does not end in time.
    pub async fn run(self, listener: TcpListener, stop: CancellationToken) -> Result<(), Failure> {
        let desk = self.app.desk.clone();
        let mut supervisor = Supervisor::new(stop.clone());
        tasks::start(&self, &mut supervisor, &stop).await?;
        let router = http::router(self.app);
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
            Ok::<_, Failure>(())
        };
        let finished = tokio::time::timeout(FAREWELL, finish).await.unwrap_or_else(|_| {
            let words = ("時間内に終わらない処理がありました", "some requests did not end in time");
            Err(Tongue::of_environment().say(words).into())
        });
        ended_early.and(finished)
    }
}
