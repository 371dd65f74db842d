use std::collections::BTreeSet;

use super::{
    super::{
        Language,
        language::{Sentence, placeholder},
    },
    booking, closing, facts, labels, linking, mail, safety, talk,
};

fn dictionary() -> impl Iterator<Item = &'static (&'static str, Sentence)> {
    [
        booking::ALL,
        closing::ALL,
        facts::ALL,
        labels::ALL,
        linking::ALL,
        mail::ALL,
        safety::ALL,
        talk::ALL,
    ]
    .into_iter()
    .flatten()
}

fn placeholders(mut text: &str) -> BTreeSet<&str> {
    let mut words = BTreeSet::new();
    while let Some((_, word, rest)) = placeholder(text) {
        words.insert(word);
        text = rest;
    }
    words
}

fn is_japanese(c: char) -> bool {
    matches!(c, 'ぁ'..='ヿ' | '一'..='鿿')
}

#[test]
fn every_sentence_is_there_in_every_language() {
    for (name, sentence) in dictionary() {
        for language in Language::ALL {
            let text = sentence.read(language);
            assert!(!text.trim().is_empty(), "{name} in {language:?}");
        }
    }
}

#[test]
fn every_language_tells_the_same_facts() {
    for (name, sentence) in dictionary() {
        let told = placeholders(sentence.ja);
        assert_eq!(told, placeholders(sentence.easy), "{name}");
        assert_eq!(told, placeholders(sentence.en), "{name}");
    }
}

#[test]
fn english_is_english_but_for_what_is_printed_on_the_coupon() {
    for (name, sentence) in dictionary().filter(|(name, _)| !name.ends_with("_DRAWN")) {
        assert!(!sentence.en.chars().any(is_japanese), "{name}");
    }
}

#[test]
fn easy_japanese_gives_the_reading_of_the_hard_words() {
    for (name, sentence) in dictionary() {
        for hard in ["接種券", "予約", "生年月日", "持ち物", "会場", "利用規約", "券番号"]
        {
            let read =
                sentence.easy.split_once(hard).is_none_or(|(_, after)| after.starts_with('('));
            assert!(read, "{name}: {hard}");
        }
    }
}

#[test]
fn labels_fit_a_quick_reply() {
    for (name, sentence) in labels::ALL {
        for language in Language::ALL {
            let length = sentence.read(language).chars().count();
            assert!(length <= 20, "{name} has {length} characters in {language:?}");
        }
    }
}
