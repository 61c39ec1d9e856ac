//! Whom a rule touches, in general words, and where its counting starts.

use mingma_model::{Colour, Kind, Lang, Level, Prefix, Profile, TestResult};

use crate::explain::{names, words};
use crate::pack::{Condition, Rule};

/// 适用于：从河南省以外到达的人；从到达时间起算。
pub(super) fn sentence(rule: &Rule, profile: &Profile, lang: Lang) -> String {
    let who = who(rule.on, &rule.condition, profile, lang);
    let start = start(rule.on, lang);
    match lang {
        Lang::Zh => format!("适用于{who}的人；从{start}算起。"),
        Lang::En => format!("Applies if {who}; counted from {start}."),
    }
}

/// The anchor of a kind in people's words.
pub(super) const fn start(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::NucleicTest | Kind::ScreenPositive => lang.pick("采样", "the sampling"),
        Kind::ConfirmedCase | Kind::AsymptomaticCase => lang.pick("确诊", "the confirmation"),
        Kind::CloseContact | Kind::SecondaryContact | Kind::GeneralContact => {
            lang.pick("最后一次接触", "the last contact")
        }
        Kind::SameVehicle => lang.pick("离开交通工具", "leaving the vehicle"),
        Kind::RiskAreaStay => lang.pick("离开风险区", "leaving the area"),
        Kind::RiskAreaResidence => lang.pick("划定风险区", "the declaration of the area"),
        Kind::Arrival => lang.pick("到达", "the arrival"),
        Kind::EntryFromAbroad => lang.pick("入境", "the entry"),
        Kind::PlaceOverlap => lang.pick("离开该场所", "the end of the overlap"),
        Kind::IsolationEnd => lang.pick("解除隔离", "the end of isolation"),
        Kind::Notice => lang.pick("推送", "the notice"),
        Kind::SelfDeclaration => lang.pick("申报", "the declaration"),
        Kind::Vaccination => lang.pick("接种", "the vaccination"),
        Kind::ForeignCertificate => lang.pick("签发", "the issue"),
        Kind::FollowUp | Kind::Correction | Kind::Stay => lang.pick("登记", "the record"),
    }
}

/// A kind of evidence with the conditions of a rule, as a clause.
pub(super) fn who(kind: Kind, condition: &Condition, profile: &Profile, lang: Lang) -> String {
    match kind {
        Kind::Arrival => arrival(condition, profile, lang),
        Kind::Notice => notice(condition, profile, lang),
        Kind::SelfDeclaration => declared(condition, profile, lang),
        Kind::EntryFromAbroad => match condition.country.map(|country| profile.country_name(country, lang)) {
            Some(country) => both(lang, &format!("从{country}入境"), &format!("you entered from {country}")),
            None => both(lang, "从境外入境", "you entered from abroad"),
        },
        Kind::RiskAreaStay => level(condition.level, lang, "离开", "you left a"),
        Kind::RiskAreaResidence => level(condition.level, lang, "居住在", "you live in a"),
        Kind::NucleicTest => match condition.result {
            Some(TestResult::Positive) => both(lang, "核酸检测阳性", "you tested positive"),
            Some(TestResult::Negative) => both(lang, "核酸检测阴性", "you tested negative"),
            None => both(lang, "做过核酸检测", "you took a test"),
        },
        kind => plain(kind, lang).to_owned(),
    }
}

const fn plain(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::ScreenPositive => lang.pick("核酸初筛阳性", "you screened positive"),
        Kind::ConfirmedCase => lang.pick("确诊", "you are a confirmed case"),
        Kind::AsymptomaticCase => lang.pick("确认为无症状感染者", "you are an asymptomatic case"),
        Kind::CloseContact => lang.pick("与病例有过密切接触", "you were in close contact with a case"),
        Kind::SecondaryContact => {
            lang.pick("与密切接触者有过接触", "you were in contact with a close contact of a case")
        }
        Kind::GeneralContact => lang.pick("与病例有过一般接触", "you were in passing contact with a case"),
        Kind::SameVehicle => lang.pick("与病例同乘", "you shared a vehicle with a case"),
        Kind::PlaceOverlap => {
            lang.pick("与病例同一时间在同一场所", "you were in the same place as a case at the same time")
        }
        Kind::IsolationEnd => lang.pick("解除隔离", "you were released from isolation"),
        Kind::Vaccination => lang.pick("接种疫苗", "you were vaccinated"),
        Kind::ForeignCertificate => lang.pick("持境外证明", "you hold a foreign certificate"),
        _ => kind.name(lang),
    }
}

fn both(lang: Lang, zh: &str, en: &str) -> String {
    lang.pick(zh, en).to_owned()
}

fn level(level: Option<Level>, lang: Lang, zh: &str, en: &str) -> String {
    let risk = level.map_or(lang.pick("风险", "risk"), |level| words::level(lang, level));
    both(lang, &format!("{zh}{risk}区"), &format!("{en} {risk} area"))
}

fn arrival(condition: &Condition, profile: &Profile, lang: Lang) -> String {
    let name = |prefix: Prefix| names::prefix(profile, prefix, lang);
    match (condition.origin_outside, condition.origin_in) {
        (Some(outside), None) => {
            let outside = name(outside);
            both(lang, &format!("从{outside}以外到达"), &format!("you arrived from outside {outside}"))
        }
        (None, Some(inside)) => {
            let inside = name(inside);
            both(lang, &format!("从{inside}到达"), &format!("you arrived from {inside}"))
        }
        (Some(outside), Some(inside)) => {
            let (outside, inside) = (name(outside), name(inside));
            both(
                lang,
                &format!("从{inside}到达、但不是从{outside}到达"),
                &format!("you arrived from {inside}, but not from {outside}"),
            )
        }
        (None, None) => both(lang, "从外地到达", "you arrived from elsewhere"),
    }
}

fn notice(condition: &Condition, profile: &Profile, lang: Lang) -> String {
    let name = |prefix: Prefix| names::prefix(profile, prefix, lang);
    let colour = condition.origin_colour.map_or(lang.pick("码色", "colour"), |colour: Colour| colour.name(lang));
    let from = match (condition.origin_outside, condition.origin_in) {
        (Some(outside), _) => {
            both(lang, &format!("{}以外的地方", name(outside)), &format!("a place outside {}", name(outside)))
        }
        (None, Some(inside)) => name(inside),
        (None, None) => both(lang, "外地", "another place"),
    };
    both(lang, &format!("被{from}推送{colour}"), &format!("you were reported with a {colour} by {from}"))
}

fn declared(condition: &Condition, profile: &Profile, lang: Lang) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(bits) = condition.symptoms_any {
        let names: Vec<String> = (0..64)
            .filter(|row| bits >> row & 1 == 1)
            .filter_map(|row| profile.symptom_name(row, lang))
            .map(str::to_owned)
            .collect();
        let every = names.len() == profile.symptom_words().len();
        parts.push(if every {
            both(lang, "任何一项所列症状", "any of the listed symptoms")
        } else {
            words::any(lang, &names)
        });
    }
    if let Some(tenths) = condition.temperature_from {
        let degrees = f64::from(tenths) / 10.0;
        parts.push(both(lang, &format!("体温达到{degrees:.1}℃"), &format!("a temperature of {degrees:.1}℃ or more")));
    }
    let what = if parts.is_empty() { both(lang, "健康情况", "your health") } else { words::list(lang, &parts) };
    both(lang, &format!("自主申报{what}"), &format!("you declared {what}"))
}
