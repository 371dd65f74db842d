//! The image of a rich menu, as it is uploaded.

use super::BadMenu;
use crate::line::message::limits;

/// A PNG or JPEG of at most 1 MB.
#[derive(Clone, PartialEq, Eq)]
pub struct MenuImage {
    media_type: &'static str,
    bytes: Vec<u8>,
}

impl MenuImage {
    /// Detects the type from the first bytes, regardless of the file's name.
    pub fn new(bytes: Vec<u8>) -> Result<Self, BadMenu> {
        let media_type = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            "image/png"
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            "image/jpeg"
        } else {
            return Err(BadMenu::NotAnImage);
        };
        if bytes.len() > limits::RICH_MENU_IMAGE_BYTES {
            return Err(BadMenu::Heavy(bytes.len()));
        }
        Ok(Self { media_type, bytes })
    }

    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl std::fmt::Debug for MenuImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MenuImage({}, {} bytes)", self.media_type, self.bytes.len())
    }
}
