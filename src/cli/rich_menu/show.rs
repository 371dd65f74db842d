//! The output of the rich menu commands.

use serde::Serialize;
use serde_json::json;

use crate::{
    cli::{
        Failure,
        print::{self, Format, Listed, Tongue, Words},
        words::wall_clock,
    },
    office::rich_menu::{AtLine, Changed, Generation, How, Plan, Role},
};

pub(super) fn plan(plan: &Plan, format: Format, tongue: Tongue) -> Result<(), Failure> {
    if format.json {
        return print::json(&json!({
            "change": plan.how,
            "made": plan.made,
            "deleted": plan.deleted,
            "inForce": plan.in_force,
            "difference": plan.difference,
        }));
    }
    print::say(planned(plan, tongue).trim_end())
}

fn planned(plan: &Plan, tongue: Tongue) -> String {
    let (made, deleted) = (plan.made, plan.deleted);
    let last = match plan.how {
        How::Nothing => tongue.pick(
            "LINEの内容はフォルダーと同じです。".to_owned(),
            "The menus in force at LINE are those of the folder.".to_owned(),
        ),
        How::Made => tongue.pick(
            format!("apply: メニューを{made}件作成して切り替え、古いものを{deleted}件削除します。"),
            format!("apply creates {made} menus, puts them into force and deletes {deleted}."),
        ),
        How::Returned => tongue.pick(
            format!("apply: LINEに残っているメニューに戻し、{deleted}件削除します。"),
            format!("apply goes back to menus that still exist at LINE, and deletes {deleted}."),
        ),
        How::Finished => tongue.pick(
            "apply: 中断した切り替えを最後まで行います。".to_owned(),
            "apply completes an interrupted change.".to_owned(),
        ),
    };
    match plan.difference.as_str() {
        "" => format!("{last}\n"),
        difference => format!("{difference}\n{last}\n"),
    }
}

pub(super) fn changed(changed: &Changed, format: Format, tongue: Tongue) -> Result<(), Failure> {
    let rows = rows(&changed.generation, State::InForce);
    if format.json {
        return print::json(&json!({
            "change": changed.how,
            "moved": changed.moved,
            "shownToLinked": changed.owed,
            "deleted": changed.deleted,
            "menus": rows,
        }));
    }
    print::say(done(changed, tongue))?;
    print::list(&rows, format, tongue, NOTHING)
}

fn done(changed: &Changed, tongue: Tongue) -> String {
    let made_at = wall_clock(&changed.generation.made_at);
    let mut said = match changed.how {
        How::Nothing => tongue.pick(
            "変更はありません。このメニューが表示されています。".to_owned(),
            "Nothing was changed: these menus are already in force.".to_owned(),
        ),
        How::Made => tongue.pick(
            "新しいメニューに切り替えました。".to_owned(),
            "The new menus are in force.".to_owned(),
        ),
        How::Returned => tongue.pick(
            format!("{made_at} に作成したメニューに戻しました。"),
            format!("The menus created at {made_at} are in force again."),
        ),
        How::Finished => tongue.pick(
            format!("中断していた切り替えを完了しました（{made_at} に作成したメニュー）。"),
            format!("An interrupted change was completed (menus created at {made_at})."),
        ),
    };
    if changed.moved {
        said.push_str(tongue.pick(
            "\nメニューを個別に表示していた方も切り替わりました。",
            "\nPeople with a personal menu were switched as well.",
        ));
    }
    if changed.owed > 0 {
        let owed = changed.owed;
        said.push_str(&tongue.pick(
            format!("\nLINE連携済みの{owed}人に専用のメニューを表示します。"),
            format!("\n{owed} linked people are shown the menu for linked people."),
        ));
    }
    said
}

pub(super) fn status(there: &AtLine, format: Format, tongue: Tongue) -> Result<(), Failure> {
    let in_force = there.in_force();
    let mut all = Vec::new();
    for generation in &there.generations {
        let state = match Some(generation) {
            it if it == in_force => State::InForce,
            it if it == there.before() => State::Before,
            _ => State::LeftOver,
        };
        all.extend(rows(generation, state));
    }
    if format.json {
        return print::json(&json!({
            "menus": all,
            "othersMenus": there.others,
            "default": there.default.as_ref().map(crate::line::RichMenuId::as_str),
            "settled": in_force.is_some_and(|it| there.is_settled(it)),
        }));
    }
    print::list(&all, format, tongue, NOTHING)?;
    if in_force.is_some_and(|it| !there.is_settled(it)) {
        print::say(tongue.say(UNSETTLED))?;
    }
    Ok(())
}

const NOTHING: Words = ("LINEにメニューがありません。", "There are no menus at LINE.");

const UNSETTLED: Words = (
    "切り替えが完了していません。rich-menu apply または rollback をもう一度実行してください。",
    "A change was not completed: run rich-menu apply or rollback again.",
);

pub(super) fn back_to(before: &Generation, tongue: Tongue) -> String {
    let made_at = wall_clock(&before.made_at);
    tongue.pick(
        format!("{made_at} に作成したメニューに戻しますか？"),
        format!("Go back to the menus created at {made_at}?"),
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
enum State {
    InForce,
    Before,
    LeftOver,
}

/// A menu that exists at LINE.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    state: State,
    menu: String,
    role: Role,
    made_at: String,
    id: String,
}

fn rows(generation: &Generation, state: State) -> Vec<Row> {
    let row = |made: &crate::office::rich_menu::Made| Row {
        state,
        menu: made.menu.clone(),
        role: made.role,
        made_at: generation.made_at.clone(),
        id: made.id.as_str().to_owned(),
    };
    generation.menus.iter().map(row).collect()
}

impl Listed for Row {
    const COLUMNS: &'static [Words] = &[
        ("状態", "State"),
        ("メニュー", "Menu"),
        ("見る人", "Seen by"),
        ("作成", "Created"),
        ("ID", "Id"),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let state = match self.state {
            State::InForce => ("表示中", "in force"),
            State::Before => ("1つ前", "previous"),
            State::LeftOver => ("残り", "left over"),
        };
        let role = match self.role {
            Role::Default => ("全員", "everybody"),
            Role::Linked => ("LINE連携済みの人", "linked people"),
            Role::Tab => ("タブ", "tab"),
        };
        vec![
            tongue.say(state).to_owned(),
            self.menu.clone(),
            tongue.say(role).to_owned(),
            wall_clock(&self.made_at),
            self.id.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_shows_the_difference_and_says_what_would_be_done() {
        let plan = |how, difference: &str| Plan {
            how,
            difference: difference.to_owned(),
            made: 2,
            deleted: 3,
            in_force: Some("2026-12-01T00:00:00Z".to_owned()),
        };
        let difference = "--- LINE\n+++ menu.toml\n@@ -1 +1 @@\n-  size = 1 × 1\n+  size = 2 × 2\n";
        let all = [
            plan(How::Nothing, ""),
            plan(How::Made, difference),
            plan(How::Returned, difference),
            plan(How::Finished, ""),
        ];
        let said = |tongue| all.each_ref().map(|it| planned(it, tongue)).join("\n");
        insta::assert_snapshot!(said(Tongue::Japanese) + "\n" + &said(Tongue::English));
    }
}
