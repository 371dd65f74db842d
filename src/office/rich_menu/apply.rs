//! Showing a menu to everyone. Safe to repeat: the same menu is not made twice (LINE allows 100 an
//! hour), and what an interrupted run left behind is cleared away by the next.

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use super::{Menu, MenuError};
use crate::line::{
    Line, LineError, RichMenuId,
    rich_menu::{KnownRichMenu, MenuImage, RichMenu},
};

/// What [`apply()`] has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The menu everyone sees now.
    pub shown: RichMenuId,
    /// Whether it was made just now, or was shown already.
    pub made: bool,
    pub deleted: Vec<RichMenuId>,
}

#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error(transparent)]
    Menu(#[from] MenuError),
    #[error(transparent)]
    Line(#[from] LineError),
}

/// Has LINE check the menu, makes it, gives it its picture, shows it to everyone, and deletes those
/// of ours that came before, but the last one, which people may still have on their screens.
pub async fn apply(
    line: &Line,
    menu: &Menu,
    image: &MenuImage,
    now: DateTime<Utc>,
) -> Result<Applied, ApplyError> {
    let ours = OurNames::of(menu, image)?;
    let before: Vec<KnownRichMenu> =
        line.rich_menus().await?.into_iter().filter(|it| ours.is_ours(&it.name)).collect();
    let default = line.default_rich_menu().await?;

    let as_now = |it: &&KnownRichMenu| Some(&it.id) == default.as_ref() && ours.is_same(&it.name);
    let (shown, made) = match before.iter().find(as_now) {
        Some(same) => (same.id.clone(), false),
        None => (show(line, &menu.named(&ours.at(now))?, image).await?, true),
    };
    let deleted = clear(line, before, &shown, default.filter(|id| made && *id != shown)).await?;
    Ok(Applied { shown, made, deleted })
}

async fn show(line: &Line, menu: &RichMenu, image: &MenuImage) -> Result<RichMenuId, LineError> {
    line.validate_rich_menu(menu).await?;
    let id = line.create_rich_menu(menu).await?;
    let shown = async {
        line.upload_rich_menu_image(&id, image).await?;
        line.set_default_rich_menu(&id).await
    };
    if let Err(error) = shown.await {
        // Best effort: what stays behind is cleared away by the next run.
        let _ = line.delete_rich_menu(&id).await;
        return Err(error);
    }
    Ok(id)
}

/// `last` is the menu shown until now; where that is not known, the youngest of the others.
async fn clear(
    line: &Line,
    mut before: Vec<KnownRichMenu>,
    shown: &RichMenuId,
    last: Option<RichMenuId>,
) -> Result<Vec<RichMenuId>, LineError> {
    before.retain(|it| it.id != *shown);
    before.sort_by(|a, b| OurNames::moment(&a.name).cmp(OurNames::moment(&b.name)));
    let last = last
        .filter(|last| before.iter().any(|it| it.id == *last))
        .or_else(|| before.last().map(|it| it.id.clone()));

    let mut deleted = Vec::new();
    for menu in before.into_iter().filter(|it| Some(&it.id) != last.as_ref()) {
        line.delete_rich_menu(&menu.id).await?;
        deleted.push(menu.id);
    }
    Ok(deleted)
}

/// `sesshu main 3f6c9a… 2026-12-01T00:00:00Z`: which menu, what is in it, when it was made.
struct OurNames {
    start: String,
    fingerprint: String,
}

impl OurNames {
    fn of(menu: &Menu, image: &MenuImage) -> Result<Self, MenuError> {
        let nameless = serde_json::to_vec(&menu.named("-")?).unwrap_or_default();
        let digest = Sha256::new().chain_update(nameless).chain_update(image.bytes()).finalize();
        let mut beginning = [0; 8];
        beginning.copy_from_slice(&digest[..8]);
        let fingerprint = format!("{:016x}", u64::from_be_bytes(beginning));
        Ok(Self { start: format!("sesshu {} ", menu.name), fingerprint })
    }

    fn at(&self, now: DateTime<Utc>) -> String {
        let now = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!("{}{} {now}", self.start, self.fingerprint)
    }

    fn is_ours(&self, name: &str) -> bool {
        name.starts_with(&self.start)
    }

    fn is_same(&self, name: &str) -> bool {
        name.strip_prefix(&self.start).is_some_and(|rest| rest.starts_with(&self.fingerprint))
    }

    fn moment(name: &str) -> &str {
        name.rsplit(' ').next().unwrap_or_default()
    }
}
