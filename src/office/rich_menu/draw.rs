//! The picture: SVG to PNG, with one font for every letter.

use std::sync::{Arc, OnceLock};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

use super::{
    Folder, Menu, MenuError,
    folder::{FONT, FONT_FAMILY},
};
use crate::line::rich_menu::MenuImage;

/// Draws the menu's picture in its full size, 1 MB at most.
pub fn draw(menu: &Menu, folder: &Folder) -> Result<MenuImage, MenuError> {
    let unfit = |why: String| MenuError::Svg(menu.image.clone(), why);
    let options = Options {
        fontdb: font(),
        font_family: FONT_FAMILY.to_owned(),
        languages: vec!["ja".to_owned()],
        ..Options::default()
    };
    let svg = folder.read(&menu.image)?;
    let tree = Tree::from_data(&svg, &options).map_err(|error| unfit(error.to_string()))?;

    let found = tree.size().to_int_size().dimensions();
    let expected = (menu.size.width, menu.size.height);
    if found != expected {
        return Err(MenuError::Shape { file: menu.image.clone(), found, expected });
    }
    let mut picture =
        Pixmap::new(found.0, found.1).ok_or_else(|| unfit("too large to draw".to_owned()))?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    let png = picture.encode_png().map_err(|error| unfit(error.to_string()))?;
    Ok(MenuImage::png(png)?)
}

/// Whatever family a picture asks for, it gets ours: letters never vanish, and no machine's own
/// fonts come in.
fn font() -> Arc<Database> {
    static LOADED: OnceLock<Arc<Database>> = OnceLock::new();
    let loaded = LOADED.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_font_data(FONT.to_vec());
        fonts.set_serif_family(FONT_FAMILY);
        fonts.set_sans_serif_family(FONT_FAMILY);
        fonts.set_monospace_family(FONT_FAMILY);
        fonts.set_cursive_family(FONT_FAMILY);
        fonts.set_fantasy_family(FONT_FAMILY);
        Arc::new(fonts)
    });
    Arc::clone(loaded)
}
