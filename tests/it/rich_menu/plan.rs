//! What `plan` shows: the difference between the folder and LINE. It changes nothing.

use sesshu::{
    line::Line,
    office::rich_menu::{AtLine, Drawn, How, Plan, plan},
};

use super::{menus, only_main};
use crate::harness::{database::TestDatabase, town::Town};

async fn a_plan_shows_what_would_change_and_changes_nothing(database: TestDatabase) {
    let town = Town::open(database).await;
    let line = &town.service().line;
    let (one, all) = (only_main("green"), menus("blue"));
    let first = planned(line, &one).await;
    assert_eq!((first.how, first.made, first.deleted), (How::Made, 1, 0));
    town.applies(&one, line).await.unwrap();
    let same = planned(line, &one).await;
    assert_eq!((same.how, same.difference.as_str()), (How::Nothing, ""));

    let next = planned(line, &all).await;
    assert_eq!((next.how, next.made, next.deleted), (How::Made, 3, 0));
    insta::assert_snapshot!("plan", next.difference);
    assert_eq!(planned(line, &one).await.how, How::Nothing, "nothing was changed");

    town.applies(&all, line).await.unwrap();
    let back = planned(line, &one).await;
    assert_eq!((back.how, back.made, back.deleted), (How::Returned, 0, 0));
    let third = planned(line, &only_main("red")).await;
    assert_eq!((third.how, third.deleted), (How::Made, 1), "two generations are kept");
}

async fn planned(line: &Line, drawn: &Drawn) -> Plan {
    plan(drawn, &AtLine::read(line).await.unwrap()).unwrap()
}

both!(a_plan_shows_what_would_change_and_changes_nothing);
