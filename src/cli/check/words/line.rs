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
                    format!("If all slots are booked, {messages} pushes are needed; the plan allows {limit} a month."),
                    "Choose a larger plan at LINE, or push fewer kinds of notices (notices.push).".to_owned(),
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
                "The monthly message quota could not be queried from LINE.",
                "Run `sesshu doctor`, or set line.messages_per_month.",
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
                format!("{liff_id} is not a LIFF app of channel {login_channel_id}."),
                "Set the LIFF id of the LINE Login (or MINI App) channel.".to_owned(),
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
                "Set the ids of two channels of the same provider.".to_owned(),
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
                format!("None of {asked} linked people is known to the official account."),
                "Check that both channels belong to the same provider; otherwise no one can be reached.".to_owned(),
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
                "The channel secret is not set: LINE cannot be used.",
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
                "The LINE Login secret is not set: LINE is not notified when people unlink.",
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
                "The settings are for a rehearsal; `sesshu serve` refuses them.",
                "Before opening, remove line.simulator and use the real database.",
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
                format!("{url} is not an address for adding a friend."),
                "Set https://lin.ee/… or https://line.me/R/ti/p/@….".to_owned(),
            ],
        ),
    }
}
