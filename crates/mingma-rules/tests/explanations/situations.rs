//! Finds the situations of a pack and tells them as a text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mingma_model::{Colour, Event, Evidence, Lang, Profile, TestResult};
use mingma_rules::explain::{Explanation, explain};
use mingma_rules::{Dossier, Pack, Rule, Rulebook};

use crate::people::{DAY, HOUR, follow_up, left_out_by, recheck, stay, taken_by, test};

/// A person with what becomes known of them.
pub struct Story {
    pub zh: &'static str,
    pub en: &'static str,
    pub items: Vec<Evidence>,
}

/// Everything that can be said under one pack.
pub fn tell(book: &Rulebook, pack: &Pack, profile: &Profile, lang: Lang) -> String {
    let mut out = String::new();
    for rule in &pack.rules {
        let _ = writeln!(out, "# {} · {}", rule.id, rule.reason.of(lang));
        let mut told = BTreeSet::new();
        for story in stories(book, pack, rule) {
            tell_story(book, &story, profile, lang, &mut told, &mut out);
        }
        out.push('\n');
    }
    out
}

/// Ten days into the pack, at 14:05 local.
pub fn anchor(book: &Rulebook, pack: &Pack) -> i64 {
    book.zone().midnight_after(pack.from, 10) + 14 * HOUR + 5 * 60
}

pub fn stories(book: &Rulebook, pack: &Pack, rule: &Rule) -> Vec<Story> {
    let first = taken_by(pack, rule, anchor(book, pack));
    let mut stories = vec![Story { zh: "没有别的情况", en: "nothing else", items: vec![first.clone()] }];
    stories.extend(with_tests(book, rule, &first));
    stories.extend(with_events(rule, &first));
    stories.extend(eased(rule, &first));
    if let Some(left_out) = left_out_by(pack, rule, anchor(book, pack)) {
        stories.push(Story { zh: "规则未列入", en: "left out by the rule", items: vec![left_out] });
    }
    stories
}

/// Tests a day apart from the first day that counts; one too late; one positive.
fn with_tests(book: &Rulebook, rule: &Rule, first: &Evidence) -> Vec<Story> {
    let releases = rule.phases.iter().flat_map(|phase| &phase.until).filter_map(|one| one.release);
    let mut stories = Vec::new();
    for release in releases {
        let anchor = first.anchor().unwrap();
        let from = release.from.map_or(anchor, |from| book.zone().onday(anchor, from)).max(anchor);
        let tests = |start: i64| {
            (0..i64::from(release.negative_tests))
                .map(move |n| (n, start + n * (DAY + 2 * HOUR)))
                .map(|(n, at)| test(&format!("t-{n}"), first, at, TestResult::Negative))
        };
        let with = |tests: Vec<Evidence>| [vec![first.clone()], tests].concat();
        stories
            .push(Story { zh: "按时检测", en: "tested in time", items: with(tests(from + 10 * HOUR).collect()) });
        stories.push(Story {
            zh: "三天后才检测",
            en: "tested three days later",
            items: with(tests(from + 3 * DAY).collect()),
        });
        let positive = test("t-9", first, from + 4 * HOUR, TestResult::Positive);
        stories.push(Story { zh: "其间一次阳性", en: "a positive test meanwhile", items: with(vec![positive]) });
    }
    stories
}

fn with_events(rule: &Rule, first: &Evidence) -> Vec<Story> {
    let events: BTreeSet<Event> =
        rule.phases.iter().flat_map(|phase| &phase.until).flat_map(|one| one.events.iter().copied()).collect();
    let at = first.anchor().unwrap() + 5 * DAY;
    events
        .into_iter()
        .flat_map(|event| {
            let after = match event {
                Event::RecheckNegative => recheck("f-1", first, at),
                event => follow_up("f-1", first, event, at),
            };
            let alone = vec![first.clone(), after.clone()];
            let tested = [alone.clone(), vec![test("t-1", first, at + 8 * DAY, TestResult::Negative)]].concat();
            [
                Story { zh: "五天后有后续", en: "something follows after five days", items: alone },
                Story { zh: "有后续，再检测", en: "something follows, then a test", items: tested },
            ]
        })
        .collect()
}

/// A stay, and a provisional end.
fn eased(rule: &Rule, first: &Evidence) -> Vec<Story> {
    let known = first.observed_at;
    let stayed = |cap| vec![first.clone(), stay(first, cap, known + 2 * HOUR, known + 30 * HOUR)];
    let mut stories =
        vec![Story { zh: "停止执行，按绿码", en: "a stay that leaves green", items: stayed(Colour::Green) }];
    if rule.phases.iter().any(|phase| phase.colour != mingma_rules::Shade::Plain(Colour::Yellow)) {
        stories.push(Story {
            zh: "停止执行，按黄码", en: "a stay that leaves yellow", items: stayed(Colour::Yellow)
        });
    }
    let mut provisional = first.clone();
    provisional.until = Some(known + 48 * HOUR);
    stories.push(Story { zh: "终止时间为48小时", en: "ends after 48 hours", items: vec![provisional] });
    stories
}

