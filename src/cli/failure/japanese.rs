//! The Japanese texts of the errors of lower layers.

use std::{error::Error, io, num::ParseIntError};

use crate::{
    cli::{bad_file, notices::UnknownKind, print::Tongue},
    line::{LineError, rich_menu::BadMenu, signature::NoSecret},
    mail::MailError,
    office::{
        rich_menu::{ChangeError, MenuError},
        sheet::Wrong,
        slots::PlanError,
    },
    storage::{DatabaseMode, KeyError, StorageError},
    vaccination::{
        birth_date::BirthDateError,
        check_code::CheckCodeError,
        coupon::{CouponNumberError, NotAnIssuer},
        day::DayError,
        kana::KanaNameError,
        staff::WordsError,
        time::NotATimeOfDay,
    },
};

/// Translates one of our own errors; `None` for those of libraries.
pub(super) fn sentence(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref() {
        return Some(storage(error));
    }
    if let Some(error) = error.downcast_ref() {
        return Some(line(error));
    }
    if let Some(error) = error.downcast_ref() {
        return Some(change(error));
    }
    if let Some(error) = error.downcast_ref() {
        return Some(menu(error));
    }
    if let Some(error) = error.downcast_ref() {
        return Some(mail(error).to_owned());
    }
    if let Some(error) = error.downcast_ref() {
        return Some(plan(error));
    }
    if let Some(error) = error.downcast_ref() {
        return Some(key(*error));
    }
    if let Some(error) = error.downcast_ref() {
        return Some(secret(*error).to_owned());
    }
    error.downcast_ref().and_then(machine).map(str::to_owned)
}

