//! The workplace of the person who installs Sesshu: an empty folder, a shell for one program, and a
//! simulated LINE. Records what is typed and what is printed.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use line_simulator::{LiffApp, LoginChannel, Running};
use tempfile::TempDir;

use crate::harness::{database::TestDatabase, key::written_key, serving::Serving};

/// The time at which the day begins, by every clock.
pub(super) const MORNING: &str = "2026-12-01T08:30:00+09:00";

/// How often a command is repeated until it shows the expected result.
const PATIENCE: usize = 300;

pub(super) const CHANNEL: &str = "2006000000";
pub(super) const LOGIN_CHANNEL: &str = "2006000001";
pub(super) const LIFF: &str = "2006000001-NamiTatu";

/// The language of the official.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    Japanese,
    English,
}

pub(super) struct Office {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
    line: Running,
    /// Values that differ between runs, and their replacements in the transcript.
    renamed: Vec<(String, &'static str)>,
    /// Commands and output since the last call of [`transcript`](Self::transcript).
    said: String,
    /// Every line that was typed.
    typed: Vec<String>,
}

impl Office {
    pub(super) async fn open(database: &TestDatabase, reads: Reads) -> Self {
        let now = chrono::DateTime::parse_from_rfc3339(MORNING).unwrap().to_utc();
        let mut config = line_simulator::Config::default();
        CHANNEL.clone_into(&mut config.channel.id);
        config.login = LoginChannel { id: LOGIN_CHANNEL.to_owned(), ..LoginChannel::default() };
        config.liff = vec![LiffApp::new(LIFF, "https://yoyaku.city.namitatsu.lg.jp/liff")];
        config.mailbox = Some("127.0.0.1:0".parse().unwrap());
        config.quota = Some(30_000);
        let (channel, login) = (config.channel.secret.clone(), config.login.secret.clone());
        let clock = line_simulator::Clock::frozen(now);
        let line = line_simulator::start(config, clock).await.expect("the simulator starts");
        let locale = if reads == Reads::Japanese { "ja_JP.UTF-8" } else { "C.UTF-8" };
        let variables = vec![
            ("LC_ALL", locale.to_owned()),
            ("COLUMNS", "120".to_owned()),
            ("SESSHU_LOG", "error".to_owned()),
            ("SESSHU_REHEARSAL", MORNING.to_owned()),
            ("SESSHU_DATABASE_URL", database.url().to_owned()),
            ("SESSHU_SEALING_KEYS", written_key(1)),
            ("SESSHU_LINE_CHANNEL_SECRETS", channel),
            ("SESSHU_LINE_LOGIN_CHANNEL_SECRET", login),
            ("SESSHU_STAFF_TOKEN", String::new()),
        ];
        let folder = TempDir::new().expect("a temporary folder can be made");
        let mailbox = line.mailbox().expect("there is a mailbox").port();
        let renamed = vec![
            (line.url().trim_end_matches('/').to_owned(), "http://line.simulated"),
            (folder.path().display().to_string(), "FOLDER"),
            (mailbox.to_string(), "2525"),
        ];
        Self { folder, variables, line, renamed, said: String::new(), typed: Vec::new() }
    }

    /// Runs a command, e.g. `sesshu settings example > sesshu.toml`, and records its output.
    /// Returns what went to standard output.
    pub(super) async fn types(&mut self, line: &str) -> String {
        let (typed, into) = match line.split_once(" > ") {
            Some((typed, file)) => (typed, Some(file)),
            None => (line, None),
        };
        self.typed.push(typed.to_owned());
        let output = self.runs(typed).await;
        let out = String::from_utf8(output.stdout).unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let mut shown = out.clone();
        if let Some(file) = into {
            fs::write(self.path(file), &out).unwrap();
            shown.clear();
        }
        let typed = self.seen(line);
        write!(self.said, "$ {typed}").unwrap();
        self.said.push_str(&self.seen(&shown));
        self.said.push_str(&self.seen(&err));
        if !output.status.success() {
            writeln!(self.said, "[{}]", output.status.code().unwrap_or(-1)).unwrap();
        }
        self.said.push('\n');
        out
    }

    /// Repeats a command, without recording it, until its output is as expected.
    pub(super) async fn looks_until(&self, line: &str, there: impl Fn(&str) -> bool) {
        for _ in 0..PATIENCE {
            let output = self.runs(line).await;
            if there(&String::from_utf8(output.stdout).unwrap()) {
                return;
            }
        }
        panic!("{line} never shows it");
    }

    async fn runs(&self, line: &str) -> Output {
        let mut command = self.sesshu(line);
        let output = tokio::task::spawn_blocking(move || command.output());
        output.await.unwrap().expect("the program starts")
    }

    /// Starts `sesshu serve`, which continues to run.
    pub(super) async fn serves(&mut self) -> Serving {
        let line = "sesshu rehearse --listen 127.0.0.1:0";
        self.typed.push(line.to_owned());
        let mut command = self.sesshu(line);
        command.env("SESSHU_METRICS_LISTEN", "127.0.0.1:0");
        let serving = Serving::start(command).await;
        self.renamed.push((serving.address.clone(), "127.0.0.1:8080"));
        serving
    }

