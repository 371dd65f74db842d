//! Notifications to an account or an address because the coupon may be in another person's hands.

super::sentences! {
    CONTACT_TITLE {
        ja: "連絡先が変更されました",
        easy: "連絡先(れんらくさき)が変(か)わりました",
        en: "The contact details were changed",
    }
    CONTACT {
        ja: "接種券に登録されている連絡先（お名前・電話番号・メールアドレス・メールの言語のいずれか）が登録または変更されました。",
        easy: "接種券(せっしゅけん)の連絡先(れんらくさき)（名前(なまえ)・電話番号(でんわばんごう)・メールアドレス・メールの言葉(ことば)のどれか）が登録(とうろく)されたか、変(か)わりました。",
        en: "The contact details of a vaccination coupon (name, telephone number, e-mail address or the language of e-mails) were entered or changed.",
    }
    CANCELLATION_TITLE {
        ja: "予約がキャンセルされました",
        easy: "予約(よやく)がキャンセルされました",
        en: "A booking was cancelled",
    }
    CANCELLATION {
        ja: "次の予約がキャンセルされました。最近、LINE連携または連絡先の変更があったため、変更前の宛先にもお知らせしています。",
        easy: "この予約(よやく)はキャンセルされました。少(すこ)し前(まえ)にLINE連携(れんけい)か連絡先(れんらくさき)が変(か)わったので、前の宛先(あてさき)にもお知(し)らせします。",
        en: "This booking was cancelled. The LINE link or the contact details were changed a short time ago, so we also tell the account or address that was used before.",
    }
    // In mails, after the names of the municipality and the programme.
    MAIL_LINKED {
        ja: "{town}の{programme}です。あなたの接種券が、LINEアカウントに紐付けられました。",
        easy: "{town}の{programme}です。あなたの接種券(せっしゅけん)とLINEがつながりました。",
        en: "This is {programme}, {town}. Your coupon was linked to a LINE account.",
    }
    MAIL_UNLINKED {
        ja: "{town}の{programme}です。あなたの接種券とLINEアカウントの連携が解除されました。ご予約はそのまま残っています。",
        easy: "{town}の{programme}です。あなたの接種券(せっしゅけん)とLINEは、つながらなくなりました。予約(よやく)は残(のこ)っています。",
        en: "This is {programme}, {town}. Your coupon was unlinked from its LINE account. The booking itself is kept.",
    }
}
