//! Import errors: one sentence for a file that is not a table, and line, column and reason for
//! every bad row.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{Failure, failure, output_file, print::Tongue};
use crate::{
    office::sheet::{BadFile, BadRow, Kind, Wrong},
    vaccination::{
        birth_date::BirthDateError, check_code::CheckCodeError, coupon::CouponNumberError,
        day::DayError,
    },
};

/// The maximum number of bad rows that are shown. The file of `--errors` contains all of them.
const SHOWN: u64 = 20;

#[derive(Debug, Args)]
pub(super) struct Errors {
    /// Write all bad rows with line, column and reason to this new CSV file (`-`: standard output)
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

/// Collects bad rows as they are found: shows the first ones, and writes all to a file if
/// requested.
pub(super) struct BadRows {
    many: u64,
    file: Option<csv::Writer<Box<dyn Write + Send>>>,
    failed: Option<csv::Error>,
    tongue: Tongue,
}

impl Errors {
    pub(super) fn open(&self, tongue: Tongue) -> Result<BadRows, Failure> {
        let file = match &self.errors {
            None => None,
            Some(path) => {
                let mut file = excel_csv(path)?;
                file.write_record(tongue.pick(["行", "列", "理由"], ["line", "column", "reason"]))?;
                Some(file)
            }
        };
        Ok(BadRows { many: 0, file, failed: None, tongue })
    }
}

/// Creates a CSV file with the byte order mark by which Excel recognizes UTF-8.
pub(super) fn excel_csv(path: &Path) -> Result<csv::Writer<Box<dyn Write + Send>>, Failure> {
    let mut file = output_file::open(path)?;
    let written = file.write_all("\u{FEFF}".as_bytes());
    let tongue = Tongue::of_environment();
    written.map_err(|error| failure::unwritten(path.display(), &error, tongue))?;
    Ok(csv::Writer::from_writer(file))
}

/// Returns the error for a file that was refused as a whole.
pub(super) fn refused(path: &Path, bad: &BadFile, tongue: Tongue) -> Failure {
    let nothing = tongue.pick("何も変更していません。", " (nothing was changed)");
    format!("{}: {}{nothing}", path.display(), sentence(bad, tongue)).into()
}

impl BadRows {
    #[expect(clippy::print_stderr, reason = "errors go to standard error")]
    pub(super) fn take(&mut self, row: &BadRow) {
        self.many += 1;
        let reason = reason(&row.reason, self.tongue);
        if self.many <= SHOWN {
            eprintln!("{}", place(row, &reason, self.tongue));
        }
        if let Some(file) = &mut self.file
            && let Err(error) = file.write_record([&row.line.to_string(), &row.column, &reason])
        {
            self.failed.get_or_insert(error);
        }
    }

    /// Returns whether no row has been bad so far.
    pub(super) fn is_empty(&self) -> bool {
        self.many == 0
    }

    /// Fails if there was a bad row.
    pub(super) fn end(self) -> Result<(), Failure> {
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        if let Some(mut file) = self.file {
            file.flush()?;
        }
        match self.many {
            0 => Ok(()),
            many => Err(self
                .tongue
                .pick(
                    format!("読み込めない箇所が{many}件あります。何も変更していません。"),
                    format!("{many} cells or rows are invalid; nothing was changed"),
                )
                .into()),
        }
    }
}

fn place(row: &BadRow, reason: &str, tongue: Tongue) -> String {
    let BadRow { line, column, .. } = row;
    match (tongue, column.as_str()) {
        (Tongue::Japanese, "") => format!("{line}行目: {reason}"),
        (Tongue::Japanese, column) => format!("{line}行目「{column}」: {reason}"),
        (Tongue::English, "") => format!("line {line}: {reason}"),
        (Tongue::English, column) => format!("line {line}, {column}: {reason}"),
    }
}

/// Describes why a file was refused as a whole.
fn sentence(bad: &BadFile, tongue: Tongue) -> String {
    if tongue == Tongue::English {
        return match bad {
            BadFile::ColumnMissing { names, columns } => format!(
                "none of the file's {columns} columns is named {}. Columns are separated by commas \
                 or tabs; other names can be set under [import] in the settings",
                names.join(" / ")
            ),
            BadFile::Unreadable(error) => format!("the file cannot be read: {error}"),
            _ => bad.to_string(),
        };
    }
    match bad {
        BadFile::Empty => "ファイルが空です。".to_owned(),
        BadFile::HeadsOnly => "見出しだけで、データの行がありません。".to_owned(),
        BadFile::NotText(kind) => {
            format!("{}です。CSV形式で保存し直してください。", kind_in_japanese(*kind))
        }
        BadFile::Encoding { line } => format!(
            "{line}行目の文字を読み取れません。文字コードはUTF-8かShift_JISにしてください。"
        ),
        BadFile::CutOff => {
            "文字の途中でファイルが終わっています。途中で切れていないか確かめてください。"
                .to_owned()
        }
        BadFile::Nul { line } => {
            format!("{line}行目にNUL文字があります。壊れているか、文字のファイルではありません。")
        }
        BadFile::OpenQuote { line } => {
            format!("{line}行目で始まる引用符（\"）が閉じていません。")
        }
        BadFile::TooManyColumns { found, most } => {
            format!("列が{found}列あります（{most}列まで）。ファイルを確かめてください。")
        }
        BadFile::ColumnMissing { names, columns } => format!(
            "「{}」という列がありません（ファイルには{columns}列あります）。区切りはカンマかタブにして\
             ください。別の名前は設定ファイルの[import]に書けます。",
            names.join("」「")
        ),
        BadFile::ColumnTwice { name } => format!("「{name}」という列が2つあります。"),
        BadFile::TooManyRows { most } => format!("行が多すぎます（{most}行まで）。"),
        BadFile::Unreadable(error) => {
            format!("ファイルを読めません：{}。", failure::said(error, tongue))
        }
    }
}

fn kind_in_japanese(kind: Kind) -> &'static str {
    match kind {
        Kind::Zip => "Excelブック（xlsx）かZIP",
        Kind::OldExcel => "Excelブック（xls）",
        Kind::Pdf => "PDF",
        Kind::Compressed => "圧縮ファイル",
        Kind::Picture => "画像",
    }
}

