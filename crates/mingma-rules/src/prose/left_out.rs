//! What a pack leaves green, and what it does not speak of.

use mingma_model::{Kind, Lang, Level, Profile, TestResult};

use super::trigger;
use crate::explain::words;
use crate::pack::{Condition, Pack};

/// A sentence a kind that is left out in part, then one for all kinds not treated.
pub(super) fn told(pack: &Pack, profile: &Profile, lang: Lang) -> Vec<String> {
    let mut out: Vec<String> = Kind::ALL.iter().filter_map(|kind| of_kind(pack, *kind, profile, lang)).collect();
    let silent: Vec<String> = Kind::ALL
        .iter()
        .filter(|kind| kind.anchored() && !pack.treats(**kind))
        .map(|kind| kind.name(lang).to_owned())
        .collect();
    if !silent.is_empty() {
        let (list, wide) = (words::list(lang, &silent), pack.region.len() == 0);
        out.push(match lang {
            Lang::Zh if wide => format!("没有规定：{list}。没有规则涉及的，不影响码色。"),
            Lang::En if wide => format!("Not treated: {list}. What no rule speaks of changes no code."),
            Lang::Zh => format!("没有规定：{list}。这些由地域更大的规则包决定；也没有的，没有规则涉及，不影响码色。"),
            Lang::En => format!(
                "Not treated: {list}. A pack of a wider region decides these; where there is none, no rule speaks of them and they change no code."
            ),
        });
    }
    out
}

fn of_kind(pack: &Pack, kind: Kind, profile: &Profile, lang: Lang) -> Option<String> {
    let conditions: Vec<&Condition> =
        pack.rules.iter().filter(|rule| rule.on == kind).map(|rule| &rule.condition).collect();
    let everything = Condition::default();
    if conditions.is_empty() || conditions.iter().any(|condition| **condition == everything) {
        return None;
    }
    let rest = rest(kind, &conditions, profile, lang);
    Some(match lang {
        Lang::Zh => format!("{rest}的人不在此列：绿码。"),
        Lang::En => format!("Green, since left out: if {rest}."),
    })
}

/// Those of a kind that no condition takes.
fn rest(kind: Kind, conditions: &[&Condition], profile: &Profile, lang: Lang) -> String {
    let who = |condition: Condition| trigger::who(kind, &condition, profile, lang);
    let levels: Vec<String> = Level::ALL
        .into_iter()
        .filter(|level| !conditions.iter().any(|condition| condition.level == Some(*level)))
        .map(|level| who(Condition { level: Some(level), ..Condition::default() }))
        .collect();
    let results = TestResult::ALL.into_iter().find(|result| !conditions.iter().any(|c| c.result == Some(*result)));
    match (kind, conditions) {
        (Kind::RiskAreaStay | Kind::RiskAreaResidence, _) => words::any(lang, &levels),
        (Kind::NucleicTest, _) => who(Condition { result: results, ..Condition::default() }),
        (Kind::Arrival | Kind::Notice, [one]) if one.origin_colour.is_none() && one.origin_outside.is_some() => {
            who(Condition { origin_in: one.origin_outside, ..Condition::default() })
        }
        (Kind::EntryFromAbroad, _) => {
            let named: Vec<String> = conditions
                .iter()
                .filter_map(|c| c.country)
                .map(|country| profile.country_name(country, lang))
                .collect();
            match lang {
                Lang::Zh => format!("从{}以外入境", words::any(lang, &named)),
                Lang::En => format!("you entered from a country other than {}", words::any(lang, &named)),
            }
        }
        (Kind::SelfDeclaration, _) => lang.pick("自主申报其他情况", "you declared anything else").to_owned(),
        _ => match lang {
            Lang::Zh => format!("属于{}但不符合以上条件", kind.name(lang)),
            Lang::En => format!("there is a {} that meets none of these conditions", kind.name(lang)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{load, shipped};

    #[test]
    fn what_a_where_leaves_out_is_named() {
        let profile = shipped::profile("cn").unwrap();
        let book = load::shipped(&profile).unwrap();
        let told =
            |id: &str| told(book.packs().iter().find(|pack| pack.id == id).unwrap(), &profile, Lang::Zh).concat();
        assert!(told("henan-2022-03").contains("从河南省到达的人不在此列：绿码"));
        assert!(told("ninth-2022-06").contains("离开低风险区的人不在此列：绿码"));
        assert!(told("ninth-2022-06").contains("核酸检测阴性的人不在此列：绿码"));
        assert!(told("hebei-2022-10").contains("被河北省推送码色的人不在此列：绿码"));
        assert!(!told("shanghai-2022-04").contains("入境的人不在此列"));
    }
}
