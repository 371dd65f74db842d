//! Addresses of our own pages: LIFF, opened inside LINE.

use crate::vaccination::person::Person;

/// The LIFF app's address, to which a page's path is appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    liff: String,
}

impl Pages {
    /// Creates it from the app's address without a path, e.g.
    /// `https://liff.line.me/1234567890-abcdefgh` (LINE, "LIFF URL").
    pub fn new(liff: &str) -> Self {
        Self { liff: liff.trim_end_matches('/').to_owned() }
    }

    /// Returns the page with the full terms of use.
    pub fn terms(&self) -> String {
        self.at("/")
    }

    /// Returns the page for 個人の認証（本人確認）, from which linking follows; `adds` if it adds one more
    /// coupon to a linked account.
    pub fn identity(&self, adds: bool) -> String {
        self.at(if adds { "/identity?add=1" } else { "/identity" })
    }

    /// Returns the page for 「私はロボットではありません」.
    pub fn robot_check(&self) -> String {
        self.at("/robot-check")
    }

    /// Returns the page for 「場所から決める」 or 「日時から決める」.
    pub fn choice(&self, person: Option<&Person>) -> String {
        self.about("/choice", person)
    }

    /// Returns the page for 場所から決める.
    pub fn by_place(&self, person: Option<&Person>) -> String {
        self.about("/place", person)
    }

    /// Returns the page for 日時から決める.
    pub fn by_date(&self, person: Option<&Person>) -> String {
        self.about("/date", person)
    }

    /// Returns the waiting room, with a ticket.
    pub fn waiting_room(&self, place: &str) -> String {
        self.at(&format!("/waiting?next=/choice&place={place}"))
    }

    pub fn my_page(&self, person: Option<&Person>) -> String {
        self.about("/mypage", person)
    }

    /// Returns a page about a person, whom it shows or asks for first.
    fn about(&self, path: &str, person: Option<&Person>) -> String {
        match person.and_then(Person::id) {
            Some(id) => self.at(&format!("{path}?for={}", id.as_str())),
            None => self.at(path),
        }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.liff)
    }
}
