//! Linking a coupon in the chat.

super::sentences! {
    TERMS_TITLE {
        ja: "はじめに（LINE連携）",
        easy: "はじめに（LINE連携(れんけい)）",
        en: "Before we begin",
    }
    LINK_MEANS {
        ja: "LINE連携とは、ワクチン接種予約情報とLINEアカウントを紐付けることです。",
        easy: "LINE連携(れんけい)は、あなたの予約(よやく)とLINEをつなぐことです。",
        en: "We link your LINE account to your vaccination booking.",
    }
    LINK_GIVES {
        ja: "・次回から本人確認なしで予約を見られます\n・予約日の前日に、LINEにお知らせが届きます",
        easy: "・次(つぎ)から、すぐに予約(よやく)を見(み)ることができます\n・予約の日の前(まえ)の日(ひ)に、LINEでお知(し)らせします",
        en: "• Next time you see your booking at once\n• You get a reminder on LINE the day before",
    }
    TERMS_ASK {
        ja: "利用規約をお読みいただき、同意する場合は「同意する」を押してください。",
        easy: "利用規約(りようきやく)（使(つか)うときのきまり）を読(よ)んでください。よければ「同意(どうい)する」を押(お)してください。",
        en: "Please read the terms of use. If you agree, press “I agree”.",
    }
    LINK_ON_PAGE {
        ja: "ご本人の確認は、トークではなく画面で行います。接種券をご用意のうえ、下のボタンを押してください。券番号や生年月日は、トークに送らないでください。",
        easy: "あなたの確認(かくにん)は、ページでします。接種券(せっしゅけん)を見(み)ながら、下(した)のボタンを押(お)してください。番号(ばんごう)や生(う)まれた日(ひ)は、ここに送(おく)らないでください。",
        en: "We confirm who you are on a page, not in this chat. Have your coupon at hand and press the button. Please do not send your coupon number or date of birth here.",
    }
    ASK_TO_UNSEND {
        ja: "券番号や生年月日、電話番号は、このトークに送らないでください。お送りいただいた番号や日付は、こちらには保存していません。メッセージを長押しして「送信取消」を選び、取り消してください。",
        easy: "番号(ばんごう)や生(う)まれた日(ひ)は、ここに送(おく)らないでください。送った番号は、こちらに残(のこ)していません。メッセージを長(なが)く押(お)して、「送信取消(そうしんとりけし)」をえらんでください。",
        en: "Please do not send coupon numbers, dates of birth or telephone numbers in this chat. The numbers and dates you sent were not stored here. Please press and hold your message and choose “Unsend”.",
    }
    TERMS_CHANGED {
        ja: "利用規約が新しくなりました。お手数ですが、もう一度ご確認ください。",
        easy: "きまりが新(あたら)しくなりました。もう一度(いちど)見(み)てください。",
        en: "The terms of use have changed. Please look at them again.",
    }
    NUMBER_KEPT {
        ja: "券番号をお預かりしました。先に、利用規約をご確認ください。",
        easy: "券(けん)の番号(ばんごう)がわかりました。先(さき)に、きまりを見(み)てください。",
        en: "I have noted the coupon number. Please look at the terms of use first.",
    }
    NUMBER_TITLE {
        ja: "券番号の入力",
        easy: "券(けん)の番号(ばんごう)",
        en: "Coupon number",
    }
    NUMBER_ASK {
        ja: "接種券に記載された券番号（10ケタの数字）を送ってください。",
        easy: "接種券(せっしゅけん)に書(か)いてある番号(ばんごう)（10この数字(すうじ)）を送(おく)ってください。",
        en: "Please send the number on your coupon (10 digits).",
    }
    NUMBER_WHERE {
        ja: "券番号は、接種券のここに書かれています。",
        easy: "番号(ばんごう)は、ここに書(か)いてあります。",
        en: "This is where the number stands on the coupon.",
    }
    COUPON_DRAWN {
        ja: "接種券（クーポン券）",
        easy: "接種券(せっしゅけん)（クーポン券(けん)）",
        en: "接種券 (vaccination coupon)",
    }
    NUMBER_DRAWN {
        ja: "券番号",
        easy: "券番号(けんばんごう)",
        en: "券番号 (coupon number)",
    }
    NUMBER_NOT_TEN {
        ja: "券番号は10ケタの数字です。もう一度、券番号を送ってください。",
        easy: "番号(ばんごう)は10この数字(すうじ)です。もう一度(いちど)送(おく)ってください。",
        en: "A coupon number has 10 digits. Please send it again.",
    }
    NUMBER_ALL_ZEROS {
        ja: "券番号がすべて0です。接種券をご確認のうえ、もう一度送ってください。",
        easy: "番号(ばんごう)がぜんぶ0です。券(けん)を見(み)て、もう一度(いちど)送(おく)ってください。",
        en: "That number is all zeros. Please look at the coupon and send it again.",
    }
    BIRTH_TITLE {
        ja: "生年月日の入力",
        easy: "生(う)まれた日(ひ)",
        en: "Date of birth",
    }
    BIRTH_ASK {
        ja: "生年月日を送ってください。下のボタンから選ぶこともできます。",
        easy: "生(う)まれた日(ひ)を送(おく)ってください。下(した)のボタンでえらぶこともできます。",
        en: "Please send the date of birth, or pick it with the button.",
    }
    BIRTH_EXAMPLES_TITLE {
        ja: "書き方の例",
        easy: "書(か)き方(かた)",
        en: "For example",
    }
    BIRTH_EXAMPLES {
        ja: "昭和25年5月5日\n1950年5月5日\n19500505",
        easy: "昭和(しょうわ)25年5月5日\n1950年5月5日\n19500505",
        en: "1950-05-05\n19500505\nS25.5.5 (Japanese calendar)",
    }
    BIRTH_UNREADABLE {
        ja: "生年月日を読み取れませんでした。例のように、もう一度送ってください。",
        easy: "生(う)まれた日(ひ)がわかりませんでした。下(した)のように書(か)いて、もう一度(いちど)送(おく)ってください。",
        en: "I could not read the date of birth. Please send it again as in the examples.",
    }
    BIRTH_NO_SUCH_DAY {
        ja: "その日付は、暦にありません。もう一度、生年月日を送ってください。",
        easy: "その日(ひ)は、カレンダーにありません。もう一度(いちど)送(おく)ってください。",
        en: "There is no such day. Please send the date of birth again.",
    }
    BIRTH_IN_FUTURE {
        ja: "今日より後の日付です。もう一度、生年月日を送ってください。",
        easy: "今日(きょう)よりあとの日(ひ)です。もう一度(いちど)送(おく)ってください。",
        en: "That day is in the future. Please send the date of birth again.",
    }
    BIRTH_TOO_LONG_AGO {
        ja: "年をご確認のうえ、もう一度、生年月日を送ってください。",
        easy: "年(とし)を見(み)て、もう一度(いちど)送(おく)ってください。",
        en: "Please check the year and send the date of birth again.",
    }
    CONFIRM_TITLE {
        ja: "入力内容の確認",
        easy: "合(あ)っていますか",
        en: "Is this right?",
    }
    CONFIRM_ASK {
        ja: "この内容でよろしいですか？",
        easy: "これで、いいですか？",
        en: "Are both of these right?",
    }
    CONFIRM_HIDES {
        ja: "券番号のほかの数字と、生まれた月日は、トークに残さないため、ここには表示していません。",
        easy: "番号(ばんごう)のほかの数字(すうじ)と、生(う)まれた月(つき)と日(ひ)は、トークに残(のこ)さないため、ここに書(か)いていません。",
        en: "The other digits, and the month and day of birth, are not repeated, so that they do not stay in this chat.",
    }
    ISSUER_TITLE {
        ja: "発行した市区町村",
        easy: "券(けん)を出(だ)した町(まち)",
        en: "Issuing municipality",
    }
    ISSUER_ASK {
        ja: "この券番号は、複数の市区町村が発行しています。お手元の接種券を発行した市区町村を選んでください。",
        easy: "同(おな)じ番号(ばんごう)の券(けん)がほかにもあります。あなたの券を出(だ)した市(し)や町(まち)をえらんでください。",
        en: "More than one municipality issued this coupon number. Please choose the one printed on your coupon.",
    }
    UNLINK_TITLE {
        ja: "LINE連携の解除",
        easy: "LINE連携(れんけい)をやめる",
        en: "Unlink your LINE account",
    }
    UNLINK {
        ja: "マイページを開き、「LINE連携を解除する」を押してください。",
        easy: "マイページで「LINE連携(れんけい)を解除(かいじょ)する」を押(お)してください。",
        en: "Please open My Page and press “Unlink LINE”.",
    }
    // The manual's words, page 5. Never more precise, whatever was wrong.
    NOT_FOUND {
        ja: "入力された情報に該当する接種券が見つかりませんでした。再度入力ください。",
        easy: "その番号(ばんごう)と生(う)まれた日(ひ)の接種券(せっしゅけん)がありませんでした。もう一度(いちど)送(おく)ってください。",
        en: "No coupon was found for this information. Please enter it again.",
    }
    TOO_MANY_TITLE {
        ja: "確認のお願い",
        easy: "確認(かくにん)のお願(ねが)い",
        en: "A check is needed",
    }
    TOO_MANY {
        ja: "入力内容の誤りが続きました。画面を開いて「私はロボットではありません」にチェックを入れ、「進む」を押してください。",
        easy: "まちがいがつづきました。ページを開(ひら)いて「私(わたし)はロボットではありません」をチェックして、「進(すす)む」を押(お)してください。",
        en: "There were several wrong entries in a row. Please open the page, tick “I am not a robot” and go on from there.",
    }
    LOCKED_TITLE {
        ja: "しばらく確認できません",
        easy: "いま、確認(かくにん)できません",
        en: "Not possible for now",
    }
    LOCKED {
        ja: "この券番号は入力の誤りが続いたため、しばらくのあいだ本人確認に使えません。お急ぎの方は、コールセンターへお電話ください。",
        easy: "この番号(ばんごう)は、まちがいがつづいたので、しばらく使(つか)えません。コールセンターに電話(でんわ)してください。",
        en: "After many wrong entries this coupon number cannot be used for a while. If it is urgent, please call the call centre.",
    }
    CLOSED_TITLE {
        ja: "券番号での確認を休止しています",
        easy: "いま、確認(かくにん)できません",
        en: "Identification is closed",
    }
    CLOSED {
        ja: "ただいま、券番号による本人確認を休止しています。お手数ですが、コールセンターへお電話ください。",
        easy: "いま、券(けん)の番号(ばんごう)は使(つか)えません。コールセンターに電話(でんわ)してください。",
        en: "Identification by coupon number is closed at the moment. Please call the call centre.",
    }
    CODE_TITLE {
        ja: "確認コードの入力",
        easy: "確認(かくにん)コード",
        en: "Check code",
    }
    CODE_ASK {
        ja: "案内の手紙に印刷された確認コード（6文字の英数字）を送ってください。",
        easy: "手紙(てがみ)に書(か)いてある確認(かくにん)コード（6この文字(もじ)）を送(おく)ってください。",
        en: "Please send the check code printed in your letter (6 letters and digits).",
    }
    CODE_INVALID {
        ja: "確認コードは6文字の英数字です。もう一度、確認コードを送ってください。",
        easy: "確認(かくにん)コードは6この文字(もじ)です。もう一度(いちど)送(おく)ってください。",
        en: "A check code has 6 letters and digits. Please send it again.",
    }
    LINKED {
        ja: "LINE連携が完了しました。（{person}）",
        easy: "LINEとつながりました。（{person}）",
        en: "Your LINE account is linked. ({person})",
    }
    MOVED_TITLE {
        ja: "LINE連携が移りました",
        easy: "LINE連携(れんけい)が変(か)わりました",
        en: "The LINE link has moved",
    }
    MOVED {
        ja: "この接種券は、別のLINEアカウントに紐付けられました。このLINEでは、予約の確認やお知らせの受け取りができなくなりました。",
        easy: "この接種券(せっしゅけん)は、ほかのLINEにつながりました。このLINEでは、もう予約(よやく)を見(み)ることができません。お知(し)らせも来(き)ません。",
        en: "This coupon was linked to another LINE account. Its booking is no longer shown here, and its notices no longer come here.",
    }
    FIRST_LINKED_TITLE {
        ja: "LINE連携のお知らせ",
        easy: "LINEとつながりました",
        en: "Your LINE account is linked",
    }
    FIRST_LINKED {
        ja: "接種券がこのLINEアカウントに紐付けられました。次回から本人確認なしで予約を確認できます。",
        easy: "接種券(せっしゅけん)と、このLINEがつながりました。次(つぎ)から、すぐに予約(よやく)を見(み)ることができます。",
        en: "A vaccination coupon was linked to this LINE account. From now on you can see its booking here at once.",
    }
    UNLINKED_TITLE {
        ja: "LINE連携が解除されました",
        easy: "LINE連携(れんけい)が終(お)わりました",
        en: "Your LINE account is no longer linked",
    }
    UNLINKED {
        ja: "接種券とこのLINEアカウントの連携が解除されました。このLINEでは、予約の確認やお知らせの受け取りができなくなりました。ご予約はそのまま残っています。",
        easy: "接種券(せっしゅけん)と、このLINEは、つながらなくなりました。このLINEでは、もう予約(よやく)を見(み)ることができません。お知(し)らせも来(き)ません。予約は残(のこ)っています。",
        en: "The coupon was unlinked from this LINE account. Its booking is no longer shown here, and its notices no longer come here. The booking itself is kept.",
    }
    MOVED_BY_NOBODY {
        ja: "お心当たりのない場合は、{call_centre}（{phone}）へご連絡ください。",
        easy: "知(し)らないときは、{call_centre}（{phone}）に電話(でんわ)してください。",
        en: "If you did not do this, please call {call_centre} ({phone}).",
    }
}
