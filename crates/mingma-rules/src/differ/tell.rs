//! A difference in words.

use mingma_model::{Event, Lang, Text};

use super::{Change, Diff, Field, RuleChange};
use crate::compare::{Days, Scenario};
use crate::explain::words;

/// Where a field stands among the others.
pub(super) fn rank(field: &str) -> u8 {
    match field {
        "reason" => 0,
        "applies" => 1,
        "lapse" => 3,
        _ => 2,
    }
}

/// 每天检测阴性的人：第8至14天更宽（原红码，现黄码）
pub(super) fn effect(scenario: Scenario, days: Days, stricter: bool) -> Text {
    let who = person(scenario);
    let (zh_days, en_days) = match (days.first, days.last) {
        (first, last) if first == last => (format!("第{first}天"), format!("day {first}")),
        (first, last) => (format!("第{first}至{last}天"), format!("days {first} to {last}")),
    };
    let (zh, en) = if stricter { ("更严", "stricter") } else { ("更宽", "milder") };
    let (colour, other) = (days.colour, days.other);
    Text::new(
        format!("{}：{zh_days}{zh}（原{}，现{}）", who.zh, colour.name(Lang::Zh), other.name(Lang::Zh)),
        format!("{}: {en} on {en_days} (was {}, now {})", who.en, colour.word(), other.word()),
    )
}

fn person(scenario: Scenario) -> Text {
    match scenario {
        Scenario::Nothing => Text::new("不做检测的人", "Who takes no test"),
        Scenario::DailyTests => Text::new("每天检测阴性的人", "Who tests negative every day"),
        Scenario::Event(Event::RecheckNegative) | Scenario::EventAndTests(Event::RecheckNegative) => {
            Text::new("第5天复检阴性的人", "Whose recheck on day 5 is negative")
        }
        Scenario::Event(event) => Text::new(
            format!("第5天{}、不做检测的人", words::event(Lang::Zh, event, None)),
            format!("Who takes no test, with {} on day 5", event.name(Lang::En)),
        ),
        Scenario::EventAndTests(event) => Text::new(
            format!("第5天{}、每天检测阴性的人", words::event(Lang::Zh, event, None)),
            format!("Who tests negative every day, with {} on day 5", event.name(Lang::En)),
        ),
    }
}

impl Diff {
    /// The difference as lines of text.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let [a, b] = &self.titles;
        let mut lines = vec![format!("{} [{}] → {} [{}]", a.of(lang), self.before, b.of(lang), self.after)];
        lines.extend(self.about.iter().map(|field| format!("  {}", field.tell(lang))));
        if self.rules.is_empty() && self.reworded.is_empty() {
            lines.push(lang.pick("规则完全相同。", "The rules are the same.").to_owned());
        }
        for rule in &self.rules {
            lines.push(String::new());
            lines.extend(rule.tell(lang));
        }
        if self.rules.iter().any(|rule| rule.change != Change::Changed) {
            lines.push(String::new());
            lines.push(lang.pick(
                "只比较这两份规则包本身；一份没有规定的，施行时由地域更大的规则包决定。",
                "Only these two packs are compared; what one does not treat is decided by a pack of a wider region, where there is one.",
            ).to_owned());
        }
        if !self.same.is_empty() && !self.rules.is_empty() {
            lines.push(String::new());
            let same: Vec<&str> = self.same.iter().map(|reason| reason.of(lang)).collect();
            lines.push(match lang {
                Lang::Zh => format!("没有变化：{}。", same.join("；")),
                Lang::En => format!("Unchanged: {}.", same.join("; ")),
            });
        }
        if !self.reworded.is_empty() {
            lines.push(String::new());
            lines.push(lang.pick("只改了说法：", "Only worded otherwise:").to_owned());
            lines.extend(self.reworded.iter().map(|field| format!("  {}", field.tell(lang))));
        }
        lines.join("\n") + "\n"
    }
}

impl RuleChange {
    fn tell(&self, lang: Lang) -> Vec<String> {
        let verb = match self.change {
            Change::Added => lang.pick("新增", "Added"),
            Change::Removed => lang.pick("删去", "Removed"),
            Change::Changed => lang.pick("改动", "Changed"),
        };
        let ids: Vec<&str> = [&self.before, &self.after].into_iter().flatten().map(String::as_str).collect();
        let id = if ids.first() == ids.last() { ids[..1].concat() } else { ids.join(" → ") };
        let mut lines = vec![format!("{verb}{}{} [{id}]", lang.pick("：", ": "), self.reason.of(lang))];
        lines.extend(
            self.fields.iter().filter(|field| field.field != "reason").map(|field| format!("  {}", field.tell(lang))),
        );
        lines.extend(self.effects.iter().map(|effect| format!("  = {}", effect.text.of(lang))));
        if self.effects.is_empty() {
            let none = lang.pick("对试算的人没有影响", "no difference for the people tried");
            lines.push(format!("  = {none}"));
        }
        lines
    }
}

impl Field {
    /// `−` as it read, `+` as it reads.
    fn tell(&self, lang: Lang) -> String {
        let name = name(&self.field, lang);
        let colon = lang.pick("：", ": ");
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                format!("{name}{colon}{} → {}", before.of(lang), after.of(lang))
            }
            (Some(before), None) => format!("− {name}{colon}{}", before.of(lang)),
            (None, Some(after)) => format!("+ {name}{colon}{}", after.of(lang)),
            (None, None) => name,
        }
    }
}

fn name(field: &str, lang: Lang) -> String {
    if let Some(row) = field.strip_prefix("phase_") {
        return lang.pick("第", "phase ").to_owned() + row + lang.pick("段", "");
    }
    match field {
        "title" => lang.pick("名称", "title"),
        "region" => lang.pick("施行地", "region"),
        "in_force" => lang.pick("施行期", "in force"),
        "issuer" => lang.pick("发布", "issuer"),
        "source" => lang.pick("出处", "source"),
        "applies" => lang.pick("适用", "applies"),
        "lapse" => lang.pick("最长期限", "longest time"),
        "reason" => lang.pick("理由", "reason"),
        id => id,
    }
    .to_owned()
}
