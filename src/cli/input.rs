//! Personal data as arguments of commands, given on the command line or on standard input.
//!
//! A command line remains in the shell's history, and every user of the machine can read it while
//! the command runs. Therefore each such argument accepts `-`: its value is then a line of standard
//! input, with a prompt if that is a terminal. Several are read in the order in which they are on
//! the command line.

use std::{
    io::{BufRead, IsTerminal, stdin},
    str::FromStr,
};

use super::{
    Failure,
    print::{Tongue, Words},
};
use crate::vaccination::{
    check_code::CheckCode, coupon::CouponNumber, kana::KanaName, staff::Reason,
};

/// The argument that stands for a value on standard input.
const ON_STANDARD_INPUT: &str = "-";

pub(super) fn coupon_number() -> impl Fn(&str) -> Result<CouponNumber, Failure> + Clone {
    given_or_read(("券番号", "coupon number"), CouponNumber::parse)
}

pub(super) fn check_code() -> impl Fn(&str) -> Result<CheckCode, Failure> + Clone {
    given_or_read(("確認コード", "check code"), CheckCode::parse)
}

pub(super) fn reason() -> impl Fn(&str) -> Result<Reason, Failure> + Clone {
    given_or_read(("理由", "reason"), Reason::parse)
}

pub(super) fn kana_name() -> impl Fn(&str) -> Result<KanaName, Failure> + Clone {
    given_or_read(NAME, KanaName::parse)
}

/// Returns a parser for names, dates and addresses that the command parses itself.
pub(super) fn name() -> impl Fn(&str) -> Result<String, Failure> + Clone {
    given_or_read(NAME, String::from_str)
}

pub(super) fn birth_date() -> impl Fn(&str) -> Result<String, Failure> + Clone {
    given_or_read(("生年月日", "birth date"), String::from_str)
}

pub(super) fn phone() -> impl Fn(&str) -> Result<String, Failure> + Clone {
    given_or_read(("電話番号", "telephone number"), String::from_str)
}

pub(super) fn email() -> impl Fn(&str) -> Result<String, Failure> + Clone {
    given_or_read(("メールアドレス", "e-mail address"), String::from_str)
}

const NAME: Words = ("お名前（カナ）", "name in kana");

/// Returns a clap parser for a value that is given or, for `-`, read.
fn given_or_read<T, E: Into<Failure>>(
    label: Words,
    parse: fn(&str) -> Result<T, E>,
) -> impl Fn(&str) -> Result<T, Failure> + Clone {
    move |value| {
        if value == ON_STANDARD_INPUT {
            return parse(&read(label)?).map_err(Into::into);
        }
        parse(value).map_err(Into::into)
    }
}

/// Reads a line of standard input, after a prompt on a terminal.
#[expect(clippy::print_stderr, reason = "a question to the person at the terminal")]
fn read(label: Words) -> Result<String, Failure> {
    let tongue = Tongue::of_environment();
    let label = tongue.say(label);
    if stdin().is_terminal() {
        eprint!("{label}: ");
    }
    let line = read_line(&mut stdin().lock())?;
    line.ok_or_else(|| {
        tongue
            .pick(
                format!("標準入力に{label}がありません"),
                format!("standard input has no {label}"),
            )
            .into()
    })
}

/// Returns the next line without its line ending; `None` at the end of the input.
fn read_line(input: &mut impl BufRead) -> Result<Option<String>, Failure> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_standard_input_are_read_one_by_one() {
        let mut input = "1234567890\r\nワクチン ハナコ\n\n".as_bytes();
        let mut next = || read_line(&mut input).unwrap();
        assert_eq!(next().as_deref(), Some("1234567890"));
        assert_eq!(next().as_deref(), Some("ワクチン ハナコ"));
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next(), None);
    }

    #[test]
    fn given_value_is_parsed_as_it_is() {
        assert_eq!(coupon_number()("1234567890").unwrap().as_str(), "1234567890");
        assert!(coupon_number()("12").is_err());
        assert_eq!(phone()("0467-00-0000").unwrap(), "0467-00-0000");
    }
}