/// Explains why an argument of the command line is invalid.
pub(in crate::cli) fn value(error: &(dyn Error + 'static)) -> Option<String> {
    let wrong = if let Some(it) = error.downcast_ref::<CouponNumberError>() {
        Wrong::Number(*it)
    } else if let Some(it) = error.downcast_ref::<BirthDateError>() {
        Wrong::BirthDate(*it)
    } else if let Some(it) = error.downcast_ref::<DayError>() {
        Wrong::Day(*it)
    } else if let Some(it) = error.downcast_ref::<CheckCodeError>() {
        Wrong::CheckCode(*it)
    } else if let Some(it) = error.downcast_ref::<NotAnIssuer>() {
        Wrong::Issuer(*it)
    } else if let Some(it) = error.downcast_ref::<NotATimeOfDay>() {
        Wrong::Time(*it)
    } else {
        return other_value(error);
    };
    Some(bad_file::reason(&wrong, Tongue::Japanese).trim_end_matches('。').to_owned())
}

fn other_value(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(it) = error.downcast_ref() {
        return Some(words(it));
    }
    if let Some(it) = error.downcast_ref() {
        let said = match it {
            KanaNameError::Missing => "お名前がありません",
            KanaNameError::NotKana => "カタカナで書いてください",
            KanaNameError::TooLong => "50文字までです",
        };
        return Some(said.to_owned());
    }
    let said = if error.is::<ParseIntError>() {
        "整数で書いてください"
    } else if error.is::<chrono::ParseError>() {
        "日付は 2026-12-05 のように書きます"
    } else if error.is::<UnknownKind>() {
        "confirmation、cancellation、reminder、link_moved、linked、unlinked、contact_changed、cancellation_copy、suspension、resumption から選びます"
    } else if error.is::<std::net::AddrParseError>() {
        "127.0.0.1:8080 のように、アドレスとポートを書きます"
    } else if error.to_string().contains(" is not in ") {
        // As clap says it about a number.
        "範囲の外です"
    } else {
        return None;
    };
    Some(said.to_owned())
}

fn words(error: &WordsError) -> String {
    match error {
        WordsError::Missing => "空です".to_owned(),
        WordsError::Unseen => "改行など、目に見えない文字が含まれています".to_owned(),
        WordsError::TooLong { most } => format!("{most}文字までです"),
    }
}

fn storage(error: &StorageError) -> String {
    match error {
        StorageError::Database(_) => {
            format!("データベースのエラーです（{}）", error.cause_text().unwrap_or_default())
        }
        StorageError::Corrupt(place) => {
            format!("データベースの {place} が壊れています。バックアップから戻してください")
        }
        StorageError::OtherKey => {
            "暗号鍵がデータベースと合いません。SESSHU_SEALING_KEYS を確かめてください".to_owned()
        }
        StorageError::OtherMode(DatabaseMode::Real) => {
            "本番のデータベースです。設定に line.simulator があるので開けません。リハーサルには別のデータベースを使ってください"
                .to_owned()
        }
        StorageError::OtherMode(DatabaseMode::Rehearsal) => {
            "リハーサルのデータベースです。設定に line.simulator がないので開けません。本番には別のデータベースを使ってください"
                .to_owned()
        }
        StorageError::UnknownScheme => {
            "database.url は sqlite: か postgres: で始めてください".to_owned()
        }
        StorageError::OutOfReach => "データベースが時間内に応答しませんでした".to_owned(),
        StorageError::TooLarge => "値が大きすぎて、暗号化できません".to_owned(),
    }
}

fn line(error: &LineError) -> String {
    match error {
        LineError::Refused { status, message } => {
            format!("LINEに断られました（{status} {message}）")
        }
        LineError::InvalidReplyToken => "応答トークンが使用済みか、期限切れです".to_owned(),
        LineError::RateLimited => {
            "LINEの呼び出し回数の制限に達しました。しばらく待ってください".to_owned()
        }
        LineError::QuotaReached => "今月のメッセージの上限に達しました".to_owned(),
        LineError::NotConnected => "LINEに接続できません".to_owned(),
        LineError::Unreachable => "LINEに接続できないか、時間内に応答がありません".to_owned(),
        LineError::NoToken => {
            "LINEがいまチャネルアクセストークンを発行しません。しばらく待ってください".to_owned()
        }
        LineError::CredentialsRefused { status, message } => {
            format!("LINEがチャネルアクセストークンの発行を断りました（{status} {message}）")
        }
        LineError::Broken { status } => format!("LINEで障害が起きています（{status}）"),
        LineError::Unreadable => "LINEの応答を読み取れません".to_owned(),
    }
}

fn change(error: &ChangeError) -> String {
    match error {
        ChangeError::Menu(error) => menu(error),
        ChangeError::Line(error) => line(error),
        ChangeError::Storage(error) => storage(error),
        ChangeError::NothingBefore => "戻せる一つ前のメニューがありません".to_owned(),
        ChangeError::MovesUsedUp => {
            "LINEが人を別のメニューに移せるのは1時間に3回までです。いま見えているメニューはそのまま\
             です。1時間後にもう一度実行してください"
                .to_owned()
        }
        ChangeError::StillMoving => {
            "LINEが30分たっても人を移し終えません。しばらくしてからもう一度実行してください"
                .to_owned()
        }
    }
}

fn menu(error: &MenuError) -> String {
    match error {
        MenuError::File { file, why } => {
            let why = machine(why).map_or_else(|| why.to_string(), str::to_owned);
            format!("{file} を読めません（{why}）")
        }
        MenuError::Toml(error) => format!("menu.toml の書き方に誤りがあります（{error}）"),
        MenuError::UnknownAddress(name, known) => {
            format!("menu.toml: {{{name}}} は使えません。使えるもの: {known}")
        }
        MenuError::NoSuchMenu(name) => format!("menu.toml: メニュー「{name}」がありません"),
        MenuError::Twice(name) => format!("menu.toml: メニュー「{name}」が2つあります"),
        MenuError::Name(name) => {
            format!("menu.toml: メニューの名前「{name}」は使えません。a-z、0-9、- の24文字までです")
        }
        MenuError::Svg(file, why) => format!("{file}: 描けない絵です（{why}）"),
        MenuError::Shape { file, found, expected } => format!(
            "{file} の大きさは {} × {} で、menu.toml の {} × {} と違います",
            found.0, found.1, expected.0, expected.1
        ),
        MenuError::Font(file) => format!("{file}: フォントではありません"),
        MenuError::Line(error) => bad_menu(error),
    }
}

fn bad_menu(error: &BadMenu) -> String {
    match error {
        BadMenu::Text(error) => format!("menu.toml: LINEで使えない言葉です（{error}）"),
        BadMenu::Size(width, height) => {
            format!("{width} × {height} ピクセルのメニューはLINEで使えません")
        }
        BadMenu::Outside(area) => format!("{area}番目の押せる場所がメニューの外にあります"),
        BadMenu::NotAnImage => "絵がPNGでもJPEGでもありません".to_owned(),
        BadMenu::Heavy(bytes) => format!("絵が{bytes}バイトあります。LINEでは1MBまでです"),
    }
}

fn mail(error: &MailError) -> &'static str {
    match error {
        MailError::Address(_) => "差出人か宛先のメールアドレスが正しくありません",
        MailError::Compose(_) => "メールを作れませんでした",
        MailError::Server(_) => "メールサーバーがメールを受け取りませんでした",
        MailError::Silent => "メールサーバーの応答がありません",
    }
}

