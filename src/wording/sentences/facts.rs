//! Labels of rows, and short facts.

super::sentences! {
    PERSON {
        ja: "{name} さま",
        easy: "{name} さん",
        en: "{name}",
    }
    PERSON_BY_COUPON {
        ja: "接種券 末尾{digits} の方",
        easy: "接種券(せっしゅけん)のおわりが {digits} の人(ひと)",
        en: "Coupon ending in {digits}",
    }
    NUMBER {
        ja: "券番号",
        easy: "券(けん)の番号(ばんごう)",
        en: "Coupon number",
    }
    NUMBER_ENDS {
        ja: "末尾 {digits}",
        easy: "おわりが {digits}",
        en: "ending in {digits}",
    }
    BIRTH_YEAR {
        ja: "生まれた年",
        easy: "生(う)まれた年(とし)",
        en: "Year of birth",
    }
    VENUE {
        ja: "会場",
        easy: "場所(ばしょ)",
        en: "Place",
    }
    VENUE_NOTICE {
        ja: "会場からのお知らせ",
        easy: "場所(ばしょ)からのお知(し)らせ",
        en: "Notice from the venue",
    }
    BRING {
        ja: "持ち物",
        easy: "持(も)ってくるもの",
        en: "Bring with you",
    }
    CANCELLING {
        ja: "キャンセル",
        easy: "キャンセル（予約(よやく)をやめる）",
        en: "Cancelling",
    }
    CANCEL_UNTIL {
        ja: "{day} 23:59 まで、LINEからキャンセルできます。",
        easy: "{day} の 23:59 まで、LINEでキャンセルできます。",
        en: "You can cancel on LINE until 23:59 on {day}.",
    }
    CANCEL_BY_PHONE {
        ja: "LINEからのキャンセルはできません。{call_centre}（{phone}）へご連絡ください。",
        easy: "LINEでは、もうキャンセルできません。{call_centre}（{phone}）に電話(でんわ)してください。",
        en: "It can no longer be cancelled on LINE. Please call {call_centre} ({phone}).",
    }
    CALENDAR_TITLE {
        ja: "{programme}",
        easy: "{programme}",
        en: "Vaccination: {programme}",
    }
    CALL_HOURS {
        ja: "受付時間：{hours}",
        easy: "時間(じかん)：{hours}",
        en: "Hours: {hours}",
    }
}
