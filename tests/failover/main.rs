//! Failover of PostgreSQL under load: two servers under Patroni with synchronous replication behind
//! HAProxy, and three replicas of the service. The primary is switched over, its server is killed,
//! its host is killed, its host is frozen. No acknowledged result may be lost or doubled, and the
//! service has to recover by itself within a time limit.
//!
//! `make failover` starts the cluster and runs this test. Without a cluster it does nothing.
//! `SESSHU_FAILOVER_ROUNDS` sets how often each failure happens.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[path = "../racing/answers.rs"]
mod answers;
#[path = "../racing/check.rs"]
#[expect(dead_code, reason = "no copy is taken here")]
mod check;
#[path = "../soak/child.rs"]
#[expect(dead_code, reason = "here the database is what is killed")]
mod child;
#[path = "../it/harness/client.rs"]
mod client;
mod cluster;
#[path = "../soak/connection.rs"]
mod connection;
#[path = "../it/harness/coupon.rs"]
mod coupon;
#[path = "../it/harness/fresh.rs"]
#[expect(dead_code, reason = "SQLite does not fail over")]
mod fresh;
#[path = "../it/harness/hall.rs"]
mod hall;
#[path = "../racing/people.rs"]
#[expect(dead_code, reason = "the load is steady here")]
mod people;
#[path = "../racing/town.rs"]
#[expect(dead_code, reason = "the database is troubled by the cluster")]
mod town;

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use self::{cluster::Cluster, fresh::Fresh, people::Crowd, town::Town};

/// Whether residents have to go through the waiting room.
const WAITING_ROOM: bool = false;
/// Whether staff revoke coupons during the run.
const COUPONS_ARE_REVOKED: bool = false;

const PEOPLE: usize = 60;
const REPLICAS: usize = 3;
/// The number of concurrent acts, with a pause after each. Kept low because the cluster runs on the
/// same two cores.
const WORKERS: usize = 18;
const PAUSE: Duration = Duration::from_millis(60);
/// The time from the promotion of the standby until the failed server returns.
const ABSENCE: Duration = Duration::from_secs(8);
/// How long the load continues after the cluster is healthy again.
const AFTERWARDS: Duration = Duration::from_secs(3);

/// What happens to the primary, and how long the service may be unavailable.
#[derive(Debug, Clone, Copy)]
enum Failure {
    Switchover,
    ServerKilled,
    HostKilled,
    HostFrozen,
}

impl Failure {
    const ALL: [Self; 4] =
        [Self::Switchover, Self::ServerKilled, Self::HostKilled, Self::HostFrozen];

    fn goal(self) -> Duration {
        Duration::from_secs(match self {
            Self::Switchover | Self::ServerKilled => 15,
            // The lock of a silent host expires after 20 seconds (`ttl`).
            Self::HostKilled | Self::HostFrozen => 35,
        })
    }

    async fn happen(self, cluster: &Cluster) {
        let primary = cluster.primary().await;
        let host = primary.as_str();
        self.begin_at(host, cluster).await;
        cluster.left_by(host).await;
        self.end_at(host, cluster).await;
        cluster.healthy().await;
    }

    async fn begin_at(self, host: &str, cluster: &Cluster) {
        match self {
            Self::Switchover => drop(cluster.run(&["switchover"]).await),
            Self::ServerKilled => drop(cluster.run(&["kill-server", host]).await),
            Self::HostKilled => drop(cluster.run(&["kill-host", host]).await),
            Self::HostFrozen => drop(cluster.run(&["freeze", host]).await),
        }
    }

    /// Brings the failed host back, some time after its standby was promoted.
    async fn end_at(self, host: &str, cluster: &Cluster) {
        tokio::time::sleep(ABSENCE).await;
        match self {
            Self::Switchover | Self::ServerKilled => {}
            Self::HostKilled => drop(cluster.run(&["start-host", host]).await),
            // Patroni's watchdog resets a machine that was frozen for longer than `ttl`. Without
            // the watchdog the thawed Patroni (3.0.2, etcd v3) may take its lock back from the new
            // primary, and what was committed there in the meantime is lost.
            Self::HostFrozen => {
                cluster.run(&["kill-host", host]).await;
                cluster.run(&["start-host", host]).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_true_after_failovers() {
    let Some(cluster) = Cluster::of_environment() else { return };
    let rounds = std::env::var("SESSHU_FAILOVER_ROUNDS").map_or(5, |text| text.parse().unwrap());
    let fresh = Fresh::postgres().await;
    let town = Town::open(&fresh, PEOPLE, REPLICAS).await;
    let crowd = Crowd::arrives(&town, PEOPLE, 20_261_130).await;
    let stop = CancellationToken::new();
    let load = async {
        let workers = (0..WORKERS).map(|_| async {
            while !stop.is_cancelled() {
                crowd.one_act().await;
                tokio::time::sleep(PAUSE).await;
            }
        });
        futures_util::future::join_all(workers).await;
    };
    let failing = async {
        let worst = fail(&cluster, &town, rounds).await;
        stop.cancel();
        worst
    };
    let ((), worst) = tokio::join!(load, failing);
    for replica in &town.replicas {
        replica.kill().await;
    }
    // The URL leads through HAProxy to the surviving primary.
    check::everything(&fresh.url, crowd.answers()).await;
    town.close().await;
    fresh.close().await;
    for (failure, longest) in worst {
        eprintln!("{failure:?}: no longer than {longest:?} without service");
        assert!(longest <= failure.goal(), "{failure:?}: {longest:?} without service");
    }
}

/// Causes each failure `rounds` times. Returns for each the longest time in which a replica
/// completed no change, counting bookings, refusals and cancellations alike.
async fn fail(cluster: &Cluster, town: &Town, rounds: usize) -> Vec<(Failure, Duration)> {
    tokio::time::sleep(AFTERWARDS).await;
    let mut worst = Vec::new();
    for failure in Failure::ALL {
        let mut longest = Duration::ZERO;
        for round in 1..=rounds {
            cluster.healthy().await;
            let since = Instant::now();
            failure.happen(cluster).await;
            tokio::time::sleep(AFTERWARDS).await;
            let gaps: Vec<_> =
                (0..REPLICAS).map(|replica| town.longest_gap(replica, since)).collect();
            eprintln!("{failure:?} {round}: without service {gaps:?}");
            longest = gaps.into_iter().fold(longest, Duration::max);
        }
        worst.push((failure, longest));
    }
    worst
}
