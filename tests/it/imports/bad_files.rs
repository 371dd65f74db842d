//! Files that are not coupons, or not quite: each gets its own error message, and nothing is
//! changed.

use std::fmt::Write;

use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS};
use sesshu::vaccination::coupon::Issuer;

use super::command::Office;
use crate::harness::database::TestDatabase;

const HEADS: &str = "券番号,生年月日\n";

/// A file, and its error messages in English and in Japanese.
struct Bad(&'static str, Vec<u8>, &'static str, &'static str);

fn text(content: &str) -> Vec<u8> {
    content.as_bytes().to_vec()
}

/// Returns a file with this row among good ones.
fn row(row: &str) -> Vec<u8> {
    text(&format!("{HEADS}1234567890,1950-05-05\n{row}\n1234567891,1950-05-05\n"))
}

fn no_text() -> Vec<Bad> {
    let zip = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0".to_vec();
    let nul = text(&format!("{HEADS}1234567890,1950-05-05\n\0234567891,1950-05-05\n"));
    let wide: Vec<u8> = "券番号,生年月日\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let euc = EUC_JP.encode("券番号,生年月日\n1,2\n").0.into_owned();
    let mut half = SHIFT_JIS.encode("券番号,生年月日,町\n1234567890,1950-05-05,潮").0.into_owned();
    half.pop();
    let mut cut = text("券番号,生年月日,町\n1234567890,1950-05-05,潮");
    cut.pop();
    let mut broken =
        text("券番号,生年月日,町\n1234567890,1950-05-05,潮\n1234567891,1950-05-05,潮\n");
    let last = broken.len() - 2;
    broken.remove(last);
    let mixed = [
        text("券番号,生年月日,町\n1234567890,1950-05-05,潮\n"),
        SHIFT_JIS.encode("1234567891,1950-05-05,潮風\n").0.into_owned(),
    ];
    vec![
        Bad("empty", vec![], "the file is empty", "ファイルが空です"),
        Bad("white space only", text(" \r\n\r\n\t\n"), "the file is empty", "ファイルが空です"),
        Bad("heads only", text(HEADS), "a header but no rows", "見出しだけ"),
        Bad("heads without an end", text("券番号,生年月日"), "a header but no rows", "見出しだけ"),
        Bad("a workbook", zip, "an Excel workbook or a zip", "Excelブック（xlsx）かZIP"),
        Bad("an old workbook", b"\xD0\xCF\x11\xE0\xA1\xB1".to_vec(), "(xls)", "（xls）"),
        Bad("a PDF", text("%PDF-1.7\n1 0 obj"), "a PDF", "PDFです"),
        Bad("gzip", b"\x1F\x8B\x08\0".to_vec(), "compressed", "圧縮ファイル"),
        Bad("a picture", b"\x89PNG\r\n\x1A\n".to_vec(), "a picture", "画像"),
        Bad("NUL in a row", nul, "line 3 contains a NUL", "3行目にNUL文字"),
        Bad("UTF-16 without a mark", wide, "line 1 contains a NUL", "1行目にNUL文字"),
        Bad("EUC-JP", euc, "neither UTF-8 nor Shift_JIS", "UTF-8かShift_JIS"),
        Bad("ISO-2022-JP", ISO_2022_JP.encode("券番号\n1\n").0.into_owned(), "券番号", "券番号"),
        Bad("cut in a character", cut, "in the middle of a character", "文字の途中で"),
        Bad("cut in Shift_JIS", half, "in the middle of a character", "文字の途中で"),
        Bad("a byte is missing", broken, "(line 3)", "3行目の文字を読み取れません"),
        Bad("two encodings", mixed.concat(), "(line 3)", "3行目の文字を読み取れません"),
    ]
}

fn no_table() -> Vec<Bad> {
    let many: Vec<_> = (0..300).map(|column| format!("c{column}")).collect();
    let open = format!("{HEADS}\"1234567890,1950-05-05\n1234567891,1950-05-05\n");
    let mut far = format!("{HEADS}\"1234567890,1950-05-05\n");
    for number in 0..300 {
        writeln!(far, "{},1950-05-05", 2_000_000_000_u64 + number).unwrap();
    }
    let page = "<!DOCTYPE html>\n<html><body>券番号,生年月日</body></html>\n";
    vec![
        Bad("300 columns", text(&format!("{}\n", many.join(","))), "300 columns", "300列"),
        Bad(
            "an open quotation mark",
            text(&open),
            "in line 2 is not closed",
            "2行目で始まる引用符",
        ),
        Bad("one far from the end", text(&far), "in line 2 is not closed", "2行目で始まる引用符"),
        Bad("no heads", text("1234567890,1950-05-05\n1,2\n"), "columns is named", "という列が"),
        Bad(
            "other heads",
            text("番号,誕生日\n1,2\n"),
            "none of the file's 2 columns",
            "ファイルには2列あります",
        ),
        Bad("one column missing", text("券番号\n1234567890\n"), "生年月日", "「生年月日」"),
        Bad("heads twice", text("券番号,生年月日,券 番号\n1,2,3\n"), "two columns", "列が2つ"),
        Bad("semicolons", text("券番号;生年月日\n1;2\n"), "commas or tabs", "カンマかタブ"),
        Bad("a web page", text(page), "columns is named", "という列がありません"),
        Bad("JSON", text("[{\"券番号\":\"1234567890\"},\n{}]\n"), "columns is named", "という列が"),
    ]
}

fn bad_rows() -> Vec<Bad> {
    let twice = text(&format!("{HEADS}1234567890,1950-05-05\n１２３４５６７８９０,1950-05-05\n"));
    let ends = text("券番号,生年月日\r\n1234567890,1950-05-05\n1234567891,x\r1234567892,x\r\n");
    let mut one_in_many = text(HEADS);
    for number in 0..20_000 {
        let born = if number == 14_444 { "1950-02-29" } else { "1950-05-05" };
        one_in_many.extend(text(&format!("{},{born}\n", 2_000_000_000 + number)));
    }
    vec![
        Bad("too few digits", row("123456789,1950-05-05"), "line 3, 券番号", "3行目「券番号」"),
        Bad("letters", row("12345abc90,1950-05-05"), "has ten digits", "10けたの数字"),
        Bad("all zeros", row("0000000000,1950-05-05"), "never all zeros", "すべて0の券番号"),
        Bad("as Excel spoils it", row("1.23457E+09,1950-05-05"), "has ten digits", "10けた"),
        Bad("no number", row(",1950-05-05"), "number is missing", "券番号がありません"),
        Bad("no birth date", row("1234567892,"), "date is missing", "生年月日がありません"),
        Bad("no such day", row("1234567892,1957-02-29"), "no such day", "実在しない日付"),
        Bad("no day of its era", row("1234567892,昭和64年1月8日"), "no such day", "実在しない"),
        Bad("not yet born", row("1234567892,2999-01-01"), "must be in the past", "未来の日付"),
        Bad("long ago", row("1234567892,1850-01-01"), "too far in the past", "古すぎます"),
        Bad("no date", row("1234567892,38000"), "not a date", "日付として読めません"),
        Bad("SQL", row("'; DROP TABLE coupon; --,1950-05-05"), "ten digits", "10けたの数字"),
        Bad("emoji", row("💉💉💉💉💉💉💉💉💉💉,🎂"), "ten digits", "10けたの数字"),
        Bad("too many cells", row("1234567892,1950-05-05,x"), "has 3 cells", "3列あります"),
        Bad("too few cells", row("1234567892"), "has 1 cells", "1列あります"),
        Bad("a stray pair of marks", row("\"1234567892,1950-05-05\""), "1 cells", "1列あります"),
        Bad("the same twice", twice, "is in line 2", "2行目と同じ接種券"),
        Bad("mixed line ends", ends, "line 4, 生年月日", "4行目「生年月日」"),
        Bad("one in many", one_in_many, "line 14446", "14446行目「生年月日」"),
        Bad(
            "no issuer",
            text("券番号,生年月日,自治体コード\n1234567890,1950-05-05,99\n"),
            "code has six digits",
            "自治体コードは6けた",
        ),
    ]
}

async fn every_bad_file_gets_its_sentence_and_nothing_is_changed(database: TestDatabase) {
    let office = Office::of(&database).await;
    let files: Vec<_> = [no_text(), no_table(), bad_rows()].into_iter().flatten().collect();
    assert!(files.len() >= 40, "{}", files.len());
    for Bad(name, content, english, japanese) in files {
        office.file("coupons.csv", content);
        for (locale, expected) in [("C.UTF-8", english), ("ja_JP.UTF-8", japanese)] {
            let said = office.run_in(locale, "coupons import coupons.csv --yes");
            assert!(!said.done, "{name} was taken: {}", said.out);
            assert!(said.errors.contains(expected), "{name}: {} / {expected}", said.errors);
            let nothing = ["nothing was changed", "何も変更していません"];
            assert!(nothing.iter().any(|it| said.errors.contains(it)), "{name}: {}", said.errors);
        }
    }
    let own = Issuer::parse("990001").unwrap();
    assert!(database.store.coupons_of_issuer(&own, None, 1).await.unwrap().is_empty());
}

async fn every_bad_row_is_in_the_file_of_errors(database: TestDatabase) {
    let office = Office::of(&database).await;
    let mut rows = HEADS.to_owned();
    for number in 0..30 {
        writeln!(rows, "{number},x").unwrap();
    }
    office.file("coupons.csv", rows);
    let said = office.refuses("coupons import coupons.csv --errors errors.csv");
    assert_eq!(said.matches("line ").count(), 20, "{said}");
    assert!(said.contains("60 cells or rows are invalid"), "{said}");
    let errors = office.read("errors.csv");
    assert!(errors.starts_with("\u{FEFF}line,column,reason\n2,券番号,"), "{errors}");
    assert_eq!(errors.lines().count(), 61);
}

mod sqlite {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_bad_file_gets_its_sentence_and_nothing_is_changed() {
        use super::every_bad_file_gets_its_sentence_and_nothing_is_changed as test;
        crate::harness::database::on_sqlite(test).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_bad_row_is_in_the_file_of_errors() {
        crate::harness::database::on_sqlite(super::every_bad_row_is_in_the_file_of_errors).await;
    }
}
