//! Sessions that are opened without a browser, for tests that call the use cases directly.

use chrono::TimeDelta;
use sesshu::{
    reception::{AskingHolder, SessionToken, Wish},
    storage::Session,
    vaccination::{
        contact::Contact,
        history::Way,
        ids::{AccountId, CouponId, SlotId},
    },
};

use super::{Coupon, Town};

/// A person with a session in which their coupon was proved by its number.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) coupon: CouponId,
    pub(crate) account: Option<AccountId>,
    pub(crate) session: SessionToken,
}

impl SignedIn {
    pub(crate) fn asking(&self) -> AskingHolder<'_> {
        let Self { coupon, account, session } = self;
        AskingHolder { coupon: *coupon, account: *account, session, way: Way::Liff }
    }

    pub(crate) fn wish(&self, slot: SlotId) -> Wish {
        let Self { coupon, session, .. } = self.clone();
        Wish { coupon, session, slot, way: Way::Liff, key: None }
    }
}

impl Town {
    /// Opens a session of a coupon, in which a LINE account may have been verified.
    pub(crate) async fn session_of(
        &self,
        coupon: CouponId,
        account: Option<AccountId>,
    ) -> SignedIn {
        let (token, now) = (SessionToken::draw(), self.now());
        let session = Session {
            coupon: Some(coupon),
            account,
            by_link: false,
            created_at: now,
            expires_at: now + TimeDelta::hours(2),
            last_used_at: now,
        };
        let tx = self.store().begin().await.unwrap();
        tx.put_session(token.as_str(), &session).await.unwrap();
        tx.commit().await.unwrap();
        SignedIn { coupon, account, session: token }
    }

    /// Opens a session of a coupon and stores a contact: all that is needed to book.
    pub(crate) async fn signs_in(&self, coupon: &Coupon) -> SignedIn {
        let person = self.session_of(self.id_of(coupon).await, None).await;
        let contact = Contact::parse("ワクチン ハナコ", "09012345678", None).unwrap();
        let desk = self.service().app.desk.clone();
        desk.change_contact(person.asking(), &contact, self.now()).await.unwrap();
        person
    }
}
