//! Endpoints for the contact (連絡先).

use axum::{Json, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Body;
use crate::{
    http::{
        App, language,
        problem::{Problem, ProblemBody},
        visitor::Holder,
    },
    vaccination::contact::{self, ContactError},
    wording::FieldError,
};

/// The person's contact. Fields that are not known are null.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact {
    /// The name in full-width katakana (お名前（カナ）).
    name: Option<String>,
    /// The telephone number, digits only.
    phone: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContactForm {
    /// The name in katakana, hiragana or half-width kana.
    name: String,
    /// The telephone number, with or without hyphens.
    phone: String,
    email: Option<String>,
}

/// Returns the person's contact.
#[utoipa::path(get, path = "/api/contact", operation_id = "getContact",
    responses((status = 200, body = Contact), (status = 401, body = ProblemBody)))]
pub(super) async fn contact(
    State(app): State<App>,
    holder: Holder,
) -> Result<Json<Contact>, Problem> {
    Ok(Json(app.desk.contact(holder.coupon).await?.into()))
}

/// Changes the contact and returns it in normalized form.
///
/// E-mails to the person will be in the language of the request (`Accept-Language`).
#[utoipa::path(put, path = "/api/contact", operation_id = "changeContact",
    request_body = ContactForm,
    responses((status = 200, body = Contact), (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub(super) async fn change_contact(
    State(app): State<App>,
    holder: Holder,
    headers: HeaderMap,
    Body(form): Body<ContactForm>,
) -> Result<Json<Contact>, Problem> {
    let contact = contact::Contact::parse(&form.name, &form.phone, form.email.as_deref())
        .map_err(|errors| Problem::fields(errors.into_iter().map(at_field).collect()))?
        .in_language(language::asked_for(&headers));
    app.desk.change_contact(holder.asking(), &contact, app.clock.now()).await?;
    Ok(Json(Some(contact).into()))
}

fn at_field(error: ContactError) -> (&'static str, FieldError) {
    match error {
        ContactError::Name(error) => ("name", error.into()),
        ContactError::Phone(error) => ("phone", error.into()),
        ContactError::Email(error) => ("email", error.into()),
    }
}

impl From<Option<contact::Contact>> for Contact {
    fn from(contact: Option<contact::Contact>) -> Self {
        let Some(contact) = contact else {
            return Self { name: None, phone: None, email: None };
        };
        Self {
            name: Some(contact.name.as_str().to_owned()),
            phone: Some(contact.phone.as_str().to_owned()),
            email: contact.email.map(|email| email.as_str().to_owned()),
        }
    }
}