/// Describes why a cell or a row was refused.
pub(super) fn reason(wrong: &Wrong, tongue: Tongue) -> String {
    if tongue == Tongue::English {
        return wrong.to_string();
    }
    let fixed = match wrong {
        Wrong::Cells { found, expected } => {
            return format!("{found}列あります（見出しは{expected}列です）。");
        }
        Wrong::CouponTwice { first } => return format!("{first}行目と同じ接種券です。"),
        Wrong::Twice { first } => return format!("{first}行目と同じです。"),
        Wrong::TooLong { most } => return format!("{most}文字までにしてください。"),
        Wrong::NotANumber { most } => return format!("0から{most}までの整数ではありません。"),
        Wrong::Number(CouponNumberError::Missing) => "券番号がありません。",
        Wrong::Number(CouponNumberError::NotTenDigits) => "券番号は10けたの数字です。",
        Wrong::Number(CouponNumberError::AllZeros) => "すべて0の券番号はありません。",
        Wrong::BirthDate(BirthDateError::Missing) => "生年月日がありません。",
        Wrong::Day(DayError::Missing) => "日付がありません。",
        Wrong::BirthDate(BirthDateError::Unreadable) | Wrong::Day(DayError::Unreadable) => {
            "日付として読めません。"
        }
        Wrong::BirthDate(BirthDateError::NoSuchDay) | Wrong::Day(DayError::NoSuchDay) => {
            "実在しない日付です。"
        }
        Wrong::BirthDate(BirthDateError::InTheFuture) => "生年月日が未来の日付です。",
        Wrong::BirthDate(BirthDateError::TooLongAgo) => "生年月日が古すぎます。",
        Wrong::CheckCode(CheckCodeError::Missing) => "確認コードがありません。",
        Wrong::CheckCode(CheckCodeError::NotACode) => {
            "確認コードは6文字です。2から9の数字と、I・L・O以外の英字が使えます。"
        }
        Wrong::Issuer(_) => "自治体コードは6けたの数字です。",
        Wrong::Missing => "値がありません。",
        Wrong::Unseen => "目に見えない文字が含まれています。",
        Wrong::NotACode => "半角の英数字・ハイフン・アンダースコアだけが使えます。",
        Wrong::NotKana => "カタカナではありません。",
        Wrong::NotAnAddress => "https:// か http:// で始まっていません。",
        Wrong::UnknownVenue => "この会場コードの会場はありません。",
        Wrong::Past => "すでに過ぎた日です。",
        Wrong::Time(_) => "00:00から24:00までの時刻ではありません。",
        Wrong::NotABooking => "予約番号ではありません。",
        Wrong::OfAnotherBooking => {
            "生年月日か券番号が、この予約番号の方のものではありません。行がずれていないか確かめてください。"
        }
        Wrong::NotAMark => "○（来場）でも×（欠席）でもありません。",
        Wrong::EndsFirst => "終了が開始より後ではありません。",
    };
    fixed.to_owned()
}
