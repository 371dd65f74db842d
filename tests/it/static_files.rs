//! The files of the pages: encodings, entity tags, conditional requests and caching.

use std::{collections::HashSet, fs, io::Read, path::Path};

use flate2::read::GzDecoder;
use reqwest::{
    Method, Response, StatusCode,
    header::{
        ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG,
        IF_NONE_MATCH, VARY,
    },
};

use crate::harness::{client::client, database::TestDatabase, town::Town};

/// What current browsers send.
const BROWSER: &str = "gzip, deflate, br, zstd";

async fn an_asset_is_sent_in_the_encoding_that_the_client_prefers(database: TestDatabase) {
    let town = Town::open(database).await;
    let script = script();
    for (accepted, expected) in [
        (BROWSER, Some("br")),
        ("br", Some("br")),
        ("BR", Some("br")),
        ("gzip", Some("gzip")),
        ("gzip, deflate", Some("gzip")),
        ("br;q=0.5, gzip;q=0.9", Some("gzip")),
        ("br;q=0, gzip", Some("gzip")),
        ("br ; q=0.000, gzip;q=0.001", Some("gzip")),
        ("*", Some("br")),
        ("br;q=0, *;q=0.1", Some("gzip")),
        ("identity;q=0, gzip", Some("gzip")),
        ("identity;q=0, *;q=0.5", Some("br")),
        ("identity, gzip;q=0.5", None),
        ("br;q=0.1, gzip;q=0.1, *;q=0.5", None),
        ("identity", None),
        ("gzip;q=0, br;q=0", None),
        ("deflate, zstd", None),
        ("", None),
    ] {
        let response = get(&town, &script, &[(ACCEPT_ENCODING.as_str(), accepted)]).await;
        assert_eq!(response.status(), StatusCode::OK, "{accepted}");
        let encoding =
            response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!(encoding, expected, "{accepted}");
    }
}

async fn every_asset_has_an_entity_tag_for_each_encoding(database: TestDatabase) {
    let town = Town::open(database).await;
    for path in paths() {
        let plain = fs::read(dist().join(path.trim_start_matches("/liff/"))).unwrap();
        let mut tags = HashSet::new();
        for accepted in ["identity", "gzip", "br"] {
            let response = get(&town, &path, &[(ACCEPT_ENCODING.as_str(), accepted)]).await;
            let headers = response.headers().clone();
            let body = response.bytes().await.unwrap();
            assert_eq!(headers[VARY], "accept-encoding", "{path} {accepted}");
            let length: usize = headers[CONTENT_LENGTH].to_str().unwrap().parse().unwrap();
            assert_eq!(length, body.len(), "{path} {accepted}");
            match accepted {
                "identity" => assert_eq!(body, plain, "{path}"),
                _ => assert_eq!(headers[CONTENT_ENCODING], accepted, "{path}"),
            }
            if accepted == "gzip" {
                let mut decoded = Vec::new();
                GzDecoder::new(&body[..]).read_to_end(&mut decoded).unwrap();
                assert_eq!(decoded, plain, "{path}");
            }
            if accepted == "br" {
                let file = dist().join(format!("{}.br", path.trim_start_matches("/liff/")));
                assert_eq!(body, fs::read(file).unwrap(), "{path} is compressed once");
            }
            let tag = headers[ETAG].to_str().unwrap().to_owned();
            assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
            tags.insert(tag);
        }
        assert_eq!(tags.len(), 3, "{path}");
    }
}

