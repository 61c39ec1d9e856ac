//! Why a code is green: never a bare "green" where no rule spoke.

use mingma_model::{Colour, Kind, Lang, TestResult};

use super::plan::{highest, spoke, standing};
use super::{Teller, words};
use crate::known::Known;
use crate::pack::Pack;
use crate::timeline::{EndedBy, Stretch};

/// How one item came to be green.
enum Story {
    /// A phase held and ended.
    Ended(Stretch),
    /// It will hold later.
    Coming,
    /// A stay keeps it green.
    Stayed,
    /// It is over before anything restricts.
    Harmless,
    /// The rules that spoke leave it out.
    LeftOut,
    /// Another pack that spoke is milder.
    Milder,
}

impl Teller<'_> {
    /// The sentence and its rows.
    pub(super) fn green(&self) -> (String, Vec<String>) {
        let stories = self.stories();
        let mut parts: Vec<String> = stories.iter().take(2).map(|(row, story)| self.story(*row, story)).collect();
        let mut why: Vec<String> = stories.iter().map(|(row, _)| self.facts.record(*row)).collect();
        parts.extend(self.not_covered());
        if parts.is_empty() {
            parts.push(self.nothing());
            why.push(self.what_counts());
        }
        if !self.plan.steps.is_empty() {
            parts.push(self.ends_after_next());
        }
        let head = words::headed(self.lang(), Colour::Green);
        parts[0] = self.pick(format!("{head}：{}", parts[0]), format!("{head}: {}", parts[0]));
        (self.sentences(&parts), why)
    }

    /// Those that matter most first: what is still to come, then what ended last.
    fn stories(&self) -> Vec<(usize, Story)> {
        let mut told: Vec<(i64, usize, Story)> = standing(&self.scene, &self.derivation)
            .into_iter()
            .filter(|(row, _)| !self.negative(*row))
            .map(|(row, _)| {
                let story = self.story_of(row);
                let weight = match &story {
                    Story::Stayed | Story::Coming => i64::MAX,
                    Story::Ended(stretch) => stretch.until,
                    Story::LeftOut | Story::Milder | Story::Harmless => i64::MIN,
                };
                (weight, row, story)
            })
            .collect();
        told.sort_by_key(|(weight, row, _)| (std::cmp::Reverse(*weight), *row));
        told.into_iter().map(|(_, row, story)| (row, story)).collect()
    }

    fn negative(&self, row: usize) -> bool {
        let item = self.facts.item(row);
        item.kind == Kind::NucleicTest && item.result() == Some(TestResult::Negative)
    }

    fn story_of(&self, row: usize) -> Story {
        let (at, item) = (self.derivation.at, &self.scene.items[row]);
        let (packs, _) = spoke(self.scene.book, item, at);
        let known = Known::at(self.scene.items, at);
        let green: Vec<&&Pack> =
            packs.iter().filter(|pack| highest(&self.derivation, pack, row) == Colour::Green).collect();
        let phases = |pack: &Pack| self.phases(pack, row);
        let coming = |pack: &&&Pack| phases(pack).iter().any(|stretch| stretch.from > at);
        let last = |pack: &&&Pack| phases(pack).into_iter().filter(|s| s.until <= at).max_by_key(|s| s.until);
        let ended = green.iter().filter_map(last).min_by_key(|s| s.until);
        if green.iter().any(|pack| !self.treats(pack, row)) {
            return if packs.len() > green.len() { Story::Milder } else { Story::LeftOut };
        }
        match ended {
            _ if green.is_empty() && known.cap(row, at) == Some(Colour::Green) => Story::Stayed,
            Some(stretch) => Story::Ended(stretch),
            None if !green.is_empty() && green.iter().all(coming) => Story::Coming,
            None if packs.len() > green.len() => Story::Milder,
            None => Story::Harmless,
        }
    }

    /// Some rule of the pack takes the item.
    fn treats(&self, pack: &Pack, row: usize) -> bool {
        self.derivation.timelines.iter().any(|line| line.row == row && line.pack.id == pack.id)
    }

    /// The phases of a pack over an item that restrict, and hold at some time.
    fn phases(&self, pack: &Pack, row: usize) -> Vec<Stretch> {
        let lines = self.derivation.timelines.iter().filter(|line| line.row == row && line.pack.id == pack.id);
        let phases = lines.flat_map(|line| &line.phases);
        phases.filter(|stretch| stretch.colour > Colour::Green && stretch.from < stretch.until).copied().collect()
    }

    fn story(&self, row: usize, story: &Story) -> String {
        let fact = self.facts.fact(row);
        match story {
            Story::Ended(stretch) => self.ended(row, &fact, stretch) + &self.mildest(row),
            Story::Coming => self.pick(format!("{fact}，目前还不受限"), format!("{fact}, which does not restrict you yet")),
            Story::Harmless => self.pick(
                format!("{fact}，到它终止为止都不受限"),
                format!("{fact}; it ends before anything restricts you"),
            ),
            Story::Stayed => self.pick(format!("{fact}；停止执行期间按绿码"), format!("{fact}; a stay keeps the code green")),
            Story::LeftOut => self.pick(
                format!("{fact}，规则没有把这种情况列入，不影响码色"),
                format!("{fact}; the rules leave this out, so it does not change the code"),
            ),
            Story::Milder => self.pick(
                format!("{fact}；先后施行过不止一份规则，取最宽的一份，已不受限"),
                format!("{fact}; more than one set of rules has been in force since, the mildest counts, and it does not restrict you any more"),
            ),
        }
    }

    /// Said where another pack that spoke would still restrict.
    fn mildest(&self, row: usize) -> String {
        let (packs, _) = spoke(self.scene.book, &self.scene.items[row], self.derivation.at);
        match packs.iter().any(|pack| highest(&self.derivation, pack, row) > Colour::Green) {
            true => self.pick(
                "（先后施行过不止一份规则，取最宽的一份）",
                " (of the rules in force since then, the mildest counts)",
            ),
            false => String::new(),
        }
    }

    fn ended(&self, row: usize, fact: &str, stretch: &Stretch) -> String {
        let at = self.facts.when.at(stretch.until);
        let own = self.scene.items[row].until == stretch.until && self.facts.item(row).kind != Kind::Notice;
        let how = match (stretch.by, self.lang()) {
            (EndedBy::After, Lang::Zh) => format!("期满，已于{at}解除"),
            (EndedBy::Release, Lang::Zh) => format!("核酸阴性，已于{at}解除"),
            (EndedBy::Event, Lang::Zh) => format!("{}，{at}起不再限制", self.event(row, stretch)),
            (EndedBy::Lapse, Lang::Zh) if own => format!("临时处置未经确认，已于{at}失效"),
            (EndedBy::Lapse, Lang::Zh) => format!("最长期限已到，{at}自动解除"),
            (EndedBy::After, Lang::En) => format!("the days were full and it ended {at}"),
            (EndedBy::Release, Lang::En) => format!("negative tests ended it {at}"),
            (EndedBy::Event, Lang::En) => {
                format!("{}, which ended it {at}", self.event(row, stretch))
            }
            (EndedBy::Lapse, Lang::En) if own => {
                format!("it was provisional, was not confirmed, and ended {at}")
            }
            (EndedBy::Lapse, Lang::En) => format!("the longest time was over and it ended {at}"),
        };
        self.pick(format!("{fact}，{how}"), format!("{fact}; {how}"))
    }

    /// The event that ended a phase, as it happened.
    fn event(&self, row: usize, stretch: &Stretch) -> String {
        let known = Known::at(self.scene.items, self.derivation.at);
        let timeline = self.derivation.timelines.iter().find(|line| line.row == row && line.phases.contains(stretch));
        let names = timeline.map(|line| &line.rule.phases[stretch.phase].until).into_iter().flatten();
        let event = names
            .flat_map(|alternative| &alternative.events)
            .find(|event| known.event(&[**event], row, stretch.until).is_some());
        let sender = self.facts.sender(row);
        event.map_or_else(String::new, |event| words::happened(self.lang(), *event, sender.as_deref()))
    }

    fn nothing(&self) -> String {
        if self.derivation.timelines.is_empty() && self.scene.items.iter().any(|item| item.kind == Kind::Correction) {
            return self.pick("原有登记已更正，不再计算", "what had been recorded was corrected and no longer counts");
        }
        let tests: Vec<usize> = (0..self.scene.items.len()).filter(|row| self.negative(*row)).collect();
        match tests.last() {
            Some(row) => self.facts.fact(*row),
            None => self.pick("没有任何登记与您有关", "nothing is on record about you"),
        }
    }

    fn what_counts(&self) -> String {
        self.pick(
            "只有列明的健康依据能改变码色；名单、手工赋码、扫到或收到的场所码图片都不是依据",
            "Only the listed kinds of health evidence can change a code; a list, a hand-set colour, a picture of a place code are none",
        )
    }

    /// What no rule spoke of at some moment, and what the reader can do.
    pub(super) fn not_covered(&self) -> Option<String> {
        if self.derivation.not_covered.is_empty() {
            return None;
        }
        let rows = self.uncovered();
        if rows.is_empty() {
            return Some(self.pick(
                "阴性检测本身没有规则涉及，也不需要",
                "no rule speaks of the negative tests, and none is needed",
            ));
        }
        let facts: Vec<String> =
            rows.iter().map(|row| format!("{}{}", self.facts.fact(*row), self.silence(*row))).collect();
        let offer = if rows.iter().any(|row| self.could_be_tried(*row)) {
            self.pick("；可以试行，看若规则施行会怎样", "; try it as if in force to see what the rules would say")
        } else {
            String::new()
        };
        Some(self.pick(format!("{}{offer}", facts.join("；")), format!("{}{offer}", facts.join("; "))))
    }

    /// Some pack of the set would speak of it, were it in force.
    fn could_be_tried(&self, row: usize) -> bool {
        let item = &self.scene.items[row];
        let speaks = |pack: &Pack| pack.treats(item.kind) && pack.region.contains(item.region);
        !self.derivation.as_if && self.scene.book.packs().iter().any(speaks)
    }

    /// How nobody came to speak of an item.
    fn silence(&self, row: usize) -> String {
        let item = &self.scene.items[row];
        let (packs, _) = spoke(self.scene.book, item, self.derivation.at);
        let when = self.facts.when;
        match (packs.first(), packs.last()) {
            (_, Some(last)) if last.to <= self.derivation.at => {
                let to = when.at(last.to);
                self.pick(
                    format!("，所依据的规则{to}起不再施行，现在没有规则涉及"),
                    format!("; its rules ended {to}, and no rule in force speaks of it"),
                )
            }
            (Some(first), _) if first.from > item.observed_at => {
                let from = when.at(first.from);
                self.pick(
                    format!("，登记时没有规则涉及；{from}起施行的规则不溯及既往"),
                    format!("; no rule spoke of it when it was recorded, and the rule in force since {} does not reach back", when.point(first.from)),
                )
            }
            _ => self.pick(
                "，没有施行中的规则涉及，不影响码色",
                "; no rule in force speaks of it, so it does not change the code",
            ),
        }
    }
}
