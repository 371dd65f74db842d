//! Labels of buttons. LINE shows at most 20 characters under a message, 40 on a card.

super::sentences! {
    BOOK_OR_CHECK {
        ja: "ワクチン予約・確認",
        easy: "予約(よやく)・確認(かくにん)",
        en: "Book or check",
    }
    FAQ {
        ja: "FAQ",
        easy: "よくある質問(しつもん)",
        en: "FAQ",
    }
    INFORMATION {
        ja: "ワクチン関連情報",
        easy: "ワクチンの情報(じょうほう)",
        en: "Vaccine information",
    }
    MANUAL {
        ja: "マニュアル",
        easy: "使(つか)い方(かた)",
        en: "Manual",
    }
    MENU {
        ja: "メニュー",
        easy: "メニュー",
        en: "Menu",
    }
    WAIT_IN_LINE {
        ja: "順番を待つ",
        easy: "順番(じゅんばん)を待(ま)つ",
        en: "Wait in line",
    }
    STOP {
        ja: "やめる",
        easy: "やめる",
        en: "Stop",
    }
    AGREE {
        ja: "同意する",
        easy: "同意(どうい)する（はい）",
        en: "I agree",
    }
    READ_TERMS {
        ja: "利用規約を読む",
        easy: "きまりを読(よ)む",
        en: "Read the terms",
    }
    PICK_DATE {
        ja: "日付を選ぶ",
        easy: "日(ひ)をえらぶ",
        en: "Pick the date",
    }
    YES {
        ja: "はい",
        easy: "はい",
        en: "Yes",
    }
    NO_AGAIN {
        ja: "いいえ（入力し直す）",
        easy: "いいえ（もう一度(いちど)）",
        en: "No, start again",
    }
    IDENTIFY {
        ja: "本人確認の画面を開く",
        easy: "確認(かくにん)のページへ",
        en: "Confirm who you are",
    }
    ROBOT_CHECK {
        ja: "確認の画面を開く",
        easy: "確認(かくにん)のページを開(ひら)く",
        en: "Open the check page",
    }
    BY_PLACE {
        ja: "場所から予約",
        easy: "場所(ばしょ)から予約(よやく)",
        en: "Book by place",
    }
    BY_DATE {
        ja: "日時から予約",
        easy: "日(ひ)から予約(よやく)",
        en: "Book by date",
    }
    BOOK_AGAIN {
        ja: "予約を始める",
        easy: "予約(よやく)をはじめる",
        en: "Book again",
    }
    MY_PAGE {
        ja: "マイページ",
        easy: "マイページ",
        en: "My Page",
    }
    ADD_PERSON {
        ja: "家族の接種券を追加",
        easy: "家族(かぞく)の券(けん)をふやす",
        en: "Add family coupon",
    }
    MAP {
        ja: "地図を見る",
        easy: "地図(ちず)を見(み)る",
        en: "Show the map",
    }
    CANCEL {
        ja: "キャンセルする",
        easy: "キャンセルする（やめる）",
        en: "Cancel this booking",
    }
    CANCEL_YES {
        ja: "OK",
        easy: "OK（キャンセルする）",
        en: "OK, cancel it",
    }
    KEEP {
        ja: "戻る",
        easy: "もどる（キャンセルしない）",
        en: "Go back",
    }
    CALL {
        ja: "電話をかける",
        easy: "電話(でんわ)する",
        en: "Call",
    }
    OPEN {
        ja: "開く",
        easy: "開(ひら)く",
        en: "Open",
    }
}
