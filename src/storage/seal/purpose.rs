//! Purposes of sealing and hashing, each with a name that separates its sub-key.

/// A sealed column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::storage) enum Secret {
    CouponNumber,
    BirthDate,
    CheckCode,
    Contact,
    UserId,
    Payload,
    Answer,
    Talk,
    Signature,
    StaffMember,
    StaffAct,
    NoticeAddress,
    FormerAddress,
    /// It has no content, and proves that the service made the row.
    Link,
}

impl Secret {
    /// Returns table and column.
    pub(in crate::storage) fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::CouponNumber => ("coupon", "number_sealed"),
            Self::BirthDate => ("coupon", "birth_date_sealed"),
            Self::CheckCode => ("coupon", "check_code_sealed"),
            Self::Contact => ("contact", "contact_sealed"),
            Self::UserId => ("account", "user_sealed"),
            Self::Payload => ("event", "payload_sealed"),
            Self::Answer => ("event", "answer_sealed"),
            Self::Talk => ("talk", "state_sealed"),
            Self::Signature => ("history", "signature_sealed"),
            Self::StaffMember => ("staff", "member_sealed"),
            Self::StaffAct => ("staff_act", "name_sealed"),
            Self::NoticeAddress => ("notice", "address_sealed"),
            Self::FormerAddress => ("former_contact", "address_sealed"),
            Self::Link => ("link", "seal"),
        }
    }

    pub(super) fn label(self) -> String {
        let (table, column) = self.place();
        format!("sesshu seal {table}.{column}")
    }

    /// Returns what the ciphertext is bound to besides its content.
    pub(super) fn authenticated(self, head: [u8; 2], bound: &[u8]) -> Vec<u8> {
        let (table, column) = self.place();
        let mut all = head.to_vec();
        all.extend_from_slice(format!("{table}.{column}").as_bytes());
        if !bound.is_empty() {
            // No column name contains this byte.
            all.push(0);
            all.extend_from_slice(bound);
        }
        all
    }
}

/// A keyed hash by which something is found, or which proves that the service made a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::storage) enum Lookup {
    CouponNumber,
    Proof,
    KanaName,
    Person,
    Account,
    EventUser,
    Message,
    TalkUser,
    SessionToken,
    SessionSeal,
    SessionId,
    RequestKey,
    FailureSubject,
    RobotCheck,
    WaitingRoom,
    StaffSearch,
    KeyCheck,
}

impl Lookup {
    /// Returns whether something is found by it for longer than a day.
    pub(super) fn lasts(self) -> bool {
        matches!(
            self,
            Self::CouponNumber
                | Self::Proof
                | Self::KanaName
                | Self::Person
                | Self::Account
                | Self::StaffSearch
                | Self::KeyCheck
        )
    }

    pub(super) fn label(self) -> String {
        let name = match self {
            Self::CouponNumber => "coupon.number_hash",
            Self::Proof => "coupon.proof_hash",
            Self::KanaName => "contact.name_hash",
            Self::Person => "coupon.id",
            Self::Account => "account.user_hash",
            Self::Message => "event.message_hash",
            Self::EventUser => "event.user_hash",
            Self::TalkUser => "talk.user_hash",
            Self::SessionToken => "session.token_hash",
            Self::SessionSeal => "session.seal",
            Self::SessionId => "session.id",
            Self::RequestKey => "repeat.key_hash",
            Self::FailureSubject => "failure.subject_hash",
            Self::RobotCheck => "used_check.solution_hash",
            Self::WaitingRoom => "waiting_room.ticket",
            Self::StaffSearch => "staff_act.search_hash",
            Self::KeyCheck => "key_check.lookup_hash",
        };
        format!("sesshu look-up {name}")
    }
}
