//! Each rule is broken alone, with everything else correct: its number is reported, and no other.

mod data;
mod settings;
mod sound;

use self::sound::sound;
use super::*;

/// The number of a rule, and a function that breaks it.
type Case = (u16, fn(&mut Facts));

fn each_breaks_its_rule_alone(cases: &[Case]) {
    for (number, breaks) in cases {
        let mut facts = sound();
        breaks(&mut facts);
        let found = check(&facts);
        let numbers: Vec<_> = found.iter().map(Finding::number).collect();
        assert_eq!(numbers, [*number], "{found:?}");
    }
}

#[test]
fn a_sound_town_has_nothing_to_mend() {
    assert_eq!(check(&sound()), []);
}
