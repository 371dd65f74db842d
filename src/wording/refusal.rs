//! Why a request was refused: a stable code for programs, and for people a sentence that says what
//! to do.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Language, language::Sentence};

/// The reason why a request as a whole was refused. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProblemCode)]
pub enum Refusal {
    NotJson,
    Malformed,
    OriginRefused,
    NotFound,
    InvalidInput,
    TermsChanged,
    CouponNotFound,
    /// Number and birth date match the coupons of several municipalities (住所地外接種).
    IssuerNeeded,
    /// The robot check (「私はロボットではありません」) has to be passed first.
    RobotCheckRequired,
    RobotCheckFailed,
    /// Too many robot checks were issued to the address or its network.
    TooManyChecks,
    CouponLocked,
    IdentificationClosed,
    /// The caller has not been admitted from the waiting room.
    Crowded,
    NotIdentified,
    IdTokenRefused,
    LineUnknown,
    LineUnreachable,
    VenueUnknown,
    SlotUnknown,
    SlotFull,
    SlotClosed,
    AlreadyBooked,
    CouponUsedUp,
    ContactMissing,
    BookingUnknown,
    /// The booking made under this `Idempotency-Key` was cancelled since.
    BookingCancelled,
    CancelDeadlinePassed,
    /// The `Idempotency-Key` was used before for another request.
    KeyUsed,
    /// The queue of booking requests is full. Nothing was done.
    Busy,
    /// The database does not answer or is read-only. A retry may succeed.
    Unavailable,
    Broken,
}

