//! The demo's folder: its database and the key that seals it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use uuid::Uuid;

use crate::cli::Failure;

/// A permanent folder, or one that is deleted with the demo.
#[derive(Debug)]
pub(super) struct DataFolder {
    path: PathBuf,
    kept: bool,
}

impl DataFolder {
    pub(super) fn open(kept: Option<&Path>) -> io::Result<Self> {
        let path = kept.map_or_else(
            || std::env::temp_dir().join(format!("sesshu-demo-{}", Uuid::new_v4().simple())),
            Path::to_path_buf,
        );
        fs::create_dir_all(&path)?;
        Ok(Self { path, kept: kept.is_some() })
    }

    pub(super) fn database_url(&self) -> String {
        format!("sqlite:{}", self.path.join("sesshu.db").display())
    }

    /// Returns the key of this folder, which is created if there is none.
    pub(super) fn sealing_key(&self) -> Result<SecretString, Failure> {
        let file = self.path.join("sealing-key");
        if !file.exists() {
            let bytes = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
            fs::write(&file, format!("1:{}", STANDARD.encode(bytes)))?;
        }
        Ok(fs::read_to_string(&file)?.trim().into())
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, "removing the demo's folder failed");
        }
    }
}

/// Draws a channel secret in LINE's format: 32 hex digits.
pub(super) fn random_secret() -> SecretString {
    Uuid::new_v4().simple().to_string().into()
}
