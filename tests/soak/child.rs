//! Runs the service in a process of its own: this very program, started to serve instead of to
//! test.

#[path = "doom.rs"]
mod doom;

use std::{
    io::Write as _,
    net::SocketAddr,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Client;
use sesshu::{
    cli::{Service, Settings},
    vaccination::time::Clock,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::doom::Steps;

/// 32 different bytes.
const SEALING_KEY: &str = "1:AgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICE=";

const SETTINGS: &str = include_str!("../../fixtures/sesshu.toml");
const FAQ: &str = include_str!("../../fixtures/faq.toml");
const TERMS: &str = include_str!("../../fixtures/terms.md");

/// The arguments that the process gets through its environment.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) address: SocketAddr,
    pub(crate) database: String,
    pub(crate) line: String,
    pub(crate) channel_secret: String,
    pub(crate) mailbox: SocketAddr,
    /// How far the clock is ahead of the system's, in milliseconds.
    pub(crate) ahead: i64,
}

/// The process, running or dead.
pub(crate) struct Killable {
    told: Mutex<Told>,
    http: Client,
    child: Mutex<Option<Child>>,
    /// The pipe for commands: when to die, and what time it is.
    word: Mutex<Option<ChildStdin>>,
}

impl Killable {
    pub(crate) fn new(told: Told, http: Client) -> Self {
        Self { told: Mutex::new(told), http, child: Mutex::default(), word: Mutex::default() }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.told.lock().unwrap().address)
    }

    /// Sets how far the next process's clock is ahead.
    pub(crate) fn turn(&self, ahead: TimeDelta) {
        self.told.lock().unwrap().ahead = ahead.num_milliseconds();
    }

    /// Starts the process. A write beyond the file size limit returns an error; SIGXFSZ does not
    /// kill it.
    fn begin(&self) {
        let told = self.told.lock().unwrap().clone();
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"])
            .arg(std::env::current_exe().unwrap())
            .args(["child::serves", "--exact", "--ignored", "--nocapture"])
            .envs(told.as_environment())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        *self.word.lock().unwrap() = child.stdin.take();
        *self.child.lock().unwrap() = Some(child);
    }

    /// Makes the process die after `steps` further steps.
    pub(crate) fn dies_after(&self, steps: usize) {
        self.hears(&format!("die {steps}"));
    }

    /// Steps the clock of the running process. The next process starts without the step.
    pub(crate) fn step_clock(&self, step: TimeDelta) {
        let ahead = self.told.lock().unwrap().ahead + step.num_milliseconds();
        self.hears(&format!("ahead {ahead}"));
    }

    fn hears(&self, word: &str) {
        // The process may be dead before it reads the line.
        drop(writeln!(self.word.lock().unwrap().as_ref().unwrap(), "{word}"));
    }

    pub(crate) fn has_died(&self) -> bool {
        let mut child = self.child.lock().unwrap();
        child.as_mut().is_some_and(|child| child.try_wait().unwrap().is_some())
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.lock().unwrap().as_ref().unwrap().id()
    }

    pub(crate) async fn kill(&self) {
        let child = self.child.lock().unwrap().take();
        if let Some(mut child) = child {
            // SIGKILL: the process finishes nothing and reports nothing.
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Starts the process and waits until it responds.
    pub(crate) async fn start(&self) {
        self.begin();
        let url = format!("{}/readyz", self.url());
        for _ in 0..1_500 {
            if self.http.get(&url).send().await.is_ok_and(|it| it.status() == 200) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the service does not come up");
    }
}

/// Returns a free address that remains available for a restart: its port is below those that the
/// kernel gives to outgoing connections, one of which could take it while the service is dead.
pub(crate) fn free_address() -> SocketAddr {
    loop {
        let address = SocketAddr::from(([127, 0, 0, 1], rand::random_range(10_000..20_000)));
        if std::net::TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

impl Drop for Killable {
    fn drop(&mut self) {
        if let Some(child) = self.child.get_mut().unwrap() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Told {
    fn as_environment(&self) -> [(&'static str, String); 6] {
        [
            ("SOAK_ADDRESS", self.address.to_string()),
            ("SOAK_DATABASE", self.database.clone()),
            ("SOAK_LINE", self.line.clone()),
            ("SOAK_CHANNEL_SECRET", self.channel_secret.clone()),
            ("SOAK_MAILBOX", self.mailbox.to_string()),
            ("SOAK_AHEAD", self.ahead.to_string()),
        ]
    }

    fn from_environment() -> Option<Self> {
        let told = |name: &str| std::env::var(name).ok();
        Some(Self {
            address: told("SOAK_ADDRESS")?.parse().unwrap(),
            database: told("SOAK_DATABASE")?,
            line: told("SOAK_LINE")?,
            channel_secret: told("SOAK_CHANNEL_SECRET")?,
            mailbox: told("SOAK_MAILBOX")?.parse().unwrap(),
            ahead: told("SOAK_AHEAD")?.parse().unwrap(),
        })
    }

    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::parse(SETTINGS, |name| {
            Ok::<_, String>(if name == "faq.toml" { FAQ } else { TERMS }.to_owned())
        })
        .unwrap();
        settings.line.channel_secrets = vec![self.channel_secret.clone().into()];
        settings.rehearse_at(self.line.parse().unwrap());
        settings.service.public_url = "http://127.0.0.1".parse().unwrap();
        settings.database.url = self.database.clone().into();
        settings.database.sealing_keys = Some(SEALING_KEY.into());
        // In the soak and the race there is no queue: they test what happens after admission.
        settings.waiting_room = settings.waiting_room.filter(|_| crate::WAITING_ROOM);
        // So that a reminder and a cancellation can coincide.
        settings.programme.cancel_until_days_before = 1;
        // People link in the chat.
        settings.identity_in_chat = true;
        settings.names_on_line = true;
        let mail = settings.mail.as_mut().unwrap();
        (mail.host, mail.port) = (self.mailbox.ip().to_string(), self.mailbox.port());
        settings
    }
}

/// The system's clock, shifted forward.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead(pub(crate) TimeDelta);

impl Clock for Ahead {
    #[expect(clippy::disallowed_methods, reason = "the process has a clock of its own")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.0
    }
}

/// The clock of the process: the system's, shifted by the offset set last, in milliseconds.
#[derive(Debug, Clone)]
struct Steppable(Arc<AtomicI64>);

impl Clock for Steppable {
    fn now(&self) -> DateTime<Utc> {
        Ahead(TimeDelta::milliseconds(self.0.load(Ordering::SeqCst))).now()
    }
}

/// Executes the commands on standard input, one a line.
fn listens(steps: Arc<Steps>, clock: Steppable) {
    std::thread::spawn(move || {
        for line in std::io::stdin().lines() {
            let line = line.unwrap();
            let (word, number) = line.split_once(' ').unwrap();
            match word {
                "die" => steps.leave(number.parse().unwrap()),
                "ahead" => clock.0.store(number.parse().unwrap(), Ordering::SeqCst),
                _ => panic!("what is {word:?}?"),
            }
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the service that the soak starts and kills, not a test"]
async fn serves() {
    let Some(told) = Told::from_environment() else { return };
    let clock = Steppable(Arc::new(AtomicI64::new(told.ahead)));
    listens(doom::counts(), clock.clone());
    let filter = tracing_subscriber::EnvFilter::try_from_env("SESSHU_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let service = Service::wire(&told.settings(), Arc::new(clock)).await.unwrap();
    let listener = TcpListener::bind(told.address).await.unwrap();
    service.run(listener, CancellationToken::new()).await.unwrap();
}
