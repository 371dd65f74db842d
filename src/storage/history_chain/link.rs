//! What a seal covers, and how it is made.

use crate::storage::{
    entity::{history, history_seal, staff_act},
    history::open_signature,
    seal::{Chain, Sealer},
    staff_acts::name_of,
    view::Result,
};

/// The entries of history and audit log that one seal covers, each by id.
pub(super) struct Under {
    pub(super) entries: Vec<history::Model>,
    pub(super) acts: Vec<staff_act::Model>,
}

/// A seal, and how many signatures under it could not be opened.
pub(super) struct Linked {
    pub(super) seal: Vec<u8>,
    pub(super) unreadable: u64,
}

/// What a seal contains about itself, before it is made.
pub(super) struct Head {
    pub(super) number: i64,
    pub(super) sealed_at: i64,
}

impl From<&history_seal::Model> for Head {
    fn from(seal: &history_seal::Model) -> Self {
        Self { number: seal.id, sealed_at: seal.sealed_at }
    }
}

impl Under {
    pub(super) fn len(&self) -> u64 {
        (self.entries.len() + self.acts.len()) as u64
    }

    /// Returns the earliest and the latest time of the entries.
    pub(super) fn period(&self) -> Option<(i64, i64)> {
        let entries = self.entries.iter().map(|entry| entry.at);
        let mut all = entries.chain(self.acts.iter().map(|act| act.at));
        let first = all.next()?;
        Some(all.fold((first, first), |(from, until), at| (from.min(at), until.max(at))))
    }

    /// Makes the seal over these entries, over what the seal contains about itself, and over the
    /// previous seal. Each part is written with its length, so that no two histories give the same
    /// text. An audit log entry begins with a part that no history entry begins with.
    pub(super) fn link(
        &self,
        chain: &Chain,
        before: &[u8],
        head: &Head,
        sealer: &Sealer,
    ) -> Linked {
        let (mut text, mut unreadable) = (Parts::default(), 0);
        text.add(before);
        text.add(&head.number.to_be_bytes());
        text.add(&head.sealed_at.to_be_bytes());
        for entry in &self.entries {
            text.add(&entry.id.to_be_bytes());
            text.add(&entry.at.to_be_bytes());
            text.add(&entry.coupon_id.to_be_bytes());
            text.add(&entry.booking_id.unwrap_or(-1).to_be_bytes());
            text.add(entry.act.as_bytes());
            text.add(entry.terms_version.as_deref().unwrap_or_default().as_bytes());
            text.add(entry.way.as_bytes());
            text.add(&signed(signer(entry, sealer), &mut unreadable));
        }
        for act in &self.acts {
            text.add(b"staff");
            text.add(&act.id.to_be_bytes());
            text.add(&act.at.to_be_bytes());
            text.add(act.act.as_bytes());
            text.add(&act.coupon_id.unwrap_or(-1).to_be_bytes());
            text.add(&[act.allowed.into()]);
            text.add(act.search_hash.as_deref().unwrap_or_default());
            let name = name_of(act, sealer).map(|name| name.map(|name| name.as_str().to_owned()));
            text.add(&signed(name, &mut unreadable));
        }
        Linked { seal: chain.seal(&text.0), unreadable }
    }
}

#[derive(Default)]
struct Parts(Vec<u8>);

impl Parts {
    fn add(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }
}

/// Returns the name of the member of staff who signed an entry.
fn signer(entry: &history::Model, sealer: &Sealer) -> Result<Option<String>> {
    Ok(open_signature(sealer, entry)?.map(|signature| signature.name.as_str().to_owned()))
}

/// Encodes the signer with a distinct tag for a name, for no signer, and for an unreadable one.
fn signed(name: Result<Option<String>>, unreadable: &mut u64) -> Vec<u8> {
    match name {
        Ok(None) => b"nobody".to_vec(),
        Ok(Some(name)) => format!("by {name}").into_bytes(),
        Err(_) => {
            *unreadable += 1;
            b"unreadable".to_vec()
        }
    }
}
