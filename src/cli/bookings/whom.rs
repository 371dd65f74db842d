//! The arguments that identify the person a call is about.

use clap::Args;

use super::words;
use crate::{
    cli::{Failure, admission::Admitted, input, print::Tongue, settings::Settings},
    office::bookings::{Asked, FindError, Found, PhoneDesk},
    storage::SearchTerm,
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer},
        ids::CouponId,
        kana::KanaName,
        staff_act::Right,
        time::tokyo_date,
    },
};

#[derive(Debug, Clone, Args)]
#[group(multiple = true)]
pub(super) struct Whom {
    /// The coupon number, ten digits; `-` reads it from standard input
    #[arg(long, value_name = "NUMBER", group = "person", value_parser = input::coupon_number())]
    coupon: Option<CouponNumber>,
    /// The issuer of the coupon, by its code, if several municipalities issued the number
    #[arg(long, value_name = "CODE", value_parser = Issuer::parse, requires = "coupon")]
    issuer: Option<Issuer>,
    /// The exact name in kana, as it is stored in the contact
    #[arg(long, value_name = "KANA", group = "person", value_parser = input::kana_name())]
    name: Option<KanaName>,
    /// The birth date, in either calendar: compared with the coupon's, or distinguishes people of
    /// the same name
    #[arg(long, value_name = "DATE", requires = "person", value_parser = input::birth_date())]
    born: Option<String>,
}

impl Whom {
    /// Returns the search term; `None` if no person was specified.
    pub(super) fn term(&self) -> Option<SearchTerm<'_>> {
        let number = self.coupon.as_ref().map(SearchTerm::Number);
        number.or_else(|| self.name.as_ref().map(SearchTerm::Name))
    }

    /// Finds the specified person, and records that the act is about them. `None` if no person was
    /// specified.
    pub(super) async fn find(
        &self,
        desk: &PhoneDesk,
        settings: &Settings,
        staff: &Admitted,
        tongue: Tongue,
    ) -> Result<Option<Found>, Failure> {
        let Some(asked) = self.asked(tongue)? else { return Ok(None) };
        let found = desk.find(&asked).await;
        let may_see = staff.may(Right::View);
        staff.about(told_of(&found, may_see)).await?;
        if self.born.is_some() {
            staff.may_learn_of_comparison(mismatch(&found), tongue).await?;
        }
        found.map(Some).map_err(|error| words::not_found(error, settings, may_see, tongue))
    }

    /// Finds the specified person; fails if none was specified.
    pub(super) async fn must_find(
        &self,
        desk: &PhoneDesk,
        settings: &Settings,
        staff: &Admitted,
        tongue: Tongue,
    ) -> Result<Found, Failure> {
        let needed = "--coupon か --name を指定してください。";
        let found = self.find(desk, settings, staff, tongue).await?;
        found.ok_or_else(|| tongue.pick(needed, "--coupon or --name is required").into())
    }

    fn asked(&self, tongue: Tongue) -> Result<Option<Asked>, Failure> {
        let today = tokyo_date(super::now());
        let born = self.born.as_deref().map(|text| BirthDate::parse(text, today));
        let born = born.transpose().map_err(|error| {
            tongue.pick(
                "--born の日付を読み取れません（例：1950-05-05、S25.5.5）。".to_owned(),
                format!("--born: {error}"),
            )
        })?;
        let issuer = self.issuer.clone();
        if let Some(number) = self.coupon.clone() {
            return Ok(Some(Asked::Number { number, issuer, born }));
        }
        Ok(self.name.clone().map(|name| Asked::Name { name, born }))
    }
}

/// Returns the residents about whom the result reveals something.
fn told_of(found: &Result<Found, FindError>, may_see: bool) -> Vec<CouponId> {
    match found {
        Ok(found) => vec![found.holder.coupon.id],
        Err(FindError::OtherBirthDate(coupons)) => coupons.clone(),
        Err(FindError::SeveralPeople(people)) if may_see => {
            people.iter().map(|found| found.holder.coupon.id).collect()
        }
        Err(_) => Vec::new(),
    }
}

/// Returns the resident whose birth date differs from the given one.
fn mismatch(found: &Result<Found, FindError>) -> Option<CouponId> {
    match found {
        Err(FindError::OtherBirthDate(coupons)) => coupons.first().copied(),
        _ => None,
    }
}
