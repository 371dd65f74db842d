//! Shows a loading indicator when an answer takes long.

use std::{pin::pin, time::Duration};

use tokio::time::sleep;

/// How long an answer may take before the person is shown that it is on its way.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Runs `answer`. After a delay runs `sign` too, without making `answer` wait for it.
pub(super) async fn with_patience<T>(
    answer: impl Future<Output = T>,
    sign: impl Future<Output = ()>,
) -> T {
    with(PATIENCE, answer, sign).await
}

async fn with<T>(
    patience: Duration,
    answer: impl Future<Output = T>,
    sign: impl Future<Output = ()>,
) -> T {
    let mut answer = pin!(answer);
    tokio::select! {
        biased;
        answered = &mut answer => return answered,
        () = sleep(patience) => {}
    }
    tokio::select! {
        answered = &mut answer => answered,
        () = sign => answer.await,
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn a_quick_answer_comes_without_a_sign() {
        let sign = async { panic!("there was no need") };
        assert_eq!(with(Duration::ZERO, async { "hello" }, sign).await, "hello");
    }

    #[tokio::test]
    async fn a_slow_answer_is_announced() {
        let (shown, seen) = oneshot::channel();
        let answer = async { seen.await.map(|()| "hello") };
        let sign = async { shown.send(()).unwrap() };
        assert_eq!(with(Duration::ZERO, answer, sign).await, Ok("hello"));
    }

    #[tokio::test]
    async fn the_answer_does_not_wait_for_a_sign_that_gets_stuck() {
        let (begun, begins) = oneshot::channel();
        let answer = async { begins.await.map(|()| "hello") };
        let sign = async {
            begun.send(()).unwrap();
            pending::<()>().await;
        };
        assert_eq!(with(Duration::ZERO, answer, sign).await, Ok("hello"));
    }
}
