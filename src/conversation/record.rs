//! The stored form of a conversation, so that it survives a restart between two events.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::talk::{Step, Talk};
use crate::vaccination::{
    birth_date::BirthDate,
    check_code::CheckCode,
    coupon::{CouponNumber, Issuer, Proof},
    ids::BookingId,
};

/// Version of the stored form; to be raised whenever its meaning changes. A conversation in another
/// version starts over, which it would do after half an hour anyway.
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct Record {
    version: u8,
    touched_at: Option<DateTime<Utc>>,
    step: StepRecord,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
enum StepRecord {
    Idle,
    Terms {
        terms_version: String,
        number: Option<String>,
    },
    CouponNumber {
        terms_version: String,
    },
    BirthDate {
        terms_version: String,
        number: String,
    },
    Confirm {
        terms_version: String,
        number: String,
        birth_date: NaiveDate,
        card: i64,
    },
    CheckCode {
        terms_version: String,
        number: String,
        birth_date: NaiveDate,
        code: Option<String>,
    },
    Issuer {
        terms_version: String,
        number: String,
        birth_date: NaiveDate,
        code: Option<String>,
        issuers: Vec<String>,
    },
    CancelQuestion {
        booking: i64,
    },
}

impl Talk {
    /// Serializes the conversation as JSON. Holds personal data, so it must be sealed before it is
    /// stored.
    pub fn to_record(&self) -> String {
        let record = Record {
            version: VERSION,
            touched_at: self.touched_at,
            step: StepRecord::from(&self.step),
        };
        // Strings and numbers only, so this cannot fail; a lost conversation would start over.
        serde_json::to_string(&record).unwrap_or_default()
    }

    /// Reads what [`Talk::to_record`] wrote. A version that is not understood, older or newer,
    /// becomes a conversation that starts over.
    pub fn from_record(json: &str) -> Self {
        let record = serde_json::from_str::<Record>(json).ok();
        record
            .filter(|record| record.version == VERSION)
            .and_then(|record| {
                Some(Self { step: record.step.read()?, touched_at: record.touched_at })
            })
            .unwrap_or_default()
    }
}

impl From<&Step> for StepRecord {
    fn from(step: &Step) -> Self {
        match step {
            Step::Idle => Self::Idle,
            Step::Terms { terms_version, number } => Self::Terms {
                terms_version: terms_version.clone(),
                number: number.as_ref().map(written),
            },
            Step::CouponNumber { terms_version } => {
                Self::CouponNumber { terms_version: terms_version.clone() }
            }
            Step::BirthDate { terms_version, number } => {
                Self::BirthDate { terms_version: terms_version.clone(), number: written(number) }
            }
            Step::Confirm { terms_version, proof, card } => Self::Confirm {
                terms_version: terms_version.clone(),
                number: written(&proof.number),
                birth_date: proof.birth_date.date(),
                card: *card,
            },
            Step::CheckCode { terms_version, proof, code } => Self::CheckCode {
                terms_version: terms_version.clone(),
                number: written(&proof.number),
                birth_date: proof.birth_date.date(),
                code: code.map(|code| code.as_str().to_owned()),
            },
            Step::Issuer { terms_version, proof, code, issuers } => Self::Issuer {
                terms_version: terms_version.clone(),
                number: written(&proof.number),
                birth_date: proof.birth_date.date(),
                code: code.map(|code| code.as_str().to_owned()),
                issuers: issuers.iter().map(|issuer| issuer.as_str().to_owned()).collect(),
            },
            Step::CancelQuestion { booking } => Self::CancelQuestion { booking: booking.0 },
        }
    }
}

impl StepRecord {
    fn read(self) -> Option<Step> {
        let number = |digits: String| CouponNumber::parse(&digits).ok();
        let proof = |digits: &str, birth_date| {
            let number = CouponNumber::parse(digits).ok()?;
            Some(Proof { number, birth_date: BirthDate::on_record(birth_date)? })
        };
        let check_code = |code: String| CheckCode::parse(&code).ok();
        Some(match self {
            Self::Idle => Step::Idle,
            Self::Terms { terms_version, number: digits } => {
                Step::Terms { terms_version, number: digits.and_then(number) }
            }
            Self::CouponNumber { terms_version } => Step::CouponNumber { terms_version },
            Self::BirthDate { terms_version, number: digits } => {
                Step::BirthDate { terms_version, number: number(digits)? }
            }
            Self::Confirm { terms_version, number: digits, birth_date, card } => {
                Step::Confirm { terms_version, proof: proof(&digits, birth_date)?, card }
            }
            Self::CheckCode { terms_version, number: digits, birth_date, code } => {
                Step::CheckCode {
                    terms_version,
                    proof: proof(&digits, birth_date)?,
                    code: code.and_then(check_code),
                }
            }
            Self::Issuer { terms_version, number: digits, birth_date, code, issuers } => {
                Step::Issuer {
                    terms_version,
                    proof: proof(&digits, birth_date)?,
                    code: code.and_then(check_code),
                    issuers: issuers.iter().filter_map(|code| Issuer::parse(code).ok()).collect(),
                }
            }
            Self::CancelQuestion { booking } => {
                Step::CancelQuestion { booking: BookingId(booking) }
            }
        })
    }
}

fn written(number: &CouponNumber) -> String {
    number.as_str().to_owned()
}
