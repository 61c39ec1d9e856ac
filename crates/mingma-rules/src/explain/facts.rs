//! What happened, in people's words: 6月20日从上海市到达 / you arrived from Shanghai on 20 June.

use mingma_model::{Colour, Event, Evidence, Kind, Lang, Profile, TestResult, Value};

use super::when::When;
use super::{names, words};
use crate::item::{Detail, Dossier};
use crate::known::Known;
use crate::timeline::Stretch;

/// Tells items of evidence in one language.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) dossier: &'a Dossier,
    pub(crate) profile: &'a Profile,
    pub(crate) when: When<'a>,
}

impl<'a> Facts<'a> {
    pub(crate) fn lang(self) -> Lang {
        self.when.lang
    }

    pub(crate) fn item(self, row: usize) -> &'a Evidence {
        &self.dossier.evidence()[row]
    }

    /// The fact with its date, as a clause without a full stop.
    pub(crate) fn fact(self, row: usize) -> String {
        let item = self.item(row);
        let at = item.anchor().unwrap_or(item.observed_at);
        self.told(item, &self.when.day(at))
    }

    /// The fact with date and hour, and when the register sealed it.
    pub(crate) fn record(self, row: usize) -> String {
        let item = self.item(row);
        let at = item.anchor().unwrap_or(item.observed_at);
        let sealed = self.when.moment(item.observed_at);
        let place = names::region(self.profile, item.region, self.lang());
        match self.lang() {
            Lang::Zh => format!("依据：{}（{place}），{sealed}登记", self.told(item, &self.when.moment(at))),
            Lang::En => {
                let sealed = self.when.at(item.observed_at);
                format!("Evidence: {} ({place}), recorded {sealed}", self.told(item, &self.when.moment(at)))
            }
        }
    }

    fn told(self, item: &Evidence, on: &str) -> String {
        match self.lang() {
            Lang::Zh => self.zh(item, on),
            Lang::En => self.en(item, on),
        }
    }

    fn zh(self, item: &Evidence, on: &str) -> String {
        let origin = || self.origin(item);
        let level = || self.level(item);
        match item.kind {
            Kind::NucleicTest if item.result() == Some(TestResult::Positive) => {
                format!("{on}核酸检测阳性")
            }
            Kind::NucleicTest => format!("{on}核酸检测阴性"),
            Kind::ScreenPositive if item.id_of("pool").is_some() => {
                format!("{on}所在混检管初筛阳性")
            }
            Kind::ScreenPositive => format!("{on}核酸初筛阳性"),
            Kind::ConfirmedCase => format!("{on}确诊"),
            Kind::AsymptomaticCase => format!("{on}确认为无症状感染者"),
            Kind::CloseContact => format!("{on}与病例有过密切接触"),
            Kind::SecondaryContact => format!("{on}与密切接触者有过接触"),
            Kind::GeneralContact => format!("{on}与病例有过一般接触"),
            Kind::SameVehicle => format!("{on}与病例同乘"),
            Kind::RiskAreaStay => format!("{on}离开{}区", level()),
            Kind::RiskAreaResidence => format!("{on}居住地划为{}区", level()),
            Kind::Arrival => format!("{on}从{}到达", origin()),
            Kind::EntryFromAbroad => format!("{on}从{}入境", self.country(item, "country")),
            Kind::PlaceOverlap => format!("{on}与病例同一时间在同一场所"),
            Kind::IsolationEnd => format!("{on}解除隔离"),
            Kind::Notice => format!("{on}{}推送{}", origin(), self.origin_colour(item).name(Lang::Zh)),
            Kind::SelfDeclaration => format!("{on}自主申报{}", self.symptoms(item)),
            Kind::Vaccination => format!("{on}接种疫苗"),
            Kind::ForeignCertificate => {
                format!("{on}由{}签发的证明", self.country(item, "issuer_country"))
            }
            Kind::FollowUp | Kind::Correction | Kind::Stay => {
                format!("{on}{}", item.kind.name(Lang::Zh))
            }
        }
    }

    fn en(self, item: &Evidence, on: &str) -> String {
        let on = format!("on {on}");
        match item.kind {
            Kind::NucleicTest if item.result() == Some(TestResult::Positive) => {
                format!("you tested positive {on}")
            }
            Kind::NucleicTest => format!("you tested negative {on}"),
            Kind::ScreenPositive if item.id_of("pool").is_some() => {
                format!("the pool with your sample screened positive {on}")
            }
            Kind::ScreenPositive => format!("your sample screened positive {on}"),
            Kind::ConfirmedCase => format!("you were confirmed as a case {on}"),
            Kind::AsymptomaticCase => format!("you were confirmed as an asymptomatic case {on}"),
            Kind::CloseContact => format!("you were in close contact with a case {on}"),
            Kind::SecondaryContact => {
                format!("you were in contact with a close contact of a case {on}")
            }
            Kind::GeneralContact => format!("you were in passing contact with a case {on}"),
            Kind::SameVehicle => format!("you shared a vehicle with a case {on}"),
            Kind::RiskAreaStay => format!("you left a {} area {on}", self.level(item)),
            Kind::RiskAreaResidence => format!("the area where you live was declared {} {on}", self.level(item)),
            Kind::Arrival => format!("you arrived from {} {on}", self.origin(item)),
            Kind::EntryFromAbroad => format!("you entered from abroad ({}) {on}", self.country(item, "country")),
            Kind::PlaceOverlap => {
                format!("you were in the same place as a case at the same time {on}")
            }
            Kind::IsolationEnd => format!("your isolation ended {on}"),
            Kind::Notice => format!("{} reported a {} code {on}", self.origin(item), self.origin_colour(item).word()),
            Kind::SelfDeclaration => format!("you declared {} {on}", self.symptoms(item)),
            Kind::Vaccination => format!("you were vaccinated {on}"),
            Kind::ForeignCertificate => {
                format!("a certificate was issued abroad ({}) {on}", self.country(item, "issuer_country"))
            }
            Kind::FollowUp | Kind::Correction | Kind::Stay => {
                format!("{} {on}", item.kind.name(Lang::En))
            }
        }
    }

    /// The name of the region of origin, of an arrival or a notice.
    pub(crate) fn origin(self, item: &Evidence) -> String {
        item.region_of("origin_region")
            .map_or_else(String::new, |region| names::region(self.profile, region, self.lang()))
    }

    /// The sender's name, of a notice alone.
    pub(crate) fn sender(self, row: usize) -> Option<String> {
        Some(self.item(row)).filter(|item| item.kind == Kind::Notice).map(|item| self.origin(item))
    }

    fn origin_colour(self, item: &Evidence) -> Colour {
        item.colour_of("origin_colour").unwrap_or_default()
    }

    fn level(self, item: &Evidence) -> &'static str {
        match item.attributes.get("level") {
            Some(Value::Level(level)) => words::level(self.lang(), *level),
            _ => self.lang().pick("风险", "risk"),
        }
    }

    fn country(self, item: &Evidence, word: &str) -> String {
        match item.attributes.get(word) {
            Some(Value::Country(country)) => self.profile.country_name(*country, self.lang()),
            _ => self.lang().pick("境外", "abroad").to_owned(),
        }
    }

    fn symptoms(self, item: &Evidence) -> String {
        let lang = self.lang();
        let mut parts: Vec<String> = match item.attributes.get("symptoms") {
            Some(Value::Symptoms(rows)) => {
                rows.iter().filter_map(|row| self.profile.symptom_name(*row, lang)).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        if let Some(Value::Temperature(tenths)) = item.attributes.get("temperature") {
            let degrees = f64::from(*tenths) / 10.0;
            parts.push(lang.pick("体温", "a temperature of ").to_owned() + &format!("{degrees:.1}℃"));
        }
        match parts.is_empty() {
            true => lang.pick("无症状", "no symptoms").to_owned(),
            false => words::list(lang, &parts),
        }
    }

    /// The event that a phase's days are counted from: 7月4日出院.
    pub(crate) fn since(self, row: usize, stretch: &Stretch, known: &Known<'_>) -> Option<String> {
        let event = self.event_at(row, stretch.base, known)?;
        let sender = self.sender(row);
        let happened = words::happened(self.lang(), event, sender.as_deref());
        let day = self.when.day(stretch.base);
        Some(match self.lang() {
            Lang::Zh => format!("{day}{happened}"),
            Lang::En => format!("{happened} on {day}"),
        })
    }

    fn event_at(self, row: usize, base: i64, known: &Known<'_>) -> Option<Event> {
        if self.item(row).anchor() == Some(base) {
            return None;
        }
        known.standing().find_map(|(_, item)| match item.detail {
            Detail::Event(event, at) if at == base && item.about as usize == row => Some(event),
            _ => None,
        })
    }
}
