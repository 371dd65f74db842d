//! The venue of tests and measurements that need just one.

use sesshu::storage::NewVenue;

pub(crate) fn hall() -> NewVenue {
    NewVenue {
        code: "hall".to_owned(),
        category: "集団接種会場".to_owned(),
        name: "潮風市民ホール".to_owned(),
        kana: "シオカゼシミンホール".to_owned(),
        address: "潮風市中央1丁目".to_owned(),
        notice: None,
        map_url: None,
        position: 1,
    }
}
