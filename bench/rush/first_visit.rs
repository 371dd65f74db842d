//! What a browser loads at a first visit: the page, its script and styles, and the LIFF SDK, which
//! the script loads immediately.

use std::{fs, path::PathBuf};

/// Returns the folder with the built pages.
pub(crate) fn dist() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("liff/dist")
}

/// Returns the path of the largest file of a first visit, the script that the page names.
pub(crate) fn script() -> String {
    assets()
        .into_iter()
        .find(|path| path.rsplit_once('.').is_some_and(|(_, kind)| kind == "js"))
        .expect("the page names a script")
}

/// Returns the paths of all files of a first visit except the page.
pub(crate) fn assets() -> Vec<String> {
    let page = fs::read_to_string(dist().join("index.html")).unwrap();
    let named = page.split('"').filter(|text| text.starts_with("/liff/assets/"));
    let mut paths: Vec<_> = named.map(str::to_owned).collect();
    let files = fs::read_dir(dist().join("assets")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let sdk = names.filter(|name| {
        name.starts_with("sdk-") && name.rsplit_once('.').is_some_and(|(_, kind)| kind == "js")
    });
    paths.extend(sdk.map(|name| format!("/liff/assets/{name}")));
    paths
}
