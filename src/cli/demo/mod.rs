//! `sesshu demo`: everything on one machine, with fictional people and a simulator instead of LINE.

mod clock;
mod crowd;
mod keys;
mod town;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use chrono::{DateTime, FixedOffset, Utc};
use clap::Args;
use line_simulator::{Channel, Config, LiffApp, LoginChannel, Note, Running};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::clock::SimulatedClock;
use super::{
    Failure,
    print::{Tongue, say},
    rich_menu,
    service::Service,
    settings::Settings,
    shutdown,
};
use crate::vaccination::time::Clock;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The address at which the service listens
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address at which the LINE simulator listens; open it in a browser to see the phone
    #[arg(long, default_value = "127.0.0.1:8090")]
    simulator: SocketAddr,
    /// Keep the data in this folder; by default it is deleted when the demo ends
    #[arg(long)]
    data: Option<PathBuf>,
    /// Start the demo's clock at this moment, e.g. 2026-11-24T10:00:00+09:00
    #[arg(long)]
    now: Option<DateTime<FixedOffset>>,
    /// The number of people who are already queued, to see the waiting room
    #[arg(long, default_value_t = 0)]
    crowd: u32,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let stop = shutdown::on_signal()?;
    let folder = keys::DataFolder::open(options.data.as_deref())?;
    let clock = line_simulator::Clock::running();
    if let Some(now) = options.now {
        clock.set(now.with_timezone(&Utc));
    }
    let listener = TcpListener::bind(options.listen).await?;
    let service_url = format!("http://{}", listener.local_addr()?);

    let mut settings = town::settings()?;
    settings.line.channel_secrets = vec![keys::random_secret()];
    settings.line.login_channel_secret = Some(keys::random_secret());
    let simulator =
        line_simulator::start(simulated(&settings, &options, &service_url)?, clock.clone()).await?;
    settings.rehearse_at(simulator.url().parse()?);
    settings.service.public_url = service_url.parse()?;
    settings.database.url = folder.database_url().into();
    settings.database.sealing_keys = Some(folder.sealing_key()?);
    // No mail leaves the demo: it is shown next to the phone.
    if let (Some(mail), Some(mailbox)) = (&mut settings.mail, simulator.mailbox()) {
        (mail.host, mail.port) = (mailbox.ip().to_string(), mailbox.port());
    }

    if options.crowd > 0 {
        settings.waiting_room = Some(crowd::NARROW);
    }
    let clock: Arc<dyn Clock> = Arc::new(SimulatedClock(clock));
    let service = Service::wire(&settings, clock.clone()).await?;
    service.store.migrate().await?;
    town::settle(&service.store, &settings.municipality.issuer, clock.now()).await?;
    let menus = rich_menu::drawn(&settings, None)?;
    rich_menu::apply(&menus, &service.line, &service.store, clock.as_ref()).await?;
    tokio::spawn(ring_when_the_clock_turns(
        service.clone(),
        simulator_clock(&simulator),
        stop.clone(),
    ));
    if let (Some(room), 1..) = (&service.app.waiting_room, options.crowd) {
        room.step(clock.now()).await?;
        crowd::gather(room.clone(), options.crowd, clock, stop.clone()).await?;
    }
    announce(&simulator, &service_url)?;
    service.run(listener, stop).await?;
    simulator.shutdown().await;
    Ok(())
}

/// Returns the simulator's configuration.
fn simulated(settings: &Settings, options: &Options, service: &str) -> Result<Config, Failure> {
    use secrecy::ExposeSecret;
    let secret = settings.line.channel_secrets.first().ok_or("no channel secret")?;
    let login = settings.line.login_channel_secret.as_ref().ok_or("no login secret")?;
    Ok(Config {
        listen: options.simulator,
        channel: Channel {
            id: settings.line.channel_id.clone(),
            secret: secret.expose_secret().to_owned(),
            display_name: format!("{} {}", settings.municipality.name.ja, "ワクチン接種予約"),
            basic_id: "@shiokaze-demo".to_owned(),
            ..Channel::default()
        },
        login: LoginChannel {
            id: settings.line.login_channel_id.clone(),
            secret: login.expose_secret().to_owned(),
        },
        liff: vec![LiffApp::new(&settings.line.liff_id, format!("{service}/liff"))],
        webhook_url: Some(format!("{service}/line/webhook")),
        mailbox: Some(SocketAddr::new(options.simulator.ip(), 0)),
        notes: town::NOTES
            .iter()
            .map(|(title, text)| Note { title: (*title).to_owned(), text: (*text).to_owned() })
            .collect(),
        ..Config::default()
    })
}

fn simulator_clock(simulator: &Running) -> line_simulator::Clock {
    simulator.simulator().clock().clone()
}

/// Wakes the notification task when the demo's clock is changed, so that due notifications are sent
/// immediately and not in the next round.
async fn ring_when_the_clock_turns(
    service: Service,
    clock: line_simulator::Clock,
    stop: CancellationToken,
) {
    let mut turned = clock.turned();
    while let Some(Ok(())) = stop.run_until_cancelled(turned.changed()).await {
        service.hurry();
    }
}

/// Prints the addresses of phone and pages.
fn announce(simulator: &Running, service: &str) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let phone = simulator.url();
    say(tongue.pick(
        format!(
            "
  Sesshu のデモです: 潮風市（市も人も架空です。LINEのアカウントは要りません）

  スマートフォン {phone}/
  予約の画面     {service}/liff/

  接種券 1234567890、生年月日 1950-05-05 でお試しください。Ctrl-C で終わります。
"
        ),
        format!(
            "
  Sesshu demo: 潮風市, made-up people, no LINE account needed

  The phone      {phone}/
  The service    {service}/liff/

  Try coupon 1234567890, born 1950-05-05. Stop with Ctrl-C.
"
        ),
    ))
}
