//! Venues, from a file. They are shown in the order of the file.

use std::collections::{HashMap, HashSet};

use super::{
    LoadError,
    sheet::{BadFile, BadRow, Column, Names, Row, Sheet, Source, Wrong},
};
use crate::{
    storage::{ListedVenue, NewVenue, StorageError, Store, with_retries},
    vaccination::{ids::VenueId, text},
};

pub const COLUMNS: [Column; 7] = [
    Column { key: "code", usual: &["会場コード", "コード"], needed: true },
    Column { key: "category", usual: &["会場区分", "区分"], needed: true },
    Column { key: "name", usual: &["会場名", "名称"], needed: true },
    Column { key: "kana", usual: &["会場名カナ", "カナ"], needed: true },
    Column { key: "address", usual: &["住所", "所在地"], needed: true },
    Column {
        key: "notice", usual: &["お知らせ", "会場からのお知らせ"], needed: false
    },
    Column { key: "map_url", usual: &["地図", "地図URL"], needed: false },
];

const CODE: usize = 0;
const CATEGORY: usize = 1;
const NAME: usize = 2;
const KANA: usize = 3;
const ADDRESS: usize = 4;
const NOTICE: usize = 5;
const MAP: usize = 6;

/// The length limits in characters: what a card in the chat and a page can show.
const LONGEST: [usize; 7] = [40, 40, 60, 80, 120, 400, 900];

/// How a file of venues differs from the existing ones.
#[derive(Debug, Default)]
pub struct Differences {
    pub new: Vec<NewVenue>,
    pub changed: Vec<NewVenue>,
    pub unchanged: usize,
    /// Codes of venues that the file leaves out; they stay.
    pub absent: Vec<String>,
}

/// The codes by which files name venues.
#[derive(Debug, Clone, Default)]
pub struct Codes(HashMap<String, VenueId>);

impl Codes {
    pub fn new(venues: impl IntoIterator<Item = (String, VenueId)>) -> Self {
        Self(venues.into_iter().collect())
    }

    pub fn venue(&self, code: &str) -> Option<VenueId> {
        self.0.get(code).copied()
    }
}

/// Loads a file of venues, all or nothing; returns the codes of all venues.
pub async fn load(store: &Store, source: &Source) -> Result<Codes, LoadError> {
    let mut bad = Vec::new();
    let venues = read(source, &Names::default(), &mut |row| bad.push(row))?;
    if !bad.is_empty() {
        return Err(LoadError::BadRows(bad));
    }
    put(store, &venues).await?;
    Ok(codes(store).await?)
}

/// Returns the codes of all venues.
pub async fn codes(store: &Store) -> Result<Codes, StorageError> {
    let venues = store.listed_venues().await?;
    Ok(Codes::new(venues.into_iter().map(|it| (it.listing.code, it.id))))
}

/// Reads a file of venues. Passes rows with errors to `bad`.
pub fn read(
    source: &Source,
    names: &Names,
    bad: &mut dyn FnMut(BadRow),
) -> Result<Vec<NewVenue>, BadFile> {
    let mut venues: Vec<NewVenue> = Vec::new();
    let mut lines = HashMap::new();
    let row = |row: Row<'_>, bad: &mut dyn FnMut(BadRow)| {
        let Some(mut venue) = venue(row, bad) else { return };
        if let Some(first) = lines.insert(venue.code.clone(), row.line) {
            return bad(row.wrong(CODE, Wrong::Twice { first }));
        }
        venue.position = i32::try_from(venues.len() + 1).unwrap_or(i32::MAX);
        venues.push(venue);
    };
    Sheet::open(source, &COLUMNS, names)?.read(row, bad)?;
    Ok(venues)
}

/// Compares the venues of a file with the existing ones.
pub async fn compare(store: &Store, venues: &[NewVenue]) -> Result<Differences, StorageError> {
    let listed = store.listed_venues().await?;
    let mut there: HashMap<_, _> = listed
        .into_iter()
        .map(|ListedVenue { listing, .. }| (listing.code.clone(), listing))
        .collect();
    let mut differences = Differences::default();
    for venue in venues {
        match there.remove(&venue.code) {
            None => differences.new.push(venue.clone()),
            Some(same) if same == *venue => differences.unchanged += 1,
            Some(_) => differences.changed.push(venue.clone()),
        }
    }
    differences.absent = there.into_keys().collect();
    differences.absent.sort();
    Ok(differences)
}

