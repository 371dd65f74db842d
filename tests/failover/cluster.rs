//! The cluster that `scripts/failover/cluster.sh run` has started.

use std::process::Command;

pub(crate) struct Cluster {
    script: String,
}

impl Cluster {
    /// Returns the cluster named by the environment, or `None` if none was started.
    pub(crate) fn of_environment() -> Option<Self> {
        let script = std::env::var("SESSHU_FAILOVER_CLUSTER").ok()?;
        Some(Self { script })
    }

    /// Returns the name of the primary.
    pub(crate) async fn primary(&self) -> String {
        self.run(&["primary"]).await.trim().to_owned()
    }

    /// Waits until a server other than `primary` is the primary.
    pub(crate) async fn left_by(&self, primary: &str) {
        self.run(&["left-by", primary]).await;
    }

    /// Waits until the other server is a synchronous standby.
    pub(crate) async fn healthy(&self) {
        self.run(&["healthy"]).await;
    }

    pub(crate) async fn run(&self, words: &[&str]) -> String {
        let mut command = Command::new(&self.script);
        command.args(words);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}
