//! The settings of the fixtures, for a rehearsal whose simulator does not answer.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the settings file. Each test writes the file again, in one step.
pub(crate) fn settings() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rehearsal");
    fs::create_dir_all(&folder).unwrap();
    for name in ["faq.toml", "terms.md", "sesshu.toml"] {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let new = folder.join(format!("{name}.{}", uuid::Uuid::new_v4().simple()));
        fs::copy(fixtures.join(name), &new).unwrap();
        if name == "sesshu.toml" {
            add_simulator(&new);
        }
        fs::rename(new, folder.join(name)).unwrap();
    }
    folder.join("sesshu.toml")
}

/// Adds a simulator to the settings in a copy of the fixture.
pub(crate) fn add_simulator(file: &Path) {
    let settings = fs::read_to_string(file).unwrap();
    let commented = "# simulator = \"http://127.0.0.1:8090\"";
    assert!(settings.contains(commented));
    let settings = settings.replace(commented, "simulator = \"http://127.0.0.1:1\"");
    fs::write(file, settings).unwrap();
}
