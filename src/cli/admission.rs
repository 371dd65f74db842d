//! Authenticates and authorizes staff at the command line. Every command that shows residents or
//! changes something requires the token of a member with the necessary right, and writes the
//! member's name to the audit log.

use secrecy::ExposeSecret;

use super::{
    Failure,
    clock::SystemClock,
    print::{Tongue, Words},
    service,
    settings::{DatabaseSettings, secret},
};
use crate::{
    office::staff::{self, Comparison, MAX_MISMATCHES, NotAdmitted, StaffToken},
    storage::{Sealing, SearchTerm, StaffActed, StaffMember, StatementLimit, Store},
    vaccination::{
        ids::CouponId,
        staff::{Reason, Signature, StaffName},
        staff_act::{Right, StaffAct},
        time::Clock,
    },
};

/// The open database and the authorized member.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) store: Store,
    member: StaffMember,
    act: StaffAct,
}

/// Opens the database for a member who may do this act, and records the act.
pub(super) async fn admit(settings: &DatabaseSettings, act: StaffAct) -> Result<Admitted, Failure> {
    admit_searching(settings, act, None).await
}

/// Does the same for a command that begins with a search for a resident. The search is recorded
/// before it is made, because a result of no person or several people is information, too.
pub(super) async fn admit_searching(
    settings: &DatabaseSettings,
    act: StaffAct,
    term: Option<SearchTerm<'_>>,
) -> Result<Admitted, Failure> {
    let store = service::ready_store(settings, statement_limit(act)).await?;
    let member = staff::admit(&store, token()?.as_ref(), act, SystemClock.now()).await;
    let member = member.map_err(|error| refusal(error, Tongue::of_environment()))?;
    let admitted = Admitted { store, member, act };
    let search = term.map(|term| admitted.store.search_hash(term));
    admitted.record([StaffActed { search, ..StaffActed::new(act, SystemClock.now()) }]).await?;
    Ok(admitted)
}

/// Lifts the limit for acts that read or write whole tables in one statement.
fn statement_limit(act: StaffAct) -> StatementLimit {
    match act {
        StaffAct::CouponsImport
        | StaffAct::KeysRotate
        | StaffAct::BackupCreate
        | StaffAct::Report => StatementLimit::Unlimited,
        _ => StatementLimit::Short,
    }
}

/// Records acts and seals them immediately: while the service is being set up it does not run and
/// cannot seal them in time.
pub(super) async fn record(
    store: &Store,
    acts: impl IntoIterator<Item = StaffActed>,
) -> Result<(), Failure> {
    let acts: Vec<_> = acts.into_iter().collect();
    if !acts.is_empty() {
        store.record_staff_acts(&acts).await?;
    }
    seal(store).await
}

async fn seal(store: &Store) -> Result<(), Failure> {
    if store.seal_history(SystemClock.now()).await? == Sealing::Refused {
        tracing::error!("the history does not match its seals: run `sesshu history verify`");
    }
    Ok(())
}

impl Admitted {
    /// Records that the act is about residents, before any of their data is shown or changed.
    pub(super) async fn about(
        &self,
        coupons: impl IntoIterator<Item = CouponId>,
    ) -> Result<(), Failure> {
        let now = SystemClock.now();
        let about = |coupon| StaffActed { coupon: Some(coupon), ..StaffActed::new(self.act, now) };
        self.record(coupons.into_iter().map(about)).await
    }

    /// Refuses, on record, what needs another right besides that of the act.
    pub(super) async fn require(&self, right: Right, tongue: Tongue) -> Result<(), Failure> {
        if self.may(right) {
            return Ok(());
        }
        let now = SystemClock.now();
        self.record([StaffActed { allowed: false, ..StaffActed::new(self.act, now) }]).await?;
        Err(refusal(NotAdmitted::Lacks(right), tongue))
    }