/// Adds venues and updates those with a known code, all or nothing.
pub async fn put(store: &Store, venues: &[NewVenue]) -> Result<(), StorageError> {
    with_retries(|| put_once(store, venues)).await
}

async fn put_once(store: &Store, venues: &[NewVenue]) -> Result<(), StorageError> {
    let tx = store.begin().await?;
    for venue in venues {
        tx.put_venue(venue).await?;
    }
    tx.commit().await
}

fn venue(row: Row<'_>, bad: &mut dyn FnMut(BadRow)) -> Option<NewVenue> {
    let mut refused = HashSet::new();
    for (column, most) in LONGEST.into_iter().enumerate() {
        if let Some(wrong) = check(column, row.cell(column), most) {
            refused.insert(column);
            bad(row.wrong(column, wrong));
        }
    }
    let cell = |column| row.cell(column).to_owned();
    let if_any = |column| Some(cell(column)).filter(|text| !text.is_empty());
    refused.is_empty().then(|| NewVenue {
        code: cell(CODE),
        category: cell(CATEGORY),
        name: cell(NAME),
        kana: text::fold_width(row.cell(KANA)),
        address: cell(ADDRESS),
        notice: if_any(NOTICE),
        map_url: if_any(MAP),
        position: 0,
    })
}

fn check(column: usize, cell: &str, most: usize) -> Option<Wrong> {
    let may_be_empty = matches!(column, NOTICE | MAP);
    if cell.is_empty() {
        return (!may_be_empty).then_some(Wrong::Missing);
    }
    if cell.chars().count() > most {
        return Some(Wrong::TooLong { most });
    }
    if cell.chars().any(|c| c.is_control() && !(column == NOTICE && c == '\n')) {
        return Some(Wrong::Unseen);
    }
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_kana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | ' ' | '0'..='9' | '(' | ')');
    match column {
        CODE if !cell.chars().all(is_code) => Some(Wrong::NotACode),
        KANA if !text::fold_width(cell).chars().all(is_kana) => Some(Wrong::NotKana),
        MAP if !(cell.starts_with("https://") || cell.starts_with("http://")) => {
            Some(Wrong::NotAnAddress)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: &str = "会場コード,会場区分,会場名,会場名カナ,住所,お知らせ,地図URL\n";

    fn read_rows(rows: &str) -> (Vec<NewVenue>, Vec<(u64, String, Wrong)>) {
        let mut bad = Vec::new();
        let source = Source::from(format!("{HEADS}{rows}").as_str());
        let venues = read(&source, &Names::default(), &mut |it| {
            bad.push((it.line, it.column, it.reason));
        });
        (venues.unwrap(), bad)
    }

    #[test]
    fn a_venue_is_read_with_its_place_in_the_file() {
        let (venues, bad) = read_rows(
            "hall,集団接種会場,潮風市民ホール,ｼｵｶｾﾞｼﾐﾝﾎｰﾙ,中央1-1,\"駐車場は\nありません\",\n\
             port,集団接種会場,みなと体育館,ミナトタイイクカン,港町3-5,,https://example.jp/map\n",
        );
        assert_eq!(bad, []);
        assert_eq!(venues[0].kana, "シオカゼシミンホール");
        assert_eq!(venues[0].notice.as_deref(), Some("駐車場は\nありません"));
        assert_eq!((venues[0].position, venues[1].position), (1, 2));
        assert_eq!(venues[1].map_url.as_deref(), Some("https://example.jp/map"));
    }

    #[test]
    fn every_wrong_cell_is_named() {
        let (venues, bad) = read_rows(
            "会場１,,潮風市民ホール,潮風,中央1-1,,map\nhall,a,b,ア,c,,\nhall,a,b,ア,c,,\n",
        );
        assert_eq!(venues.len(), 1);
        let named: Vec<_> = bad.iter().map(|(line, column, _)| (*line, column.as_str())).collect();
        assert_eq!(
            named,
            [
                (2, "会場コード"),
                (2, "会場区分"),
                (2, "会場名カナ"),
                (2, "地図URL"),
                (4, "会場コード")
            ]
        );
        assert_eq!(bad[4].2, Wrong::Twice { first: 3 });
    }
}
