//! Findings about LINE.

use super::{Told, fixed, told};
use crate::{cli::print::Tongue, office::check::LineFinding};

#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn line(finding: &LineFinding, tongue: Tongue) -> Told {
    match finding {
        LineFinding::BeyondQuota { month, messages, limit } => {
            let month = month.format(tongue.pick("%Y年%-m月", "%Y-%m")).to_string();
            told(
                month,
                tongue,
                [
                    format!("満席になると、LINEで{messages}通を送ります。上限は月{limit}通です。"),
                    "LINEの料金プランを上げるか、notices.push を減らしてください。".to_owned(),
                ],
                [
                    format!("Fully booked it needs {messages} pushes; a month allows {limit}."),
                    "Take a larger plan at LINE, or push less (notices.push).".to_owned(),
                ],
            )
        }
        LineFinding::QuotaUnknown => fixed(
            "LINE",
            tongue,
            [
                "LINEに月の上限を聞けませんでした。お知らせが足りるか分かりません。",
                "sesshu doctor で接続を確かめるか、line.messages_per_month を書いてください。",
            ],
            [
                "LINE could not be asked how many messages a month allows.",
                "See `sesshu doctor`, or set line.messages_per_month.",
            ],
        ),
        LineFinding::LiffOfAnotherChannel { liff_id, login_channel_id } => told(
            "line.liff_id",
            tongue,
            [
                format!("{liff_id} はチャネル {login_channel_id} のLIFFアプリではありません。"),
                "LINEログイン（またはミニアプリ）チャネルのLIFF IDを書いてください。".to_owned(),
            ],
            [
                format!("{liff_id} is no LIFF app of channel {login_channel_id}."),
                "Write the LIFF id of the LINE Login (or MINI App) channel.".to_owned(),
            ],
        ),
        LineFinding::OneChannelTwice(id) => told(
            "line.login_channel_id",
            tongue,
            [
                format!("二つのチャネルIDが同じです（{id}）。"),
                "同じプロバイダーに作った、別々のチャネルのIDを書いてください。".to_owned(),
            ],
            [
                format!("Both channel ids are the same ({id})."),
                "Write the ids of two channels of one provider.".to_owned(),
            ],
        ),
        LineFinding::Strangers { asked } => told(
            "line.login_channel_id",
            tongue,
            [
                format!("LINE連携した{asked}人を、公式アカウントから一人も見つけられません。"),
                "二つのチャネルが同じプロバイダーにあるか確かめてください。違うと誰にも届きません。"
                    .to_owned(),
            ],
            [
                format!("Of {asked} people who linked, LINE knows nobody by the account."),
                "Are both channels of one provider? If not, nobody is reached.".to_owned(),
            ],
        ),
        LineFinding::NoChannelSecret => fixed(
            "SESSHU_LINE_CHANNEL_SECRETS",
            tongue,
            [
                "チャネルシークレットがありません。LINEと通信できません。",
                "Messaging APIチャネルのチャネルシークレットを環境変数に設定してください。",
            ],
            [
                "There is no channel secret: LINE cannot be spoken to.",
                "Set the Messaging API channel's secret in the environment.",
            ],
        ),
        LineFinding::NoLoginSecret => fixed(
            "SESSHU_LINE_LOGIN_CHANNEL_SECRET",
            tongue,
            [
                "LINEログインのシークレットがありません。連携解除をLINEに伝えられません。",
                "LINEログインチャネルのチャネルシークレットを環境変数に設定してください。",
            ],
            [
                "There is no LINE Login secret: LINE is not told when people unlink.",
                "Set the LINE Login channel's secret in the environment.",
            ],
        ),
        LineFinding::Simulator => fixed(
            "line.simulator",
            tongue,
            [
                "リハーサルの設定です。sesshu serve では動きません。",
                "本番では line.simulator の行を消し、本番のデータベースを使ってください。",
            ],
            [
                "These are settings of a rehearsal; `sesshu serve` refuses them.",
                "To open, remove line.simulator and use the real database.",
            ],
        ),
        LineFinding::FriendUrl(url) => told(
            "line.friend_url",
            tongue,
            [
                format!("{url} は友だち追加のアドレスではありません。"),
                "https://lin.ee/… か https://line.me/R/ti/p/@… を書いてください。".to_owned(),
            ],
            [
                format!("{url} is not where one adds a friend."),
                "Write https://lin.ee/… or https://line.me/R/ti/p/@….".to_owned(),
            ],
        ),
    }
}