    /// Decides whether the member may learn the result of a comparison with data of residents,
    /// which did not match for the coupon in `mismatch`. Fails after too many mismatches.
    pub(super) async fn may_learn_of_comparison(
        &self,
        mismatch: Option<CouponId>,
        tongue: Tongue,
    ) -> Result<(), Failure> {
        let now = SystemClock.now();
        let store = &self.store;
        let settled =
            staff::settle_comparison(store, &self.member, self.act, mismatch, now).await?;
        seal(store).await?;
        match settled {
            Comparison::Match | Comparison::Mismatch => Ok(()),
            Comparison::Withheld => Err(too_many_mismatches(tongue)),
        }
    }

    /// Records another act in addition to the authorized one.
    pub(super) async fn also(&self, act: StaffAct) -> Result<(), Failure> {
        self.record([StaffActed::new(act, SystemClock.now())]).await
    }

    /// Returns whether the member has this name.
    pub(super) fn is(&self, name: &StaffName) -> bool {
        self.member.name == *name
    }

    pub(super) fn may(&self, right: Right) -> bool {
        self.member.may(right)
    }

    async fn record(&self, acts: impl IntoIterator<Item = StaffActed>) -> Result<(), Failure> {
        let name = Some(self.member.name.clone());
        let acts = acts.into_iter().map(|acted| StaffActed { name: name.clone(), ..acted });
        record(&self.store, acts).await
    }

    /// Returns the attribution that the history stores with an act.
    pub(super) fn signs(&self, reason: Option<Reason>) -> Signature {
        Signature { name: self.member.name.clone(), reason }
    }
}

/// Reads the staff token from the environment.
fn token() -> Result<Option<StaffToken>, Failure> {
    let given = secret("SESSHU_STAFF_TOKEN")?;
    let given = given.as_ref().map(ExposeSecret::expose_secret).filter(|it| !it.is_empty());
    Ok(given.map(StaffToken::given))
}

/// Returns the error for a refused member, with a remedy.
pub(super) fn refusal(error: NotAdmitted, tongue: Tongue) -> Failure {
    let words: Words = match error {
        NotAdmitted::NobodyRegistered => (
            "職員がまだ登録されていません。はじめに管理する人を登録してください：sesshu staff add 名前 --may view,book,administer",
            "no member of staff is registered yet; register an administrator first: sesshu staff add NAME --may view,book,administer",
        ),
        NotAdmitted::NoToken => (
            "だれが実行するのか分かりません。登録のときに渡されたトークンを SESSHU_STAFF_TOKEN に（ファイルなら SESSHU_STAFF_TOKEN_FILE にその名前を）設定してください",
            "the staff token is missing: set SESSHU_STAFF_TOKEN to your token, or SESSHU_STAFF_TOKEN_FILE to the file that contains it",
        ),
        NotAdmitted::UnknownToken => (
            "このトークンは使えません。写し間違いか、取り消されています。管理する人に新しいものを頼んでください（sesshu staff renew）",
            "the staff token is invalid: mistyped or withdrawn. Ask an administrator for a new one (`sesshu staff renew`)",
        ),
        NotAdmitted::Lacks(right) => {
            let (japanese, english) = right_words(right);
            return tongue
                .pick(
                    format!("この操作には「{japanese}」（{right}）の権限が必要です。管理する人に頼んでください（sesshu staff allow）"),
                    format!("this requires the right to {english} (`{right}`); ask an administrator (`sesshu staff allow`)"),
                )
                .into();
        }
        NotAdmitted::Storage(error) => return error.into(),
    };
    tongue.say(words).into()
}

fn too_many_mismatches(tongue: Tongue) -> Failure {
    tongue
        .pick(
            format!("住民の情報との照合で、不一致が24時間に{MAX_MISMATCHES}回ありました。照合を伴う操作は、しばらくできません。住民の情報を見る権限のある職員に頼んでください。来場の記録は、予約番号を指定すればできます。接種券の取り込みは、--yes を付ければできます"),
            format!("too many comparisons with data of residents did not match ({MAX_MISMATCHES} in 24 hours): they are refused for a while. Ask a member of staff who may see residents. Attendance can still be recorded by booking number, and coupons can be imported with --yes"),
        )
        .into()
}

pub(super) fn right_words(right: Right) -> Words {
    match right {
        Right::View => ("住民の情報を見る", "see residents"),
        Right::Book => ("予約する", "book"),
        Right::Administer => ("管理する", "administer"),
    }
}
