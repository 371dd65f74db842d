//! The files of the menus. Unless the folder has a font of its own, text is always drawn in the
//! built-in one, so that a picture looks the same on every machine.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

use super::MenuError;

/// The source of the files: the folder `rich-menu/` as of the build, or a folder of the
/// municipality with a `menu.toml` and the pictures it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folder {
    BuiltIn,
    Own(PathBuf),
}

/// BIZ UDPGothic Bold: made to be legible for everyone; SIL Open Font License 1.1
/// (`rich-menu/fonts/OFL.txt`).
pub(super) const FONT: &[u8] = include_bytes!("../../../rich-menu/fonts/BIZUDPGothic-Bold.ttf");

const BUILT_IN: [(&str, &[u8]); 3] = [
    ("menu.toml", include_bytes!("../../../rich-menu/menu.toml")),
    ("main.svg", include_bytes!("../../../rich-menu/main.svg")),
    ("linked.svg", include_bytes!("../../../rich-menu/linked.svg")),
];

impl Folder {
    /// Reads a file of the folder. A name that leads out of the folder is refused.
    pub(super) fn read(&self, file: &str) -> Result<Cow<'static, [u8]>, MenuError> {
        let error = |why| MenuError::File { file: file.to_owned(), why };
        if Path::new(file).file_name() != Some(file.as_ref()) {
            return Err(error(std::io::ErrorKind::InvalidFilename.into()));
        }
        match self {
            Self::BuiltIn => BUILT_IN
                .iter()
                .find(|(name, _)| *name == file)
                .map(|(_, bytes)| Cow::Borrowed(*bytes))
                .ok_or_else(|| error(std::io::ErrorKind::NotFound.into())),
            Self::Own(folder) => fs::read(folder.join(file)).map(Cow::Owned).map_err(error),
        }
    }
}
