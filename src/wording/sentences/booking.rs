//! Texts about bookings: overview, questions, cancellation, notifications.

super::sentences! {
    BOOKED_TITLE {
        ja: "ご予約の内容",
        easy: "あなたの予約(よやく)",
        en: "Your booking",
    }
    BOOKINGS_ALT {
        ja: "予約の確認",
        easy: "予約(よやく)の確認(かくにん)",
        en: "Bookings",
    }
    FREE_TITLE {
        ja: "予約はまだありません",
        easy: "予約(よやく)は、まだありません",
        en: "No booking yet",
    }
    FREE {
        ja: "「場所から予約」または「日時から予約」を選んで、予約をはじめてください。",
        easy: "ボタンを押(お)して、予約(よやく)をはじめてください。",
        en: "Choose how to book: by place or by date.",
    }
    OPENS_AT {
        ja: "予約の受付は {moment} からです。",
        easy: "予約(よやく)は {moment} からできます。",
        en: "Bookings open on {moment}.",
    }
    CLOSED {
        ja: "予約の受付は終了しました。",
        easy: "予約(よやく)は終(お)わりました。",
        en: "Bookings are closed.",
    }
    MORE_PEOPLE_TITLE {
        ja: "ほかのご家族",
        easy: "ほかの家族(かぞく)",
        en: "More people",
    }
    MORE_PEOPLE {
        ja: "ほかに{count}人の接種券があります。マイページでご確認ください。",
        easy: "ほかに{count}人(にん)います。マイページで見(み)てください。",
        en: "There are {count} more people. You find them on My Page.",
    }
    NOTHING_TO_CANCEL {
        ja: "キャンセルできる予約はありません。",
        easy: "キャンセルできる予約(よやく)はありません。",
        en: "There is no booking to cancel.",
    }
    CHOOSE_TO_CANCEL {
        ja: "どの予約をキャンセルしますか？ 「キャンセルする」を押してください。",
        easy: "どの予約(よやく)をキャンセルしますか？ 「キャンセルする」を押(お)してください。",
        en: "Which booking do you want to cancel? Press “Cancel this booking” on it.",
    }
    CANCEL_QUESTION {
        ja: "キャンセルしますか？",
        easy: "キャンセルしますか？（予約(よやく)をやめますか？）",
        en: "Cancel this booking?",
    }
    CANCEL_IS_FINAL {
        ja: "「OK」を押してキャンセルした予約は戻すことができません。",
        easy: "「OK」を押(お)すと、この予約(よやく)はなくなります。もとに戻(もど)すことはできません。",
        en: "Once you press “OK”, the booking cannot be brought back.",
    }
    HOW_TO_CANCEL {
        ja: "まだキャンセルしていません。キャンセルするときは、「キャンセルする」を押すか、「キャンセルする」と書いて送ってください。",
        easy: "まだキャンセルしていません。キャンセルするときは、「キャンセルする」を押(お)すか、「キャンセルする」と書(か)いて送(おく)ってください。",
        en: "Nothing has been cancelled yet. To cancel, press “Cancel this booking”, or send the words “cancel it”.",
    }
    KEPT {
        ja: "予約はそのままです。キャンセルしていません。",
        easy: "予約(よやく)は、そのままです。キャンセルしていません。",
        en: "Your booking stays as it is. Nothing was cancelled.",
    }
    CANCELLED_TITLE {
        ja: "キャンセルしました",
        easy: "キャンセルしました",
        en: "Your booking is cancelled",
    }
    CANCELLED {
        ja: "次の予約をキャンセルしました。「予約を始める」より予約の取り直しが可能です。",
        easy: "この予約(よやく)をやめました。「予約をはじめる」を押(お)すと、また予約できます。",
        en: "This booking was cancelled. You can book again at any time.",
    }
    TOO_LATE_TITLE {
        ja: "LINEからはキャンセルできません",
        easy: "LINEでは、もうキャンセルできません",
        en: "Too late to cancel on LINE",
    }
    BOOKING_GONE {
        ja: "その予約は見つかりませんでした。すでにキャンセルされている場合があります。",
        easy: "その予約(よやく)はありません。もうキャンセルしたかもしれません。",
        en: "That booking was not found. It may have been cancelled already.",
    }
    CONFIRMED_TITLE {
        ja: "ご予約が完了しました",
        easy: "予約(よやく)できました",
        en: "Your booking is confirmed",
    }
    CONFIRMED {
        ja: "予約日前日に、予約確認のお知らせが届きます。",
        easy: "予約(よやく)の日の前(まえ)の日(ひ)に、お知(し)らせがとどきます。",
        en: "You will get a reminder the day before.",
    }
    REMINDER_TITLE {
        ja: "予約日前日のお知らせ",
        easy: "もうすぐ予約(よやく)の日(ひ)です",
        en: "Reminder of your booking",
    }
    REMINDER {
        ja: "予約当日は予約時間と会場にお間違いがないよう、ご注意ください。",
        easy: "時間(じかん)と場所(ばしょ)をまちがえないでください。",
        en: "Please come to the right place at the right time.",
    }
    // Shown as a notification on a locked screen.
    ALT {
        ja: "{title}：{day} {time} {venue}",
        easy: "{title}：{day} {time} {venue}",
        en: "{title}: {day}, {time}, {venue}",
    }
}
