//! Why one field of a form was refused: a stable code for programs, a sentence for people.

use super::{Language, language::Sentence};
use crate::vaccination::{
    birth_date::BirthDateError, check_code::CheckCodeError, coupon::CouponNumberError,
    email::NotAnEmail, kana::KanaNameError, phone::PhoneError,
};

/// One field that is wrong, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldError {
    code: &'static str,
    sentences: [&'static str; 3],
}

impl FieldError {
    pub fn code(&self) -> &'static str {
        self.code
    }

    pub fn says(&self, language: Language) -> &'static str {
        let [ja, easy, en] = self.sentences;
        Sentence { ja, easy, en }.read(language)
    }
}

impl From<CouponNumberError> for FieldError {
    fn from(error: CouponNumberError) -> Self {
        match error {
            CouponNumberError::Missing => Self {
                code: "coupon_number_missing",
                sentences: [
                    "券番号を入力してください。",
                    "券（けん）の 番号（ばんごう）を 書（か）いてください。",
                    "Please enter the coupon number.",
                ],
            },
            CouponNumberError::AllZeros => Self {
                code: "coupon_number_all_zeros",
                sentences: [
                    "すべて0の券番号はありません。接種券をご確認ください。",
                    "0だけの 番号（ばんごう）は ありません。券（けん）を 見（み）てください。",
                    "No coupon has a number of zeros only. Please check your coupon.",
                ],
            },
            CouponNumberError::NotTenDigits => Self {
                code: "coupon_number_not_ten_digits",
                sentences: [
                    "券番号は10ケタの数字です。接種券をご確認ください。",
                    "券（けん）の 番号（ばんごう）は 10この 数字（すうじ）です。",
                    "The coupon number has ten digits. Please check your coupon.",
                ],
            },
        }
    }
}

impl From<BirthDateError> for FieldError {
    fn from(error: BirthDateError) -> Self {
        match error {
            BirthDateError::Missing => Self {
                code: "birth_date_missing",
                sentences: [
                    "生年月日を入力してください。",
                    "生（う）まれた日（ひ）を 書（か）いてください。",
                    "Please enter the birth date.",
                ],
            },
            BirthDateError::Unreadable => Self {
                code: "birth_date_unreadable",
                sentences: [
                    "生年月日を読み取れませんでした。例：昭和25年5月5日、1950年5月5日",
                    "生（う）まれた日（ひ）が わかりません。例（れい）：1950年5月5日",
                    "The birth date could not be read. Example: 1950-05-05",
                ],
            },
            BirthDateError::NoSuchDay => Self {
                code: "birth_date_no_such_day",
                sentences: [
                    "その日付は暦にありません。生年月日をご確認ください。",
                    "その 日（ひ）は ありません。もう一度（いちど） 見（み）てください。",
                    "There is no such day. Please check the birth date.",
                ],
            },
            BirthDateError::InTheFuture | BirthDateError::TooLongAgo => Self {
                code: "birth_date_out_of_range",
                sentences: [
                    "生年月日の年をご確認ください。",
                    "生（う）まれた 年（とし）を もう一度（いちど） 見（み）てください。",
                    "Please check the year of birth.",
                ],
            },
        }
    }
}

impl From<CheckCodeError> for FieldError {
    fn from(error: CheckCodeError) -> Self {
        match error {
            CheckCodeError::Missing => Self {
                code: "check_code_missing",
                sentences: [
                    "確認コードを入力してください。",
                    "確認（かくにん）コードを 書（か）いてください。",
                    "Please enter the check code.",
                ],
            },
            CheckCodeError::NotACode => Self {
                code: "check_code_invalid",
                sentences: [
                    "確認コードは6文字の英数字です。案内の手紙をご確認ください。",
                    "確認（かくにん）コードは 6こ です。手紙（てがみ）を 見（み）てください。",
                    "The check code has six letters and digits. Please check your letter.",
                ],
            },
        }
    }
}

impl From<KanaNameError> for FieldError {
    fn from(error: KanaNameError) -> Self {
        match error {
            KanaNameError::Missing => Self {
                code: "name_missing",
                sentences: [
                    "お名前（カナ）を入力してください。",
                    "名前（なまえ）を カタカナで 書（か）いてください。",
                    "Please enter your name in katakana.",
                ],
            },
            KanaNameError::NotKana => Self {
                code: "name_not_kana",
                sentences: [
                    "お名前はカタカナで入力してください。例：ワクチン タロウ",
                    "名前（なまえ）は カタカナで 書（か）いてください。例（れい）：ワクチン タロウ",
                    "Please write the name in katakana. Example: ワクチン タロウ",
                ],
            },
            KanaNameError::TooLong => Self {
                code: "name_too_long",
                sentences: [
                    "お名前は50文字までで入力してください。",
                    "名前（なまえ）は 50文字（もじ）まで です。",
                    "The name may have up to 50 characters.",
                ],
            },
        }
    }
}

impl From<PhoneError> for FieldError {
    fn from(error: PhoneError) -> Self {
        match error {
            PhoneError::Missing => Self {
                code: "phone_missing",
                sentences: [
                    "電話番号を入力してください。",
                    "電話番号（でんわばんごう）を 書（か）いてください。",
                    "Please enter your telephone number.",
                ],
            },
            PhoneError::Invalid => Self {
                code: "phone_invalid",
                sentences: [
                    "電話番号は市外局番から10ケタか11ケタで入力してください。",
                    "電話番号（でんわばんごう）は 0から はじまる 10こか 11この 数字（すうじ）です。",
                    "A telephone number has ten or eleven digits and begins with 0.",
                ],
            },
        }
    }
}

impl From<NotAnEmail> for FieldError {
    fn from(NotAnEmail: NotAnEmail) -> Self {
        Self {
            code: "email_invalid",
            sentences: [
                "メールアドレスをご確認ください。例：hanako@example.jp",
                "メールアドレスを もう一度（いちど） 見（み）てください。",
                "Please check the e-mail address. Example: hanako@example.jp",
            ],
        }
    }
}
