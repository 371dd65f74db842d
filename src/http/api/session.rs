//! Endpoints for the session: identification by LINE's ID token or by coupon number and birth date,
//! the choice of a person, log-out.

use axum::{Json, extract::State, http::StatusCode};
use axum_extra::extract::CookieJar;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Body;
use crate::{
    http::{
        App,
        problem::{IssuerChoice, Problem, ProblemBody},
        visitor::{self, Guest},
        waiting_room::{Keep, Place, leave},
    },
    reception::{Claim, Identified, Proved, Visitor},
    storage::StorageError,
    vaccination::{
        birth_date::BirthDate,
        booking::Standing,
        check_code::{CheckCode, CheckCodeError},
        coupon::{CouponNumber, Issuer, Proof},
        ids::{AccountId, CouponId},
        time::tokyo_date,
    },
    wording::{FieldError, Refusal},
};

#[expect(clippy::struct_excessive_bools, reason = "five independent answers, yes or no")]
/// The state of a session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    /// Whether the person has been identified as the holder of a coupon.
    identified: bool,
    /// Whether that coupon is linked to a LINE account.
    linked: bool,
    /// Whether an ID token of LINE was verified in this session.
    line_known: bool,
    /// The display name of the LINE account, if this request verified it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    line_name: Option<String>,
    /// Whether the verified LINE account is a friend of the official account. Push messages reach
    /// only friends. Absent while unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    friend: Option<bool>,
    has_contact: bool,
    has_booking: bool,
    /// The holder of the coupon that was identified or chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    person: Option<Person>,
    /// The people whose coupons are linked to the verified LINE account, for instance a family.
    people: Vec<Person>,
}

/// A holder of a coupon, with what distinguishes the people who share a phone.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person {
    /// An opaque id, which links to this person's pages carry in `for`.
    id: String,
    /// The name in kana. Absent until the person has entered a contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// The last four digits of the coupon number.
    coupon_ends: String,
}

#[derive(Deserialize, ToSchema)]
pub(super) struct PersonChoice {
    /// The id of one of `people`, or the `for` of a link.
    id: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LineLogin {
    /// The raw ID token from the LIFF SDK.
    id_token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CouponLogin {
    /// The ten digits of the coupon number in any width, with or without spaces and hyphens.
    coupon_number: String,
    /// The birth date in any usual form: `1950-05-05`, `19500505`, `昭和25年5月5日`, `S25.5.5`.
    birth_date: String,
    /// The check code of the letter in any width and case, if the municipality requires it.
    check_code: Option<String>,
    /// The version of the terms to which the person has consented.
    terms_version: String,
    /// The code of the municipality that issued the coupon, required after `issuer_needed`.
    issuer: Option<String>,
}

pub(super) type Opened = (CookieJar, Json<Session>);

/// Returns the state of the session.
#[utoipa::path(get, path = "/api/session", operation_id = "getSession",
    responses((status = 200, body = Session)))]
pub(super) async fn session(
    State(app): State<App>,
    guest: Guest,
) -> Result<Json<Session>, Problem> {
    Ok(Json(describe(&app, guest.visitor).await?))
}

/// Verifies an ID token of LINE and opens a session.
///
/// If the session has not identified a person yet and one coupon is linked to the account, its
/// holder is identified. If several are linked, the person has to be chosen next.
#[utoipa::path(post, path = "/api/session/line", operation_id = "openSessionWithLine",
    request_body = LineLogin,
    responses((status = 200, body = Session), (status = 401, body = ProblemBody)))]
pub(super) async fn with_line(
    State(app): State<App>,
    guest: Guest,
    jar: CookieJar,
    place: Place,
    Body(login): Body<LineLogin>,
) -> Result<(Option<Keep>, Opened), Problem> {
    let now = app.clock.now();
    let user = app.line.verify_id_token(&login.id_token, now).await?;
    let kept = place.bind(&app, user.user_id())?;
    let account = app.desk.account(user.user_id().as_str(), now).await?;
    let linked = app.desk.linked_coupons(account).await?;
    let visitor = with_account(guest.visitor, account, &linked);
    let (jar, Json(session)) = open(&app, jar, &guest, visitor, None).await?;
    let line_name = user.display_name().map(|name| name.as_str().to_owned());
    Ok((kept, (jar, Json(Session { line_name, ..session }))))
}

