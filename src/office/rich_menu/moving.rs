//! Moves people who have a menu of their own: linked people, and people who tapped a tab, which
//! makes the tab's menu their own.

use std::time::Duration;

use super::{AtLine, Change, ChangeError, Generation, Made, name::Role};
use crate::line::{
    LineError,
    rich_menu::{Batch, Move, Progress},
};

/// LINE accepts 1,000 moves in one batch, far more than we ever have menus.
const MOST_MOVES: usize = 1_000;
/// The pauses between queries for a batch's progress, of which LINE answers 100 an hour: short at
/// first, because a person waits for the result, then longer.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// About half an hour of queries.
const MOST_QUESTIONS: u32 = 35;

impl Change<'_> {
    /// Moves everyone from menus of other generations to those of `target`. Returns whether LINE
    /// moved people, and the number of linked people whose menu was enqueued.
    pub(super) async fn move_everyone(
        &self,
        there: &AtLine,
        target: &Generation,
    ) -> Result<(bool, u64), ChangeError> {
        let moves = moves(there, target);
        let mut reached_all = true;
        if !moves.is_empty() {
            self.line.validate_moves(&moves).await?;
            let batch = match self.line.move_people(&moves).await {
                Err(LineError::RateLimited) => return Err(ChangeError::MovesUsedUp),
                batch => batch?,
            };
            reached_all = self.wait_for(&batch).await? == Progress::Succeeded;
        }
        // If linked people had no menu of their own until now, there was no one to move.
        let had_one = there.shown().is_some_and(|shown| shown.linked().is_some());
        let owed = if target.linked().is_some() && !(had_one && reached_all) {
            self.store.owe_menus_to_all_linked(self.now).await?
        } else {
            0
        };
        Ok((!moves.is_empty(), owed))
    }

    async fn wait_for(&self, batch: &Batch) -> Result<Progress, ChangeError> {
        let mut pause = FIRST_PAUSE;
        for _ in 0..MOST_QUESTIONS {
            match self.line.progress(batch).await? {
                Some(Progress::Ongoing) | None => (self.pause)(pause).await,
                Some(ended) => {
                    if ended == Progress::Failed {
                        tracing::warn!("LINE could not move everyone to their new menu");
                    }
                    return Ok(ended);
                }
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Err(ChangeError::StillMoving)
    }
}

/// Lists the moves. A generation with a single menu needs none: no one has that menu as their own.
fn moves(there: &AtLine, target: &Generation) -> Vec<Move> {
    let others = there.whole().filter(|it| *it != target && it.menus.len() > 1);
    let moves = others.flat_map(|it| &it.menus).map(|made| one(made, target));
    moves.take(MOST_MOVES).collect()
}

/// Returns the move away from one menu: a tab's to the tab of the same name, the linked menu to the
/// linked menu of `target`. The default menu is no one's own.
fn one(made: &Made, target: &Generation) -> Move {
    let to = match made.role {
        Role::Default => None,
        Role::Linked => target.linked(),
        Role::Tab => target.menus.iter().find(|it| it.menu == made.menu && it.role == Role::Tab),
    };
    let from = made.id.clone();
    match to {
        Some(to) => Move::Link { from, to: to.id.clone() },
        None => Move::Unlink { from },
    }
}
