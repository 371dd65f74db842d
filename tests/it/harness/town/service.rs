//! The service, wired as `sesshu serve` wires it, and served. Tests run its workers themselves.

use std::{net::SocketAddr, sync::Arc};

use chrono::{DateTime, Utc};
use line_simulator::Running;
use sesshu::{
    cli::{Service, Settings},
    http::{self, Rooms},
    vaccination::time::Clock,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::harness::{database::TestDatabase, key::written_key};

/// A served `service` at `address`. Closes when dropped.
pub(super) struct Door {
    pub(super) address: SocketAddr,
    pub(super) service: Service,
    closing: CancellationToken,
    served: Option<JoinHandle<()>>,
    _closes: DropGuard,
}

/// A clock shared by the simulator and the service.
#[derive(Debug)]
pub(super) struct OneClock(pub(super) line_simulator::Clock);

impl Clock for OneClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

impl Door {
    pub(super) async fn open(
        listener: TcpListener,
        settings: &Settings,
        clock: &line_simulator::Clock,
    ) -> Self {
        let service = wire(settings, clock).await;
        let address = listener.local_addr().unwrap();
        let closing = CancellationToken::new();
        let router = http::HttpService::new(service.app.clone());
        let served = tokio::spawn(http::serve(listener, router, http::PATIENCE, closing.clone()));
        let closes = closing.clone().drop_guard();
        Self { address, service, closing, served: Some(served), _closes: closes }
    }

    /// Stops serving, and returns when all connections are closed, idle ones included.
    pub(super) fn close(&mut self) -> impl Future<Output = ()> + use<> {
        self.closing.cancel();
        let served = self.served.take();
        let store = self.service.store.clone();
        async move {
            if let Some(served) = served {
                served.await.expect("the service ends in order");
            }
            store.close().await.expect("the store closes");
        }
    }
}

pub(super) async fn wire(settings: &Settings, clock: &line_simulator::Clock) -> Service {
    let clock = Arc::new(OneClock(clock.clone()));
    let mut service = Service::wire(settings, clock).await.expect("the service is wired");
    // The clock stands still, so that a cache would never get old by it.
    let rooms = Rooms::clone(&service.app);
    service.app = Rooms { desk: rooms.desk.that_looks_each_time(), ..rooms }.into();
    service
}

pub(super) async fn listen(address: &str) -> TcpListener {
    TcpListener::bind(address).await.expect("the address is free")
}

/// Sets the addresses of database, LINE and mail server.
pub(super) fn tell(settings: &mut Settings, database: &TestDatabase, line: &Running) {
    settings.line.channel_secrets = vec![line.simulator().config().channel.secret.clone().into()];
    settings.line.login_channel_secret =
        Some(line.simulator().config().login.secret.clone().into());
    settings.rehearse_at(line.url().parse().unwrap());
    settings.service.public_url = "http://127.0.0.1".parse().unwrap();
    settings.database.url = database.url().into();
    settings.database.sealing_keys = Some(written_key(1).into());
    let mail = settings.mail.as_mut().expect("the fixtures have a mail server");
    let mailbox = line.mailbox().expect("there is a mailbox");
    (mail.host, mail.port) = (mailbox.ip().to_string(), mailbox.port());
}
