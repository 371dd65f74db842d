//! Checks that every test named in `docs/SECURITY.md` exists.

use std::{collections::BTreeSet, fs};

use super::{here, rust_files};

#[test]
fn every_test_that_the_security_page_names_exists() {
    let page = fs::read_to_string(here().join("docs/SECURITY.md")).unwrap();
    let named: BTreeSet<&str> =
        page.split('`').skip(1).step_by(2).filter(|it| is_test(it)).collect();
    assert!(named.len() > 40, "{named:?}");
    let known = functions();
    let missing: Vec<_> = named.iter().filter(|name| !known.contains(**name)).collect();
    assert!(missing.is_empty(), "docs/SECURITY.md names tests that are not there: {missing:?}");
}

/// `/readyz` costs the database a query, and `/metrics` is for operators only.
#[test]
fn proxies_do_not_pass_on_what_is_for_monitoring() {
    let of = |name: &str| fs::read_to_string(here().join("docs/deploy").join(name)).unwrap();
    let nginx = of("nginx.conf");
    let refused = nginx.split_once("location ~ ^/(readyz|metrics)$ {").map(|(_, rest)| rest.trim());
    assert!(refused.is_some_and(|rest| rest.starts_with("return 404;")), "{nginx}");
    let caddy = of("Caddyfile");
    assert!(caddy.contains("@monitoring path /readyz /metrics"), "{caddy}");
    assert!(caddy.contains("respond @monitoring 404"), "{caddy}");
}

/// The service believes its proxies: a header that they passed on as the client sent it would let
/// the client choose the address it is counted by, or the id of another request.
#[test]
fn proxies_replace_the_headers_that_the_service_trusts() {
    let of = |name: &str| fs::read_to_string(here().join("docs/deploy").join(name)).unwrap();
    let nginx = of("nginx.conf");
    for line in [
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Request-Id $request_id;",
    ] {
        assert!(nginx.contains(&format!("\n    {line}\n")), "{line} is not set for the server");
    }
    // A location that sets a header inherits none from its server.
    assert!(!nginx.contains("\n        proxy_set_header"), "{nginx}");
    assert!(!nginx.contains("$proxy_add_x_forwarded_for"), "{nginx}");
    let caddy = of("Caddyfile");
    for line in
        ["header_up X-Forwarded-For {remote_host}", "header_up X-Request-Id {http.request.uuid}"]
    {
        assert!(caddy.contains(&format!("\n\t\t{line}\n")), "{line} is not set");
    }
    // With a plus sign, Caddy adds a second value.
    assert!(!caddy.contains("header_up +"), "{caddy}");
}

#[test]
fn every_line_of_the_tables_of_risks_names_a_test() {
    let page = fs::read_to_string(here().join("docs/SECURITY.md")).unwrap();
    let tables = page.split("| shown by |").skip(1);
    let rows = tables.flat_map(|rest| {
        rest.lines().skip(2).take_while(|line| line.starts_with('|')).collect::<Vec<_>>()
    });
    let bare: Vec<_> = rows.filter(|row| !row.split('`').any(is_test)).collect();
    assert!(bare.is_empty(), "{bare:#?}");
}

/// LINE sends a code in the query string, and the chat a place in the queue. Proxies quote it in
/// what they log about a request that fails.
#[test]
fn proxies_log_no_query_string() {
    let of = |name: &str| fs::read_to_string(here().join("docs/deploy").join(name)).unwrap();
    let nginx = of("nginx.conf");
    let (format, servers) = nginx.split_once("\nserver {\n").unwrap();
    for quoted in ["$request ", "$request\"", "$request_uri", "$args", "$query_string", "$http_"] {
        assert!(!format.contains(quoted), "{quoted} is logged");
    }
    for server in servers.split("\nserver {\n") {
        for line in [
            "access_log /var/log/nginx/sesshu.log sesshu;",
            "error_log /var/log/nginx/sesshu-error.log emerg;",
        ] {
            assert!(server.contains(&format!("\n    {line}\n")), "{line} is not in: {server}");
        }
    }
    let caddy = of("Caddyfile");
    for line in ["request>uri regexp `\\?.*`", "request>headers>Referer delete"] {
        assert!(caddy.contains(&format!("\n\t\t\t\t{line}\n")), "{line} is not set");
    }
}

/// The memory of the service and of its commands holds the sealing keys.
#[test]
fn no_process_with_the_keys_leaves_a_core_dump() {
    for unit in ["sesshu.service", "sesshu-backup.service"] {
        let text = fs::read_to_string(here().join("docs/deploy").join(unit)).unwrap();
        assert!(text.lines().any(|line| line == "LimitCORE=0"), "{unit}");
    }
    let compose = fs::read_to_string(here().join("docker-compose.yml")).unwrap();
    let (_, ours) = compose.split_once("\nx-sesshu: &sesshu\n").unwrap();
    let (ours, _) = ours.split_once("\nservices:\n").unwrap();
    assert!(ours.contains("\n  ulimits: { core: 0 }\n"), "{ours}");
}

/// The first user of PostgreSQL's container is a superuser, which reads files and runs programs.
#[test]
fn service_of_the_compose_file_is_no_superuser() {
    let compose = fs::read_to_string(here().join("docker-compose.yml")).unwrap();
    assert!(!compose.contains("POSTGRES_USER"), "{compose}");
    let created = "./docs/deploy/postgres-init.sh:/docker-entrypoint-initdb.d/";
    assert!(compose.contains(created), "{compose}");
    let script = fs::read_to_string(here().join("docs/deploy/postgres-init.sh")).unwrap();
    for line in
        ["CREATE ROLE sesshu LOGIN PASSWORD :'password';", "ALTER ROLE postgres PASSWORD NULL;"]
    {
        assert!(script.lines().any(|it| it == line), "{line} is not in: {script}");
    }
}

/// Returns whether a word is the name of a test: lower case, with at least two underscores.
fn is_test(word: &str) -> bool {
    let sentence = word.matches('_').count() >= 2;
    sentence && word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_')
}

/// Returns the names of all functions in the tests, `src/` and the simulator.
fn functions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for root in ["tests", "src", "simulator"] {
        for file in rust_files(&here().join(root)) {
            let text = fs::read_to_string(&file).unwrap();
            let after_fn = text.split("fn ").skip(1);
            names.extend(
                after_fn.filter_map(|rest| rest.split(['(', '<']).next()).map(str::to_owned),
            );
        }
    }
    names
}
