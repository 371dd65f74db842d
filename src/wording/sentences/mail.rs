//! Texts of mails other than the facts of a booking.

super::sentences! {
    SUBJECT {
        ja: "【{town}】{title} {day}",
        easy: "【{town}】{title} {day}",
        en: "[{town}] {title}: {day}",
    }
    SUBJECT_WITHOUT_DAY {
        ja: "【{town}】{title}",
        easy: "【{town}】{title}",
        en: "[{town}] {title}",
    }
    CONFIRMED {
        ja: "{town}の{programme}です。ご予約が完了しました。",
        easy: "{town}の{programme}です。予約(よやく)できました。",
        en: "This is {programme}, {town}. Your booking is confirmed.",
    }
    REMINDER {
        ja: "{town}の{programme}です。ご予約の日が近づきましたので、お知らせします。",
        easy: "{town}の{programme}です。もうすぐ予約(よやく)の日(ひ)です。",
        en: "This is {programme}, {town}. Your booking is coming up.",
    }
    LINK_MOVED {
        ja: "{town}の{programme}です。あなたの接種券は、別のLINEアカウントに紐付けられました。",
        easy: "{town}の{programme}です。あなたの接種券(せっしゅけん)は、ほかのLINEにつながりました。",
        en: "This is {programme}, {town}. Your coupon was linked to another LINE account.",
    }
    DATE_AND_TIME {
        ja: "日時",
        easy: "日(ひ)と時間(じかん)",
        en: "Date and time",
    }
    MAP {
        ja: "地図",
        easy: "地図(ちず)",
        en: "Map",
    }
    MY_PAGE {
        ja: "マイページ",
        easy: "マイページ",
        en: "My Page",
    }
    NO_REPLY {
        ja: "このメールは送信専用です。お問い合わせは {call_centre}（{phone}）へお願いします。",
        easy: "このメールに返事(へんじ)はできません。質問(しつもん)は {call_centre}（{phone}）に電話(でんわ)してください。",
        en: "Please do not reply to this email. If you have questions, call {call_centre} ({phone}).",
    }
}
