//! Findings about the settings.

use super::{Told, fixed, moment, told};
use crate::{
    cli::print::Tongue,
    office::check::{ProgrammeFinding, TextFinding},
};

#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn programme(finding: &ProgrammeFinding, tongue: Tongue) -> Told {
    match finding {
        ProgrammeFinding::OpensInThePast(at) => {
            let at = moment(*at, tongue);
            told(
                "programme.opens_at",
                tongue,
                [
                    format!("受付開始（{at}）は過ぎています。もう予約できる状態です。"),
                    "これから開始するときは、日時を直してください。".to_owned(),
                ],
                [
                    format!("The opening ({at}) has passed: booking is open."),
                    "If the programme has not opened yet, correct the date and time.".to_owned(),
                ],
            )
        }
        ProgrammeFinding::ClosesBeforeItOpens => fixed(
            "programme.closes_at",
            tongue,
            ["受付終了が受付開始より前です。", "どちらかの日時を直してください。"],
            ["The programme closes before it opens.", "Correct one of the two dates."],
        ),
        ProgrammeFinding::Over(at) => {
            let at = moment(*at, tongue);
            told(
                "programme.closes_at",
                tongue,
                [
                    format!("受付は終了しています（{at}）。誰も予約できません。"),
                    "続けるときは、受付終了の日時を先にしてください。".to_owned(),
                ],
                [
                    format!("The programme is over ({at}): no one can book."),
                    "If it continues, set a later end.".to_owned(),
                ],
            )
        }
        ProgrammeFinding::CancelAfterBooking { cancel, book } => told(
            "programme.cancel_until_days_before",
            tongue,
            [
                format!(
                    "予約は{book}日前まで、キャンセルは{cancel}日前までです。空いた席を予約できる人がいません。"
                ),
                "キャンセルの期限を、予約の期限と同じか、それより前にしてください。".to_owned(),
            ],
            [
                format!(
                    "Booking ends {book} days before the slot, cancelling {cancel}: cancelled \
                     seats cannot be booked again."
                ),
                "Set a cancellation deadline that is not after the booking deadline.".to_owned(),
            ],
        ),
        ProgrammeFinding::RemindedAtNight(at) => told(
            "programme.remind_at",
            tongue,
            [
                format!("お知らせを{at}に送ります。夜中や早朝に鳴ります。"),
                "8時から21時までの時刻にしてください。".to_owned(),
            ],
            [
                format!("Reminders are sent at {at}, during the night."),
                "Choose an hour from 8:00 to 21:00.".to_owned(),
            ],
        ),
        ProgrammeFinding::FewPercent(percent) => told(
            "programme.few_percent",
            tongue,
            [
                format!("{percent}% では、△（残りわずか）が役に立ちません。"),
                "1から99までの値にしてください（ふつうは20）。".to_owned(),
            ],
            [
                format!("With {percent} % the mark △ has no meaning."),
                "Choose a value from 1 to 99 (usually 20).".to_owned(),
            ],
        ),
        ProgrammeFinding::OpensAtNight(at) => {
            let at = moment(*at, tongue);
            told(
                "programme.opens_at",
                tongue,
                [
                    format!("受付開始が夜中です（{at}）。"),
                    "時刻の書き忘れでないか、コールセンターが応対できるか確かめてください。"
                        .to_owned(),
                ],
                [
                    format!("The programme opens at night ({at})."),
                    "Check that the time was not forgotten and that the telephone is answered then."
                        .to_owned(),
                ],
            )
        }
        ProgrammeFinding::NobodyIsReminded => fixed(
            "notices.push",
            tongue,
            [
                "LINEでもメールでも、前日のお知らせが送られません。",
                "notices.push に reminder を加えるか、[mail] を設定してください。",
            ],
            [
                "Reminders are sent neither on LINE nor by mail.",
                "Add reminder to notices.push, or set up [mail].",
            ],
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn text(finding: &TextFinding, tongue: Tongue) -> Told {
    match finding {
        TextFinding::TermsEmpty => fixed(
            "terms.file",
            tongue,
            ["利用規約の本文がありません。", "利用規約のファイルに本文を書いてください。"],
            ["The terms are empty.", "Write the terms into the file."],
        ),
        TextFinding::TermsWithoutVersion => fixed(
            "terms.version",
            tongue,
            [
                "利用規約の版がありません。同意がどの版へのものか記録できません。",
                "日付などを版として書いてください。",
            ],
            [
                "The terms have no version: consent cannot be related to a text.",
                "Set a version, such as a date.",
            ],
        ),
        TextFinding::Phone(phone) => told(
            "call_centre.phone",
            tongue,
            [
                format!("「{phone}」は電話番号の形ではありません。"),
                "市外局番から、10けたか11けたの番号を書いてください。".to_owned(),
            ],
            [
                format!("\"{phone}\" is not a telephone number."),
                "Write ten or eleven digits with the area code.".to_owned(),
            ],
        ),
        TextFinding::DemoValue { key, value } => told(
            *key,
            tongue,
            [format!("見本の値のままです: {value}"), "自治体の値に書き換えてください。".to_owned()],
            [
                format!("The value is still that of the example: {value}"),
                "Replace it with the municipality's own value.".to_owned(),
            ],
        ),
        TextFinding::NoMail => fixed(
            "[mail]",
            tongue,
            [
                "メールサーバーがありません。LINE連携をしない人にはお知らせが届きません。",
                "[mail] を設定するか、電話で補うことを決めてください。",
            ],
            [
                "There is no mail server: people who do not link LINE get no reminders.",
                "Set up [mail], or plan to call those people.",
            ],
        ),
        TextFinding::NotHttps(url) => told(
            "service.public_url",
            tongue,
            [
                format!("{url} は https ではありません。LINEの中で画面が開きません。"),
                "TLSのある https:// のアドレスにしてください。".to_owned(),
            ],
            [
                format!("{url} is not https: LINE does not open such pages."),
                "Set up a reverse proxy with TLS and set an https:// address.".to_owned(),
            ],
        ),
        TextFinding::NoProxyTrusted => fixed(
            "service.trusted_proxies",
            tongue,
            [
                "前に立つプロキシが信頼されていません。住民全員が一つのアドレスに見え、一斉に制限されます。",
                "プロキシのアドレス（同じ機械なら 127.0.0.1/32）を書いてください。",
            ],
            [
                "No proxy is trusted: all residents share one address and its limits.",
                "Set the proxy's address (127.0.0.1/32 on the same machine).",
            ],
        ),
        TextFinding::NothingToBring => fixed(
            "municipality.bring",
            tongue,
            ["持ち物が一つもありません。", "接種券など、持ち物を書いてください。"],
            ["The list of what to bring is empty.", "List what to bring, such as the coupon."],
        ),
        TextFinding::PaleColour { colour, contrast } => told(
            "municipality.colour",
            tongue,
            [
                format!("{colour} の上の白い文字は読みにくい（コントラスト {contrast:.1}:1）。"),
                "4.5:1 以上になる、濃い色にしてください。".to_owned(),
            ],
            [
                format!("White text on {colour} is hard to read (contrast {contrast:.1}:1)."),
                "Choose a darker colour, with 4.5:1 or more.".to_owned(),
            ],
        ),
        TextFinding::IssuerMistyped(issuer) => told(
            "municipality.issuer",
            tongue,
            [
                format!("{} は検査数字（最後の一けた）が合いません。", issuer.as_str()),
                "全国地方公共団体コードを確かめてください。".to_owned(),
            ],
            [
                format!("The check digit of {} is wrong.", issuer.as_str()),
                "Compare it with the list of municipality codes.".to_owned(),
            ],
        ),
        TextFinding::NoFaq => fixed(
            "[faq]",
            tongue,
            [
                "よくある質問がありません。トークで質問に答えられません。",
                "[faq] にファイルを書いてください。",
            ],
            ["There are no questions and answers for the chat.", "Set a file under [faq]."],
        ),
        TextFinding::JapaneseOnly { keys } => told(
            keys.join(", "),
            tongue,
            [
                "英語を選んだ人にも日本語で表示されます。".to_owned(),
                "{ ja = \"…\", en = \"…\" } のように、英語も書いてください。".to_owned(),
            ],
            [
                "Readers of English are shown Japanese.".to_owned(),
                "Add the English text: { ja = \"…\", en = \"…\" }.".to_owned(),
            ],
        ),
        TextFinding::IdentityInChat => fixed(
            "identity.in_chat",
            tongue,
            [
                "トークで本人確認をします。券番号と生年月日がLINEのサーバーを通ります。",
                "2021年4月30日のガイドラインに沿うときは false にしてください。承知のうえなら、このままで動きます。",
            ],
            [
                "People may identify themselves in the chat: coupon numbers and birth dates pass \
                 through LINE.",
                "The guideline of 30 April 2021 requires false. Keep true only if intended.",
            ],
        ),
        TextFinding::NamesOnLine => fixed(
            "notices.names",
            tongue,
            [
                "LINEのお知らせとトークに、お名前が出ます。",
                "2021年4月30日のガイドラインに沿うときは false にしてください。承知のうえなら、このままで動きます。",
            ],
            [
                "Messages on LINE contain people's names.",
                "The guideline of 30 April 2021 requires false. Keep true only if intended.",
            ],
        ),
        TextFinding::NothingErased => fixed(
            "retention",
            tongue,
            [
                "個人情報を消す日が決まっていません。データベースを消すまで残ります。",
                "[retention] の erase_after_days に、受付の終わりから何日後に消すかを書いてください。",
            ],
            [
                "Personal data is kept until the database is deleted.",
                "Set [retention] erase_after_days: the days from closes_at to erasure.",
            ],
        ),
        TextFinding::FaqUntranslated { ask, lacking } => {
            let lacking = lacking.join(", ");
            told(
                "faq.file",
                tongue,
                [
                    format!("「{ask}」に訳のない言語があります: {lacking}"),
                    "質問と答えを三つの言語で書いてください。".to_owned(),
                ],
                [
                    format!("\"{ask}\" has no text in: {lacking}"),
                    "Write question and answer in all three languages.".to_owned(),
                ],
            )
        }
    }
}