fn plan(error: &PlanError) -> String {
    match error {
        PlanError::Unreadable(error) => format!("書き方に誤りがあります（{error}）"),
        PlanError::UnknownVenue(code) => format!("会場コード {code:?} の会場はありません"),
        PlanError::NoTime(number) => {
            format!(
                "{number}番目の決まりからは枠ができません。from・breaks・until の間に入りません"
            )
        }
        PlanError::NoWeekday(number) => {
            format!("{number}番目の決まりからは枠ができません。weekdays がありません")
        }
    }
}

fn key(error: KeyError) -> String {
    match error {
        KeyError::Unreadable => {
            "SESSHU_SEALING_KEYS は、0から255までの番号、コロン、base64の32バイトで書きます"
                .to_owned()
        }
        KeyError::Weak => {
            "SESSHU_SEALING_KEYS の鍵が乱数ではありません。openssl rand -base64 32 で作り直してください"
                .to_owned()
        }
        KeyError::NumberTwice(number) => {
            format!("SESSHU_SEALING_KEYS に{number}番の鍵が2つあります")
        }
    }
}

fn secret(error: NoSecret) -> &'static str {
    match error {
        NoSecret::None => "SESSHU_LINE_CHANNEL_SECRETS が設定されていません",
        NoSecret::Empty => {
            "SESSHU_LINE_CHANNEL_SECRETS に空のものがあります。だれでも署名できてしまいます"
        }
    }
}

/// Translates errors of the operating system about files and addresses.
fn machine(error: &io::Error) -> Option<&'static str> {
    use io::ErrorKind as E;
    Some(match error.kind() {
        E::NotFound => "見つかりません",
        E::PermissionDenied => "権限がありません",
        E::AlreadyExists => "すでにあります",
        E::IsADirectory => "フォルダーです",
        E::NotADirectory => "フォルダーではありません",
        E::StorageFull => "ディスクがいっぱいです",
        E::AddrInUse => "アドレスがすでに使われています",
        E::AddrNotAvailable => "この機械のアドレスではありません",
        E::ConnectionRefused => "接続を断られました",
        E::TimedOut => "時間切れです",
        E::InvalidData => "文字として読めません",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::Failure,
        vaccination::{coupon::CouponNumber, day, staff::Reason},
    };

    fn japanese(failure: impl Into<Failure>) -> String {
        sentence(failure.into().as_ref()).unwrap()
    }

    #[test]
    fn what_fails_below_is_told_in_japanese() {
        assert!(japanese(StorageError::OtherKey).contains("SESSHU_SEALING_KEYS"));
        assert!(japanese(ChangeError::Line(LineError::Unreachable)).contains("接続できない"));
        assert!(japanese(ChangeError::NothingBefore).contains("一つ前"));
        let there = io::Error::from(io::ErrorKind::NotFound);
        let file = "menu.toml".to_owned();
        assert_eq!(
            japanese(MenuError::File { file, why: there }),
            "menu.toml を読めません（見つかりません）"
        );
        let strange: Failure = "strange".into();
        assert_eq!(sentence(strange.as_ref()), None);
    }

    #[test]
    fn a_wrong_value_is_explained_in_japanese() {
        let said = |error: Failure| value(error.as_ref()).unwrap();
        assert_eq!(said(CouponNumber::parse("12").unwrap_err().into()), "券番号は10けたの数字です");
        assert_eq!(said(day::parse("2026-02-30").unwrap_err().into()), "実在しない日付です");
        assert_eq!(said("x".parse::<i64>().unwrap_err().into()), "整数で書いてください");
        assert_eq!(said(Reason::parse("").unwrap_err().into()), "空です");
    }
}
