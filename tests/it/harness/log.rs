//! What the service logs during the tests.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
};

use sesshu::cli::may_be_logged;
use tracing_subscriber::{
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Everything logged by all tests of this run since the log was first requested.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    // As `sesshu serve` logs with `SESSHU_LOG=trace`.
    tracing_subscriber::registry()
        .with(filter_fn(may_be_logged))
        .with(fmt::layer().with_ansi(false).with_writer(log.clone()))
        .init();
    log
});

/// Starts logging into memory.
pub(crate) fn kept() -> Log {
    LOG.clone()
}

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
