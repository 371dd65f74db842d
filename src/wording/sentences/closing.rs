//! Texts about slots that were closed or reopened, and about cancellations by the municipality or
//! the call centre.

super::sentences! {
    SUSPENDED_TITLE {
        ja: "ご予約の会場・時間が休止になりました",
        easy: "予約(よやく)した場所(ばしょ)・時間(じかん)は、お休(やす)みになりました",
        en: "Your appointment is suspended",
    }
    SUSPENDED {
        ja: "この会場・時間は休止になりました。ご予約は残っていますが、会場にはお越しにならず、次のお知らせをお待ちください。",
        easy: "この場所(ばしょ)・時間(じかん)は、お休(やす)みになりました。予約(よやく)は残(のこ)っていますが、来(こ)ないでください。次(つぎ)のお知(し)らせを待(ま)ってください。",
        en: "This venue is closed at this time. Your booking is kept, but please do not come. We will contact you.",
    }
    RESUMED_TITLE {
        ja: "ご予約どおり実施します",
        easy: "予約(よやく)のとおり、できます",
        en: "Your appointment will take place",
    }
    RESUMED {
        ja: "休止をお知らせした会場・時間は、予定どおり実施することになりました。ご予約の日時に会場へお越しください。",
        easy: "お休(やす)みとお知(し)らせした場所(ばしょ)・時間(じかん)は、予定(よてい)のとおりになりました。予約(よやく)の時間(じかん)に来(き)てください。",
        en: "We told you that this venue would be closed. It will be open after all: please come at the time of your booking.",
    }
    CANCELLED_BY_TOWN_TITLE {
        ja: "ご予約の取り消しのお知らせ",
        easy: "予約(よやく)がなくなりました",
        en: "We had to cancel your booking",
    }
    CANCELLED_BY_TOWN {
        ja: "{town}の都合により、次のご予約を取り消しました。ご迷惑をおかけし、申し訳ありません。「予約を始める」より予約の取り直しが可能です。",
        easy: "{town}の都合(つごう)で、この予約(よやく)はなくなりました。申(もう)し訳(わけ)ありません。「予約をはじめる」を押(お)すと、また予約できます。",
        en: "{town} had to cancel this booking. We are sorry for the trouble. Press “Book again” to choose another time.",
    }
    CANCELLED_BY_PHONE {
        ja: "お電話でのお申し出により、次の予約をキャンセルしました。「予約を始める」より予約の取り直しが可能です。",
        easy: "電話(でんわ)で聞(き)いたとおり、この予約(よやく)をやめました。「予約をはじめる」を押(お)すと、また予約できます。",
        en: "This booking was cancelled as you asked by telephone. You can book again at any time.",
    }
    REASON {
        ja: "理由",
        easy: "わけ",
        en: "Reason",
    }
    TOWN_MESSAGE {
        ja: "ご案内",
        easy: "お知(し)らせ",
        en: "Message from the municipality",
    }
    QUESTIONS {
        ja: "お問い合わせは {call_centre}（{phone}）へお願いします。",
        easy: "質問(しつもん)は {call_centre}（{phone}）に電話(でんわ)してください。",
        en: "If you have questions, call {call_centre} ({phone}).",
    }
    // In mails, before the sentences above.
    MAIL_OPENING {
        ja: "{town}の{programme}です。{sentence}",
        easy: "{town}の{programme}です。{sentence}",
        en: "This is {programme}, {town}. {sentence}",
    }
}
