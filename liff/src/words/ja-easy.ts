import type { Dictionary } from "./say.tsx";

/** やさしい日本語: short sentences, spaces between words, `{漢字|かんじ}` gets its reading. */
export const jaEasy: Dictionary = {
  "nav.language": "ことば",
  "nav.skip": "{本文|ほんぶん}へ いく",
  "nav.back": "もどる",
  "nav.myPage": "マイページ",
  "nav.start": "はじめの ページへ",
  "nav.closeWindow": "LINEに もどる",
  "progress.step": (step, of) => `${of}つの うちの ${step}つめ`,
  "progress.identity": "あなたを {確認|かくにん}",
  "progress.line": "LINE",
  "progress.contact": "れんらくさき",
  "progress.seat": "{場所|ばしょ}と {日時|にちじ}",
  "progress.confirm": "さいごの {確認|かくにん}",
  "state.loading": "まって ください",
  "state.sending": "おくって います",

  "mark.plenty": "あいて います",
  "mark.few": "すこし あいて います",
  "mark.none": "いっぱいです",
  "mark.legend": "しるしの {意味|いみ}",
  "mark.age": (seconds) => `${seconds}{秒|びょう}{前|まえ}の しるしです。`,

  "terms.title": "つかう ときの きまり",
  "terms.lead": "ワクチンの {接種券|せっしゅけん}（クーポン{券|けん}）を よういして ください。",
  "terms.inJapanese":
    "この きまりは、ふつうの {日本語|にほんご}です。わからない ときは、{知|し}って いる {人|ひと}に {聞|き}いて ください。",
  "terms.agree": "きまりを まもります（{同意|どうい}する）",
  "terms.start": "{予約|よやく}をはじめる",
  "terms.agreeFirst": "「きまりを まもります」に しるしを つけると、{予約|よやく}が できます。",
  "terms.look": "あいて いる {日|ひ}だけを {見|み}る",

  "waiting.title": "{順番|じゅんばん}に すすみます",
  "waiting.lead":
    "いま、{人|ひと}が とても {多|おお}いです。{自動|じどう}で つぎの {画面|がめん}に かわります。そのまま まって ください。",
  "waiting.ahead": "あなたの {前|まえ}に まって いる {人|ひと}",
  "waiting.people": (count) => `${count}{人|にん}`,
  "waiting.wait": "まつ {時間|じかん}",
  "waiting.minutes": (count) => `だいたい ${count}{分|ぷん}`,
  "waiting.soon": "もうすぐ",
  "waiting.keep": (minutes) =>
    `この {画面|がめん}を とじても、あなたの {番|ばん}に なって ${minutes}{分|ふん}までに もういちど ひらけば、{順番|じゅんばん}は かわりません。`,
  "waiting.lost": "{時間|じかん}が たったので、あたらしい {順番|じゅんばん}に なりました。",
  "waiting.stayEnded":
    "{予約|よやく}の {画面|がめん}を {使|つか}う {時間|じかん}が おわりました。もういちど {順番|じゅんばん}を まって ください。",
  "waiting.seatsGone":
    "{予約|よやく}は いっぱいに なりました。まっても {予約|よやく}できないかも しれません。{予約|よやく}を {見|み}たり、やめたり できます。",
  "waiting.unheard":
    "インターネットを {確認|かくにん}して います。{順番|じゅんばん}は かわりません。そのまま まって ください。",
  "waiting.aloud": (ahead, wait) =>
    `あなたの {前|まえ}に ${ahead}{人|にん} います。まつ {時間|じかん}は、${wait}です。`,

  "robot.title": "{確認|かくにん}の おねがい",
  "robot.lead":
    "まちがいが つづきました。「{私|わたし}はロボットではありません」を おして、「すすむ」を おして ください。",
  "robot.label": "{私|わたし}はロボットではありません",
  "robot.working": "{確認|かくにん}して います。まって ください。",
  "robot.done": "{確認|かくにん}できました。",
  "robot.failed": "{確認|かくにん}できませんでした。もういちど して ください。",
  "robot.missing": "さきに「{私|わたし}はロボットではありません」を おして ください。",
  "robot.next": "すすむ",
  "error.identificationClosed":
    "いま、{券|けん}の {番号|ばんごう}は {使|つか}えません。コールセンターに {電話|でんわ}して ください。",
  "error.locked":
    "この {番号|ばんごう}は まちがいが つづいたので、しばらく つかえません。コールセンターに {電話|でんわ}して ください。",
  "identity.title": "あなたを {確認|かくにん}します",
  "identity.lead":
    "{接種券|せっしゅけん}の {番号|ばんごう}と、{生|う}まれた {日|ひ}を {入|い}れて ください。",
  "identity.number": "{券番号|けんばんごう}（10この {数字|すうじ}）",
  "identity.numberHint": "{接種券|せっしゅけん}に {書|か}いて ある 10この {数字|すうじ}です。",
  "identity.birth": "{生|う}まれた {日|ひ}",
  "identity.birthHint":
    "{昭和|しょうわ}・{西暦|せいれき}などを えらんで、それから {年|ねん}・{月|がつ}・{日|にち}を えらびます。",
  "identity.birthTypedHint": "{例|れい}：1950年5月5日、昭和25年5月5日",
  "identity.type": "{文字|もじ}で {入|い}れる",
  "identity.choose": "えらんで {入|い}れる",
  "identity.calendar": "こよみ",
  "identity.year": "{年|ねん}",
  "identity.month": "{月|がつ}",
  "identity.day": "{日|にち}",
  "identity.choosePlease": "えらぶ",
  "identity.leadWithCode":
    "{券|けん}の {番号|ばんごう}、{生|う}まれた {日|ひ}、{確認|かくにん}コードを {入|い}れて ください。",
  "identity.code": "{確認|かくにん}コード（6こ）",
  "identity.codeHint": "{手紙|てがみ}に {書|か}いてある 6この {文字|もじ}です。",
  "identity.next": "つぎへ",
  "identity.issuer": "{接種券|せっしゅけん}を {出|だ}した {市|し}や {町|まち}",
  "identity.issuerHint":
    "{同|おな}じ {番号|ばんごう}の {券|けん}が ほかの {町|まち}にも あります。{券|けん}に {書|か}いて ある {市|し}や {町|まち}を えらんで ください。",
  "identity.readTerms": "きまりを {読|よ}む",
  "identity.lineLogin": "LINEで はいる",
  "identity.lineLoginHint": "LINEと つないで いる {人|ひと}は、{番号|ばんごう}が いりません。",
  "identity.again": "{時間|じかん}が たちました。もういちど あなたを {確認|かくにん}します。",

  "era.taisho": "{大正|たいしょう}",
  "era.showa": "{昭和|しょうわ}",
  "era.heisei": "{平成|へいせい}",
  "era.reiwa": "{令和|れいわ}",
  "era.western": "{西暦|せいれき}",
  "era.first": "1",

  "line.title": "LINEと つなぐ",
  "line.lead": "{予約|よやく}と あなたの LINEを つなぎます。",
  "line.canTitle": "LINEと つなぐと",
  "line.canSkipIdentity":
    "つぎから {番号|ばんごう}を {入|い}れないで マイページを {見|み}ることが できます。",
  "line.canRemind": "ワクチンの {日|ひ}の まえの {日|ひ}に、LINEで お{知|し}らせが {来|き}ます。",
  "line.undo": "マイページで、いつでも やめることが できます。",
  "line.allow": "LINEの {画面|がめん}が {出|で}たら、「{許可|きょか}する」を おして ください。",
  "line.account": "LINEの {名前|なまえ}：",
  "line.isYours": "このLINEと つなぎます。あなたのLINEでは ないときは、つながないで ください。",
  "line.link": "LINEと つないで {保存|ほぞん}する",
  "line.skip": "LINEと つながないで すすむ",
  "line.skipHint": "つながない {人|ひと}には、メールで お{知|し}らせが {来|き}ます。",

  "contact.title": "れんらくさき",
  "contact.lead": "あなたに れんらくする ための ことを {書|か}いて ください。",
  "contact.name": "お{名前|なまえ}（カタカナ）",
  "contact.phone": "{電話番号|でんわばんごう}",
  "contact.email": "メールアドレス",
  "contact.required": "かならず",
  "contact.optional": "なくても いいです",
  "contact.nameHint": "{例|れい}：ワクチン タロウ",
  "contact.phoneHint":
    "「-」は いりません。{昼|ひる}に {出|で}られる {電話|でんわ}に して ください。",
  "contact.emailHint": "ワクチンの まえの {日|ひ}に お{知|し}らせを おくります。",
  "contact.noReminder": "LINEも メールも ない {人|ひと}には、お{知|し}らせが {来|き}ません。",
  "contact.next": "つぎへ",
  "contact.save": "{保存|ほぞん}する",
  "contact.saved": "れんらくさきを {保存|ほぞん}しました",

  "choice.title": "えらびかた",
  "choice.lead": "どちらを さきに きめますか。",
  "choice.place": "{場所|ばしょ}から きめる",
  "choice.placeHint": "ワクチンを うつ {場所|ばしょ}を さきに えらびます。",
  "choice.date": "{日|ひ}から きめる",
  "choice.dateHint": "あなたの いい {日|ひ}を さきに えらびます。",
  "choice.next": "つぎへ",
  "choice.missing": "どちらか ひとつを えらんで ください。",

  "category.title": "{場所|ばしょ}の しゅるいを えらぶ",
  "category.count": (count) => `${count}か{所|しょ}`,
  "venues.title": "{場所|ばしょ}を えらぶ",
  "venues.titleOn": (day) => `${day}の {場所|ばしょ}`,
  "venues.lead": "〇か △の {場所|ばしょ}を えらんで ください。",
  "venues.notice": "お{知|し}らせ",
  "venues.none":
    "いまは {予約|よやく}できる {場所|ばしょ}が ありません。すこし まって、また {見|み}て ください。",

  "calendar.title": "{日|ひ}を えらぶ",
  "calendar.lead": "〇か △の {日|ひ}を えらんで ください。",
  "calendar.previous": "←まえの {月|つき}",
  "calendar.next": "つぎの {月|つき}→",
  "calendar.previousMonth": "←まえの {月|つき}",
  "calendar.nextMonth": "つぎの {月|つき}→",
  "calendar.month": (year, month) => `${year}年${month}月`,
  "calendar.noSlot": "おやすみ",
  "calendar.nothing":
    "この {月|つき}に {予約|よやく}できる {日|ひ}は ありません。ほかの {月|つき}を {見|み}て ください。",
  "calendar.help": "やじるしの キーで うごかして、Enterで えらびます。",
  "calendar.day": (day, mark) => `${day} ${mark}`,

  "times.title": "{時間|じかん}を えらぶ",
  "times.lead": "〇か △の {時間|じかん}を えらんで ください。",
  "times.left": (left) => `あと ${left}{人|にん}`,
  "times.none": "この {日|ひ}は {予約|よやく}できません。ほかの {日|ひ}を えらんで ください。",
  "times.otherDay": "ほかの {日|ひ}を えらぶ",
  "times.span": (from, to) => `${from}～${to}`,
  "times.slotFull":
    "えらんだ {時間|じかん}は、いっぱいに なりました。ほかの {時間|じかん}を えらんで ください。",
  "times.slotClosed":
    "えらんだ {時間|じかん}は、もう {予約|よやく}できません。ほかの {時間|じかん}を えらんで ください。",

  "confirm.title": "{予約|よやく}を {確認|かくにん}する",
  "confirm.notYet": "まだ {予約|よやく}は できて いません。",
  "confirm.lead": "{下|した}の ことが よければ、「{予約|よやく}する」を おして ください。",
  "confirm.phoneOnly": (centre, phone) =>
    `この {予約|よやく}を やめる ときは、${centre}（${phone}）に {電話|でんわ}を して ください。この {画面|がめん}では やめることが できません。`,
  "confirm.commit": "{予約|よやく}する",
  "confirm.change": "{時間|じかん}を えらびなおす",
  "confirm.changeContact": "れんらくさきを かえる",
  "confirm.lost":
    "{予約|よやく}できたか わかりませんでした。もういちど「{予約|よやく}する」を おして ください。{予約|よやく}が 2つに なることは ありません。",

  "done.title": "{予約|よやく}できました",
  "done.remind": "ワクチンの まえの {日|ひ}に、LINEか メールで お{知|し}らせが {来|き}ます。",
  "done.care": "ワクチンの {日|ひ}は、{時間|じかん}と {場所|ばしょ}に {気|き}を つけて ください。",
  "done.myPageHint": "{予約|よやく}は 「マイページ」で {見|み}ることが できます。",

  "booking.venue": "{場所|ばしょ}",
  "booking.address": "{住所|じゅうしょ}",
  "booking.date": "{日|ひ}",
  "booking.time": "{時間|じかん}",
  "booking.map": "{地図|ちず}を {見|み}る",
  "booking.newWindow": "あたらしい {画面|がめん}が ひらきます",
  "booking.bring": "{持|も}って いく もの",
  "booking.calendar": "カレンダーに {入|い}れる",
  "booking.confirmed": "{予約|よやく}して います",
  "booking.cancelled": "やめました",
  "booking.past": "おわりました",
  "booking.cancelledAt": (at) => `${at}に やめました`,
  "booking.cancelledByPhone": "{電話|でんわ}で {聞|き}いた とおり、やめました。",
  "booking.cancelledByTown": (town) => `${town}の {都合|つごう}で、なくなりました。`,
  "booking.reason": "わけ",
  "booking.closed": "お{休|やす}み",
  "booking.closedLead": "この {場所|ばしょ}・{時間|じかん}は、お{休|やす}みに なりました。",
  "booking.closedAdvice":
    "{予約|よやく}は {残|のこ}って いますが、{来|こ}ないで ください。{次|つぎ}の お{知|し}らせを {待|ま}って ください。",
  "booking.townMessage": "お{知|し}らせ",

  "people.title": "だれの {予約|よやく}ですか",
  "people.lead": "{人|ひと}を えらんで ください。",
  "people.named": (name) => `${name} さん`,
  "people.coupon": (ends) => `（{券|けん}の おわり ${ends}）`,
  "people.unnamed": (ends) => `{券|けん}の おわりが ${ends} の {人|ひと}`,
  "people.change": "ほかの {人|ひと}に かえる",
  "people.add": "{家族|かぞく}の {券|けん}を たす",
  "friend.lead":
    "LINEで お{知|し}らせを もらう ためには、{友|とも}だちに {追加|ついか}して ください。",
  "friend.add": "{友|とも}だちに {追加|ついか}する",
  "my.title": "マイページ",
  "my.booking": "いまの {予約|よやく}",
  "my.noBooking": "いま、{予約|よやく}は ありません。",
  "my.start": "{予約|よやく}を はじめる",
  "my.cancel": "{予約|よやく}を やめて、えらびなおす",
  "my.cancelUntil": (until) => `${until}まで、この {画面|がめん}で やめることが できます。`,
  "my.cancelByPhone":
    "この {画面|がめん}では もう やめることが できません。{電話|でんわ}を して ください。",
  "my.history": "いままでの {予約|よやく}",
  "my.noHistory": "まだ なにも ありません。",
  "my.settings": "あなたの こと",
  "my.changeContact": "れんらくさきを かえる",
  "my.link": "LINEと つなぐ",
  "my.linked": "LINEと つないで います",
  "my.unlink": "LINEと つなぐのを やめる",
  "my.logout": "ログアウト（おわる）",
  "my.alreadyBooked":
    "もう {予約|よやく}が あります。かえる ときは、さきに いまの {予約|よやく}を やめて ください。",

  "cancel.question": "{予約|よやく}を やめますか？",
  "cancel.warning": "やめた {予約|よやく}は、もとに もどりません。",
  "cancel.done": "{予約|よやく}を やめました",
  "unlink.question": "LINEと つなぐのを やめますか？",
  "unlink.warning":
    "つぎから {番号|ばんごう}を {入|い}れます。LINEに お{知|し}らせは {来|き}ません。",
  "unlink.done": "LINEと つなぐのを やめました。",
  "link.done": "LINEと つなぎました",
  "dialog.ok": "OK",
  "dialog.back": "もどる",

  "logout.title": "ログアウトしました",
  "logout.lead": "また つかう ときは、「マイページ」を おして ください。",

  "closed.title": "いまは {予約|よやく}できません",
  "closed.lead":
    "あたらしい {予約|よやく}は できません。マイページで {予約|よやく}を {見|み}たり、やめたり できます。",
  "closed.from": (at) => `はじまる {日|ひ}：${at}`,
  "closed.until": (at) => `おわった {日|ひ}：${at}`,
  "centre.title": "わからない とき",
  "centre.call": (phone) => `${phone}に {電話|でんわ}する`,

  "missing.title": "ページが ありません",
  "missing.lead": "この ページは ありません。はじめの ページから すすんで ください。",
  "missing.venue":
    "この {場所|ばしょ}は、いま {予約|よやく}できません。ほかの {場所|ばしょ}を えらんで ください。",

  "error.offlineTitle": "インターネットに つながりません",
  "error.offline":
    "つながる {場所|ばしょ}で 「もういちど」を おして ください。{書|か}いた ことは きえません。",
  "error.slow": "{時間|じかん}が かかったので とめました。「もういちど」を おして ください。",
  "error.serverTitle": "いまは つかえません",
  "error.server": "すこし まって、「もういちど」を おして ください。",
  "error.retry": "もういちど",
  "error.sendOffline":
    "インターネットに つながりません。つながる {場所|ばしょ}で、{同|おな}じ ボタンを もういちど おして ください。{書|か}いた ことは きえません。",
  "error.sendSlow":
    "{時間|じかん}が かかったので とめました。{同|おな}じ ボタンを もういちど おして ください。",
  "error.sendServer":
    "いまは つかえません。すこし まって、{同|おな}じ ボタンを もういちど おして ください。",
  "error.summary": (count) => `${count}つ、なおして ください`,
  "error.prefix": "まちがい：",
  "error.couponNotFound":
    "この {番号|ばんごう}と {日|ひ}の {接種券|せっしゅけん}は {見|み}つかりません。もういちど {入|い}れて ください。",
  "error.lineUnknown": "LINEで {確認|かくにん}できませんでした。もういちど おして ください。",
  "error.refused": "できませんでした。ページを もういちど ひらいて ください。",
  "error.deadline":
    "もう やめることが できません。コールセンターに {電話|でんわ}を して ください。",

  "invalid.issuer": "{券|けん}を {出|だ}した {市|し}や {町|まち}を えらんで ください。",
  "invalid.couponNumber": "{番号|ばんごう}は、10この {数字|すうじ}を {入|い}れて ください。",
  "invalid.couponNumberZeros":
    "0だけの {番号|ばんごう}は ありません。{接種券|せっしゅけん}に {書|か}いて ある 10この {数字|すうじ}を {入|い}れて ください。",
  "invalid.birthMissing": "こよみ・{年|ねん}・{月|がつ}・{日|にち}を ぜんぶ えらんで ください。",
  "invalid.birthTypedMissing": "{生|う}まれた {日|ひ}を {入|い}れて ください。",
  "invalid.birthDate": "この {日|ひ}は ありません。もういちど {見|み}て ください。",
  "invalid.birthUnreadable": "{生|う}まれた {日|ひ}が わかりません。{例|れい}：1950年5月5日",
  "invalid.agree": "きまりを {読|よ}んで、「きまりを まもります」に しるしを つけて ください。",
  "invalid.nameMissing": "お{名前|なまえ}を カタカナで {入|い}れて ください。",
  "invalid.nameKana": "お{名前|なまえ}は、カタカナだけに して ください。",
  "invalid.nameLong": "お{名前|なまえ}が ながいです。50{文字|もじ}までに して ください。",
  "invalid.phoneMissing": "{電話番号|でんわばんごう}を {入|い}れて ください。",
  "invalid.phone": "{電話番号|でんわばんごう}は、0から はじまる 10か 11の {数字|すうじ}です。",
  "invalid.email": "メールアドレスが ちがいます。{例|れい}：taro@example.jp",
  "invalid.checkCode": "{確認|かくにん}コードは 6この {文字|もじ}です。",
  "invalid.checkCodeMissing": "{確認|かくにん}コードを {入|い}れて ください。",
  "invalid.other": "これは {使|つか}えません。もういちど {見|み}て ください。",
};
