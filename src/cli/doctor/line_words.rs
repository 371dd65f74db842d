//! The doctor's texts about LINE: channels, menus, messages, pages.

use super::words::{Both, both};
use crate::{
    cli::{failure, print::Tongue, words::wall_clock},
    line::LineError,
    office::doctor::Found,
};

type Words = (Both, Option<Both>);

/// Returns the text of a finding; `None` if it is not about LINE.
pub(super) fn say(found: &Found) -> Option<Words> {
    channel(found)
        .or_else(|| webhook(found))
        .or_else(|| quota(found))
        .or_else(|| menu(found))
        .or_else(|| liff(found))
}

fn channel(found: &Found) -> Option<Words> {
    Some(match found {
        Found::TokenIssued => {
            (both("アクセストークンを取得できました", "LINE issues an access token"), None)
        }
        Found::TokenRefused(error) => (
            both(japanese(error), format!("LINE refuses the credentials: {error}")),
            Some(both(
                "line.channel_id と SESSHU_LINE_CHANNEL_SECRETS を LINE Developers の Messaging API チャネルと照合してください",
                "compare line.channel_id and SESSHU_LINE_CHANNEL_SECRETS with the Messaging API channel in the LINE Developers Console",
            )),
        ),
        Found::LineUnreachable(error) => (
            both(japanese(error), format!("LINE cannot be reached: {error}")),
            Some(both(
                "この機械から https://api.line.me に接続できるか、ファイアウォールを確認してください",
                "check that this machine may connect to https://api.line.me",
            )),
        ),
        Found::Account { name, basic_id } => {
            (both(format!("「{name}」{basic_id}"), format!("“{name}” {basic_id}")), None)
        }
        Found::OtherFriendUrl { friend_url, basic_id } => (
            both(
                format!("友だち追加のURL {friend_url} は {basic_id} のものではないようです"),
                format!("{friend_url} does not seem to be the address of {basic_id}"),
            ),
            Some(both(
                "line.friend_url を確認してください（プレミアムIDの場合はそのままで構いません）",
                "check line.friend_url; a premium id is fine",
            )),
        ),
        Found::OneProvider => (
            both(
                "2つのチャネルは同じプロバイダーです",
                "both channels belong to the same provider",
            ),
            None,
        ),
        Found::StrangersOnly { asked } => (
            both(
                format!("最近連携した{asked}人のうち、公式アカウントの友だちが1人もいません"),
                format!(
                    "none of the {asked} people linked most recently is known to the official account"
                ),
            ),
            Some(both(
                "2つのチャネルが同じプロバイダーにあるか LINE Developers で確認してください。違うと本人を見分けられません",
                "check in the LINE Developers Console that both channels belong to the same provider; otherwise no one is recognised",
            )),
        ),
        Found::ProviderUnasked => (
            both(
                "まだ確認できません（連携した人が少ないため）",
                "not known yet: too few people are linked",
            ),
            Some(both(
                "Messaging API と LINE ログインのチャネルが同じプロバイダーにあることを LINE Developers で確認してください",
                "check in the LINE Developers Console that the Messaging API and LINE Login channels belong to the same provider",
            )),
        ),
        _ => return None,
    })
}

