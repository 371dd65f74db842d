//! Findings about venues, coupons and the database.

use super::{Told, fixed, told};
use crate::{
    cli::print::Tongue,
    office::check::{CouponFinding, DatabaseFinding, VenueFinding},
};

pub(super) fn venue(finding: &VenueFinding, tongue: Tongue) -> Told {
    match finding {
        VenueFinding::NoVenues => fixed(
            tongue.pick("会場", "venues"),
            tongue,
            ["会場が一つもありません。", "sesshu venues import で登録してください。"],
            ["There are no venues.", "Import them with `sesshu venues import`."],
        ),
        VenueFinding::WithoutSlots(venue) => fixed(
            venue,
            tongue,
            [
                "これから予約できる枠がありません。",
                "枠を登録するか、会場をファイルから外してください。",
            ],
            [
                "The venue has no slots from today on.",
                "Load slots, or leave the venue out of the file.",
            ],
        ),
        VenueFinding::WithoutNotice(venue) => fixed(
            venue,
            tongue,
            [
                "「会場からのお知らせ」がありません。",
                "駐車場や入口など、来る人に要ることを書いてください。",
            ],
            ["The venue has no notice.", "State what visitors need: parking, entrance, slippers."],
        ),
        VenueFinding::NamedTwice(venue) => fixed(
            venue,
            tongue,
            ["同じ名前の会場が二つあります。", "どちらかの名前かコードを直してください。"],
            ["Two venues have this name.", "Correct the name or the code of one."],
        ),
        VenueFinding::Kana(venue) => fixed(
            venue,
            tongue,
            ["会場名のフリガナがカタカナではありません。", "カタカナで書いてください。"],
            ["The reading is not in katakana.", "Write it in katakana."],
        ),
        VenueFinding::WithoutAddress(venue) => fixed(
            venue,
            tongue,
            ["住所がありません。", "住所を書いてください。"],
            ["The venue has no address.", "Write its address."],
        ),
        VenueFinding::Map(venue) => fixed(
            venue,
            tongue,
            [
                "地図のリンクが https:// で始まるアドレスではありません。",
                "リンクを直してください。",
            ],
            ["The link to the map is not an https:// address.", "Correct the link."],
        ),
    }
}

pub(super) fn coupon(finding: &CouponFinding, tongue: Tongue) -> Told {
    let place = tongue.pick("接種券", "coupons");
    match finding {
        CouponFinding::Nobody => fixed(
            place,
            tongue,
            ["接種券が一枚も登録されていません。", "sesshu coupons import で登録してください。"],
            ["No coupons are registered.", "Import them with `sesshu coupons import`."],
        ),
        CouponFinding::NoneOfOurs { ours, others } => told(
            place,
            tongue,
            [
                format!(
                    "登録された{others}枚に、municipality.issuer（{}）のものがありません。",
                    ours.as_str()
                ),
                "設定のコードか、ファイルのコードを確かめてください。".to_owned(),
            ],
            [
                format!(
                    "None of the {others} coupons was issued by municipality.issuer ({}).",
                    ours.as_str()
                ),
                "Compare the code in the settings with the one in the file.".to_owned(),
            ],
        ),
        CouponFinding::UnnamedIssuer { issuer, coupons } => told(
            format!("[neighbours] {}", issuer.as_str()),
            tongue,
            [
                format!("名前の分からない自治体の接種券が{coupons}枚あります。"),
                "[neighbours] に名前を書くか、コードの誤りを直してください。".to_owned(),
            ],
            [
                format!("{coupons} coupons were issued by a municipality that has no name here."),
                "Add its name under [neighbours], or correct the code.".to_owned(),
            ],
        ),
        CouponFinding::NumbersFollowBirthDates { percent } => told(
            place,
            tongue,
            [
                format!(
                    "券番号が生年月日の順に並んでいます（順位の相関{percent}％）。券番号の近い人の生年月日を推測できます。"
                ),
                "番号を順不同にするか、[identity] check_code で確認コードを使ってください。".to_owned(),
            ],
            [
                format!(
                    "Coupon numbers correlate with birth dates (rank correlation {percent} %): the \
                     birth dates of neighbouring numbers can be guessed."
                ),
                "Issue numbers in random order, or require a check code ([identity] check_code)."
                    .to_owned(),
            ],
        ),
        CouponFinding::WithoutCheckCode { coupons } => told(
            place,
            tongue,
            [
                format!("確認コードのない接種券が{coupons}枚あり、本人確認ができません。"),
                "確認コードの列のあるファイルを sesshu coupons import で取り込むか、[identity] check_code を false にしてください。".to_owned(),
            ],
            [
                format!("{coupons} coupons have no check code: their holders cannot identify themselves."),
                "Import a file with check codes, or set [identity] check_code to false.".to_owned(),
            ],
        ),
    }
}

pub(super) fn database(finding: &DatabaseFinding, tongue: Tongue) -> Told {
    let place = tongue.pick("データベース", "database");
    match finding {
        DatabaseFinding::Pending(names) => {
            let count = names.len();
            told(
                place,
                tongue,
                [
                    format!("表が新しい版になっていません（{count}件）。データは調べていません。"),
                    "sesshu migrate up を実行してください。".to_owned(),
                ],
                [
                    format!("{count} migrations are pending; the data was not checked."),
                    "Run `sesshu migrate up`.".to_owned(),
                ],
            )
        }
        DatabaseFinding::OtherKey => fixed(
            place,
            tongue,
            [
                "データは別の鍵で暗号化されています。",
                "SESSHU_SEALING_KEYS に、使い始めたときの鍵を設定してください。",
            ],
            [
                "The data was sealed with another key.",
                "Set SESSHU_SEALING_KEYS to the keys the data was sealed with.",
            ],
        ),
    }
}