/// A second before, at, and in the middle of all that happens or ends.
pub fn moments(book: &Rulebook, dossier: &Dossier) -> Vec<i64> {
    let mut edges: BTreeSet<i64> = dossier.items().iter().map(|item| item.observed_at).collect();
    for at in edges.clone() {
        let derivation = book.derive(dossier, at).unwrap();
        edges.extend(derivation.timelines.iter().flat_map(|timeline| &timeline.phases).flat_map(|s| [s.from, s.until]));
        edges.extend(book.forecast(dossier.items(), at).unwrap().iter().map(|(at, _)| *at));
        let missing = derivation.reasons.iter().flat_map(|reason| &reason.release);
        let tests = missing.filter_map(|missing| missing.tests);
        edges.extend(tests.flat_map(|tests| [Some(tests.sample_from), tests.sample_before]).flatten());
    }
    let first = dossier.items()[0].observed_at;
    let edges: Vec<i64> = edges.into_iter().filter(|at| *at >= first).collect();
    let middles = edges.windows(2).map(|pair| pair[0] + (pair[1] - pair[0]) / 2);
    let before = edges.iter().map(|at| at - 1).filter(|at| *at >= first);
    let all: BTreeSet<i64> = edges.iter().copied().chain(middles).chain(before).collect();
    all.into_iter().collect()
}

fn tell_story(
    book: &Rulebook,
    story: &Story,
    profile: &Profile,
    lang: Lang,
    told: &mut BTreeSet<String>,
    out: &mut String,
) {
    let dossier = Dossier::new(story.items.clone()).unwrap();
    let mut headed = false;
    for at in moments(book, &dossier) {
        let derivation = book.derive(&dossier, at).unwrap();
        let explanation = explain(book, &dossier, &derivation, profile, lang).unwrap();
        if !told.insert(explanation.sentence.clone()) {
            continue;
        }
        if !headed {
            let _ = writeln!(out, "\n## {}", lang.pick(story.zh, story.en));
            headed = true;
        }
        keeps_its_word(book, &dossier, &explanation, at, lang);
        let moment = book.zone().zoned(at).strftime("%Y-%m-%d %H:%M:%S").to_string();
        write_one(&moment, &explanation, lang, out);
    }
}

/// What holds of every explanation, whatever it says.
fn keeps_its_word(book: &Rulebook, dossier: &Dossier, told: &Explanation, at: i64, lang: Lang) {
    let derivation = book.derive(dossier, at).unwrap();
    let forecast = book.forecast(dossier.items(), at).unwrap();
    assert_eq!(told.until.len(), forecast.len() - 1, "a change of the forecast is not told: {told:?}");
    assert_eq!(told.not_covered.is_some(), !derivation.not_covered.is_empty(), "{told:?}");
    let bare = ["绿码", "Green"].contains(&told.headline.as_str());
    assert!(!bare || derivation.not_covered.is_empty(), "a bare green where no rule spoke: {told:?}");
    assert_eq!(told.reasons.len(), if derivation.colour == Colour::Green { 0 } else { derivation.reasons.len() });
    let rows = [&told.why, &told.until, &told.frees];
    let texts = rows.into_iter().flatten().chain([&told.headline, &told.sentence]);
    for text in texts {
        let foreign = |c: char| match lang {
            Lang::Zh => c.is_ascii_alphabetic(),
            Lang::En => ('\u{2e80}'..='\u{ffef}').contains(&c),
        };
        assert!(!text.contains(foreign), "another language in {text:?}");
        assert!(!["e-1", "t-0", "f-1", "r-1", "x-1"].iter().any(|id| text.contains(id)), "an id in {text:?}");
    }
}

fn write_one(moment: &str, explanation: &Explanation, lang: Lang, out: &mut String) {
    let _ = writeln!(out, "\n[{moment}] {}\n  {}", explanation.headline, explanation.sentence);
    let rows = [
        (lang.pick("为什么", "why"), &explanation.why),
        (lang.pick("到何时", "until"), &explanation.until),
        (lang.pick("怎样解除", "frees"), &explanation.frees),
    ];
    for (name, rows) in rows {
        for row in rows {
            let _ = writeln!(out, "    {name} | {row}");
        }
    }
}
