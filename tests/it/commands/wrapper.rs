//! Runs `docs/deploy/sesshu-staff`, `sesshu-admin` and `sesshu-backup` with other paths and with
//! fake programs that record how they were called.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
    process::{Command, Output},
};

use sesshu::vaccination::staff_act::StaffAct;
use tempfile::TempDir;

/// A folder with the scripts and the paths they name.
struct Machine(TempDir);

/// Staff commands that only root may run on a machine with these scripts.
const OF_ROOT: [StaffAct; 3] =
    [StaffAct::KeysRotate, StaffAct::BackupCreate, StaffAct::RichMenuRender];

/// Entries of the audit log that are not commands.
const NO_COMMAND: [StaffAct; 1] = [StaffAct::StaffAllowSelf];

impl Machine {
    fn new() -> Self {
        let machine = Self(TempDir::new().unwrap());
        for folder in [
            "etc/sesshu/secrets",
            "var/lib/sesshu",
            "var/spool/sesshu",
            "var/backups/sesshu",
            "sbin",
        ] {
            fs::create_dir_all(machine.path(folder)).unwrap();
        }
        fs::write(machine.path("etc/sesshu/secrets/sealing_keys"), "1:key\n").unwrap();
        fs::write(machine.path("etc/sesshu/secrets/line_channel_token"), "token\n").unwrap();
        fs::write(machine.path("etc/sesshu/secrets/staff_token"), "sst_night\n").unwrap();
        for script in ["sesshu-admin", "sesshu-staff", "sesshu-backup"] {
            machine.install(script);
        }
        // Drops the user, keeps the environment, runs what follows `--`. As PAM may do, it raises
        // the limit of core dumps.
        machine.program(
            "sbin/runuser",
            "ulimit -S -c \"$(ulimit -H -c)\"; \
             while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"",
        );
        machine.program(
            "sbin/sesshu",
            "env | grep ^SESSHU_; echo \"IN $PWD\"; echo \"CORE $(ulimit -c)\"; echo \"RUN $*\"; \
             case $1$2 in backupcreate) echo sealed > \"$3\";; backupverify) grep -q sealed \"$3\";; esac",
        );
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn install(&self, script: &str) {
        let deploy = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/deploy");
        let text = fs::read_to_string(deploy.join(script)).unwrap();
        let here = self.0.path().to_str().unwrap();
        let mut moved = text;
        for (from, to) in [
            ("/usr/local/sbin/", "/sbin/"),
            ("/usr/local/bin/", "/sbin/"),
            ("/etc/sesshu", "/etc/sesshu"),
            ("/var/lib/sesshu", "/var/lib/sesshu"),
            ("/var/spool/sesshu", "/var/spool/sesshu"),
            ("/var/backups/sesshu", "/var/backups/sesshu"),
        ] {
            moved = moved.replace(from, &format!("{here}{to}"));
        }
        let moved = moved.replace("exec runuser", &format!("exec {here}/sbin/runuser"));
        self.program_text(&format!("sbin/{script}"), &moved);
    }

    fn program(&self, name: &str, text: &str) {
        self.program_text(name, &format!("#!/bin/sh\n{text}\n"));
    }

    fn program_text(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o700)).unwrap();
    }

    /// Runs a script with this environment.
    fn runs(&self, script: &str, words: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new("/bin/sh");
        command.arg(self.path("sbin").join(script)).args(words).env_clear();
        command.envs(environment.iter().copied()).output().unwrap()
    }

    fn staff(&self, words: &[&str]) -> Output {
        self.runs("sesshu-staff", words, &[("SESSHU_STAFF_TOKEN", "sst_hers")])
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Returns every command of the program, e.g. `coupons add`, from its help.
fn commands() -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![String::new()]);
    while let Some(path) = open.pop() {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sesshu"));
        let help =
            command.args(path.split_whitespace()).arg("--help").env_clear().output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let Some((_, list)) = help.split_once("\nCommands:\n") else {
            found.insert(path.trim().to_owned());
            continue;
        };
        let lines = list.lines().take_while(|line| !line.is_empty());
        let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let names = names.filter(|name| !name.is_empty() && *name != "help");
        open.extend(names.map(|name| format!("{path} {name}")));
    }
    found
}

#[test]
fn staff_may_call_the_commands_of_their_work_and_no_other() {
    let machine = Machine::new();
    let acts = StaffAct::ALL.iter().filter(|act| !OF_ROOT.contains(act));
    let acts = acts.filter(|act| !NO_COMMAND.contains(act)).map(|act| act.as_str().to_owned());
    let mut allowed: BTreeSet<String> = acts.collect();
    allowed.extend(["check".to_owned(), "doctor".to_owned()]);
    let all = commands();
    assert!(all.is_superset(&allowed), "{:?}", allowed.difference(&all));
    for command in all {
        let words: Vec<_> = command.split(' ').chain(["--json"]).collect();
        let ran = machine.staff(&words);
        let is_allowed = allowed.contains(&command);
        assert_eq!(ran.status.success(), is_allowed, "{command}: {ran:?}");
        assert_eq!(out(&ran).contains("RUN"), is_allowed, "{command}");
    }
    for words in [
        &["--settings", "x", "report"][..],
        &["backup", "restore", "x"],
        &[],
        &[""],
        // One word that ends like a question for help.
        &["healthcheck", "--url=http://10.0.0.1/ --help"],
        &["serve --help"],
    ] {
        assert!(!machine.staff(words).status.success(), "{words:?}");
    }
    assert!(machine.staff(&["bookings", "--help"]).status.success());
}

