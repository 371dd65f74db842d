//! `sesshu slots capacity`.

use clap::Args;
use serde::Serialize;

use super::reach::{Names, Where};
use crate::{
    cli::{
        Failure,
        admission::admit,
        clock::SystemClock,
        input,
        print::{Consent, Format, Tongue, json, say},
        settings::SettingsFile,
    },
    office::slots::{self, CancelSurplus, Resize, ResizeError},
    storage::Store,
    vaccination::{
        public_message::PublicMessage, slot::Slot, staff::Reason, staff_act::StaffAct, time::Clock,
    },
};

/// The maximum number of slots that are listed.
const SHOWN: usize = 10;

#[derive(Debug, Args)]
pub(in crate::cli) struct Capacity {
    #[command(flatten)]
    settings: SettingsFile,
    /// The new number of seats of each slot
    seats: u32,
    #[command(flatten)]
    which: Where,
    /// If more seats are booked, cancel the newest bookings; each person is notified
    #[arg(long)]
    cancel_newest: bool,
    /// Show what would happen, but change nothing
    #[arg(long)]
    dry_run: bool,
    /// The reason, for the history of the cancelled bookings
    #[arg(long, value_parser = input::reason())]
    reason: Option<Reason>,
    /// The reason that the people with cancelled bookings are given, in one line
    #[arg(long, value_name = "TEXT", value_parser = PublicMessage::parse, requires = "cancel_newest")]
    message: Option<PublicMessage>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    format: Format,
}

#[derive(Serialize)]
struct Told {
    slots: usize,
    changed: u64,
    booked: u32,
    cancelled: usize,
    dry_run: bool,
}

pub(super) async fn capacity(options: Capacity, tongue: Tongue) -> Result<(), Failure> {
    let staff = admit(&options.settings.read()?.database, StaffAct::SlotsCapacity).await?;
    let store = &staff.store;
    let meant = meant(store, &options.which, tongue).await?;
    let booked = meant.iter().map(|slot| slot.booked).sum();
    let resize = slots::plan_resize(store, meant, options.seats).await?;
    let cancelled = resize.too_many();
    if cancelled > 0 {
        let names = Names::read(store).await?;
        let surplus = surplus(&resize, &names, tongue);
        if !options.cancel_newest {
            let hint = tongue.pick(
                "何も変更していません。新しい予約から順に取り消すには --cancel-newest を付けてください。",
                "nothing was changed; add --cancel-newest to cancel the newest bookings",
            );
            return Err(format!("{surplus}\n{hint}").into());
        }
        if !options.dry_run {
            let question = tongue.pick(
                format!("{surplus}\nあわせて{cancelled}件の予約を取り消し、本人に知らせます。よろしいですか？"),
                format!("{surplus}\n{cancelled} bookings will be cancelled and the people notified. Continue?"),
            );
            options.consent.ask(&question, tongue)?;
        }
    }
    let slots = resize.slots.len();
    if !options.dry_run {
        let signature = staff.signs(options.reason);
        let surplus = CancelSurplus { signature, message: options.message };
        let cancel = options.cancel_newest.then_some(&surplus);
        slots::resize(store, &resize, cancel, SystemClock.now())
            .await
            .map_err(|error| refusal(error, tongue))?;
    }
    let dry_run = options.dry_run;
    let told = Told { slots, changed: slots as u64, booked, cancelled, dry_run };
    if options.format.json {
        return json(&told);
    }
    let seats = options.seats;
    if dry_run {
        say(tongue.pick(
            format!("{slots}枠の定員を{seats}にします。取り消す予約は{cancelled}件です。"),
            format!(
                "{slots} slots would have {seats} seats; {cancelled} bookings would be cancelled"
            ),
        ))?;
        return tell_dry_run(dry_run, tongue);
    }
    say(tongue.pick(
        format!("{slots}枠の定員を{seats}にしました。取り消した予約は{cancelled}件です。"),
        format!("{slots} slots now have {seats} seats; {cancelled} bookings were cancelled"),
    ))?;
    Ok(())
}

/// Returns the selected slots; fails if there are none.
pub(super) async fn meant(
    store: &Store,
    which: &Where,
    tongue: Tongue,
) -> Result<Vec<Slot>, Failure> {
    let slots = which.slots(store, tongue).await?;
    if slots.is_empty() {
        return Err(tongue.pick("該当する枠がありません。", "no slots match").into());
    }
    Ok(slots)
}

fn surplus(resize: &Resize, names: &Names, tongue: Tongue) -> String {
    let line = |it: &slots::Surplus| {
        let slot = &it.slot;
        let head = format!("{} {} {}", names.code(slot.venue), slot.date, slot.starts);
        let (booked, many) = (slot.booked, it.newest.len());
        tongue.pick(
            format!("{head}：予約{booked}件、{many}件が定員を超えます。"),
            format!("{head}: {booked} seats are booked, {many} too many"),
        )
    };
    let mut lines: Vec<_> = resize.surplus.iter().take(SHOWN).map(line).collect();
    if let Some(more) = resize.surplus.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        lines.push(tongue.pick(format!("ほか{more}枠"), format!("and {more} more slots")));
    }
    lines.join("\n")
}

fn refusal(error: ResizeError, tongue: Tongue) -> Failure {
    match error {
        ResizeError::Overtaken => tongue
            .pick(
                "その間に予約が変わりました。何も変更していません。もう一度実行してください。",
                "bookings were made or cancelled in the meantime; nothing was changed, try again",
            )
            .into(),
        error => error.into(),
    }
}

pub(super) fn tell_dry_run(dry_run: bool, tongue: Tongue) -> Result<(), Failure> {
    if dry_run {
        say(tongue.pick("予行です。何も変更していません。", "dry run: nothing was changed"))?;
    }
    Ok(())
}
