//! The report as a page: one file without external resources, suitable for printing.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    chart,
    figures::{self, Figure},
    heat,
};
use crate::{
    cli::{
        print::{Tongue, Words},
        words,
    },
    office::report::{NoticeFigures, Report},
    vaccination::{municipality::Municipality, time::in_tokyo},
};

const STYLE: &str = include_str!("page.css");

pub(super) fn page(report: &Report, town: &Municipality, tongue: Tongue) -> String {
    let title = tongue.pick("予約の集計", "Booking report");
    let (name, programme) = (tongue.of(&town.name), tongue.of(&town.programme));
    let markup = html! {
        (DOCTYPE)
        html lang=(tongue.pick("ja", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (name) " " (title) }
                style { (PreEscaped(STYLE)) ":root{--accent:" (town.colour) "}" }
            }
            body {
                header {
                    p { (name) " " (programme) }
                    h1 { (title) }
                    p { (period(report, tongue)) }
                }
                main { (body(report, tongue)) }
            }
        }
    };
    markup.into_string()
}

fn body(report: &Report, tongue: Tongue) -> Markup {
    let say = |words: Words| tongue.say(words);
    html! {
        section.figures {
            @for figure in figures::summary(report) { (tile(&figure, tongue)) }
        }
        (card(say(("日ごとの予約とキャンセル", "Bookings and cancellations by day")), "wide", &html! {
            (chart::by_day(&report.days, say(("日ごとの予約数とキャンセル数", "Bookings made and cancelled by day"))))
            ul.legend {
                li { i.made {} (say(("予約した日", "Made"))) }
                li { i.cancelled {} (say(("キャンセルした日", "Cancelled"))) }
            }
        }))
        (card(say(("会場と日ごとの予約率", "Fill rate by venue and day")), "wide", &heat::maps(report, tongue)))
        (card(say(("予約の経路", "Bookings by channel")), "", &ways(report, tongue)))
        (card(say(("お知らせ", "Notices")), "", &notices(report, tongue)))
        (card(say(("予約した人の年齢", "Age of people with a booking")), "wide", &ages(report, tongue)))
    }
}

fn card(title: &str, class: &str, content: &Markup) -> Markup {
    html! {
        section class={ "card " (class) } {
            h2 { (title) }
            (content)
        }
    }
}

fn tile(figure: &Figure, tongue: Tongue) -> Markup {
    html! {
        div.tile {
            span { (tongue.say(figure.name)) }
            strong { (chart::thousands(figure.value)) }
            @if let Some(percent) = figure.percent {
                em { (percent) "%" }
                div.meter { div style={ "width:" (percent.min(100)) "%" } {} }
            }
        }
    }
}

fn ways(report: &Report, tongue: Tongue) -> Markup {
    let parts: Vec<_> = report
        .ways
        .iter()
        .map(|(share, bookings)| (tongue.say(figures::share(*share)), *bookings))
        .collect();
    chart::in_parts(&parts, tongue.pick("予約の経路", "Bookings by channel"))
}

fn ages(report: &Report, tongue: Tongue) -> Markup {
    let ages: Vec<_> =
        report.ages.iter().map(|(group, people)| (figures::age(*group, tongue), *people)).collect();
    let middle = ages.len().div_ceil(2);
    let label = tongue.pick("年齢ごとの人数", "People by age");
    html! {
        div.columns {
            @for half in ages.chunks(middle.max(1)) {
                div { (chart::side_by_side(half, label)) }
            }
        }
    }
}

fn notices(report: &Report, tongue: Tongue) -> Markup {
    let heads: [Words; 6] = [
        ("", ""),
        ("LINE", "LINE"),
        ("メール", "Mail"),
        ("電話", "Telephone"),
        ("送信待ち", "Waiting"),
        ("失敗", "Failed"),
    ];
    html! {
        table {
            thead { tr { @for head in heads { th { (tongue.say(head)) } } } }
            tbody { @for kind in &report.notices { (notice(kind, tongue)) } }
        }
    }
}

fn notice(figures: &NoticeFigures, tongue: Tongue) -> Markup {
    let counted =
        [figures.sent_by_line, figures.sent_by_mail, figures.told_by_phone, figures.waiting];
    html! {
        tr {
            th { (tongue.say(words::notice(figures.kind))) }
            @for count in counted { td { (chart::thousands(count)) } }
            td.failed[figures.failed > 0] { (chart::thousands(figures.failed)) }
        }
    }
}

fn period(report: &Report, tongue: Tongue) -> String {
    let at = in_tokyo(report.at).format("%Y-%m-%d %H:%M");
    let day = |date: Option<chrono::NaiveDate>| date.map(|it| it.to_string()).unwrap_or_default();
    let (from, until) = (day(report.period.from), day(report.period.until));
    match (report.period.from, report.period.until) {
        (None, None) => tongue.pick(format!("全期間・{at} 現在"), format!("All days, as of {at}")),
        _ => tongue.pick(
            format!("接種日 {from}〜{until}・{at} 現在"),
            format!("Slots of {from} – {until}, as of {at}"),
        ),
    }
}
