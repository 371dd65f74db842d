//! A change of menus that is killed at each of its calls to LINE and repeated.

use std::collections::BTreeSet;

use sesshu::{
    line::{
        message::Action,
        rich_menu::{Bounds, RichMenu, Size},
    },
    office::rich_menu::{AtLine, ChangeError, Drawn, How},
};

use super::{menus, only_main, seen, sees};
use crate::harness::{
    cut::{Cut, Lost},
    database::{TestDatabase, on_sqlite},
    town::{Resident, Town},
};

/// More calls than any change makes.
const ENOUGH: usize = 80;

/// Three people: a friend, a linked one, and one who has tapped a tab.
struct People {
    friend: Resident,
    linked: Resident,
    tapper: Resident,
}

impl People {
    async fn of(town: &Town) -> Self {
        let friend = town.resident("潮風 太郎");
        friend.follows().await;
        let linked = Resident::linked(town, "1234567890").await;
        let tapper = town.resident("潮風 次郎");
        tapper.follows().await;
        tapper.taps("main").await;
        town.works().await;
        assert_eq!(sees(town, &tapper).await, "more");
        Self { friend, linked, tapper }
    }

    /// Checks that each of them sees a menu meant for them.
    async fn see_theirs(&self, town: &Town) {
        let all = [(&self.friend, "main"), (&self.linked, "linked"), (&self.tapper, "more")];
        for (person, menu) in all {
            assert_eq!(sees(town, person).await, menu);
        }
    }

    /// Checks that each of them sees a menu of this generation.
    async fn see(&self, town: &Town, drawn: &Drawn) {
        self.see_theirs(town).await;
        for person in [&self.friend, &self.linked, &self.tapper] {
            assert_eq!(seen(town, person).await.unwrap().1, drawn.fingerprint);
        }
    }
}

/// Checks that LINE has these complete generations of ours and nothing else, and that every alias
/// refers to a menu.
async fn line_has_only(town: &Town, generations: &[&Drawn]) {
    let line = &town.service().line;
    let there = AtLine::read(line).await.unwrap();
    let found: BTreeSet<_> =
        there.generations.iter().map(|it| (it.fingerprint.as_str(), it.menus.len())).collect();
    let wanted: BTreeSet<_> =
        generations.iter().map(|it| (it.fingerprint.as_str(), it.menus.len())).collect();
    assert_eq!((found, there.generations.len()), (wanted, generations.len()));
    assert!(there.is_settled(there.in_force().unwrap()));
}

async fn aliases_lead_somewhere(town: &Town) {
    let line = &town.service().line;
    let menus: Vec<_> = line.rich_menus().await.unwrap();
    for (alias, menu) in line.rich_menu_aliases().await.unwrap() {
        assert!(menus.iter().any(|it| it.id == menu), "{alias} leads nowhere");
    }
}

async fn an_apply_killed_at_any_call_and_run_again(lost: Lost, database: TestDatabase) {
    let town = Town::open(database).await;
    let direct = town.service().line;
    let mut before = menus("#000000");
    town.applies(&before, &direct).await.unwrap();
    let people = People::of(&town).await;
    for call in 0..ENOUGH {
        three_hours_later(&town);
        let next = menus(&format!("#{:06x}", call + 1));
        let cut = Cut::at(call, lost, town.line().url()).await;
        let killed = town.applies(&next, &town.line_by(cut.url())).await;
        people.see_theirs(&town).await;
        aliases_lead_somewhere(&town).await;
        if !cut.happened() {
            killed.unwrap();
            assert!(call > 20, "the whole of it is {call} calls");
            people.see(&town, &next).await;
            return line_has_only(&town, &[&before, &next]).await;
        }
        three_hours_later(&town);
        town.applies(&next, &direct).await.unwrap_or_else(|error| panic!("{call}: {error}"));
        people.see(&town, &next).await;
        line_has_only(&town, &[&before, &next]).await;
        if call % 8 == 0 {
            assert_eq!(town.applies(&next, &direct).await.unwrap().how, How::Nothing);
        }
        before = next;
    }
    panic!("more than {ENOUGH} calls");
}