    /// Starts `sesshu demo`, and records its output until it is ready for residents.
    pub(super) async fn shows_the_demo(&mut self) -> Serving {
        let line = "sesshu demo --listen 127.0.0.1:0 --simulator 127.0.0.1:0";
        self.typed.push(line.to_owned());
        let mut command = self.sesshu(line);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let started = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().expect("the program starts");
            let mut out = BufReader::new(child.stdout.take().unwrap());
            let mut said = String::new();
            while !said.contains("Ctrl-C") {
                assert!(out.read_line(&mut said).unwrap() > 0, "it ended: {said}");
            }
            (said, child, out)
        });
        let (said, child, out) = started.await.unwrap();
        let mut urls = said.split_whitespace().filter_map(|word| word.strip_prefix("http://"));
        let mut next = || urls.next().unwrap().split('/').next().unwrap().to_owned();
        let (simulator, address) = (next(), next());
        self.renamed.push((simulator, "127.0.0.1:8090"));
        self.renamed.push((address.clone(), "127.0.0.1:8080"));
        let said = self.seen(&said);
        writeln!(self.said, "$ {line}\n{said}").unwrap();
        Serving::of(address, child, Box::new(out))
    }

    /// Returns every line that was typed so far.
    pub(super) fn typed(&self) -> &[String] {
        &self.typed
    }

    /// Returns commands and output since the last call. Addresses and ids that differ between runs
    /// are replaced.
    pub(super) fn transcript(&mut self) -> String {
        std::mem::take(&mut self.said)
    }

    /// Writes a file into the folder of the settings.
    pub(super) fn writes(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Replaces texts in a file, as with an editor.
    pub(super) fn edits(&self, name: &str, changes: &[(&str, &str)]) {
        let mut text = self.reads(name);
        for (from, to) in changes {
            assert!(text.contains(from), "{name} has no {from}");
            text = text.replace(from, to);
        }
        self.writes(name, &text);
    }

    pub(super) fn reads(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn line(&self) -> &Running {
        &self.line
    }

    /// Sets every clock.
    pub(super) fn at(&mut self, moment: &str) {
        let at = chrono::DateTime::parse_from_rfc3339(moment).unwrap().to_utc();
        self.line.simulator().clock().set(at);
        self.puts("SESSHU_REHEARSAL", moment);
    }

    /// Sets a variable of the shell and returns its previous value.
    pub(super) fn puts(&mut self, name: &str, value: &str) -> String {
        let known = self.variables.iter_mut().find(|(known, _)| *known == name);
        std::mem::replace(&mut known.expect("it is set from the start").1, value.to_owned())
    }

    pub(super) fn sesshu(&self, line: &str) -> Command {
        let mut words = words(line).into_iter();
        assert_eq!(words.next().as_deref(), Some("sesshu"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_sesshu"));
        command
            .args(words)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Removes what differs between runs.
    fn seen(&self, text: &str) -> String {
        let text =
            self.renamed.iter().fold(text.to_owned(), |text, (from, to)| instead(&text, from, to));
        let mut seen = String::new();
        for line in text.lines() {
            let line = mask(&mask(line, "richmenu-"), "sst_");
            // PostgreSQL's clock cannot be set.
            let line = if line.contains("its clock is ") { clock_apart(&line) } else { line };
            // How often the running service has sealed the history so far depends on the machine.
            let sealed = ["足りない:", "missing:"].iter().any(|word| line.contains(word));
            let line = if sealed { without_counts(&line) } else { line };
            // One line for all migrations; otherwise every new one would change the snapshot.
            let kind = [" m20", "、m20"].iter().find_map(|start| Some(line.split_once(start)?.0));
            match kind {
                Some(kind) if seen.ends_with(&format!("{kind} m…\n")) => {}
                Some(kind) => writeln!(seen, "{kind} m…").unwrap(),
                None => writeln!(seen, "{}", line.trim_end()).unwrap(),
            }
        }
        seen
    }
}

/// Masks the numbers in the difference of two clocks.
fn clock_apart(line: &str) -> String {
    let words = line.split_whitespace();
    let is_number = |word: &str| word.trim_start_matches(['-', '+']).parse::<u64>().is_ok();
    words.map(|word| if is_number(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

/// Masks numbers of three digits and more.
fn without_counts(line: &str) -> String {
    let words = line.split_whitespace();
    let is_count = |word: &str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.map(|word| if is_count(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

/// Splits as a shell does, with `"…"` around arguments with spaces.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Replaces a text, except where it is part of a longer number.
fn instead(text: &str, from: &str, to: &str) -> String {
    let digit = |letter: Option<char>| letter.is_some_and(|it| it.is_ascii_digit());
    let mut written = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        written.push_str(before);
        let whole = !digit(before.chars().next_back()) && !digit(after.chars().next());
        written.push_str(if whole { to } else { from });
        rest = after;
    }
    written + rest
}

/// Shortens `richmenu-0123…` to `richmenu-…`.
fn mask(line: &str, start: &str) -> String {
    let mut parts = line.split(start);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|it: char| it.is_ascii_hexdigit());
        masked.push_str(start);
        masked.push_str(if rest.len() < part.len() { "…" } else { "" });
        masked.push_str(rest);
    }
    masked
}
