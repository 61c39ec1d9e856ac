//! Small words: counts, spans, colours that a code turns, events.

use mingma_model::{Colour, Event, Lang, Level, Span};

const ZH: [&str; 11] = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];
const EN: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// 两 / two; figures above ten.
pub(crate) fn count(lang: Lang, n: usize) -> String {
    let words = match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    };
    words.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// 绿 / green: what a code turns to.
pub(crate) const fn shade(lang: Lang, colour: Colour) -> &'static str {
    match (lang, colour) {
        (Lang::Zh, Colour::Green) => "绿",
        (Lang::Zh, Colour::Yellow) => "黄",
        (Lang::Zh, Colour::Red) => "红",
        (Lang::En, colour) => colour.word(),
    }
}

/// 黄码 / Yellow: the beginning of a sentence.
pub(crate) const fn headed(lang: Lang, colour: Colour) -> &'static str {
    match (lang, colour) {
        (Lang::Zh, colour) => colour.name(Lang::Zh),
        (Lang::En, Colour::Green) => "Green",
        (Lang::En, Colour::Yellow) => "Yellow",
        (Lang::En, Colour::Red) => "Red",
    }
}

/// 7天, 72小时 / 7 days, 72 hours.
pub(crate) fn span(lang: Lang, span: Span) -> String {
    let (n, zh, one, many) = match span {
        Span::Hours(n) => (n, "小时", "hour", "hours"),
        Span::Days(n) => (n, "天", "day", "days"),
    };
    match (lang, n) {
        (Lang::Zh, _) => format!("{n}{zh}"),
        (Lang::En, 1) => format!("1 {one}"),
        (Lang::En, _) => format!("{n} {many}"),
    }
}

/// 高风险 / high-risk.
pub(crate) const fn level(lang: Lang, level: Level) -> &'static str {
    match level {
        Level::High => lang.pick("高风险", "high-risk"),
        Level::Medium => lang.pick("中风险", "medium-risk"),
        Level::Low => lang.pick("低风险", "low-risk"),
    }
}

/// What has to happen: 出院 / you are discharged from hospital. `origin` names
/// the sender of a notice.
pub(crate) fn event(lang: Lang, event: Event, origin: Option<&str>) -> String {
    let sender = origin.unwrap_or(lang.pick("推送地", "the place that sent it"));
    match (event, lang) {
        (Event::Discharged, _) => lang.pick("出院", "you are discharged from hospital").to_owned(),
        (Event::WithdrawnAtOrigin, Lang::Zh) => format!("{sender}撤回"),
        (Event::WithdrawnAtOrigin, Lang::En) => format!("{sender} withdraws it"),
        (Event::AreaMedium, _) => lang.pick("降为中风险区", "the area becomes medium-risk").to_owned(),
        (Event::AreaLifted, _) => lang.pick("风险区解除", "the area is lifted").to_owned(),
        (Event::ImmunityShown, _) => lang.pick("出示免疫证明", "you show that you are immune").to_owned(),
        (Event::RecheckNegative, _) => lang.pick("复检阴性", "your recheck is negative").to_owned(),
    }
}

/// What has happened: 出院 / you were discharged from hospital.
pub(crate) fn happened(lang: Lang, event: Event, origin: Option<&str>) -> String {
    let sender = origin.unwrap_or("the place that sent it");
    if lang == Lang::Zh {
        return self::event(lang, event, origin);
    }
    match event {
        Event::Discharged => "you were discharged from hospital".to_owned(),
        Event::WithdrawnAtOrigin => format!("{sender} withdrew it"),
        Event::AreaMedium => "the area became medium-risk".to_owned(),
        Event::AreaLifted => "the area was lifted".to_owned(),
        Event::ImmunityShown => "you showed that you are immune".to_owned(),
        Event::RecheckNegative => "your recheck was negative".to_owned(),
    }
}

/// Joins with 、 and 和, or commas and "and".
pub(crate) fn list(lang: Lang, parts: &[String]) -> String {
    joined(parts, lang.pick("、", ", "), lang.pick("和", " and "))
}

/// Joins with 、 and 或, or commas and "or".
pub(crate) fn any(lang: Lang, parts: &[String]) -> String {
    joined(parts, lang.pick("、", ", "), lang.pick("或", " or "))
}

fn joined(parts: &[String], between: &str, last: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => format!("{}{last}{tail}", head.join(between)),
    }
}

/// The first letter as a capital; Chinese is left as it is.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
