//! An HTTP client that follows nothing and waits for nobody for ever. One for each test: its
//! connections belong to the runtime it was first used in.

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
