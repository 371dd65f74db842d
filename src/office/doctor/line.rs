//! Checks of our channels at LINE.

use chrono::TimeDelta;

use super::{About, Found, Patient, menus, quota};
use crate::{
    line::{LiffApp, LineError},
    office::Acquaintance,
};

/// How far our clock may differ from LINE's: our clock decides deadlines that people see on theirs.
const CLOCK_MAY_DIFFER: TimeDelta = TimeDelta::seconds(5);

/// Queries LINE. Without a token no other query is possible.
pub(super) async fn look(patient: &Patient<'_>) -> Vec<Found> {
    match patient.line.check_access().await {
        Ok(()) => {}
        Err(error @ LineError::Refused { .. }) => return vec![Found::TokenRefused(error)],
        Err(error) => return vec![Found::LineUnreachable(error)],
    }
    let mut found = vec![Found::TokenIssued];
    found.extend(account(patient).await);
    found.extend(webhook(patient).await);
    found.push(Found::SwitchesUnasked);
    found.extend(quota::look(patient).await);
    found.push(menus::look(patient).await);
    found.extend(liff(patient).await);
    found.push(provider(patient).await);
    found
}

async fn account(patient: &Patient<'_>) -> Vec<Found> {
    let bot = match patient.line.bot_info().await {
        // LINE issued the token and refuses it here: the channel is of another kind.
        Err(error @ (LineError::Refused { .. } | LineError::CredentialsRefused { .. })) => {
            return vec![Found::TokenRefused(error)];
        }
        Err(error) => return vec![Found::Unasked { about: About::Account, why: error }],
        Ok(bot) => bot,
    };
    let mut found = Vec::new();
    let friend_url = patient.friend_url;
    if friend_url.contains('@') && !friend_url.ends_with(&bot.basic_id) {
        let (friend_url, basic_id) = (friend_url.to_owned(), bot.basic_id.clone());
        found.push(Found::OtherFriendUrl { friend_url, basic_id });
    }
    found.push(Found::Account { name: bot.display_name, basic_id: bot.basic_id });
    found
}

async fn webhook(patient: &Patient<'_>) -> Vec<Found> {
    let expected = format!("{}/line/webhook", patient.public_url.trim_end_matches('/'));
    let endpoint = match patient.line.webhook_endpoint().await {
        Err(error) => return vec![Found::Unasked { about: About::Webhook, why: error }],
        Ok(None) => return vec![Found::WebhookMissing { expected }],
        Ok(Some(endpoint)) => endpoint,
    };
    let mut found = Vec::new();
    let address = endpoint.endpoint;
    if address != expected {
        found.push(Found::WebhookElsewhere { found: address, expected });
    } else if endpoint.active {
        found.push(Found::WebhookSet { address });
    } else {
        found.push(Found::WebhookOff { address });
    }
    match patient.line.test_webhook().await {
        Err(error) => found.push(Found::Unasked { about: About::Webhook, why: error }),
        Ok(test) => {
            found.push(if test.success {
                Found::WebhookAnswers
            } else {
                Found::WebhookFails { reason: test.reason, status: test.status_code }
            });
            let by = patient.clock.now() - test.timestamp;
            found.push(if by.abs() <= CLOCK_MAY_DIFFER {
                Found::ClockFits { by }
            } else {
                Found::ClockOff { by }
            });
        }
    }
    found
}

async fn liff(patient: &Patient<'_>) -> Vec<Found> {
    let (liff_id, login_channel_id) = (patient.liff_id, patient.login_channel_id);
    let mut found = Vec::new();
    // LINE forms the id of a LIFF app from that of its channel.
    if liff_id.split('-').next() != Some(login_channel_id) {
        let (liff_id, login_channel_id) = (liff_id.to_owned(), login_channel_id.to_owned());
        found.push(Found::LiffOfOtherChannel { liff_id, login_channel_id });
    }
    match patient.line.liff_apps().await {
        Err(error) => found.push(Found::LiffUnasked { why: error }),
        Ok(None) => found.push(Found::LiffNoSecret),
        Ok(Some(apps)) => {
            let (ours, others): (Vec<_>, Vec<_>) =
                apps.into_iter().partition(|app| app.liff_id == liff_id);
            match ours.first() {
                None => found.push(Found::LiffUnknown { liff_id: liff_id.to_owned() }),
                Some(app) => found.extend(app_found(app, patient.public_url)),
            }
            if !others.is_empty() {
                found
                    .push(Found::LiffOthers { apps: others.iter().map(id_and_endpoint).collect() });
            }
        }
    }
    found
}

fn id_and_endpoint(app: &LiffApp) -> String {
    format!("{} ({})", app.liff_id, app.view.url)
}

fn app_found(app: &LiffApp, public_url: &str) -> Vec<Found> {
    let expected = format!("{}/liff", public_url.trim_end_matches('/'));
    let mut found = Vec::new();
    let endpoint = app.view.url.trim_end_matches('/').to_owned();
    found.push(if endpoint == expected {
        Found::LiffFits { endpoint }
    } else {
        Found::LiffElsewhere { found: endpoint, expected }
    });
    let lacking = ["openid", "profile"].into_iter().find(|it| !app.scope.iter().any(|s| s == it));
    found.extend(lacking.map(|scope| Found::LiffLacksScope { scope }));
    if app.bot_prompt.as_deref().is_none_or(|prompt| prompt == "none") {
        found.push(Found::LiffNoBotPrompt);
    }
    if app.view.size != "full" {
        found.push(Found::LiffNotFull { size: app.view.size.clone() });
    }
    found
}

async fn provider(patient: &Patient<'_>) -> Found {
    let Some(store) = patient.store.as_ref().ok().and_then(|store| *store) else {
        return Found::ProviderUnasked;
    };
    match Acquaintance::ask(patient.line, store).await {
        Ok(found) if found.known > 0 => Found::OneProvider,
        Ok(found) if found.all_strangers() => Found::StrangersOnly { asked: found.asked },
        Ok(_) | Err(_) => Found::ProviderUnasked,
    }
}
