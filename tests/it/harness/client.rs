//! An HTTP client without redirects and with a timeout. One for each test, because its connections
//! belong to the runtime of its first use.

use std::time::Duration;

use reqwest::{Client, redirect::Policy};

pub(crate) fn client() -> Client {
    Client::builder()
        .timeout(Duration::from_secs(20))
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .expect("a client can be built")
}
