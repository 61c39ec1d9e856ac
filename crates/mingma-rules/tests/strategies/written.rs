//! Cases as people write them: packs in TOML, items in JSON, a line each.

use std::fmt::{self, Write};

use mingma_model::Evidence;
use mingma_rules::{Alternative, Condition, Pack, Phase, Release, Rule, Shade};

use super::story::PROFILE;
use super::{Case, ZONE};

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for pack in &self.packs {
            writeln!(f, "{}", toml(pack))?;
        }
        for item in &self.items {
            writeln!(f, "{}", json(item))?;
        }
        writeln!(f, "at {} ({})", ZONE.show(self.at), self.at)
    }
}

/// An item as a flat JSON object.
pub fn json(item: &Evidence) -> String {
    serde_json::to_string(&item.json(&ZONE, PROFILE.symptom_words())).unwrap()
}

/// A pack as its file holds it.
pub fn toml(pack: &Pack) -> String {
    let Pack { id, region, issuer, source, .. } = pack;
    let (from, to) = (ZONE.show(pack.from), ZONE.show(pack.to));
    let mut out = format!(
        "[pack]\nid = \"{id}\"\nregion = \"{region}\"\nfrom = {from}\nto = {to}\n\
         issuer = \"{issuer}\"\nsource = \"{source}\"\ntitle = {{ zh = \"试\", en = \"test\" }}\n"
    );
    for rule in &pack.rules {
        out.push_str(&rule_toml(rule));
    }
    out
}

fn rule_toml(rule: &Rule) -> String {
    let mut out = format!("\n[[rule]]\nid = \"{}\"\non = \"{}\"\n", rule.id, rule.on.word());
    let condition = condition(&rule.condition);
    if !condition.is_empty() {
        writeln!(out, "where = {{ {} }}", condition.join(", ")).unwrap();
    }
    let phases: Vec<String> = rule.phases.iter().map(phase).collect();
    write!(out, "phases = [ {} ]\nlapse = \"{}\"\n", phases.join(", "), rule.lapse).unwrap();
    out.push_str("reason = { zh = \"试\", en = \"test\" }\n");
    out
}

fn condition(condition: &Condition) -> Vec<String> {
    let text = |word: &str, value: Option<String>| value.map(|v| format!("{word} = \"{v}\""));
    let symptoms = condition.symptoms_any.map(|bits| {
        let words = PROFILE.symptom_words().iter().enumerate().filter(|(row, _)| bits >> row & 1 == 1);
        let words: Vec<&str> = words.map(|(_, word)| word.as_str()).collect();
        format!("symptoms_any = [\"{}\"]", words.join("\", \""))
    });
    let degrees = |tenths| format!("temperature_from = {}.{}", tenths / 10, tenths % 10);
    let words = [
        text("origin_outside", condition.origin_outside.map(|prefix| prefix.to_string())),
        text("origin_in", condition.origin_in.map(|prefix| prefix.to_string())),
        text("level", condition.level.map(|level| level.word().to_owned())),
        text("result", condition.result.map(|result| result.word().to_owned())),
        text("origin_colour", condition.origin_colour.map(|colour| colour.word().to_owned())),
        text("country", condition.country.map(|country| country.as_str().to_owned())),
        symptoms,
        condition.temperature_from.map(degrees),
    ];
    words.into_iter().flatten().collect()
}

fn phase(phase: &Phase) -> String {
    let colour = match phase.colour {
        Shade::Plain(colour) => colour.word(),
        Shade::Origin => "origin",
    };
    let until: Vec<String> = phase.until.iter().map(alternative).collect();
    let until = match &until[..] {
        [one] => one.clone(),
        several => format!("{{ any = [ {} ] }}", several.join(", ")),
    };
    format!("{{ colour = \"{colour}\", until = {until} }}")
}

fn alternative(alternative: &Alternative) -> String {
    let events: Vec<&str> = alternative.events.iter().map(|event| event.word()).collect();
    let words = [
        alternative.after.map(|after| format!("after = \"{after}\"")),
        (!events.is_empty()).then(|| format!("event = [\"{}\"]", events.join("\", \""))),
        alternative.release.as_ref().map(|r| format!("release = {{ {} }}", release(r))),
    ];
    format!("{{ {} }}", words.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn release(release: &Release) -> String {
    let words = [
        Some(format!("negative_tests = {}", release.negative_tests)),
        release.within.map(|within| format!("within = \"{within}\"")),
        release.first_within.map(|hours| format!("first_within = \"{hours}h\"")),
        release.gap.map(|hours| format!("gap = \"{hours}h\"")),
        release.from.map(|from| format!("from = \"{from}\"")),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
