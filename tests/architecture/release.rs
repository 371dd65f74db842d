//! Checks that a release contains neither the simulator nor a clock that can be set.

use std::{fs, process::Command};

use super::{here, rust_files, shown};

/// Returns the crates that are compiled into the program, one per line.
fn crates(features: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(here()).args(["tree", "--locked", "--offline", "--package", "sesshu"]);
    command.args(["--edges", "normal,build", "--prefix", "none"]).args(features);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn release_without_features_holds_no_simulator() {
    let is_simulator = |line: &str| line.starts_with("line-simulator ");
    let release = crates(&[]);
    assert!(release.starts_with("sesshu "), "{release}");
    assert!(!release.lines().any(is_simulator), "{release}");
    let rehearsal = crates(&["--features", "rehearsal"]);
    assert!(rehearsal.lines().any(is_simulator), "the simulator is called otherwise: {rehearsal}");
}

#[test]
fn what_is_shipped_is_built_without_features() {
    for file in ["Dockerfile", "scripts/sbom.sh"] {
        let text = fs::read_to_string(here().join(file)).unwrap();
        assert!(text.contains("cargo"), "{file} builds nothing");
        assert!(!text.contains("--features") && !text.contains("--all-features"), "{file}");
    }
}

/// The variable that sets the clock is read in one place, which is not part of a release.
#[test]
fn clock_is_turned_behind_the_feature_only() {
    let variable = ["SESSHU", "REHEARSAL"].join("_");
    for file in rust_files(&here().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let Some((before, _)) = text.split_once(&format!("\"{variable}\"")) else { continue };
        assert!(file.ends_with("src/cli/clock.rs"), "{} reads it, too", shown(&file));
        let module = "#[cfg(feature = \"rehearsal\")]\nmod turned {";
        assert!(before.contains(module), "{}", shown(&file));
    }
}
