//! Repeating a transaction that lost against a concurrent one.

use std::time::Duration;

use super::StorageError;

/// How often a transaction is tried before its failure is returned.
const MAX_ATTEMPTS: u32 = 4;
/// Before the second attempt. It doubles before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// An error that may report contention.
pub trait MayBeContention {
    /// Returns whether the transaction was rolled back because of a concurrent one.
    fn is_contention(&self) -> bool;
}

impl MayBeContention for StorageError {
    fn is_contention(&self) -> bool {
        Self::is_contention(self)
    }
}

/// Runs a transaction, and runs it again if it lost against a concurrent one (serialization
/// failure, deadlock). `attempt` begins and commits it, and has no other lasting effect.
pub async fn with_retries<T, E, F>(attempt: impl Fn() -> F) -> Result<T, E>
where
    E: MayBeContention,
    F: Future<Output = Result<T, E>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..MAX_ATTEMPTS {
        match attempt().await {
            Err(error) if error.is_contention() => {
                tracing::debug!(
                    "a transaction was repeated after a conflict with a concurrent one"
                );
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
    attempt().await
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    struct Contention(bool);

    impl MayBeContention for Contention {
        fn is_contention(&self) -> bool {
            self.0
        }
    }

    /// Returns how often it was tried, and whether it succeeded in the end.
    async fn tries(failures: u32, contention: bool) -> (u32, bool) {
        let count = Cell::new(0);
        let attempt = || async {
            count.set(count.get() + 1);
            if count.get() <= failures { Err(Contention(contention)) } else { Ok(()) }
        };
        let outcome = with_retries(attempt).await;
        (count.get(), outcome.is_ok())
    }

    #[tokio::test]
    async fn contention_is_retried_a_bounded_number_of_times() {
        assert_eq!(tries(0, true).await, (1, true));
        assert_eq!(tries(3, true).await, (4, true));
        assert_eq!(tries(9, true).await, (4, false));
    }

    #[tokio::test]
    async fn other_errors_are_not_retried() {
        assert_eq!(tries(9, false).await, (1, false));
    }
}
