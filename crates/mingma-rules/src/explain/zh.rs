//! The plan in Chinese.

use mingma_model::{Colour, Lang, Span};

use super::way::{Goes, Lost, Open, Outcome, Wanted, Way};
use super::when::When;
use super::words;
use crate::pack::{Alternative, Release};

/// One way as a clause: 再做一次核酸，阴性即转绿.
pub(crate) fn way(way: &Way, when: When<'_>, sender: Option<&str>) -> String {
    match way {
        Way::Open(open) => open_way(open, when, sender),
        Way::Lost(lost) => lost_way(lost, when),
    }
}

fn open_way(open: &Open, when: When<'_>, sender: Option<&str>) -> String {
    let mut wants = Vec::new();
    wants.extend(open.event.map(|event| words::event(Lang::Zh, event, sender)));
    wants.extend(open.tests.map(|tests| self::tests(&tests, when)));
    let what = wants.join("，且");
    let then = if open.tests.is_some() && open.event.is_none() { "即" } else { "后" };
    match (&open.outcome, open.earliest) {
        (Outcome::Goes(goes), _) => format!("{what}后{}", self::goes(goes)),
        (Outcome::Turns(colour), Some(at)) => {
            format!("{what}则最早{}转{}", when.at(at), words::shade(Lang::Zh, *colour))
        }
        (Outcome::Turns(colour), None) => {
            format!("{what}{then}转{}", words::shade(Lang::Zh, *colour))
        }
        (Outcome::Stays, Some(at)) => format!("{what}则最早{}解除这一条", when.at(at)),
        (Outcome::Stays, None) => format!("{what}{then}解除这一条"),
    }
}

/// 6月22日 09:00至6月23日 15:00之间再做一次核酸，阴性
fn tests(wanted: &Wanted, when: When<'_>) -> String {
    let window = match (wanted.from, wanted.before) {
        (Some(from), Some(before)) => when.between(from, before),
        (Some(from), None) => when.from(from),
        (None, Some(before)) => when.before(before),
        (None, None) => String::new(),
    };
    let again = if wanted.more { "再" } else { "" };
    let result = if wanted.count > 1 { "均为阴性" } else { "阴性" };
    format!("{window}{again}做{}次核酸{}，{result}", words::count(Lang::Zh, wanted.count.into()), terms(wanted, when))
}

/// （第一次在6月21日 15:00前，两次间隔24小时以上）
fn terms(wanted: &Wanted, when: When<'_>) -> String {
    let first = wanted.first_before.map(|before| match wanted.count {
        1 => format!("须在{}采样", when.before(before)),
        _ => format!("第一次须在{}采样", when.before(before)),
    });
    let gap = wanted.gap.map(|hours| format!("间隔{hours}小时以上"));
    let terms: Vec<String> = [first, gap].into_iter().flatten().collect();
    if terms.is_empty() { String::new() } else { format!("（{}）", terms.join("，")) }
}

fn lost_way(lost: &Lost, when: When<'_>) -> String {
    let which = match (lost.first, lost.counted) {
        (true, _) => "第一次核酸",
        (false, 0) => "核酸",
        (false, _) => "其余核酸",
    };
    let so = if lost.beside { "这一办法已不能用" } else { "不能再靠检测提前解除" };
    format!("{which}没有赶在{}采样，{so}", when.before(lost.before))
}

/// After an event: 转黄，再满7天且一次核酸阴性转绿.
fn goes(goes: &Goes) -> String {
    let own = if goes.others { "这一条" } else { "" };
    let mut parts = vec![match goes.stays {
        true => format!("{own}仍为{}", goes.first.name(Lang::Zh)),
        false => format!("{own}转{}", words::shade(Lang::Zh, goes.first)),
    }];
    for (row, (phase, colour)) in goes.legs().enumerate() {
        let then = match colour {
            Colour::Green if goes.others => "解除".to_owned(),
            colour => format!("转{}", words::shade(Lang::Zh, colour)),
        };
        parts.push(until(&phase.until, row == 0) + &then);
    }
    parts.join("，")
}

/// 再满7天且第7天起一次核酸阴性
fn until(alternatives: &[Alternative], first: bool) -> String {
    let again = if first { "再" } else { "" };
    let told: Vec<String> = alternatives.iter().map(|one| alternative(one, again)).collect();
    told.join("，或")
}

/// What an alternative wants, counted from its base: 满7天且一次核酸阴性后. `again`
/// stands before the days.
pub(crate) fn alternative(one: &Alternative, again: &str) -> String {
    let mut parts = Vec::new();
    parts.extend(one.after.map(|span| format!("{again}{}", full(span))));
    let events: Vec<String> = one.events.iter().map(|event| words::event(Lang::Zh, *event, None)).collect();
    parts.extend(Some(words::any(Lang::Zh, &events)).filter(|text| !text.is_empty()));
    parts.extend(one.release.map(|release| self::release(&release)));
    format!("{}后", parts.join("且"))
}

fn full(span: Span) -> String {
    format!("满{}", words::span(Lang::Zh, span))
}

/// 72小时内两次核酸阴性（首次24小时内，间隔24小时以上）
pub(crate) fn release(release: &Release) -> String {
    let within = release.within.map_or_else(String::new, |span| format!("{}内", words::span(Lang::Zh, span)));
    let from = release.from.map(|span| match span {
        Span::Days(n) => format!("第{n}天起采样"),
        Span::Hours(n) => format!("{n}小时后采样"),
    });
    let first = release.first_within.map(|hours| format!("首次在{hours}小时内"));
    let gap = release.gap.filter(|_| release.negative_tests > 1).map(|hours| format!("间隔{hours}小时以上"));
    let terms: Vec<String> = [from, first, gap].into_iter().flatten().collect();
    let terms = if terms.is_empty() { String::new() } else { format!("（{}）", terms.join("，")) };
    format!("{within}{}次核酸阴性{terms}", words::count(Lang::Zh, release.negative_tests.into()))
}

/// 最迟6月28日0时自动转绿; what gets stricter is said with 否则.
pub(crate) fn steps(steps: &[(i64, Colour)], when: When<'_>, from: Colour, latest: bool) -> String {
    let mut before = from;
    let mut lead = latest;
    let told: Vec<String> = steps
        .iter()
        .map(|(at, colour)| {
            let (rises, shade) = (*colour > before, words::shade(Lang::Zh, *colour));
            before = *colour;
            if rises {
                return format!("{}{}起变为{shade}码", if latest { "否则" } else { "" }, when.at(*at));
            }
            format!("{}{}自动转{shade}", if std::mem::take(&mut lead) { "最迟" } else { "" }, when.at(*at))
        })
        .collect();
    told.join("，")
}