impl Refusal {
    pub fn says(self, language: Language) -> &'static str {
        let [ja, easy, en] = self.sentences();
        Sentence { ja, easy, en }.read(language)
    }

    /// Returns the sentence in Japanese, simple Japanese and English.
    #[expect(clippy::too_many_lines, reason = "a table: one sentence after the other")]
    fn sentences(self) -> [&'static str; 3] {
        match self {
            Self::NotJson | Self::Malformed => [
                "送られた内容を読み取れませんでした。画面を開き直して、もう一度お試しください。",
                "うまく おくれませんでした。画面（がめん）を もう一度（いちど） ひらいてください。",
                "The request could not be read. Please open the page again and retry.",
            ],
            Self::OriginRefused => [
                "ほかのサイトからの操作は受け付けられません。予約サイトを開いて操作してください。",
                "ほかの サイトからは できません。予約（よやく）の サイトを ひらいてください。",
                "Requests from other sites are not accepted. Please open the booking site itself.",
            ],
            Self::NotFound => [
                "お探しのページは見つかりませんでした。",
                "その ページは ありません。",
                "There is nothing at this address.",
            ],
            Self::InvalidInput => [
                "入力内容に誤りがあります。ご確認のうえ、入力し直してください。",
                "まちがいが あります。もう一度（いちど） 書（か）いてください。",
                "Some fields are not right. Please check and correct them.",
            ],
            Self::TermsChanged => [
                "利用規約が新しくなりました。もう一度お読みのうえ、同意してください。",
                "ルールが 新（あたら）しく なりました。もう一度（いちど） 読（よ）んでください。",
                "The terms have changed. Please read and accept them again.",
            ],
            Self::CouponNotFound => [
                // The manual's own sentence, page 5.
                "入力された情報に該当する接種券が見つかりませんでした。再度入力ください。",
                "番号（ばんごう）か 生（う）まれた日（ひ）が ちがいます。もう一度（いちど） 書（か）いてください。",
                "No coupon matches what you entered. Please enter it again.",
            ],
            Self::IssuerNeeded => [
                "この券番号の接種券を発行した市区町村を選んでください。接種券に印刷されています。",
                "接種券（せっしゅけん）を 出（だ）した 市（し）や 町（まち）を えらんでください。券（けん）に 書（か）いてあります。",
                "Please choose the municipality that issued your coupon. It is printed on the coupon.",
            ],
            Self::RobotCheckRequired => [
                "入力内容の誤りが続きました。「私はロボットではありません」の確認をお願いします。",
                "まちがいが つづきました。「私（わたし）はロボットではありません」を おしてください。",
                "There were several wrong entries in a row. Please confirm that you are not a robot.",
            ],
            Self::RobotCheckFailed => [
                "確認ができませんでした。もう一度「私はロボットではありません」を押してください。",
                "確認（かくにん）できませんでした。もう一度（いちど） おしてください。",
                "The check did not succeed. Please try it again.",
            ],
            Self::TooManyChecks => [
                "お使いの回線からの確認が続いています。1分ほど待ってから、もう一度お試しください。",
                "確認（かくにん）が 多（おお）すぎます。1分（いっぷん）くらい 待（ま）ってから、もう一度（いちど） してください。",
                "There were many checks from your connection. Please wait about a minute and try again.",
            ],
            Self::CouponLocked => [
                "この券番号は入力の誤りが続いたため、しばらく使えません。お急ぎの方はコールセンターへお電話ください。",
                "この 番号（ばんごう）は しばらく つかえません。コールセンターに 電話（でんわ）してください。",
                "After many wrong entries this coupon number is blocked for a while. Please call the call centre.",
            ],
            Self::IdentificationClosed => [
                "ただいま、券番号による本人確認を休止しています。お手数ですが、コールセンターへお電話ください。",
                "いま、券（けん）の 番号（ばんごう）は つかえません。コールセンターに 電話（でんわ）してください。",
                "Identification by coupon number is closed at the moment. Please call the call centre.",
            ],
            Self::Crowded => [
                // The manual's own sentence, page 4.
                "アクセスが集中しています。自動的に次の画面に移行しますので、そのままお待ちください。",
                "いま、人（ひと）が とても 多（おお）いです。自動（じどう）で つぎへ すすみます。まって ください。",
                "Many people are using this service right now. You will be taken to the next page automatically. Please wait.",
            ],
            Self::NotIdentified => [
                "ご本人の確認が必要です。券番号と生年月日を入力してください。",
                "券（けん）の 番号（ばんごう）と 生（う）まれた日（ひ）を 書（か）いてください。",
                "Please confirm who you are with your coupon number and birth date.",
            ],
            Self::IdTokenRefused => [
                "LINEでの確認ができませんでした。LINEから開き直してください。",
                "LINEで 確認（かくにん）できませんでした。LINEから もう一度（いちど） ひらいてください。",
                "LINE could not confirm who you are. Please open the page from LINE again.",
            ],
            Self::LineUnknown => [
                "LINEにログインしてから、もう一度お試しください。",
                "LINEに ログインしてから、もう一度（いちど） してください。",
                "Please log in to LINE first, then try again.",
            ],
            Self::LineUnreachable => [
                "LINEと通信できませんでした。少し待ってから、もう一度お試しください。",
                "LINEに つながりません。すこし 待（ま）ってください。",
                "LINE could not be reached. Please wait a little and try again.",
            ],
            Self::VenueUnknown => [
                "その会場は見つかりませんでした。会場を選び直してください。",
                "その 会場（かいじょう）は ありません。もう一度（いちど） えらんでください。",
                "This venue does not exist. Please choose another.",
            ],
            Self::SlotUnknown => [
                "選ばれた予約枠は見つかりませんでした。日時を選び直してください。",
                "その 時間（じかん）は ありません。もう一度（いちど） えらんでください。",
                "This time does not exist. Please choose another.",
            ],
            Self::SlotFull => [
                "申し訳ありません。この時間は満席になりました。ほかの時間を選んでください。",
                "この 時間（じかん）は いっぱいです。ほかの 時間（じかん）を えらんでください。",
                "Sorry, the last seat at this time has just gone. Please choose another time.",
            ],
            Self::SlotClosed => [
                "この時間の予約受付は終了しました。ほかの時間を選んでください。",
                "この 時間（じかん）は もう 予約（よやく）できません。ほかの 時間（じかん）を えらんでください。",
                "This time can no longer be booked. Please choose another time.",
            ],
            Self::AlreadyBooked => [
                "すでに予約があります。マイページでご確認ください。",
                "もう 予約（よやく）が あります。マイページを 見（み）てください。",
                "You already have a booking. Please see My Page.",
            ],
            Self::CouponUsedUp => [
                "この接種券の予約は終わっています。ご不明な点はコールセンターへお電話ください。",
                "この 接種券（せっしゅけん）の 予約（よやく）は おわりました。わからないときは コールセンターに 電話（でんわ）してください。",
                "The appointment of this coupon is over. If you have questions, please call the call centre.",
            ],
            Self::ContactMissing => [
                "先に連絡先を入力してください。",
                "さきに 名前（なまえ）と 電話番号（でんわばんごう）を 書（か）いてください。",
                "Please enter your contact details first.",
            ],
            Self::BookingUnknown => [
                "予約が見つかりませんでした。マイページでご確認ください。",
                "予約（よやく）が ありません。マイページを 見（み）てください。",
                "The booking was not found. Please see My Page.",
            ],
            Self::BookingCancelled => [
                "この画面で取られた予約は、すでにキャンセルされています。もう一度予約するには、日時を選び直してください。",
                "この 予約（よやく）は もう やめました。もう一度（いちど） 予約（よやく）するときは、日（ひ）を えらんでください。",
                "The booking made from this form was cancelled. To book again, please choose the time again.",
            ],
            Self::CancelDeadlinePassed => [
                "WEBサイトからのキャンセル期限を過ぎています。コールセンターへお電話ください。",
                "もう ここでは やめられません。コールセンターに 電話（でんわ）してください。",
                "It is too late to cancel online. Please call the call centre.",
            ],
            Self::KeyUsed => [
                "この画面からの予約は受け付けられません。お手数ですが、日時を選び直してください。",
                "この 画面（がめん）からは できません。もう一度（いちど） 日（ひ）を えらんでください。",
                "This form was used for another booking. Please choose the time again.",
            ],
            Self::Busy => [
                "ただいま大変混み合っています。予約はまだ入っていません。数秒待ってから、もう一度お試しください。",
                "いま とても こんでいます。予約（よやく）は まだ できていません。すこし 待（ま）ってから、もう一度（いちど） してください。",
                "The service is very busy and has not booked anything yet. Please wait a few seconds and try again.",
            ],
            Self::Unavailable => [
                "ただいまご利用いただけません。少し待ってから、もう一度お試しください。お急ぎの方はコールセンターへお電話ください。",
                "いま つかえません。すこし 待（ま）ってから、もう一度（いちど） してください。いそぐ 人（ひと）は コールセンターに 電話（でんわ）してください。",
                "The service is not available right now. Please wait a little and try again, or call the call centre.",
            ],
            Self::Broken => [
                "申し訳ありません。処理できませんでした。少し待ってから、もう一度お試しください。",
                "ごめんなさい。いま できません。すこし 待（ま）ってから、もう一度（いちど） してください。",
                "Sorry, this did not work. Please wait a little and try again.",
            ],
        }
    }
}
