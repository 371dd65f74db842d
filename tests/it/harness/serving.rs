//! `sesshu serve` as a child process of the test.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::Mutex,
};

/// A service in a process of its own. Killed when dropped.
pub(crate) struct Serving {
    /// The address of its listener.
    pub(crate) address: String,
    child: Child,
    /// Kept open, because a process that writes into a closed pipe ends.
    #[expect(dead_code, reason = "closed when it is dropped")]
    log: Mutex<Box<dyn Read + Send>>,
}

impl Serving {
    /// Starts the command, which is `sesshu rehearse` on a free port, and waits until it listens.
    pub(crate) async fn start(mut command: Command) -> Self {
        command.env("SESSHU_LOG", "info").stdout(Stdio::null()).stderr(Stdio::piped());
        let started = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().expect("the program starts");
            let mut log = BufReader::new(child.stderr.take().unwrap());
            let mut read = Vec::new();
            let address = (&mut log).lines().map_while(Result::ok).find_map(|line| {
                let address =
                    line.split_once("serving address=").map(|(_, it)| it.trim().to_owned());
                read.push(line);
                address
            });
            let address = address.unwrap_or_else(|| panic!("it does not listen: {read:#?}"));
            Self { address, child, log: Mutex::new(Box::new(log)) }
        });
        started.await.unwrap()
    }

    pub(crate) fn of(address: String, child: Child, log: Box<dyn Read + Send>) -> Self {
        Self { address, child, log: Mutex::new(log) }
    }

    /// Sends a signal by name, e.g. `STOP`.
    pub(crate) fn signal(&self, name: &str) {
        let arguments = [format!("-{name}"), self.child.id().to_string()];
        assert!(Command::new("kill").args(arguments).status().unwrap().success());
    }

    /// Stops the service as systemd does, and waits until it has ended.
    pub(crate) async fn stops(self) {
        self.signal("TERM");
        let ended = self.ends().await;
        assert!(ended.success(), "it ends in order: {ended}");
    }

    /// Waits until the service has ended by itself.
    pub(crate) async fn ends(mut self) -> ExitStatus {
        tokio::task::spawn_blocking(move || self.child.wait()).await.unwrap().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
