//! `sesshu coupons import`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use super::words;
use crate::{
    cli::{
        Failure,
        admission::{Admitted, admit},
        bad_file,
        clock::SystemClock,
        input, output_file,
        print::{Consent, Format, Tongue, Words, json, progress, say},
        settings::{Settings, SettingsFile},
    },
    office::{
        coupons::{self, Differences, Listing, Rest, Roll},
        sheet::Source,
    },
    storage::Published,
    vaccination::{
        coupon::Issuer,
        ids::CouponId,
        staff::Reason,
        staff_act::{Right, StaffAct},
        time::{Clock, tokyo_date},
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Import {
    #[command(flatten)]
    settings: SettingsFile,
    /// The file: CSV or TSV
    file: PathBuf,
    /// The issuer of the coupons for which the file names none; by default the own municipality
    #[arg(long, value_parser = Issuer::parse)]
    issuer: Option<Issuer>,
    /// Read and compare the file, but change nothing
    #[arg(long)]
    dry_run: bool,
    /// Revoke registered coupons that are not in the file, except those with a future booking
    #[arg(long)]
    revoke_gone: bool,
    /// Write changed, revoked and missing coupons to this new CSV file; `-` is standard output and
    /// replaces the figures. Requires the right `view`
    #[arg(long, value_name = "FILE")]
    changes: Option<PathBuf>,
    #[command(flatten)]
    errors: bad_file::Errors,
    /// The reason, for the history of the changed coupons
    #[arg(long, value_parser = input::reason())]
    reason: Option<Reason>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    format: Format,
}

impl Import {
    /// Returns what becomes of the registered coupons that are not in the file.
    fn rest(&self) -> Rest {
        if self.revoke_gone { Rest::Revoke } else { Rest::Keep }
    }
}

const READING: Words = ("読み込み中", "reading");
const COMPARING: Words = ("照合中", "comparing");
const STAGING: Words = ("取り込み中", "importing");

/// Coupons per transaction that records whom a list is about.
const MAX_RECORDED_AT_ONCE: usize = 10_000;

pub(super) async fn run(options: Import, tongue: Tongue) -> Result<(), Failure> {
    let said = |error| Failure::from(words::broken_off(&error, tongue));
    let settings = options.settings.read()?;
    let now = SystemClock.now();
    let staff = admit(&settings.database, StaffAct::CouponsImport).await?;
    let store = &staff.store;
    if options.changes.is_some() {
        // The list names coupons that are not in the file, and says whose birth dates differ.
        staff.require(Right::View, tongue).await?;
    }
    let roll = read(&options, &settings, now, tongue)?;
    let mut changes = Changes { wanted: options.changes.is_some(), ..Changes::default() };
    if options.dry_run {
        let bar = progress(roll.len() as u64, COMPARING, tongue);
        let done = |rows: usize| bar.set_position(rows as u64);
        let differences = coupons::compare(store, &roll, &done, &mut |it| changes.note(&it)).await;
        let differences = differences.map_err(said)?;
        bar.finish_and_clear();
        settle(&staff, &differences, changes.mismatch, tongue).await?;
        changes.write(&staff, options.changes.as_ref(), tongue).await?;
        return tell(&options, &differences, None, tongue);
    }
    let rest = options.rest();
    let bar = progress(roll.len() as u64, STAGING, tongue);
    let done = |rows: usize| bar.set_position(rows as u64);
    let import = coupons::stage(store, &roll, rest, now, &done, &mut |it| changes.note(&it)).await;
    let import = import.map_err(said)?;
    bar.finish_and_clear();
    let mismatch = changes.mismatch;
    changes.write(&staff, options.changes.as_ref(), tongue).await?;
    let differences = import.differences;
    if let Err(no) = ask(&options, &staff, &differences, mismatch, tongue).await {
        import.give_up(store, now).await.map_err(said)?;
        return Err(no);
    }
    let signature = staff.signs(options.reason.clone());
    let published = import.publish(store, &signature, SystemClock.now()).await.map_err(said)?;
    tell(&options, &differences, Some(published), tongue)
}

fn read(
    options: &Import,
    settings: &Settings,
    now: DateTime<Utc>,
    tongue: Tongue,
) -> Result<Roll, Failure> {
    let mut bad = options.errors.open(tongue)?;
    let own = options.issuer.as_ref().unwrap_or(&settings.municipality.issuer);
    let source = Source::File(options.file.clone());
    let names = &settings.imports.coupons;
    let bar = progress(0, READING, tongue);
    let seen = |row, rows| {
        bar.set_length(rows);
        bar.set_position(row);
    };
    let today = tokyo_date(now);
    let roll = Roll::read(&source, names, own, today, &seen, &mut |row| {
        bar.suspend(|| bad.take(&row));
    });
    bar.finish_and_clear();
    let roll = roll.map_err(|error| bad_file::refused(&options.file, &error, tongue))?;
    bad.end()?;
    Ok(roll)
}

/// Decides whether the member may be told the figures. They say how many birth dates are as in the
/// file, so that those who may not view residents could find one by trying.
async fn settle(
    staff: &Admitted,
    differences: &Differences,
    mismatch: Option<CouponId>,
    tongue: Tongue,
) -> Result<(), Failure> {
    if differences.changed + differences.unchanged == 0 {
        // No coupon of the file is registered, and nothing was compared.
        return Ok(());
    }
    staff.may_learn_of_comparison(mismatch, tongue).await
}

/// Asks before existing coupons are changed. The question itself tells how birth dates compare, and
/// so does its absence. With `--yes` the figures are told when the values of the file have replaced
/// the former ones, and the history says so for each coupon: there is nothing left to find out.
async fn ask(
    options: &Import,
    staff: &Admitted,
    differences: &Differences,
    mismatch: Option<CouponId>,
    tongue: Tongue,
) -> Result<(), Failure> {
    if !options.consent.is_given() {
        settle(staff, differences, mismatch, tongue).await?;
    }
    match question(differences, options.rest(), tongue) {
        Some(question) => options.consent.ask(&question, tongue),
        None => Ok(()),
    }
}

/// Builds the question before existing coupons are changed.
fn question(differences: &Differences, rest: Rest, tongue: Tongue) -> Option<String> {
    let Differences { changed, gone, .. } = *differences;
    let revoked = if rest == Rest::Revoke { gone } else { 0 };
    if changed + revoked == 0 {
        return None;
    }
    Some(tongue.pick(
        format!(
            "登録済みの接種券のうち、{changed}件の生年月日または確認コードを変更し、\
             {revoked}件を失効させます。よろしいですか？"
        ),
        format!(
            "Of the registered coupons, {changed} will get another birth date or check code, and \
             {revoked} will be revoked. Continue?"
        ),
    ))
}

#[derive(serde::Serialize)]
struct Told {
    #[serde(flatten)]
    differences: Differences,
    changed_now: u64,
    revoked_now: u64,
    dry_run: bool,
}

fn tell(
    options: &Import,
    differences: &Differences,
    published: Option<Published>,
    tongue: Tongue,
) -> Result<(), Failure> {
    let done = published.unwrap_or(Published { corrected: 0, revoked: 0 });
    if options.format.json {
        return json(&Told {
            differences: *differences,
            changed_now: done.corrected,
            revoked_now: done.revoked,
            dry_run: options.dry_run,
        });
    }
    if options.changes.as_deref().is_some_and(output_file::is_standard_output) {
        return Ok(());
    }
    let Differences { new, unchanged, changed, revoked, gone } = *differences;
    for (words, many) in [
        (("新規", "new"), new),
        (("変更なし", "unchanged"), unchanged),
        (("生年月日・確認コードの変更", "birth date or check code changed"), changed),
        (("失効済み（失効のまま）", "already revoked, unchanged"), revoked),
        (("ファイルにない登録済みの券", "registered but not in the file"), gone),
    ] {
        say(format!("{many:>11}  {}", tongue.say(words)))?;
    }
    if done.revoked > 0 {
        say(format!("{:>11}  {}", done.revoked, tongue.pick("失効させました", "revoked now")))?;
    }
    let end = match (options.dry_run, new + done.corrected + done.revoked) {
        (true, _) => ("予行です。何も変更していません。", "dry run: nothing was changed"),
        (false, 0) => ("変更はありません。", "nothing needed to be changed"),
        (false, _) => ("取り込みました。", "imported"),
    };
    say(tongue.say(end))
}

/// The differences between file and database, as the file of `--changes` lists them.
#[derive(Default)]
struct Changes {
    wanted: bool,
    /// The first coupon with another birth date or check code than in the file.
    mismatch: Option<CouponId>,
    listed: Vec<DifferentCoupon>,
    gone: Vec<CouponId>,
}

/// A coupon of the file that differs.
struct DifferentCoupon {
    id: CouponId,
    what: Words,
    issuer: String,
    number: String,
}

impl Changes {
    fn note(&mut self, listing: &Listing<'_>) {
        if let Listing::Changed(id, _) = listing {
            self.mismatch.get_or_insert(*id);
        }
        if !self.wanted {
            return;
        }
        let (what, id, it) = match listing {
            Listing::Gone(id) => return self.gone.push(*id),
            Listing::Changed(id, it) => {
                (("生年月日・確認コードの変更", "birth date or check code changed"), *id, it)
            }
            Listing::Revoked(id, it) => (("失効済み", "already revoked"), *id, it),
        };
        let (issuer, number) = (it.coupon.issuer.as_str(), it.coupon.number.as_str());
        self.listed.push(DifferentCoupon {
            id,
            what,
            issuer: issuer.to_owned(),
            number: number.to_owned(),
        });
    }

    /// Writes the list, and records about whom it is before anything of it is shown.
    async fn write(
        self,
        staff: &Admitted,
        file: Option<&PathBuf>,
        tongue: Tongue,
    ) -> Result<(), Failure> {
        let Some(path) = file else { return Ok(()) };
        let mut file = bad_file::excel_csv(path)?;
        let listed = self.listed.iter().map(|it| it.id);
        let about: Vec<_> = listed.chain(self.gone.iter().copied()).collect();
        for some in about.chunks(MAX_RECORDED_AT_ONCE) {
            staff.about(some.iter().copied()).await?;
        }
        file.write_record(
            tongue.pick(["違い", "自治体コード", "券番号"], ["what", "issuer", "number"]),
        )?;
        for DifferentCoupon { what, issuer, number, .. } in &self.listed {
            file.write_record([tongue.say(*what), issuer, number])?;
        }
        for id in self.gone {
            let Some(coupon) = staff.store.coupon(id).await? else { continue };
            let gone = tongue.pick("ファイルにない", "not in the file");
            let number = coupon.proof.number;
            file.write_record([gone, coupon.issuer.as_str(), number.as_str()])?;
        }
        Ok(file.flush()?)
    }
}
