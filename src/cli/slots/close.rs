//! `sesshu slots close` and `reopen`.

use clap::Args;
use serde::Serialize;

use super::{
    change::{meant, tell_dry_run},
    reach::Where,
};
use crate::{
    cli::{
        Failure,
        admission::admit,
        clock::SystemClock,
        input,
        print::{Consent, Format, Tongue, json, say},
        settings::SettingsFile,
    },
    office::slots::{self, BookingsChoice, CloseError, Closed},
    vaccination::{public_message::PublicMessage, staff::Reason, staff_act::StaffAct, time::Clock},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Close {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Where,
    /// Keep the bookings: each person is notified of the closing and waits for further notice
    #[arg(long, requires = "message", conflicts_with = "cancel")]
    keep: bool,
    /// Cancel the bookings: each person is notified and can book again
    #[arg(long, requires = "message")]
    cancel: bool,
    /// The reason that the people are given, in one line and without personal data
    #[arg(long, value_name = "TEXT", value_parser = PublicMessage::parse)]
    message: Option<PublicMessage>,
    /// The reason, for the history of the cancelled bookings
    #[arg(long, value_name = "TEXT", value_parser = input::reason(), requires = "cancel")]
    reason: Option<Reason>,
    /// Show which slots and bookings are affected, but change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Reopen {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Where,
    /// Show which slots are affected, but change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    format: Format,
}

#[derive(Serialize)]
struct ClosedOutput {
    slots: usize,
    changed: u64,
    kept: usize,
    cancelled: usize,
    dry_run: bool,
}

#[derive(Serialize)]
struct ReopenedOutput {
    slots: usize,
    changed: u64,
    told: usize,
    dry_run: bool,
}

pub(super) async fn close(options: Close, tongue: Tongue) -> Result<(), Failure> {
    let choice = choice(&options, tongue)?;
    let staff = admit(&options.settings.read()?.database, StaffAct::SlotsClose).await?;
    let store = &staff.store;
    let slots = meant(store, &options.which, tongue).await?;
    let now = SystemClock.now();
    let planned = slots::plan_closing(store, &slots, choice.as_ref(), now).await?;
    if choice.is_none() && planned.kept > 0 {
        return Err(choice_needed(planned.kept, tongue).into());
    }
    let done = if options.dry_run {
        planned
    } else {
        if let Some(question) = question(&options, &planned, tongue) {
            options.consent.ask(&question, tongue)?;
        }
        let signature = staff.signs(options.reason);
        let closed = slots::close(store, &slots, choice.as_ref(), &signature, now).await;
        closed.map_err(|error| refusal(error, tongue))?
    };
    let Closed { closed: changed, kept, cancelled } = done;
    let dry_run = options.dry_run;
    if options.format.json {
        let slots = slots.len();
        return json(&ClosedOutput { slots, changed, kept, cancelled, dry_run });
    }
    let slots = slots.len();
    if dry_run {
        say(tongue.pick(
            format!("{slots}枠のうち{changed}枠を休止します。残す予約は{kept}件、取り消す予約は{cancelled}件です。"),
            format!("{changed} of {slots} slots would be closed; {kept} bookings kept, {cancelled} cancelled"),
        ))?;
        return tell_dry_run(dry_run, tongue);
    }
    say(tongue.pick(
        format!("{slots}枠のうち{changed}枠を休止しました。残した予約は{kept}件、取り消した予約は{cancelled}件です。"),
        format!("{changed} of {slots} slots were closed; {kept} bookings were kept, {cancelled} cancelled"),
    ))?;
    if kept + cancelled > 0 {
        say(tongue.pick(
            "本人にはLINEかメールで知らせます。届かない方は sesshu notices list --call に出ます。",
            "the people are notified by LINE or mail; `sesshu notices list --call` lists those who cannot be reached",
        ))?;
    }
    Ok(())
}

pub(super) async fn reopen(options: Reopen, tongue: Tongue) -> Result<(), Failure> {
    let staff = admit(&options.settings.read()?.database, StaffAct::SlotsReopen).await?;
    let store = &staff.store;
    let meant = meant(store, &options.which, tongue).await?;
    let (slots, dry_run) = (meant.len(), options.dry_run);
    let done = if dry_run {
        let reopened = meant.iter().filter(|slot| slot.closed).count() as u64;
        slots::Reopened { reopened, told: 0 }
    } else {
        let booked: u32 = meant.iter().filter(|slot| slot.closed).map(|slot| slot.booked).sum();
        if booked > 0 {
            let question = tongue.pick(
                format!("予約{booked}件のある枠を再開し、休止を知らせた人に、予定どおり実施することを知らせます。よろしいですか？"),
                format!("slots with {booked} bookings will be reopened, and people who were notified of the closing will be notified of this. Continue?"),
            );
            options.consent.ask(&question, tongue)?;
        }
        slots::reopen(store, &meant, SystemClock.now()).await?
    };
    let slots::Reopened { reopened: changed, told } = done;
    if options.format.json {
        return json(&ReopenedOutput { slots, changed, told, dry_run });
    }
    if dry_run {
        say(tongue.pick(
            format!("{slots}枠のうち{changed}枠を再開します。"),
            format!("{changed} of {slots} slots would be reopened"),
        ))?;
        return tell_dry_run(dry_run, tongue);
    }
    say(tongue.pick(
        format!("{slots}枠のうち{changed}枠を再開しました。"),
        format!("{changed} of {slots} slots were reopened"),
    ))?;
    if told > 0 {
        say(tongue.pick(
            format!("休止を知らせた{told}人に、予定どおり実施することを知らせます。"),
            format!("{told} people who were notified of the closing are notified that the slot takes place"),
        ))?;
    }
    Ok(())
}

fn choice(options: &Close, tongue: Tongue) -> Result<Option<BookingsChoice>, Failure> {
    match (options.message.clone(), options.keep, options.cancel) {
        (Some(message), true, _) => Ok(Some(BookingsChoice::Keep(message))),
        (Some(message), _, true) => Ok(Some(BookingsChoice::Cancel(message))),
        (Some(_), false, false) => Err(tongue
            .pick(
                "--message は --keep か --cancel とともに使います。何も変更していません。",
                "--message requires --keep or --cancel; nothing was changed",
            )
            .into()),
        (None, ..) => Ok(None),
    }
}

fn choice_needed(bookings: usize, tongue: Tongue) -> String {
    tongue.pick(
        format!(
            "休止する枠に予約が{bookings}件あります。予約をどうするかを選んでください。何も変更していません。\n  \
             --keep --message \"…\"    予約を残し、休止と理由を本人に知らせます（追って連絡するとき）\n  \
             --cancel --message \"…\"  予約を取り消し、取り消しと理由を本人に知らせます"
        ),
        format!(
            "these slots have {bookings} bookings: choose what to do with them; nothing was changed\n  \
             --keep --message \"…\"    keep them; the people are told the reason and wait for further notice\n  \
             --cancel --message \"…\"  cancel them; the people are told the reason and can book again"
        ),
    )
}

/// Builds the confirmation question: neither messages nor cancellations can be undone.
fn question(options: &Close, planned: &Closed, tongue: Tongue) -> Option<String> {
    let Closed { closed, kept, cancelled } = *planned;
    if cancelled > 0 {
        return Some(tongue.pick(
            format!("{closed}枠を休止し、予約{cancelled}件を取り消して本人に知らせます。取り消しは元に戻せません。よろしいですか？"),
            format!("{closed} slots will be closed, {cancelled} bookings cancelled and the people notified. Cancellations cannot be undone. Continue?"),
        ));
    }
    if kept > 0 {
        return Some(tongue.pick(
            format!("{closed}枠を休止し、予約のある{kept}人に知らせます。よろしいですか？"),
            format!("{closed} slots will be closed and {kept} people notified. Continue?"),
        ));
    }
    options.which.is_everywhere().then(|| {
        tongue.pick(
            format!("全会場の{closed}枠を休止します。よろしいですか？"),
            format!("{closed} slots of all venues will be closed. Continue?"),
        )
    })
}

fn refusal(error: CloseError, tongue: Tongue) -> Failure {
    match error {
        CloseError::ChoiceNeeded(bookings) => choice_needed(bookings, tongue).into(),
        CloseError::Storage(error) => error.into(),
    }
}