/// Returns the session's content after a LINE account was verified. The verified account replaces
/// what the browser has kept of another person.
fn with_account(before: Visitor, account: AccountId, linked: &[CouponId]) -> Visitor {
    let is_other = before.account.is_some_and(|former| former != account);
    let linked_to_it = |coupon| Visitor {
        coupon,
        account: Some(account),
        by_link: coupon.is_some(),
        proved_at: None,
    };
    match before.coupon {
        // The chosen person stays chosen.
        Some(coupon) if linked.contains(&coupon) => linked_to_it(Some(coupon)),
        // Proved by its number and about to be linked. The time of the proof stays.
        Some(_) if !is_other && !before.by_link => Visitor { account: Some(account), ..before },
        _ => match linked {
            [only] => linked_to_it(Some(*only)),
            // With several linked coupons, the person has to be chosen first.
            _ => linked_to_it(None),
        },
    }
}

/// Chooses one of the people whose coupons are linked to the verified LINE account.
#[utoipa::path(put, path = "/api/session/person", operation_id = "choosePerson",
    request_body = PersonChoice,
    responses((status = 200, body = Session), (status = 401, body = ProblemBody)))]
pub(super) async fn choose(
    State(app): State<App>,
    guest: Guest,
    jar: CookieJar,
    Body(choice): Body<PersonChoice>,
) -> Result<Opened, Problem> {
    let is_chosen = |coupon: &CouponId| app.desk.is_person_id(*coupon, &choice.id);
    // The session is about this person already, for instance if a link led to them.
    if guest.visitor.coupon.as_ref().is_some_and(is_chosen) {
        return Ok((jar, Json(describe(&app, guest.visitor).await?)));
    }
    let account = guest.visitor.account.ok_or(Refusal::NotIdentified)?;
    let linked = app.desk.linked_coupons(account).await?;
    let chosen = linked.into_iter().find(is_chosen);
    let coupon = Some(chosen.ok_or(Refusal::NotIdentified)?);
    open(&app, jar, &guest, Visitor { coupon, by_link: true, ..guest.visitor }, None).await
}

/// Identifies a person by coupon number and birth date.
///
/// After too many failures, a robot check is required first.
#[utoipa::path(post, path = "/api/session/coupon", operation_id = "openSessionWithCoupon",
    request_body = CouponLogin,
    responses((status = 200, body = Session), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(super) async fn with_coupon(
    State(app): State<App>,
    guest: Guest,
    jar: CookieJar,
    place: Place,
    Body(login): Body<CouponLogin>,
) -> Result<(CookieJar, Result<Json<Session>, Problem>), Problem> {
    place.must_belong_to(&app, guest.visitor.account).await?;
    let claim = login.claim(&app)?;
    let (guest, jar) = guest.with_token(&app, jar);
    match identify(&app, &guest, &claim).await {
        Ok(proved) => {
            let coupon = Some(proved.coupon);
            let visitor = Visitor { coupon, by_link: false, proved_at: None, ..guest.visitor };
            let (jar, session) = open(&app, jar, &guest, visitor, Some(&proved)).await?;
            Ok((jar, Ok(session)))
        }
        // The cookie is set on failure, too, so that consecutive failures are counted for this
        // browser.
        Err(problem) => Ok((jar, Err(problem))),
    }
}

async fn identify(app: &App, guest: &Guest, claim: &Claim) -> Result<Proved, Problem> {
    let (caller, way) = (guest.caller(), guest.visitor.way());
    let now = app.clock.now();
    match app.desk.identify(&caller, claim, way, now).await? {
        Identified::As(proved) => Ok(proved),
        Identified::Ambiguous(issuers) => {
            Err(Problem::which_issuer(issuers.iter().map(|issuer| choice(app, issuer)).collect()))
        }
        Identified::NotFound => Err(Refusal::CouponNotFound.into()),
        Identified::Closed => Err(Refusal::IdentificationClosed.into()),
        Identified::RobotCheck => Err(Refusal::RobotCheckRequired.into()),
        Identified::Locked { .. } => Err(Refusal::CouponLocked.into()),
    }
}

/// Ends the session.
///
/// This needs no admission from the waiting room.
#[utoipa::path(delete, path = "/api/session", operation_id = "logOut",
    responses((status = 204)))]
pub(super) async fn log_out(
    State(app): State<App>,
    guest: Guest,
    jar: CookieJar,
) -> Result<(StatusCode, CookieJar), Problem> {
    if let Some(token) = &guest.token {
        app.desk.end_session(token).await?;
    }
    Ok((StatusCode::NO_CONTENT, leave(&app, jar).remove(visitor::no_cookie(&app.site))))
}

