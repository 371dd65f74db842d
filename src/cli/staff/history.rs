//! `sesshu staff history`: the audit log, which records what staff did and looked at.

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use crate::{
    cli::{
        Failure,
        admission::admit_searching,
        coupons::refusal,
        input,
        print::{Format, Listed, Tongue, Words, list},
        settings::SettingsFile,
    },
    office::coupons::{self, SingleError},
    storage::{SearchTerm, StaffActed},
    vaccination::{
        coupon::CouponNumber,
        day,
        staff::StaffName,
        staff_act::StaffAct,
        time::{in_tokyo, start_of_day},
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// Only acts about the holder of this coupon, and searches for its number; `-` reads it from
    /// standard input
    #[arg(long, value_name = "NUMBER", value_parser = input::coupon_number())]
    coupon: Option<CouponNumber>,
    /// Only acts of this member
    #[arg(long, value_name = "NAME", value_parser = StaffName::parse)]
    by: Option<StaffName>,
    /// Only acts from this day on
    #[arg(long, value_parser = day::parse)]
    from: Option<NaiveDate>,
    /// The number of newest acts to search
    #[arg(long, default_value_t = 1_000)]
    newest: u64,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(options: Options, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?.database;
    let term = options.coupon.as_ref().map(SearchTerm::Number);
    let admitted = admit_searching(&settings, StaffAct::StaffHistory, term).await?;
    let store = &admitted.store;
    let since = options.from.map(start_of_day);
    let acts = match &options.coupon {
        None => store.staff_acts(None, since, options.newest).await?,
        Some(number) => {
            let about = match coupons::find(store, number, None).await {
                Ok(coupon) => Some(coupon.id),
                // A search for an unknown number is recorded, too.
                Err(SingleError::Unknown) => None,
                Err(error) => return Err(refusal(&error, tongue).into()),
            };
            let term = SearchTerm::Number(number);
            store.staff_acts_and_searches(about, term, since, options.newest).await?
        }
    };
    let theirs = acts.into_iter().filter(|it| options.by.is_none() || it.name == options.by);
    let rows: Vec<_> = theirs.map(Row::from).collect();
    list(&rows, options.format, tongue, ("記録はありません。", "no acts are recorded"))
}

#[derive(Serialize)]
struct Row {
    at: String,
    /// Absent if no member's token was given.
    name: Option<String>,
    act: &'static str,
    /// The database id of the coupon, if the act was about one resident.
    coupon: Option<i64>,
    allowed: bool,
    /// Whether it was a search, with or without a result.
    search: bool,
}

impl From<StaffActed> for Row {
    fn from(acted: StaffActed) -> Self {
        Self {
            at: in_tokyo(acted.at).format("%Y-%m-%d %H:%M").to_string(),
            name: acted.name.map(|name| name.as_str().to_owned()),
            act: acted.act.as_str(),
            coupon: acted.coupon.map(|id| id.0),
            allowed: acted.allowed,
            search: acted.search.is_some(),
        }
    }
}

const OWNER: Words = ("（機械の持ち主）", "(owner of the machine)");

impl Listed for Row {
    const COLUMNS: &'static [Words] = &[
        ("日時", "When"),
        ("職員", "Staff"),
        ("操作", "Command"),
        ("券の内部番号", "Coupon id"),
        ("", ""),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let (nobody, outcome) = match (self.allowed, self.search) {
            (true, true) => (OWNER, ("検索", "search")),
            (true, false) => (OWNER, ("", "")),
            (false, _) => (("（不明）", "(unknown)"), ("拒否", "refused")),
        };
        vec![
            self.at.clone(),
            self.name.clone().unwrap_or_else(|| tongue.say(nobody).to_owned()),
            self.act.to_owned(),
            self.coupon.map(|id| id.to_string()).unwrap_or_default(),
            tongue.say(outcome).to_owned(),
        ]
    }
}