#[test]
fn staff_choose_no_settings_keys_or_clock() {
    let machine = Machine::new();
    for words in [
        &["report", "--settings", "/tmp/other.toml"][..],
        &["report", "--settings=/tmp/other.toml"],
        &["staff", "add", "佐藤", "--may", "view", "--by-key"],
    ] {
        assert!(!machine.staff(words).status.success(), "{words:?}");
    }
    let environment = [
        ("SESSHU_STAFF_TOKEN", "sst_hers"),
        ("SESSHU_STAFF_TOKEN_FILE", "/etc/shadow"),
        ("SESSHU_SETTINGS", "/tmp/other.toml"),
        ("SESSHU_DATABASE_URL", "sqlite:/tmp/other.db"),
        ("SESSHU_SEALING_KEYS_FILE", "/tmp/other.key"),
        ("SESSHU_REHEARSAL", "2026-12-01T09:00:00+09:00"),
        ("SESSHU_STANDARD_OUTPUT_ONLY", ""),
        // Tools other than sudo set none of its variables.
        ("SUDO_USER", ""),
    ];
    let ran = machine.runs("sesshu-staff", &["report", "--json"], &environment);
    let told = out(&ran);
    let settings = machine.path("etc/sesshu/sesshu.toml");
    for line in [
        "SESSHU_STAFF_TOKEN=sst_hers",
        "SESSHU_SEALING_KEYS=1:key",
        "SESSHU_LINE_CHANNEL_TOKEN=token",
        "SESSHU_STANDARD_OUTPUT_ONLY=1",
        &format!("SESSHU_SETTINGS={}", settings.display()),
        "RUN report --json",
    ] {
        assert!(told.lines().any(|said| said == line), "{line}: {told}");
    }
    for gone in ["/tmp/other", "/etc/shadow", "REHEARSAL"] {
        assert!(!told.contains(gone), "{told}");
    }
}

#[test]
fn command_of_the_staff_leaves_no_core_dump() {
    let machine = Machine::new();
    let told = out(&machine.staff(&["bookings", "list"]));
    assert!(told.lines().any(|line| line == "CORE 0"), "{told}");
}

/// Commands that root runs may write files.
#[test]
fn only_the_script_of_the_staff_forbids_files() {
    let machine = Machine::new();
    let told = out(&machine.runs("sesshu-admin", &["report", "--html", "x.html"], &[]));
    assert!(told.contains("RUN report") && !told.contains("STANDARD_OUTPUT_ONLY"), "{told}");
}

/// A caller without a token does not act under the name of the nightly backup.
#[test]
fn token_of_the_nightly_backup_is_shown_for_nobody_else() {
    let machine = Machine::new();
    for script in ["sesshu-staff", "sesshu-admin"] {
        let told = out(&machine.runs(script, &["bookings", "list"], &[]));
        assert!(told.contains("RUN bookings list") && !told.contains("sst_night"), "{told}");
    }
}

#[test]
fn backup_is_taken_over_by_root_and_no_link_is_followed() {
    let machine = Machine::new();
    let ran = machine.runs("sesshu-backup", &[], &[]);
    assert!(ran.status.success(), "{ran:?}");
    assert!(out(&ran).contains("SESSHU_STAFF_TOKEN=sst_night"));
    let kept: Vec<_> = fs::read_dir(machine.path("var/backups/sesshu")).unwrap().collect();
    let [kept] = kept.try_into().unwrap();
    let kept = kept.unwrap().path();
    assert_eq!(fs::read_to_string(&kept).unwrap(), "sealed\n");
    assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert!(!machine.path("var/spool/sesshu/made.backup").exists());

    // A file that the service's user puts in the place of the new backup is refused, and last
    // week's backup stays.
    let made = machine.path("var/spool/sesshu/made.backup");
    fs::write(machine.path("shadow"), "sealed root").unwrap();
    symlink(machine.path("shadow"), &made).unwrap();
    machine.program(
        "sbin/sesshu",
        "case $2 in create) rm -f \"$3\"; ln -s ../../../shadow \"$3\";; esac",
    );
    assert!(!machine.runs("sesshu-backup", &[], &[]).status.success());
    assert_eq!(fs::read_to_string(&kept).unwrap(), "sealed\n");
    machine.program("sbin/sesshu", "case $2 in create) echo cut > \"$3\";; verify) exit 1;; esac");
    assert!(!machine.runs("sesshu-backup", &[], &[]).status.success());
    assert_eq!(fs::read_to_string(&kept).unwrap(), "sealed\n");
    assert_eq!(fs::read_dir(machine.path("var/backups/sesshu")).unwrap().count(), 1);
}