/// Returns what the pages may know about the session.
pub(super) async fn describe(app: &App, visitor: Visitor) -> Result<Session, StorageError> {
    let mut session = Session {
        identified: false,
        linked: false,
        line_known: visitor.account.is_some(),
        line_name: None,
        friend: None,
        has_contact: false,
        has_booking: false,
        person: None,
        people: Vec::new(),
    };
    if let Some(account) = visitor.account {
        session.friend = app.desk.is_friend(account).await?;
        for coupon in app.desk.linked_coupons(account).await? {
            session.people.extend(person(app, coupon).await?);
        }
    }
    if let Some(coupon) = visitor.coupon {
        let (now, bookings) = (app.clock.now(), app.desk.bookings(coupon).await?);
        session.identified = true;
        session.linked = app.desk.account_of(coupon).await?.is_some();
        session.has_booking = bookings.iter().any(|it| it.standing(now) == Standing::Confirmed);
        session.person = person(app, coupon).await?;
        // A contact always has a name.
        session.has_contact = session.person.as_ref().is_some_and(|person| person.name.is_some());
    }
    Ok(session)
}

async fn person(app: &App, coupon: CouponId) -> Result<Option<Person>, StorageError> {
    let person = app.desk.person(coupon).await?;
    Ok(person.and_then(|person| {
        Some(Person {
            id: person.id()?.as_str().to_owned(),
            name: person.name.as_ref().map(|name| name.as_str().to_owned()),
            coupon_ends: person.coupon_ends().to_owned(),
        })
    }))
}

/// Opens a session with a new token, as at every change of rights. What an earlier session has
/// proved counts only if that session has not ended meanwhile.
async fn open(
    app: &App,
    jar: CookieJar,
    guest: &Guest,
    visitor: Visitor,
    proved: Option<&Proved>,
) -> Result<Opened, Problem> {
    let now = app.clock.now();
    let token = match (&guest.token, visitor.proved_at, proved) {
        (Some(before), Some(_), None) => {
            let changed = app.desk.change_session(visitor, before, now).await?;
            changed.ok_or(Refusal::NotIdentified)?
        }
        (before, _, proved) => app.desk.open_session(visitor, before.as_ref(), proved, now).await?,
    };
    let session = describe(app, visitor).await?;
    Ok((jar.add(visitor::cookie(&token, &app.site)), Json(session)))
}

fn choice(app: &App, issuer: &Issuer) -> IssuerChoice {
    let name = app.municipality.name_of(issuer).to_owned();
    IssuerChoice { code: issuer.as_str().to_owned(), name }
}

impl CouponLogin {
    fn issuer(&self) -> Result<Option<Issuer>, Problem> {
        let issuer = self.issuer.as_deref().map(Issuer::parse).transpose();
        issuer.map_err(|_| Refusal::Malformed.into())
    }

    /// Returns the check code that was entered. It may be missing only if the municipality does not
    /// require it.
    fn check_code(&self, app: &App) -> Result<Option<CheckCode>, CheckCodeError> {
        match CheckCode::parse(self.check_code.as_deref().unwrap_or_default()) {
            Ok(code) => Ok(Some(code)),
            Err(CheckCodeError::Missing) if !app.desk.identity().check_code => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn claim(&self, app: &App) -> Result<Claim, Problem> {
        if app.desk.identity().closed {
            return Err(Refusal::IdentificationClosed.into());
        }
        if self.terms_version != app.municipality.terms.version {
            return Err(Refusal::TermsChanged.into());
        }
        let today = tokyo_date(app.clock.now());
        let number = CouponNumber::parse(&self.coupon_number).map_err(FieldError::from);
        let birth_date = BirthDate::parse(&self.birth_date, today).map_err(FieldError::from);
        let check_code = self.check_code(app).map_err(FieldError::from);
        match (number, birth_date, check_code) {
            (Ok(number), Ok(birth_date), Ok(check_code)) => Ok(Claim {
                proof: Proof { number, birth_date },
                check_code,
                issuer: self.issuer()?,
                terms_version: self.terms_version.clone(),
            }),
            (number, birth_date, check_code) => {
                let number = number.err().map(|error| ("couponNumber", error));
                let birth_date = birth_date.err().map(|error| ("birthDate", error));
                let check_code = check_code.err().map(|error| ("checkCode", error));
                let wrong = number.into_iter().chain(birth_date).chain(check_code);
                Err(Problem::fields(wrong.collect()))
            }
        }
    }
}