fn webhook(found: &Found) -> Option<Words> {
    let console = || {
        Some(both(
            "LINE Developers の Messaging API 設定で Webhook URL を直してください",
            "set the webhook URL in the LINE Developers Console, Messaging API",
        ))
    };
    Some(match found {
        Found::WebhookSet { address } => (both(address, address), None),
        Found::WebhookMissing { expected } => (
            both(
                format!("未設定です。正しくは {expected}"),
                format!("not set; expected {expected}"),
            ),
            console(),
        ),
        Found::WebhookElsewhere { found, expected } => (
            both(
                format!("{found} になっています。正しくは {expected}"),
                format!("{found}; expected by the settings: {expected}"),
            ),
            console(),
        ),
        Found::WebhookOff { address } => (
            both(
                format!("{address} は「Webhookの利用」がオフです"),
                format!("“Use webhook” is off for {address}"),
            ),
            Some(both(
                "LINE Developers の Messaging API 設定で「Webhookの利用」をオンにしてください",
                "turn “Use webhook” on in the LINE Developers Console, Messaging API",
            )),
        ),
        Found::WebhookAnswers => {
            (both("LINEからの接続に応答しました", "LINE's test request was answered"), None)
        }
        Found::WebhookFails { reason, status } => (
            both(
                format!("LINEからの接続に失敗しました: {reason}（{status}）"),
                format!("LINE's test request failed: {reason} ({status})"),
            ),
            Some(both(
                "sesshu serve が動いているか、外から https で届くか（証明書は中間証明書も必要）、チャネルシークレットが合っているかを確認してください",
                "check that sesshu serve runs, that its address is reachable from outside with a complete certificate chain, and that the channel secret is correct",
            )),
        ),
        Found::SwitchesUnasked => (
            both(
                "Webhookの再送・応答メッセージ・あいさつメッセージの設定はAPIでは確認できません",
                "webhook redelivery, auto-reply and greeting messages cannot be queried from LINE",
            ),
            Some(both(
                "LINE Developers で「Webhookの再送」がオン、LINE Official Account Manager で応答とあいさつがオフであることを確認してください",
                "check that “Webhook redelivery” is on in the LINE Developers Console, and that auto-reply and greeting are off in the Official Account Manager",
            )),
        ),
        _ => return None,
    })
}

fn quota(found: &Found) -> Option<Words> {
    let more = || {
        Some(both(
            "プランを見直すか、[notices] push を絞ってメールで送ってください",
            "choose a larger plan, or push fewer kinds of notices ([notices] push); the others are sent by mail",
        ))
    };
    Some(match found {
        Found::QuotaUnlimited { used, reminders } => (
            both(
                format!(
                    "上限なし。今月{used}通使用、予約前日のお知らせは今月あと{reminders}通の見込み"
                ),
                format!("no limit; {used} sent this month, {reminders} reminders still to send"),
            ),
            None,
        ),
        Found::QuotaEnough { left, limit, reminders } => (
            both(
                format!(
                    "今月の残り{left}通（上限{limit}通）、予約前日のお知らせは今月あと{reminders}通の見込み"
                ),
                format!("{left} of {limit} left this month, {reminders} reminders still to send"),
            ),
            None,
        ),
        Found::QuotaShort { left, limit, reminders } => (
            both(
                format!(
                    "今月の残り{left}通（上限{limit}通）では、予約前日のお知らせ{reminders}通に足りません"
                ),
                format!(
                    "{left} of {limit} left this month, but {reminders} reminders still to send"
                ),
            ),
            more(),
        ),
        Found::QuotaSpent { limit, reminders } => (
            both(
                format!(
                    "今月の{limit}通を使い切りました。お知らせ{reminders}通はメールだけになります"
                ),
                format!(
                    "all {limit} of this month are used: {reminders} reminders can be sent by mail only"
                ),
            ),
            more(),
        ),
        _ => return None,
    })
}

fn menu(found: &Found) -> Option<Words> {
    let apply =
        || Some(both("sesshu rich-menu apply を実行してください", "run sesshu rich-menu apply"));
    Some(match found {
        Found::MenuInForce { made_at } => {
            let made_at = wall_clock(made_at);
            (
                both(
                    format!("{made_at} に作成したものが表示されています"),
                    format!("in force and equal to the folder, created at {made_at}"),
                ),
                None,
            )
        }
        Found::MenuDiffers { made_at } => {
            let made_at = wall_clock(made_at);
            (
                both(
                    format!(
                        "{made_at} に作成したものが表示されていますが、フォルダーの内容と違います"
                    ),
                    format!("the menus in force (created at {made_at}) differ from the folder"),
                ),
                Some(both(
                    "sesshu rich-menu plan で違いを見て、apply で反映してください",
                    "run sesshu rich-menu plan to see the differences, then sesshu rich-menu apply",
                )),
            )
        }
        Found::MenuMissing => (both("メニューがありません", "no menu is in force"), apply()),
        Found::MenuUnsettled => (
            both(
                "切り替えの途中か、別のメニューが表示されています",
                "a change was interrupted, or another default menu was set by hand",
            ),
            apply(),
        ),
        Found::MenuUnreadable { why } => (
            both(
                format!("フォルダーを読めません: {why}"),
                format!("the folder cannot be read: {why}"),
            ),
            Some(both("menu.toml と画像を直してください", "correct menu.toml and its pictures")),
        ),
        _ => return None,
    })
}

