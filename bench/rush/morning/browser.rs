//! The connections that a proxy in front would share, and the cookies of one browser.

use std::{
    collections::BTreeMap,
    fmt::Write,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use crate::phone::Phone;

/// A pool of open connections. If none is idle, a new one is opened.
#[derive(Clone)]
pub(super) struct Proxy {
    address: Arc<str>,
    idle: Arc<Mutex<Vec<Phone>>>,
}

impl Proxy {
    pub(super) fn to(address: &str) -> Self {
        Self { address: address.into(), idle: Arc::default() }
    }
}

pub(super) struct Browser {
    proxy: Proxy,
    /// The browser's address as the proxy reports it.
    home: Ipv4Addr,
    cookies: BTreeMap<String, String>,
}

/// A response, its body parsed if it is JSON.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    /// Empty if the response has none.
    pub(super) etag: String,
}

impl Answer {
    pub(super) fn is_one_of(&self, statuses: &[u16]) {
        assert!(statuses.contains(&self.status), "{}: {}", self.status, self.body);
    }
}

impl Browser {
    pub(super) fn new(proxy: Proxy, house: usize) -> Self {
        let home = Ipv4Addr::from_bits(0x0a00_0000 + u32::try_from(house).unwrap());
        Self { proxy, home, cookies: BTreeMap::new() }
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.asks(&format!("GET {path} HTTP/1.1\r\n"), "").await
    }

    /// Loads a file of the pages, unless it still matches the entity tag `held`. Returns status and
    /// entity tag.
    pub(super) async fn load(&mut self, path: &str, held: Option<&str>) -> (u16, String) {
        let mut head = format!("GET {path} HTTP/1.1\r\naccept-encoding: gzip, deflate, br\r\n");
        if let Some(tag) = held {
            write!(head, "if-none-match: {tag}\r\n").unwrap();
        }
        let Answer { status, etag, .. } = self.asks(&head, "").await;
        (status, etag)
    }

    pub(super) async fn sends(
        &mut self,
        method: &str,
        path: &str,
        key: &str,
        form: &Value,
    ) -> Answer {
        let form = form.to_string();
        let mut head = format!("{method} {path} HTTP/1.1\r\ncontent-type: application/json\r\n");
        write!(head, "content-length: {}\r\n", form.len()).unwrap();
        if !key.is_empty() {
            write!(head, "idempotency-key: {key}\r\n").unwrap();
        }
        self.asks(&head, &form).await
    }

    async fn asks(&mut self, head: &str, form: &str) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let home = self.home;
        let request = format!(
            "{head}host: sesshu\r\nx-forwarded-for: {home}\r\ncookie: {cookies}\r\n\r\n{form}"
        );
        let idle = self.proxy.idle.lock().unwrap().pop();
        let mut phone = match idle {
            Some(phone) => phone,
            None => Phone::connect(&self.proxy.address).await,
        };
        let said = phone.asks(&request).await;
        for line in said.head.lines() {
            let Some(cookie) = line.strip_prefix("set-cookie: ") else { continue };
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let etag = said.head.lines().find_map(|line| line.strip_prefix("etag: "));
        let answer = Answer {
            status: said.status,
            etag: etag.unwrap_or_default().to_owned(),
            body: serde_json::from_slice(said.body).unwrap_or_default(),
        };
        self.proxy.idle.lock().unwrap().push(phone);
        answer
    }
}
