//! Serves the script of a first visit, the largest file of the pages, to browsers that keep their
//! connections open, and compares Sesshu with nginx, which serves the same folder with the same
//! precompressed files. `wrk` generates the load for both.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::{
    child::Served,
    figures::{keep, median, number},
    first_visit,
    fresh::Fresh,
    peers::free_port,
    phone::Phone,
    town::Town,
};

/// The number of connections, which are kept open.
const CONNECTIONS: usize = 64;
/// Where Debian's packages put nginx's modules.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

pub(crate) async fn measure() {
    let town = Town::found(Fresh::sqlite(), 100).await;
    let ours = Served::start(town.url(), None).await;
    let nginx = Nginx::start().await;
    let encoding = if Path::new(BROTLI).exists() { "br" } else { "gzip" };
    let path = first_visit::script();
    let sent = load(&ours.address, &path, encoding).await;
    assert!(sent == load(&nginx.address, &path, encoding).await, "both send the same bytes");

    let seconds = number("BENCH_SECONDS", 5);
    let mut our_rates = Vec::new();
    let mut nginx_rates = Vec::new();
    for _ in 0..number("BENCH_ROUNDS", 5) {
        nginx_rates.push(requests_per_second(&nginx.address, &path, encoding, seconds));
        our_rates.push(requests_per_second(&ours.address, &path, encoding, seconds));
    }
    keep("assets_per_second", median(&our_rates));
    keep("assets_nginx_per_second", median(&nginx_rates));
    keep("assets_vs_nginx", median(&our_rates) / median(&nginx_rates));
    drop(ours);
    town.close().await;
}

/// Requests a file, checks status and encoding, and returns the body.
async fn load(address: &str, path: &str, encoding: &str) -> Vec<u8> {
    let mut phone = Phone::connect(address).await;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: sesshu\r\nAccept-Encoding: {encoding}\r\n\r\n");
    let said = phone.asks(&request).await;
    assert_eq!(said.status, 200, "{}", said.head);
    let encoded = format!("content-encoding: {encoding}");
    assert!(said.head.to_ascii_lowercase().contains(&encoded), "{}", said.head);
    said.body.to_vec()
}

fn requests_per_second(address: &str, path: &str, encoding: &str, seconds: usize) -> f64 {
    let output = Command::new("wrk")
        .args(["--threads=2", &format!("--connections={CONNECTIONS}")])
        .arg(format!("--duration={seconds}s"))
        .arg(format!("--header=Accept-Encoding: {encoding}"))
        .arg(format!("http://{address}{path}"))
        .output();
    let output = output.expect("wrk is installed (scripts/need-nginx.sh)");
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{report}");
    for trouble in ["Non-2xx", "Socket errors"] {
        assert!(!report.contains(trouble), "{report}");
    }
    let rate = report.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    rate.expect("wrk prints its rate").trim().parse().unwrap()
}

/// nginx with a configuration and a folder of its own. Ends when dropped.
struct Nginx {
    address: String,
    process: Child,
    _folder: TempDir,
}

impl Nginx {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let configuration = folder.path().join("nginx.conf");
        fs::write(&configuration, Self::configuration(folder.path(), port)).unwrap();
        let process = Command::new("nginx")
            .env("PATH", format!("{}:/usr/sbin", std::env::var("PATH").unwrap()))
            .arg("-p")
            .arg(folder.path())
            .arg("-e")
            .arg(folder.path().join("error.log"))
            .arg("-c")
            .arg(&configuration)
            .stdin(Stdio::null())
            .spawn();
        let process = process.expect("nginx is installed (scripts/need-nginx.sh)");
        let address = format!("127.0.0.1:{port}");
        let mut nginx = Self { address, process, _folder: folder };
        while TcpStream::connect(&nginx.address).await.is_err() {
            assert!(nginx.process.try_wait().unwrap().is_none(), "nginx has ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        nginx
    }

    /// Returns a configuration that follows the usual advice for busy static files: a worker for
    /// each processor, no access log, sendfile, open files cached, and the files that the build has
    /// compressed.
    fn configuration(folder: &Path, port: u16) -> String {
        let folder = folder.display();
        let dist = first_visit::dist();
        let dist = dist.display();
        let workers = std::thread::available_parallelism().unwrap();
        let brotli = Path::new(BROTLI).exists();
        let module = if brotli { format!("load_module {BROTLI};\n") } else { String::new() };
        let brotli = if brotli { "brotli_static on;" } else { "" };
        // The workers read a folder that may belong to the current user.
        let user = if is_root() { "user root;\n" } else { "" };
        format!(
            "{module}{user}daemon off;\nworker_processes {workers};\npid {folder}/pid;\n\
             error_log {folder}/error.log crit;\nevents {{ worker_connections 1024; }}\n\
             http {{\n  include /etc/nginx/mime.types;\n  access_log off;\n  sendfile on;\n  \
             tcp_nopush on;\n  tcp_nodelay on;\n  keepalive_requests 100000000;\n  \
             open_file_cache max=1000 inactive=60s;\n  open_file_cache_valid 60s;\n  \
             client_body_temp_path {folder}/body;\n  proxy_temp_path {folder}/proxy;\n  \
             fastcgi_temp_path {folder}/fastcgi;\n  uwsgi_temp_path {folder}/uwsgi;\n  \
             scgi_temp_path {folder}/scgi;\n  server {{\n    listen 127.0.0.1:{port};\n    \
             location /liff/ {{\n      alias {dist}/;\n      gzip_static on; {brotli}\n      \
             add_header Cache-Control \"public, max-age=31536000, immutable\";\n    }}\n  }}\n}}\n"
        )
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers at SIGTERM. At SIGKILL they would remain.
        let id = self.process.id().to_string();
        Command::new("kill").arg(&id).status().unwrap();
        self.process.wait().unwrap();
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
