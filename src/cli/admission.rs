//! Who acts at the command line: every command that shows residents or changes something asks for
//! the token of a member of the staff who may do that, and keeps on record who it was.

use secrecy::ExposeSecret;

use super::{
    Failure,
    clock::SystemClock,
    print::{Tongue, Words},
    service,
    settings::{DatabaseSettings, secret},
};
use crate::{
    office::staff::{self, NotAdmitted, StaffToken},
    storage::{Sealing, StaffActed, Store},
    vaccination::{
        ids::CouponId,
        staff::{Reason, Signature, StaffName},
        staff_act::{Right, StaffAct},
        time::Clock,
    },
};

/// The database, in the hands of somebody who may do what they ask for.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) store: Store,
    name: StaffName,
    act: StaffAct,
}

/// Opens the database to whoever may do this, and keeps on record that they did.
pub(super) async fn admit(settings: &DatabaseSettings, act: StaffAct) -> Result<Admitted, Failure> {
    let admitted = recognise(settings, act).await?;
    admitted.about(None).await?;
    Ok(admitted)
}

/// The same for a command that says itself, by [`Admitted::about`] and before it shows or changes
/// anything, whom it is about.
pub(super) async fn recognise(
    settings: &DatabaseSettings,
    act: StaffAct,
) -> Result<Admitted, Failure> {
    let store = service::ready_store(settings).await?;
    let admitted = staff::admit(&store, token()?.as_ref(), act, SystemClock.now()).await;
    let member = admitted.map_err(|error| refusal(error, Tongue::of_environment()))?;
    Ok(Admitted { store, name: member.name, act })
}

impl Admitted {
    /// Keeps on record who does it, and about whom.
    pub(super) async fn about(&self, coupon: Option<CouponId>) -> Result<(), Failure> {
        let name = Some(self.name.clone());
        let (at, act) = (SystemClock.now(), self.act);
        let acted = StaffActed { at, name, act, coupon, allowed: true };
        self.store.record_staff_act(&acted).await?;
        // While a town is set up no service runs that would seal it in time.
        if self.store.seal_history(at).await? == Sealing::Refused {
            tracing::error!("the history is not what was sealed: run `sesshu history verify`");
        }
        Ok(())
    }

    /// What the history keeps with an act.
    pub(super) fn signs(&self, reason: Option<Reason>) -> Signature {
        Signature { name: self.name.clone(), reason }
    }
}

/// What a member of the staff shows.
fn token() -> Result<Option<StaffToken>, Failure> {
    let given = secret("SESSHU_STAFF_TOKEN")?;
    let given = given.as_ref().map(ExposeSecret::expose_secret).filter(|it| !it.is_empty());
    Ok(given.map(StaffToken::given))
}

/// Why somebody is not let in, and what helps.
pub(super) fn refusal(error: NotAdmitted, tongue: Tongue) -> Failure {
    let words: Words = match error {
        NotAdmitted::NobodyRegistered => (
            "職員がまだ登録されていません。はじめに管理する人を登録してください：sesshu staff add 名前 --may view,book,administer",
            "nobody of the staff is registered yet; begin with whoever administers: sesshu staff add NAME --may view,book,administer",
        ),
        NotAdmitted::NoToken => (
            "だれが実行するのか分かりません。登録のときに渡されたトークンを SESSHU_STAFF_TOKEN に（ファイルなら SESSHU_STAFF_TOKEN_FILE にその名前を）設定してください",
            "it is not known who you are: set SESSHU_STAFF_TOKEN to the token you were given, or SESSHU_STAFF_TOKEN_FILE to the file that holds it",
        ),
        NotAdmitted::UnknownToken => (
            "このトークンは使えません。写し間違いか、取り消されています。管理する人に新しいものを頼んでください（sesshu staff renew）",
            "this token is nobody's: mistyped, or taken back. Whoever administers gives you a new one (`sesshu staff renew`)",
        ),
        NotAdmitted::Lacks(right) => {
            let (japanese, english) = right_words(right);
            return tongue
                .pick(
                    format!("この操作には「{japanese}」（{right}）の権限が必要です。管理する人に頼んでください（sesshu staff allow）"),
                    format!("this needs the right to {english} (`{right}`); ask whoever administers (`sesshu staff allow`)"),
                )
                .into();
        }
        NotAdmitted::Storage(error) => return error.into(),
    };
    tongue.say(words).into()
}

pub(super) fn right_words(right: Right) -> Words {
    match right {
        Right::View => ("住民の情報を見る", "see residents"),
        Right::Book => ("予約する", "book"),
        Right::Administer => ("管理する", "administer"),
    }
}
