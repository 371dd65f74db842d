//! Greeting, menu, and general answers.

super::sentences! {
    GREETING_TITLE {
        ja: "友だち追加ありがとうございます",
        easy: "友(とも)だちになってくれて、ありがとうございます",
        en: "Thank you for adding us",
    }
    GREETING_AGAIN_TITLE {
        ja: "おかえりなさい",
        easy: "おかえりなさい",
        en: "Welcome back",
    }
    GREETING {
        ja: "このLINEで、ワクチン接種の予約・確認・キャンセルができます。",
        easy: "このLINEで、ワクチンの予約(よやく)ができます。予約を見(み)ること、やめることもできます。",
        en: "Here on LINE you can book a vaccination, check your booking and cancel it.",
    }
    GREETING_AGAIN {
        ja: "またのご利用ありがとうございます。予約・確認・キャンセルは、下のボタンからどうぞ。",
        easy: "また来(き)てくれて、ありがとうございます。下(した)のボタンを押(お)してください。",
        en: "Good to see you again. Book, check or cancel with the button below.",
    }
    HAVE_AT_HAND {
        ja: "ご用意いただくもの",
        easy: "用意(ようい)するもの",
        en: "Have at hand",
    }
    COUPON_OF_TOWN {
        ja: "{town}が発行した接種券（クーポン券）",
        easy: "{town}からとどいた接種券(せっしゅけん)（クーポン券(けん)）",
        en: "The vaccination coupon mailed by {town}",
    }
    COUPON_OF_OTHER_TOWN {
        ja: "住所地外接種届出済証をお持ちの方は、住民登録のある自治体の接種券をご用意ください。",
        easy: "ほかの町(まち)に住民登録(じゅうみんとうろく)がある人(ひと)は、その町の接種券(せっしゅけん)を用意(ようい)してください。",
        en: "If you are registered in another municipality and live here with its permission, use the coupon from there.",
    }
    MENU_TITLE {
        ja: "メニュー",
        easy: "メニュー",
        en: "Menu",
    }
    MENU {
        ja: "ボタンを押すか、「予約」「キャンセル」「FAQ」などの文字を送ってください。",
        easy: "ボタンを押(お)してください。「予約(よやく)」「キャンセル」「FAQ」と書(か)いて送(おく)ることもできます。",
        en: "Press a button, or send a word such as “book”, “cancel” or “FAQ”.",
    }
    NEAREST_TITLE {
        ja: "よくある質問から",
        easy: "よくある質問(しつもん)",
        en: "From the questions often asked",
    }
    NOT_UNDERSTOOD {
        ja: "申し訳ありません。メッセージの内容がわかりませんでした。",
        easy: "ごめんなさい。メッセージがわかりませんでした。",
        en: "Sorry, I did not understand your message.",
    }
    OLD_BUTTON {
        ja: "このボタンは、今はお使いいただけません。お手数ですが、下からもう一度お選びください。",
        easy: "このボタンは、今(いま)使(つか)えません。下(した)から、もう一度(いちど)えらんでください。",
        en: "That button can no longer be used. Please choose again below.",
    }
    THANKS_STICKER {
        ja: "スタンプをありがとうございます。",
        easy: "スタンプをありがとうございます。",
        en: "Thank you for the sticker.",
    }
    THANKS {
        ja: "ありがとうございます。申し訳ありませんが、写真や音声などの内容はわかりません。文字で送ってください。",
        easy: "ありがとうございます。でも、写真(しゃしん)や声(こえ)はわかりません。文字(もじ)で送(おく)ってください。",
        en: "Thank you. Sorry, I cannot read pictures, voice messages and the like. Please send words.",
    }
    STOPPED {
        ja: "わかりました。ここで終わります。続けるときは、いつでもメニューからどうぞ。",
        easy: "わかりました。ここで終(お)わります。また、いつでもメニューからできます。",
        en: "All right, we stop here. You can come back at any time from the menu.",
    }
    STARTED_OVER {
        ja: "時間がたちましたので、安全のため、はじめからやり直します。",
        easy: "時間(じかん)がたちました。安全(あんぜん)のため、はじめからやります。",
        en: "Some time has passed, so to be safe we start again from the beginning.",
    }
    FAQ_PAGE {
        ja: "「よくある質問」のページです。",
        easy: "「よくある質問(しつもん)」のページです。",
        en: "Here are the frequently asked questions.",
    }
    INFORMATION_PAGE {
        ja: "ワクチンについてのお知らせのページです。",
        easy: "ワクチンのお知(し)らせのページです。",
        en: "Here is the page about the vaccination.",
    }
    MANUAL_PAGE {
        ja: "操作方法のマニュアルです。",
        easy: "使(つか)い方(かた)のページです。",
        en: "Here is how everything works.",
    }
    CROWDED_TITLE {
        ja: "アクセスが集中しています",
        easy: "人(ひと)がとても多(おお)いです",
        en: "Many people are here right now",
    }
    CROWDED {
        ja: "アクセスが集中しています。予約の画面には、順番にご案内しています。下のボタンを押して、そのままお待ちください。順番は、今お取りしました。",
        easy: "今(いま)、人(ひと)がとても多(おお)いです。下(した)のボタンを押(お)して、待(ま)ってください。あなたの順番(じゅんばん)は、もうとってあります。",
        en: "Many people are booking right now, so they are let in one after the other. Your place in line is taken: press the button below and wait there.",
    }
    TROUBLE {
        ja: "申し訳ありません。ただいま手続きができません。しばらくしてから、もう一度お試しください。お急ぎの方は、{call_centre}（{phone}）へお電話ください。",
        easy: "ごめんなさい。今(いま)できません。少(すこ)し待(ま)って、もう一度(いちど)してください。急(いそ)ぐ人(ひと)は、{call_centre}（{phone}）に電話(でんわ)してください。",
        en: "Sorry, this cannot be done right now. Please try again in a while. If it is urgent, call {call_centre} ({phone}).",
    }
    UNSURE {
        ja: "先ほどのお返事が届いていないかもしれません。届いていないときは、お手数ですが、もう一度お試しください。",
        easy: "さっきの返事(へんじ)が、とどいていないかもしれません。とどいていないときは、もう一度(いちど)してください。",
        en: "My last answer may not have reached you. If it has not, please try once more.",
    }
}
