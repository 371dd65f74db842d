//! Checks of rich menu pictures (R/messaging-api/#upload-rich-menu-image-requirements).

use imagesize::ImageType;

/// 1 MB.
const MAX_BYTES: usize = 1024 * 1024;
/// Width divided by height.
pub(super) const MIN_ASPECT_RATIO: f64 = 1.45;

/// The reason why a picture cannot be used for a rich menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ImageError {
    #[error("The image is larger than 1 MB")]
    TooLarge,
    #[error("The image is not of the type its content type says")]
    OtherType,
    #[error("The image width must be between 800 and 2500 pixels")]
    Width,
    #[error("The image height must be at least 250 pixels")]
    Height,
    #[error("The image width divided by its height must be at least 1.45")]
    Ratio,
}

/// Checks type, size in bytes, width, height and their ratio.
pub(crate) fn menu_image(content_type: &str, bytes: &[u8]) -> Result<(), ImageError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImageError::TooLarge);
    }
    let found = match imagesize::image_type(bytes) {
        Ok(ImageType::Png) => "image/png",
        Ok(ImageType::Jpeg) => "image/jpeg",
        _ => return Err(ImageError::OtherType),
    };
    if found != content_type {
        return Err(ImageError::OtherType);
    }
    let size = imagesize::blob_size(bytes).map_err(|_| ImageError::OtherType)?;
    let proportions = Proportions { width: size.width, height: size.height };
    if !(800..=2500).contains(&proportions.width) {
        Err(ImageError::Width)
    } else if proportions.height < 250 {
        Err(ImageError::Height)
    } else if proportions.is_too_tall() {
        Err(ImageError::Ratio)
    } else {
        Ok(())
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Proportions {
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Proportions {
    /// Returns whether width / height is below 1.45. Compares whole numbers: 1.45 is 29 / 20.
    pub(super) fn is_too_tall(self) -> bool {
        self.width.saturating_mul(20) < self.height.saturating_mul(29)
    }
}
