//! Random packs: nested regions, editions that follow each other, and every
//! construct of the language.

use mingma_model::{Colour, Country, Event, Kind, Level, Prefix, Span, TestResult, Text};
use mingma_rules::{Alternative, Condition, Pack, Phase, Release, Rule, Shade};

use super::dice::{DAY, Dice};

/// Where packs speak: nested, and one beside the others.
const REGIONS: [&str; 7] = ["00", "41", "00", "41", "4101", "410105", "13"];

/// Spans of which each surely ends before the next, whatever the time of day.
const LADDERS: [&[&str]; 3] = [
    &["6h", "12h", "24h", "1d", "2d", "4d", "7d", "10d", "14d"],
    &["6h", "12h", "24h", "48h", "72h", "96h", "168h", "240h", "336h"],
    &["12h", "24h", "1d", "3d", "120h", "168h", "7d", "10d", "14d"],
];

/// A span from its text.
pub fn span(text: &str) -> Span {
    Span::parse(text).unwrap()
}

/// Packs about the kinds of a theme. Lawful ones of one region follow each other.
pub fn build(lawful: bool, start: i64, theme: &[Kind], rolls: &[Vec<u16>]) -> Vec<Pack> {
    let mut packs: Vec<Pack> = Vec::new();
    for (row, rolls) in rolls.iter().enumerate() {
        let mut dice = Dice::new(rolls);
        let region = Prefix::parse(dice.pick(&REGIONS)).unwrap();
        let before = packs.iter().filter(|pack| pack.region == region).map(|pack| pack.to).max();
        let after = dice.pick(&[0, 0, 0, 1, DAY]);
        let first = start + dice.pick(&[-20, -20, -20, 0, 1, 4, 9]) * DAY + dice.pick(&[0, 0, 0, 1]);
        let from = if lawful { before.map_or(first, |to| to + after) } else { first };
        let days = dice.pick(&[180, 180, 60, 24, 25, 10, 3, 5]);
        packs.push(Pack {
            id: format!("pack-{row}"),
            region,
            from,
            to: from + days * DAY,
            issuer: "test/command".to_owned(),
            source: "a table made for a test".to_owned(),
            title: Text::new("试", "test"),
            rules: rules(lawful, theme, &mut dice),
        });
    }
    packs
}

fn rules(lawful: bool, theme: &[Kind], dice: &mut Dice<'_>) -> Vec<Rule> {
    let count = dice.pick(&[2, 3, 1]);
    (0..count).map(|row| rule(lawful, row, theme[(row + dice.pick(&[0, 0, 1])) % theme.len()], dice)).collect()
}

fn rule(lawful: bool, row: usize, on: Kind, dice: &mut Dice<'_>) -> Rule {
    let ladder = dice.pick(&LADDERS);
    // The last rungs are the lapse's alone, so that each `after` ends before it.
    let lapse = span(ladder[6 + dice.roll(3)]);
    let drawing = Drawing { lawful, on, ladder: &ladder[..6] };
    Rule {
        id: format!("rule-{row}"),
        on,
        condition: condition(lawful, on, dice),
        phases: drawing.phases(dice),
        lapse,
        reason: Text::new("试", "test"),
    }
}

fn condition(lawful: bool, on: Kind, dice: &mut Dice<'_>) -> Condition {
    let mut condition = Condition::default();
    let origins = ["41", "13", "4101"].map(|text| Prefix::parse(text).unwrap());
    let asks = dice.once_in(3);
    match on {
        Kind::NucleicTest if lawful => condition.result = Some(TestResult::Positive),
        Kind::NucleicTest if asks => condition.result = Some(dice.pick(&TestResult::ALL)),
        Kind::Arrival if asks && dice.once_in(2) => condition.origin_in = Some(dice.pick(&origins)),
        Kind::Arrival if asks => condition.origin_outside = Some(dice.pick(&origins)),
        Kind::Notice if asks && dice.once_in(2) => condition.origin_colour = Some(dice.pick(&Colour::ALL)),
        Kind::Notice if asks => condition.origin_outside = Some(dice.pick(&origins)),
        Kind::RiskAreaStay | Kind::RiskAreaResidence if asks => condition.level = Some(dice.pick(&Level::ALL)),
        Kind::EntryFromAbroad if asks => condition.country = Country::parse("JP"),
        Kind::SelfDeclaration if dice.once_in(2) => condition.temperature_from = Some(375),
        Kind::SelfDeclaration => condition.symptoms_any = Some(0b101),
        _ => {}
    }
    condition
}

