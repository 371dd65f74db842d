//! Stays below LINE's rate limits, so that LINE does not refuse ("Messaging API rate limits").
//!
//! Each process limits itself. Of several instances only one sends a notification at a time, but
//! all may answer; what LINE refuses nevertheless is retried later.

use std::{fmt, num::NonZeroU32};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Calls per second, and how many of them may be made in a burst.
type Rate = (u32, u32);

const MULTICAST: Rate = (200, 20);
const LOADING: Rate = (100, 10);
/// LINE allows 10, for all processes together.
const LIST_OF_MENUS: Rate = (6, 4);
const EVERYTHING_ELSE: Rate = (2_000, 200);

/// One rate limiter per endpoint.
pub(super) struct Pace {
    reply: DefaultDirectRateLimiter,
    push: DefaultDirectRateLimiter,
    multicast: DefaultDirectRateLimiter,
    profile: DefaultDirectRateLimiter,
    loading: DefaultDirectRateLimiter,
    menus: DefaultDirectRateLimiter,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            reply: limiter(EVERYTHING_ELSE),
            push: limiter(EVERYTHING_ELSE),
            multicast: limiter(MULTICAST),
            profile: limiter(EVERYTHING_ELSE),
            loading: limiter(LOADING),
            menus: limiter(LIST_OF_MENUS),
        }
    }

    /// Waits until a call to this endpoint may be made. Endpoints that only the administration
    /// calls now and then are not limited.
    pub(super) async fn keep(&self, path: &str) {
        let limiter = match path {
            "/v2/bot/message/reply" => &self.reply,
            "/v2/bot/message/push" => &self.push,
            "/v2/bot/message/multicast" => &self.multicast,
            "/v2/bot/profile/{userId}" => &self.profile,
            "/v2/bot/chat/loading/start" => &self.loading,
            "/v2/bot/richmenu/list" => &self.menus,
            _ => return,
        };
        limiter.until_ready().await;
    }
}

fn limiter((a_second, at_once): Rate) -> DefaultDirectRateLimiter {
    let count = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    RateLimiter::direct(Quota::per_second(count(a_second)).allow_burst(count(at_once)))
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pace(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_goes_at_once_and_the_next_call_waits() {
        let pace = Pace::new();
        for _ in 0..MULTICAST.1 {
            assert!(pace.multicast.check().is_ok());
        }
        assert!(pace.multicast.check().is_err());
        assert!(pace.push.check().is_ok(), "another endpoint has a rate of its own");
        pace.keep("/v2/bot/message/multicast").await;
        pace.keep("/v2/bot/richmenu").await;
    }
}