async fn a_rollback_killed_at_any_call_and_run_again(lost: Lost, database: TestDatabase) {
    let town = Town::open(database).await;
    let direct = town.service().line;
    let (one, two) = (menus("#0000aa"), menus("#00aa00"));
    town.applies(&one, &direct).await.unwrap();
    let people = People::of(&town).await;
    town.applies(&two, &direct).await.unwrap();
    let (mut there, mut back) = (&two, &one);
    for call in 0..ENOUGH {
        three_hours_later(&town);
        let cut = Cut::at(call, lost, town.line().url()).await;
        let killed = town.rolls_back(&town.line_by(cut.url())).await;
        people.see_theirs(&town).await;
        if !cut.happened() {
            killed.unwrap();
            return line_has_only(&town, &[&one, &two]).await;
        }
        three_hours_later(&town);
        // If the change had begun, it is completed. If it had not, it is made now. If it had ended
        // when the response was lost, it is undone.
        town.rolls_back(&direct).await.unwrap();
        let seen_now = seen(&town, &people.friend).await.unwrap().1;
        if seen_now == back.fingerprint {
            (there, back) = (back, there);
        }
        people.see(&town, there).await;
        line_has_only(&town, &[&one, &two]).await;
    }
    panic!("more than {ENOUGH} calls");
}

/// LINE limits the creation and reassignment of menus per hour.
fn three_hours_later(town: &Town) {
    let clock = town.line().simulator().clock();
    clock.set(clock.now() + chrono::TimeDelta::hours(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_apply_may_be_killed_before_any_call() {
    on_sqlite(|database| an_apply_killed_at_any_call_and_run_again(Lost::Request, database)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_apply_may_be_killed_after_any_call() {
    on_sqlite(|database| an_apply_killed_at_any_call_and_run_again(Lost::Answer, database)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rollback_may_be_killed_before_any_call() {
    on_sqlite(|database| a_rollback_killed_at_any_call_and_run_again(Lost::Request, database))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rollback_may_be_killed_after_any_call() {
    on_sqlite(|database| a_rollback_killed_at_any_call_and_run_again(Lost::Answer, database)).await;
}

async fn menus_of_others_are_let_be(database: TestDatabase) {
    let town = Town::open(database).await;
    let line = &town.service().line;
    let whole = Bounds { x: 0, y: 0, width: 800, height: 540 };
    let areas = vec![(whole, Action::message("予約", "予約"))];
    let size = Size { width: 800, height: 540 };
    let strange = RichMenu::new("made by hand", "メニュー", size, areas).unwrap();
    line.create_rich_menu(&strange).await.unwrap();
    for (colour, how) in [("red", How::Made), ("red", How::Nothing), ("blue", How::Made)] {
        assert_eq!(town.applies(&only_main(colour), line).await.unwrap().how, how);
    }
    let menus = line.rich_menus().await.unwrap();
    assert_eq!(menus.len(), 3);
    assert_eq!(menus[0].name, "made by hand");
    // The menus of the earlier folder still exist and need not be created again.
    assert_eq!(town.applies(&only_main("red"), line).await.unwrap().how, How::Returned);
    town.rolls_back(line).await.unwrap();
    let friend = town.resident("潮風 太郎");
    friend.follows().await;
    assert_eq!(seen(&town, &friend).await.unwrap().1, only_main("blue").fingerprint);
}

async fn without_anything_before_there_is_no_way_back(database: TestDatabase) {
    let town = Town::open(database).await;
    let line = &town.service().line;
    assert!(matches!(town.rolls_back(line).await, Err(ChangeError::NothingBefore)));
    town.applies(&only_main("red"), line).await.unwrap();
    assert!(matches!(town.rolls_back(line).await, Err(ChangeError::NothingBefore)));
}

both!(menus_of_others_are_let_be, without_anything_before_there_is_no_way_back);