/// What is fixed while the phases of one rule are drawn.
struct Drawing<'a> {
    lawful: bool,
    on: Kind,
    ladder: &'a [&'static str],
}

impl Drawing<'_> {
    fn phases(&self, dice: &mut Dice<'_>) -> Vec<Phase> {
        let count = 1 + dice.roll(3);
        let mut colours = self.colours(count, dice);
        let mut phases: Vec<Phase> = Vec::new();
        let delay = colours[0] == Shade::Plain(Colour::Green);
        for row in 0..count {
            let last = row + 1 == count;
            // Two rungs a phase, so that `after`s grow from phase to phase.
            let rungs = &self.ladder[2 * row..2 * row + 2];
            let alternatives = if row == 0 && delay { 1 } else { dice.pick(&[1, 1, 1, 2, 3]) };
            let until = (0..alternatives).map(|_| match (self.lawful, row == 0 && delay) {
                (true, true) => Alternative { after: Some(span(rungs[0])), ..Alternative::default() },
                _ => self.alternative(last, rungs, dice),
            });
            phases.push(Phase { colour: colours.remove(0), until: until.collect() });
        }
        phases
    }

    fn colours(&self, count: usize, dice: &mut Dice<'_>) -> Vec<Shade> {
        let mut colours: Vec<Colour> =
            (0..count).map(|_| dice.pick(&[Colour::Yellow, Colour::Red, Colour::Red])).collect();
        if !self.lawful {
            let any = [Shade::Origin, Shade::Plain(Colour::Green)];
            let drawn = colours.into_iter().map(Shade::Plain);
            return drawn.map(|drawn| dice.maybe(4, |dice| dice.pick(&any)).unwrap_or(drawn)).collect();
        }
        if count == 1 && self.on == Kind::Notice && dice.once_in(2) {
            return vec![Shade::Origin];
        }
        colours.sort_by(|a, b| b.cmp(a));
        if count > 1 && dice.once_in(3) {
            colours[0] = Colour::Green;
        }
        colours.into_iter().map(Shade::Plain).collect()
    }

    fn alternative(&self, last: bool, rungs: &[&str], dice: &mut Dice<'_>) -> Alternative {
        let tests = last || !self.lawful;
        let events = self.events(tests, dice);
        let release = if tests { dice.maybe(2, release) } else { None };
        let alone = events.is_empty() && release.is_none();
        let after = if alone || dice.once_in(2) { Some(dice.pick(rungs)) } else { None };
        let after = match after {
            Some(_) if !self.lawful => Some(dice.pick(self.ladder)),
            after => after,
        };
        Alternative { after: after.map(span), events, release }
    }

    /// One or two events of the kind, or none. Outside the law of any kind.
    fn events(&self, tests: bool, dice: &mut Dice<'_>) -> Vec<Event> {
        let mut known: Vec<Event> = self.on.events().to_vec();
        if !self.lawful && dice.once_in(4) {
            known = Event::ALL.to_vec();
        }
        known.retain(|event| tests || *event != Event::RecheckNegative);
        if known.is_empty() || !dice.once_in(2) {
            return Vec::new();
        }
        let first = dice.pick(&known);
        let second = dice.maybe(3, |dice| dice.pick(&known)).filter(|second| *second != first);
        [Some(first), second].into_iter().flatten().collect()
    }
}

fn release(dice: &mut Dice<'_>) -> Release {
    Release {
        negative_tests: dice.pick(&[1, 1, 2, 3]),
        within: dice.maybe(3, |dice| span(dice.pick(&["72h", "3d", "24h", "2d", "7d"]))),
        first_within: dice.maybe(3, |dice| dice.pick(&[24, 12, 48])),
        gap: dice.maybe(2, |dice| dice.pick(&[24, 6, 12])),
        from: dice.maybe(3, |dice| span(dice.pick(&["1d", "2d", "12h", "7d"]))),
    }
}
