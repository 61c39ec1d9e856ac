//! Why a code is yellow or red, and what ends that.

use mingma_model::{Colour, Kind, Lang};

use super::plan::{Cause, Held, cause, open};
use super::way::Way;
use super::{ReasonRow, Teller, en, words, zh};
use crate::known::Known;

impl Teller<'_> {
    /// True where something other than time can end the present colour.
    pub(super) fn may_end_early(&self) -> bool {
        open(&self.plan.held)
    }

    pub(super) fn adverse(&self) -> String {
        let one = self.plan.held.len() == 1;
        let head = if one { self.one_reason() } else { self.several_reasons() };
        let mut sentences = vec![head, if one { self.ends() } else { self.ends_of_several() }];
        sentences.extend(self.others());
        self.sentences(&sentences)
    }

    /// Closes each with a full stop; those of no words are left out.
    pub(super) fn sentences(&self, parts: &[String]) -> String {
        let told = parts.iter().filter(|part| !part.is_empty());
        match self.lang() {
            Lang::Zh => told.map(|part| format!("{part}。")).collect(),
            Lang::En => told.map(|part| format!("{}.", words::capital(part))).collect::<Vec<_>>().join(" "),
        }
    }

    fn one_reason(&self) -> String {
        let code = words::headed(self.lang(), self.derivation.colour);
        let fact = self.plan.held.first().map(|held| self.held_fact(held)).unwrap_or_default();
        self.pick(format!("{code}：{fact}"), format!("{code}: {fact}"))
    }

    fn several_reasons(&self) -> String {
        let code = words::headed(self.lang(), self.derivation.colour);
        let n = words::count(self.lang(), self.plan.held.len());
        let told: Vec<String> = (1..)
            .zip(&self.plan.held)
            .map(|(row, held)| {
                let number = if row == 2 { "二".to_owned() } else { words::count(Lang::Zh, row) };
                self.pick(format!("{number}、"), format!("({row}) ")) + &self.held_with_ways(held)
            })
            .collect();
        self.pick(
            format!("{code}，有{n}个原因：{}", told.join("；")),
            format!("{code}, for {n} reasons: {}", told.join("; ")),
        )
    }

    fn held_with_ways(&self, held: &Held<'_>) -> String {
        let fact = self.held_fact(held);
        let ways = self.ways(held);
        if ways.is_empty() {
            return fact;
        }
        self.pick(format!("{fact}，{}", ways.join("，或")), format!("{fact}: {}", ways.join(", or ")))
    }

    /// The fact, the event counted from, and what is provisional or stayed.
    fn held_fact(&self, held: &Held<'_>) -> String {
        let reason = &held.reason;
        let mut text = self.fact_since(reason.row);
        if self.provisional(reason.row) {
            text.push_str(&self.pick("（临时处置，尚待确认）", " (provisional, not yet confirmed)"));
        }
        if reason.stretch.colour > reason.colour {
            let (ruled, shown) = (reason.stretch.colour, reason.colour);
            text.push_str(&self.pick(
                format!("；规则定为{}，停止执行期间按{}", ruled.name(Lang::Zh), shown.name(Lang::Zh)),
                format!("; the rule says {}, but a stay leaves {}", ruled.word(), shown.word()),
            ));
        }
        text
    }

    /// The fact, and the event that its phase of now is counted from.
    fn fact_since(&self, row: usize) -> String {
        let at = self.derivation.at;
        let known = Known::at(self.scene.items, at);
        let fact = self.facts.fact(row);
        let lines = self.derivation.timelines.iter().filter(|timeline| timeline.row == row);
        let stretch = lines.flat_map(|timeline| &timeline.phases).find(|stretch| stretch.holds(at));
        match stretch.and_then(|stretch| self.facts.since(row, stretch, &known)) {
            Some(since) => self.pick(format!("{fact}，{since}"), format!("{fact} and {since}")),
            None => fact,
        }
    }

    /// An end set by admission; a notice always has one.
    fn provisional(&self, row: usize) -> bool {
        let item = self.facts.item(row);
        item.until.is_some() && item.kind != Kind::Notice
    }

    fn way(&self, way: &Way, row: usize) -> String {
        let sender = self.facts.sender(row);
        match self.lang() {
            Lang::Zh => zh::way(way, self.facts.when, sender.as_deref()),
            Lang::En => en::way(way, self.facts.when, sender.as_deref()),
        }
    }

    /// The ways as a sentence tells them: one that is lost only where none is open.
    fn ways(&self, held: &Held<'_>) -> Vec<String> {
        let any = held.ways.iter().any(|way| matches!(way, Way::Open(_)));
        let told = held.ways.iter().filter(|way| !any || matches!(way, Way::Open(_)));
        once(told.map(|way| self.way(way, held.reason.row)))
    }

    pub(super) fn steps(&self, steps: &[(i64, Colour)], from: Colour, latest: bool) -> String {
        match self.lang() {
            Lang::Zh => zh::steps(steps, self.facts.when, from, latest),
            Lang::En => en::steps(steps, self.facts.when, from, latest),
        }
    }

    /// Ways and what comes by itself: 两次核酸阴性即转绿，最迟6月28日0时自动转绿.
    fn ends(&self) -> String {
        let now: Vec<String> = self.plan.held.iter().flat_map(|held| self.ways(held)).collect();
        let (steps, colour) = (&self.plan.steps, self.derivation.colour);
        match (now.is_empty(), self.plan.next.is_empty()) {
            (false, _) => self.then(&now, &self.steps(steps, colour, self.may_end_early())),
            (true, true) => self.steps(steps, colour, false),
            (true, false) => self.ends_after_next(),
        }
    }

    /// What comes first by itself, then the ways out of what follows.
    pub(super) fn ends_after_next(&self) -> String {
        let (steps, next) = (&self.plan.steps, &self.plan.next);
        let (ahead, after) = steps.split_at(self.plan.ahead);
        let first = self.steps(ahead, self.derivation.colour, false);
        let ways: Vec<String> = next.iter().flat_map(|held| self.ways(held)).collect();
        let colour = ahead.last().map_or(self.derivation.colour, |(_, colour)| *colour);
        let rest = self.steps(after, colour, open(next));
        let then = if ways.is_empty() { rest } else { self.then(&ways, &rest) };
        match (first.is_empty(), then.is_empty()) {
            (_, true) => first,
            (true, false) => then,
            (false, false) => self.pick(format!("{first}；{then}"), format!("{first}; {then}")),
        }
    }

    fn then(&self, ways: &[String], rest: &str) -> String {
        let comma = if rest.is_empty() { "" } else { self.lang().pick("，", "; ") };
        self.pick(format!("{}{comma}{rest}", ways.join("；或")), format!("{}{comma}{rest}", ways.join("; or ")))
    }

    fn ends_of_several(&self) -> String {
        let colour = self.plan.beneath.iter().map(|(_, colour)| *colour).max().unwrap_or_default();
        let all = if self.plan.held.len() == 2 {
            self.pick("两个原因都", "both")
        } else {
            self.pick("所有原因都", "all")
        };
        let latest = self.steps(&self.plan.steps, self.derivation.colour, self.may_end_early());
        let turned = words::shade(self.lang(), colour);
        self.pick(
            format!("{all}解除后才转{turned}，{latest}"),
            format!("It turns {turned} once {all} have ended; {latest}"),
        )
    }

    /// What holds a lower colour beneath.
    fn others(&self) -> Option<String> {
        let beneath = &self.plan.beneath;
        let (_, colour) = beneath.first()?;
        let facts: Vec<String> = beneath.iter().map(|(row, _)| self.fact_since(*row)).collect();
        Some(self.pick(
            format!("此外，{}，这一项按{}", facts.join("；"), colour.name(Lang::Zh)),
            format!("Besides, {}, which is {} by itself", facts.join(", and "), colour.word()),
        ))
    }

    pub(super) fn why(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for held in &self.plan.held {
            let reason = &held.reason;
            let (rule, pack) = (reason.rule.reason.of(self.lang()), reason.pack.title.of(self.lang()));
            rows.push(self.pick(format!("规则：{rule}（{pack}）"), format!("Rule: {rule} ({pack})")));
            rows.push(self.facts.record(reason.row));
            rows.extend(self.counted(held));
            rows.extend(reason.capped_by.iter().map(|stay| self.stayed(*stay)));
            rows.extend(self.own_end(reason.row));
        }
        rows.extend(self.others());
        rows
    }

    /// How many tests count already.
    fn counted(&self, held: &Held<'_>) -> Option<String> {
        let phase = &held.reason.rule.phases[held.reason.stretch.phase];
        phase.until.iter().zip(&held.reason.release).find_map(|(alternative, missing)| {
            let wanted = alternative.release?.negative_tests;
            let counted = wanted - missing.tests.map_or(0, |tests| tests.count);
            let n = words::count(self.lang(), counted.into());
            (counted > 0).then(|| {
                let noun = if counted > 1 { "tests count" } else { "test counts" };
                self.pick(format!("已有{n}次核酸阴性计入"), format!("{} negative {noun} already", words::capital(&n)))
            })
        })
    }

    fn stayed(&self, row: usize) -> String {
        let item = self.facts.item(row);
        let until = self.facts.when.point(item.until.unwrap_or(i64::MAX));
        let cap = item.colour_of("cap").unwrap_or_default();
        self.pick(
            format!("停止执行：{until}前最高为{}", cap.name(Lang::Zh)),
            format!("Stay: no more than {} until {until}", cap.word()),
        )
    }

    fn own_end(&self, row: usize) -> Option<String> {
        let until = self.facts.item(row).until.filter(|_| self.provisional(row))?;
        let at = self.facts.when.at(until);
        Some(self.pick(
            format!("临时处置：未经确认，{at}自行失效"),
            format!("Provisional: unless confirmed, it ends by itself {at}"),
        ))
    }

    pub(super) fn until(&self) -> Vec<String> {
        self.plan.steps.iter().map(|(at, colour)| self.step(*at, *colour)).collect()
    }

    fn step(&self, at: i64, colour: Colour) -> String {
        let moment = self.facts.when.moment(at);
        let cause = cause(&self.scene, &self.derivation, at).map(|cause| told(cause, self.lang()));
        let shade = words::shade(self.lang(), colour);
        match (self.lang(), cause) {
            (Lang::Zh, Some(cause)) => format!("{moment}：转{shade}（{cause}）"),
            (Lang::Zh, None) => format!("{moment}：转{shade}"),
            (Lang::En, Some(cause)) => format!("{moment}: turns {shade} ({cause})"),
            (Lang::En, None) => format!("{moment}: turns {shade}"),
        }
    }

    pub(super) fn rows(&self) -> Vec<ReasonRow> {
        self.plan.held.iter().map(|held| self.row(held)).collect()
    }

    fn row(&self, held: &Held<'_>) -> ReasonRow {
        let (reason, when) = (&held.reason, self.facts.when);
        let line =
            self.derivation.timelines.iter().find(|line| {
                line.row == reason.row && line.pack.id == reason.pack.id && line.rule.id == reason.rule.id
            });
        ReasonRow {
            fact: self.held_fact(held),
            rule: reason.rule.reason.of(self.lang()).to_owned(),
            pack: reason.pack.title.of(self.lang()).to_owned(),
            colour: reason.colour,
            from: when.moment(reason.stretch.from),
            until: when.moment(reason.stretch.until),
            over: when.moment(line.and_then(|line| line.phases.last()).map_or(reason.stretch.until, |last| last.until)),
            frees: once(held.ways.iter().map(|way| self.way(way, reason.row) + &self.underway(way))),
        }
    }

    pub(super) fn frees(&self) -> Vec<String> {
        let held = self.plan.held.iter().chain(&self.plan.next);
        let mut rows = once(held.flat_map(|held| self.free_rows(held)));
        if let Some(last) = self.plan.steps.last().filter(|(_, colour)| *colour == Colour::Green) {
            let auto = self.steps(&[*last], Colour::Red, false);
            rows.push(self.pick(format!("什么都不做，也会在{auto}"), format!("Without doing anything, {auto}")));
        }
        rows
    }

    fn free_rows(&self, held: &Held<'_>) -> Vec<String> {
        let several = self.plan.held.len() > 1;
        let prefix = if several {
            self.pick(
                format!("{}：", self.facts.fact(held.reason.row)),
                format!("{}: ", words::capital(&self.facts.fact(held.reason.row))),
            )
        } else {
            String::new()
        };
        let row = |way: &Way| {
            let clause = self.way(way, held.reason.row) + &self.underway(way);
            if several || self.lang() == Lang::Zh { prefix.clone() + &clause } else { words::capital(&clause) }
        };
        held.ways.iter().map(row).collect()
    }

    fn underway(&self, way: &Way) -> String {
        match way {
            Way::Lost(lost) if lost.underway => self.pick(
                "（若已按时采样、只是结果未到，结果到后仍然算数）",
                " (a sample taken in time counts once its result arrives)",
            ),
            _ => String::new(),
        }
    }
}

/// Each text once, where two alternatives come to the same.
fn once(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for text in texts {
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

const fn told(cause: Cause, lang: Lang) -> &'static str {
    match cause {
        Cause::Full => lang.pick("期满", "the days are full"),
        Cause::Lapse => lang.pick("最长期限到", "the longest time is over"),
        Cause::OwnEnd => lang.pick("登记的终止时间到", "the recorded end is reached"),
        Cause::StayEnds => lang.pick("停止执行到期", "the stay ends"),
        Cause::PackEnds => lang.pick("规则不再施行", "the rules are no longer in force"),
        Cause::Begins => lang.pick("开始计入", "the restriction begins"),
    }
}
