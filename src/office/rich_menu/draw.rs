//! The pictures: SVG is rendered to PNG with one font for all text; PNG and JPEG stay as they are.

use std::sync::Arc;

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};
use sha2::{Digest, Sha256};

use super::{
    Folder, Menu, MenuError, Menus,
    folder::FONT,
    name::{MenuName, moment},
};
use crate::line::rich_menu::{MenuImage, RichMenu};

/// The menus with their pictures, ready for LINE.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub menus: Vec<DrawnMenu>,
    /// A digest of all menus and pictures: equal for equal menus.
    pub fingerprint: String,
}

#[derive(Clone, Debug)]
pub struct DrawnMenu {
    pub menu: Menu,
    pub image: MenuImage,
    /// The digest of the picture.
    pub digest: String,
}

impl Drawn {
    pub fn draw(menus: &Menus, folder: &Folder) -> Result<Self, MenuError> {
        let font = font(menus, folder)?;
        let drawn = menus.iter().map(|menu| {
            let image = picture(menu, folder, &font)?;
            let digest = shortened(Sha256::new().chain_update(image.bytes()));
            Ok(DrawnMenu { menu: menu.clone(), image, digest })
        });
        Self::of(drawn.collect::<Result<_, MenuError>>()?)
    }

    pub(super) fn of(menus: Vec<DrawnMenu>) -> Result<Self, MenuError> {
        let mut whole = Sha256::new();
        for drawn in &menus {
            let object = serde_json::to_vec(&drawn.menu.named("-")?).unwrap_or_default();
            whole.update(object);
            whole.update(format!("{} {:?} ", drawn.menu.name, drawn.menu.role));
            whole.update(&drawn.digest);
        }
        Ok(Self { menus, fingerprint: shortened(whole) })
    }

    /// Returns a menu in LINE's form, as part of a generation created `now`.
    pub(super) fn named(
        &self,
        drawn: &DrawnMenu,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<RichMenu, MenuError> {
        let name = MenuName {
            made_at: moment(now),
            fingerprint: self.fingerprint.clone(),
            menu: drawn.menu.name.clone(),
            role: drawn.menu.role,
            picture: drawn.digest.clone(),
        };
        drawn.menu.named(&name.write())
    }
}

/// Returns the menu's picture in full size, 1 MB at most.
fn picture(menu: &Menu, folder: &Folder, font: &Font) -> Result<MenuImage, MenuError> {
    let file = folder.read(&menu.image)?;
    let expected = (menu.size.width, menu.size.height);
    let wrong_shape = |found| MenuError::Shape { file: menu.image.clone(), found, expected };
    if is_svg(&menu.image) {
        let tree = font.tree(&menu.image, &file)?;
        let found = tree.size().to_int_size().dimensions();
        if found != expected {
            return Err(wrong_shape(found));
        }
        return Ok(MenuImage::new(rendered(&menu.image, &tree)?)?);
    }
    let unfit =
        |error: imagesize::ImageError| MenuError::Svg(menu.image.clone(), error.to_string());
    let size = imagesize::blob_size(&file).map_err(unfit)?;
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let found = (side(size.width), side(size.height));
    if found != expected {
        return Err(wrong_shape(found));
    }
    Ok(MenuImage::new(file.into_owned())?)
}

fn is_svg(file: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"))
}

pub(super) fn rendered(file: &str, tree: &Tree) -> Result<Vec<u8>, MenuError> {
    let unfit = |why: String| MenuError::Svg(file.to_owned(), why);
    let (width, height) = tree.size().to_int_size().dimensions();
    let mut picture =
        Pixmap::new(width, height).ok_or_else(|| unfit("too large to draw".to_owned()))?;
    resvg::render(tree, Transform::identity(), &mut picture.as_mut());
    picture.encode_png().map_err(|error| unfit(error.to_string()))
}

/// The font for all text, whatever family a picture names, so that no text is missing and no fonts
/// of the machine are used.
pub(super) struct Font {
    all: Arc<Database>,
    family: String,
}

/// Returns the font that `menu.toml` names, or the built-in one.
pub(super) fn font(menus: &Menus, folder: &Folder) -> Result<Font, MenuError> {
    match &menus.font {
        Some(file) => {
            let bytes = folder.read(file)?.into_owned();
            Font::of(bytes).ok_or_else(|| MenuError::Font(file.clone()))
        }
        None => Ok(Font::built_in()),
    }
}

impl Font {
    pub(super) fn built_in() -> Self {
        Self::of(FONT.to_vec()).unwrap_or(Self { all: Arc::default(), family: String::new() })
    }

    fn of(bytes: Vec<u8>) -> Option<Self> {
        let mut fonts = Database::new();
        fonts.load_font_data(bytes);
        let family = fonts.faces().next()?.families.first()?.0.clone();
        fonts.set_serif_family(&family);
        fonts.set_sans_serif_family(&family);
        fonts.set_monospace_family(&family);
        fonts.set_cursive_family(&family);
        fonts.set_fantasy_family(&family);
        Some(Self { all: Arc::new(fonts), family })
    }

    pub(super) fn tree(&self, file: &str, svg: &[u8]) -> Result<Tree, MenuError> {
        let options = Options {
            fontdb: Arc::clone(&self.all),
            font_family: self.family.clone(),
            languages: vec!["ja".to_owned()],
            ..Options::default()
        };
        Tree::from_data(svg, &options)
            .map_err(|error| MenuError::Svg(file.to_owned(), error.to_string()))
    }
}

/// Shortens a digest; enough to tell menus apart.
fn shortened(digest: Sha256) -> String {
    let mut beginning = [0; 8];
    beginning.copy_from_slice(&digest.finalize()[..8]);
    format!("{:016x}", u64::from_be_bytes(beginning))
}
