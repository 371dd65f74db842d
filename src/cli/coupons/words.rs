//! Texts for staff about coupons.

use chrono::{DateTime, Utc};

pub(super) use crate::cli::words::{act, way};
use crate::{
    cli::{
        print::{Tongue, Words},
        words,
    },
    office::coupons::{ImportError, SingleError},
    storage::BatchError,
    vaccination::{booking::Booking, coupon::Issuer, time::in_tokyo},
};

pub(super) fn standing(booking: &Booking, now: DateTime<Utc>) -> Words {
    words::standing(booking.standing(now))
}

/// Returns the day and the times of a booking.
pub(super) fn when(booking: &Booking) -> String {
    let slot = &booking.slot;
    format!("{} {}-{}", slot.date, slot.starts, slot.ends)
}

/// Formats a moment in Tokyo.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    in_tokyo(at).format("%Y-%m-%d %H:%M").to_string()
}

/// Explains why an import failed.
pub(super) fn broken_off(error: &ImportError, tongue: Tongue) -> String {
    match (error, tongue) {
        (ImportError::Batch(BatchError::GivenUp), Tongue::Japanese) => {
            "別の取り込みが始まったため中止しました。何も変更していません。".to_owned()
        }
        (ImportError::Batch(BatchError::Overtaken), Tongue::Japanese) => {
            "取り込み中にほかの操作で接種券が登録されました。何も変更していません。もう一度実行してください。"
                .to_owned()
        }
        (error, Tongue::Japanese) => {
            format!("データベースのエラー：{error}。何も変更していません。")
        }
        (error, Tongue::English) => format!("{error}; nothing was changed, try again"),
    }
}

pub(in crate::cli) fn refusal(error: &SingleError, tongue: Tongue) -> String {
    if tongue == Tongue::English {
        return match error {
            SingleError::Ambiguous(_) => format!("{error}; add --issuer"),
            SingleError::HoldsBooking(booking) => format!(
                "the coupon has a booking ({}, {}): add --cancel-booking to cancel it as well",
                when(booking),
                booking.venue.name
            ),
            SingleError::Changed => format!("{error}; nothing was changed, try again"),
            _ => error.to_string(),
        };
    }
    match error {
        SingleError::Unknown => "この番号の接種券は登録されていません。".to_owned(),
        SingleError::Ambiguous(issuers) => {
            let codes = issuers.iter().map(Issuer::as_str).collect::<Vec<_>>().join("、");
            format!(
                "同じ番号を発行した自治体が複数あります（{codes}）。--issuer で指定してください。"
            )
        }
        SingleError::NumberTaken => "この自治体のこの番号はすでに登録されています。".to_owned(),
        SingleError::RevokedBefore => "この接種券はすでに失効しています。".to_owned(),
        SingleError::HoldsBooking(booking) => format!(
            "この接種券には予約があります（{} {}）。予約も取り消すには --cancel-booking を付けてください。",
            when(booking),
            booking.venue.name
        ),
        SingleError::Changed => {
            "同時に予約または取消がありました。何も変更していません。もう一度実行してください。"
                .to_owned()
        }
        SingleError::Storage(error) => format!("データベースのエラー：{error}"),
    }
}