async fn a_client_that_holds_the_entity_tag_gets_not_modified(database: TestDatabase) {
    let town = Town::open(database).await;
    for path in [script().as_str(), "/liff/", "/liff/mypage"] {
        let response = get(&town, path, &[(ACCEPT_ENCODING.as_str(), BROWSER)]).await;
        let tag = response.headers()[ETAG].to_str().unwrap().to_owned();
        let identity = get(&town, path, &[]).await.headers()[ETAG].to_str().unwrap().to_owned();
        for (condition, expected) in [
            (tag.clone(), 304),
            (format!("W/{tag}"), 304),
            (format!("\"other\", {tag}"), 304),
            (format!("\"a,comma\" ,W/{tag}, \"other\""), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
            (tag.trim_matches('"').to_owned(), 200),
            (identity, 200),
        ] {
            let conditional =
                [(ACCEPT_ENCODING.as_str(), BROWSER), (IF_NONE_MATCH.as_str(), condition.as_str())];
            let response = get(&town, path, &conditional).await;
            assert_eq!(response.status().as_u16(), expected, "{path} {condition}");
            assert_eq!(response.headers()[ETAG], tag, "{path} {condition}");
            assert_eq!(response.headers()[VARY], "accept-encoding", "{path} {condition}");
            assert!(response.headers().contains_key(CACHE_CONTROL), "{path} {condition}");
            if expected == 304 {
                assert!(!response.headers().contains_key(CONTENT_ENCODING), "{path} {condition}");
                assert_eq!(response.bytes().await.unwrap().len(), 0, "{path} {condition}");
            }
        }
    }
}

async fn an_asset_may_be_kept_for_ever_and_the_page_is_asked_for_again(database: TestDatabase) {
    let town = Town::open(database).await;
    let forever = "public, max-age=31536000, immutable";
    for (path, caching, kind) in [
        (script().as_str(), forever, "text/javascript; charset=utf-8"),
        ("/liff/", "no-cache", "text/html; charset=utf-8"),
        ("/liff/index.html", "no-cache", "text/html; charset=utf-8"),
        ("/liff/calendar?venue=hall", "no-cache", "text/html; charset=utf-8"),
    ] {
        for accepted in ["identity", BROWSER] {
            let response = get(&town, path, &[(ACCEPT_ENCODING.as_str(), accepted)]).await;
            assert_eq!(response.headers()[CACHE_CONTROL], caching, "{path} {accepted}");
            assert_eq!(response.headers()[CONTENT_TYPE], kind, "{path} {accepted}");
        }
    }
    // A compressed file is an encoding of an asset and has no address of its own.
    for path in ["/liff/assets/none.js".to_owned(), format!("{}.br", script())] {
        let response = get(&town, &path, &[]).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store", "{path}");
    }
}

async fn head_says_what_get_says_without_the_body(database: TestDatabase) {
    let town = Town::open(database).await;
    for path in [script().as_str(), "/liff/"] {
        for accepted in ["identity", "gzip", "br"] {
            let pairs = [(ACCEPT_ENCODING.as_str(), accepted)];
            let full = get(&town, path, &pairs).await;
            let head = ask(&town, Method::HEAD, path, &pairs).await;
            assert_eq!(head.status(), StatusCode::OK, "{path} {accepted}");
            for name in [CONTENT_LENGTH, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY, CACHE_CONTROL]
            {
                assert_eq!(
                    head.headers().get(&name),
                    full.headers().get(&name),
                    "{path} {accepted} {name}"
                );
            }
            assert_eq!(head.bytes().await.unwrap().len(), 0, "{path} {accepted}");
        }
    }
}

/// An entity tag stands for exact bytes, so a response with one is not compressed again.
async fn an_answer_with_an_entity_tag_is_not_compressed_again(database: TestDatabase) {
    let town = Town::open(database).await;
    for day in 1..=31 {
        town.slot("hall", &format!("2026-12-{day:02}"), "10:00", 4).await;
    }
    let path = "/api/calendar?month=2026-12";
    let plain = get(&town, path, &[]).await;
    assert!(plain.headers()[CONTENT_LENGTH].to_str().unwrap().parse::<usize>().unwrap() > 1_024);
    for accepted in ["br", "br, gzip;q=0", "deflate"] {
        let response = get(&town, path, &[(ACCEPT_ENCODING.as_str(), accepted)]).await;
        assert_eq!(response.headers()[ETAG], plain.headers()[ETAG], "{accepted}");
        assert_eq!(response.headers().get(CONTENT_ENCODING), None, "{accepted}");
    }
    // A response made for one request is compressed for it.
    let pairs = [(ACCEPT_ENCODING.as_str(), BROWSER)];
    let description = get(&town, "/api/openapi.json", &pairs).await;
    assert!(description.headers().contains_key(CONTENT_ENCODING));
}

async fn get(town: &Town, path: &str, headers: &[(&str, &str)]) -> Response {
    ask(town, Method::GET, path, headers).await
}

async fn ask(town: &Town, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = client().request(method, format!("{}{path}", town.url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

/// Returns the script of a first visit, as the page names it.
fn script() -> String {
    let page = fs::read_to_string(dist().join("index.html")).unwrap();
    let (_, rest) = page.split_once("src=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Returns the paths of all files that a browser loads.
fn paths() -> Vec<String> {
    let files = fs::read_dir(dist().join("assets")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let loaded = names.filter(|name| !matches!(name.rsplit('.').next(), Some("br" | "gz")));
    let mut paths: Vec<_> = loaded.map(|name| format!("/liff/assets/{name}")).collect();
    paths.push("/liff/index.html".to_owned());
    paths
}

fn dist() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/liff/dist"))
}

both!(
    an_asset_is_sent_in_the_encoding_that_the_client_prefers,
    every_asset_has_an_entity_tag_for_each_encoding,
    a_client_that_holds_the_entity_tag_gets_not_modified,
    an_asset_may_be_kept_for_ever_and_the_page_is_asked_for_again,
    head_says_what_get_says_without_the_body,
    an_answer_with_an_entity_tag_is_not_compressed_again,
);
