//! `sesshu staff add`, `list`, `allow`, `renew` and `remove`.

use std::io::Read;

use clap::Args;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::{
    cli::{
        Failure,
        admission::{admit, record, right_words},
        clock::SystemClock,
        print::{Consent, Format, Listed, Tongue, Words, json, list, say},
        service,
        settings::{DatabaseSettings, SettingsFile},
    },
    office::staff::{self, StaffError, StaffToken},
    storage::{StaffActed, StaffMember, StatementLimit, Store},
    vaccination::{
        staff::StaffName,
        staff_act::{Right, StaffAct},
        time::{Clock, tokyo_date},
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Add {
    #[command(flatten)]
    who: OneMember,
    #[command(flatten)]
    rights: Rights,
    /// Read the newest sealing key (NUMBER:KEY) from standard input instead of a token
    #[arg(long)]
    by_key: bool,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Allow {
    #[command(flatten)]
    who: OneMember,
    #[command(flatten)]
    rights: Rights,
}

#[derive(Debug, Args)]
struct Rights {
    /// The member's rights: view (see residents), book (and cancel for them), administer
    #[arg(long, value_delimiter = ',', required = true, value_parser = Right::parse)]
    may: Vec<Right>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Remove {
    #[command(flatten)]
    who: OneMember,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Debug, Args)]
struct OneMember {
    #[command(flatten)]
    settings: SettingsFile,
    /// The member's name, under which their acts are recorded
    #[arg(value_parser = StaffName::parse)]
    member: StaffName,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Renew {
    #[command(flatten)]
    who: OneMember,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn add(options: Add, tongue: Tongue) -> Result<(), Failure> {
    let Add { who, rights: Rights { may }, by_key, format } = options;
    let settings = who.settings.read()?.database;
    let store = store_to_add_in(&settings, &may, by_key, tongue).await?;
    let token = staff::add(&store, &who.member, &may, SystemClock.now()).await;
    told(&who.member, &token.map_err(|error| said(error, tongue))?, format, tongue)
}

/// Opens the database for a person who may add a member: an administrator; anyone, if there has
/// never been a member; or a person who has the sealing key.
async fn store_to_add_in(
    settings: &DatabaseSettings,
    may: &[Right],
    by_key: bool,
    tongue: Tongue,
) -> Result<Store, Failure> {
    let store = service::ready_store(settings, StatementLimit::Short).await?;
    let first = !store.has_staff().await?;
    if !first && !by_key {
        return Ok(admit(settings, StaffAct::StaffAdd).await?.store);
    }
    if by_key && !holds_the_key(settings)? {
        return Err(tongue.say(OTHER_KEY).into());
    }
    if first && !by_key && store.staff_has_acted().await? {
        return Err(tongue.say(STAFF_IS_GONE).into());
    }
    if first && !may.contains(&Right::Administer) {
        return Err(tongue.say(FIRST_ADMINISTERS).into());
    }
    record(&store, [StaffActed::new(StaffAct::StaffAdd, SystemClock.now())]).await?;
    Ok(store)
}

const OTHER_KEY: Words = (
    "標準入力の鍵が SESSHU_SEALING_KEYS の先頭の鍵と違います",
    "the key on standard input is not the first key in SESSHU_SEALING_KEYS",
);
const STAFF_IS_GONE: Words = (
    "職員が登録されていませんが、職員がしたことの記録が残っているか、記録が封印と合いません。職員の登録がデータベースから消されたおそれがあります。控えから戻すか、理由が分かっているなら、封印の鍵で登録してください（sesshu staff add 名前 --may administer --by-key < 鍵のファイル）",
    "no member of staff is registered, but acts of staff are recorded, or the history does not match \
     its seals: the members may have been deleted from the database. Restore a backup or, if you \
     know the reason, register a member with the sealing key (sesshu staff add NAME --may \
     administer --by-key < KEYFILE)",
);
const FIRST_ADMINISTERS: Words = (
    "最初に登録する人には administer が必要です（--may view,book,administer など）",
    "the first member must have the right to administer (e.g. --may view,book,administer)",
);

/// Checks the sealing key on standard input. A person who has the key can do all that the program
/// can, with or without it.
fn holds_the_key(settings: &DatabaseSettings) -> Result<bool, Failure> {
    let mut given = String::new();
    std::io::stdin().take(1_000).read_to_string(&mut given)?;
    let keys = settings.sealing_keys.as_ref().map(ExposeSecret::expose_secret);
    let newest = keys.and_then(|keys| keys.split(',').next()).map(str::trim);
    Ok(newest == Some(given.trim()))
}

pub(super) async fn allow(options: Allow, tongue: Tongue) -> Result<(), Failure> {
    let Allow { who, rights: Rights { may } } = options;
    let admitted = admit(&who.settings.read()?.database, StaffAct::StaffAllow).await?;
    let gains = may.iter().any(|right| !admitted.may(*right));
    if gains && admitted.is(&who.member) {
        // No one is above an administrator, so the change is made visible, here and in `sesshu
        // doctor`.
        admitted.also(StaffAct::StaffAllowSelf).await?;
    }
    let done = staff::allow(&admitted.store, &who.member, &may).await;
    done.map_err(|error| said(error, tongue))?;
    say(tongue.pick("権限を変えました。", "the rights were changed"))
}

pub(super) async fn renew(options: Renew, tongue: Tongue) -> Result<(), Failure> {
    let Renew { who, format } = options;
    let admitted = admit(&who.settings.read()?.database, StaffAct::StaffRenew).await?;
    let token = staff::renew(&admitted.store, &who.member).await;
    told(&who.member, &token.map_err(|error| said(error, tongue))?, format, tongue)
}

pub(super) async fn remove(options: Remove, tongue: Tongue) -> Result<(), Failure> {
    let Remove { who, consent } = options;
    let admitted = admit(&who.settings.read()?.database, StaffAct::StaffRemove).await?;
    let name = who.member.as_str();
    let question = tongue.pick(
        format!("{name} さんのトークンを使えなくします。よろしいですか？"),
        format!("The token of {name} will no longer be valid. Continue?"),
    );
    consent.ask(&question, tongue)?;
    let done = staff::remove(&admitted.store, &who.member, SystemClock.now()).await;
    done.map_err(|error| said(error, tongue))?;
    say(tongue.pick("登録を外しました。", "removed"))
}

#[derive(Serialize)]
struct Told<'a> {
    name: &'a str,
    token: &'a str,
}

/// Prints the token, to be handed over. It is shown only this once.
fn told(
    name: &StaffName,
    token: &StaffToken,
    format: Format,
    tongue: Tongue,
) -> Result<(), Failure> {
    let (name, token) = (name.as_str(), token.as_str());
    if format.json {
        return json(&Told { name, token });
    }
    say(tongue.pick(
        format!(
            "{name} さんのトークンです。二度と表示しません。本人だけに渡し、SESSHU_STAFF_TOKEN に設定してもらってください。"
        ),
        format!(
            "the token of {name}; it is not shown again. Give it to this person only, who sets it \
             as SESSHU_STAFF_TOKEN."
        ),
    ))?;
    say(token)
}

fn said(error: StaffError, tongue: Tongue) -> Failure {
    let words = match error {
        StaffError::NameTaken => (
            "同じ名前の職員が登録されています。部署などを付けて区別してください",
            "a member of this name is already registered; add the department, for example",
        ),
        StaffError::Unknown => (
            "この名前の職員は登録されていません（一覧は sesshu staff list）",
            "no member of this name is registered (see `sesshu staff list`)",
        ),
        StaffError::LastAdministrator => (
            "管理できる人がいなくなります。先に別の人に administer を付けてください",
            "no administrator would be left: first give another member the right to administer",
        ),
        StaffError::Storage(error) => return error.into(),
    };
    tongue.say(words).into()
}

#[derive(Serialize)]
struct Row {
    name: String,
    may: Vec<&'static str>,
    since: String,
    #[serde(skip)]
    rights: Vec<Right>,
}

impl From<StaffMember> for Row {
    fn from(member: StaffMember) -> Self {
        Self {
            name: member.name.as_str().to_owned(),
            may: member.rights.iter().map(|right| right.as_str()).collect(),
            since: tokyo_date(member.added_at).to_string(),
            rights: member.rights,
        }
    }
}

impl Listed for Row {
    const COLUMNS: &'static [Words] =
        &[("名前", "Name"), ("できること", "May"), ("登録日", "Since")];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let may = self.rights.iter().map(|right| tongue.say(right_words(*right)));
        let may = may.collect::<Vec<_>>().join(tongue.pick("・", ", "));
        vec![self.name.clone(), may, self.since.clone()]
    }
}

pub(super) async fn list_all(options: List, tongue: Tongue) -> Result<(), Failure> {
    let admitted = admit(&options.settings.read()?.database, StaffAct::StaffList).await?;
    let rows: Vec<_> = admitted.store.staff().await?.into_iter().map(Row::from).collect();
    list(&rows, options.format, tongue, ("登録されていません。", "no member is registered"))
}