fn liff(found: &Found) -> Option<Words> {
    let console = |japanese: &str, english: &str| {
        Some(both(
            format!("LINE Developers の LINEログインチャネルの LIFF で{japanese}"),
            format!("in the LINE Developers Console, LINE Login channel, LIFF: {english}"),
        ))
    };
    Some(match found {
        Found::LiffFits { endpoint } => (both(endpoint, endpoint), None),
        Found::LiffElsewhere { found, expected } => (
            both(
                format!("エンドポイントURLが {found} です。正しくは {expected}"),
                format!("opens {found}; expected by the settings: {expected}"),
            ),
            console("エンドポイントURLを直してください", "set the endpoint URL"),
        ),
        Found::LiffUnknown { liff_id } => (
            both(
                format!("{liff_id} は LINEログインチャネルにありません"),
                format!("the LINE Login channel has no LIFF app {liff_id}"),
            ),
            console(
                "LIFF IDを確認し、line.liff_id に設定してください",
                "look up the LIFF id and set line.liff_id",
            ),
        ),
        Found::LiffOfOtherChannel { liff_id, login_channel_id } => (
            both(
                format!("{liff_id} はチャネル {login_channel_id} のLIFF IDではありません"),
                format!("{liff_id} is not a LIFF id of channel {login_channel_id}"),
            ),
            Some(both(
                "line.liff_id と line.login_channel_id を確認してください。違うとログインできません",
                "check line.liff_id and line.login_channel_id; otherwise no one can sign in",
            )),
        ),
        Found::LiffLacksScope { scope } => (
            both(format!("スコープ {scope} がありません"), format!("the scope {scope} is missing")),
            console("スコープを追加してください", "add the scope"),
        ),
        Found::LiffNoBotPrompt => (
            both("友だち追加オプションがオフです", "the add-friend option is off"),
            console(
                "友だち追加オプションを「On (normal)」にしてください。友だちでない方にはお知らせが届きません",
                "set the add-friend option to “On (normal)”: people who are not friends get no notices",
            ),
        ),
        Found::LiffNotFull { size } => (
            both(format!("サイズが {size} です"), format!("opens at size {size}")),
            console("サイズを Full にしてください", "set the size to Full"),
        ),
        Found::LiffOthers { apps } => {
            let apps = apps.join(", ");
            (
                both(
                    format!("LINEログインチャネルに、ほかのLIFFアプリがあります: {apps}"),
                    format!("the LINE Login channel has other LIFF apps: {apps}"),
                ),
                console(
                    "削除するか、別のチャネルに移してください。ほかのアプリも、Sesshu が本人のものとして受け取るIDトークンを取得できます",
                    "delete them or move them to a channel of their own, because they can obtain ID tokens that Sesshu accepts",
                ),
            )
        }
        Found::LiffUnasked { why } => (
            both(
                format!("確認できませんでした: {}", japanese(why)),
                format!("could not be queried: {why}"),
            ),
            console(
                "エンドポイントURL・スコープ・友だち追加オプションを確認してください",
                "check the endpoint URL, the scopes and the add-friend option",
            ),
        ),
        Found::LiffNoSecret => (
            both(
                "LINEログインチャネルのシークレットがないため確認できません",
                "cannot be queried without the secret of the LINE Login channel",
            ),
            Some(both(
                "SESSHU_LINE_LOGIN_CHANNEL_SECRET を設定してください。連携解除をLINEに伝えるためにも必要です",
                "set SESSHU_LINE_LOGIN_CHANNEL_SECRET; it is also needed to notify LINE of unlinking",
            )),
        ),
        _ => return None,
    })
}

pub(super) fn japanese(error: &LineError) -> String {
    failure::said(error, Tongue::Japanese)
}
