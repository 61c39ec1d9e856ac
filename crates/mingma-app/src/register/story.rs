//! The units of the story 故事里的单位, as a ready register: who founds it, who has which
//! power where, who signs. Officers are known by work numbers alone, keys are drawn from
//! the randomness that is handed in, and everything stands by acts that the same
//! decisions admit as any others.
//!
//! | in the story | here |
//! | --- | --- |
//! | the province's epidemic command | the root unit, with every power |
//! | provincial health commission | assigns and converts in the province |
//! | city health commission, big-data and government-information bureaus | answer, and nothing else |
//! | the company that works the system | a unit without powers |
//! | Zhengzhou, Luohe | every power that a city needs, at home |
//! | a county CDC | assigns in its district, by a grant of the city |

use std::collections::BTreeMap;

use mingma_model::{Prefix, Profile};
use mingma_seal::{PublicKey, Random, SigningKey};

use super::By;
use super::genesis::{self, Genesis};
use super::institution::{self, Institution, InstitutionKind};
use super::officer::{self, Officer};
use super::power::{self, Grant, Power};
use super::text::Publication;
use super::unit::{self, Unit};
use crate::compose::Draft;
use crate::submit::Handed;

use Power::{Answer, Assign, Convert, Declare, Enrol, Oversee, Places, Publish, Register};

/// The root unit.
pub const ROOT: &str = "henan-command";
/// The provincial health commission.
pub const HEALTH_COMMISSION: &str = "henan-health-commission";
/// The provincial government-information bureau: it answers, and nothing else.
pub const INFORMATION_BUREAU: &str = "henan-government-information";
/// Who may ask every unit of the province what it did.
pub const INSPECTION: &str = "henan-inspection";
/// Zhengzhou's epidemic command.
pub const ZHENGZHOU: &str = "zhengzhou-command";
/// Zhengzhou's health commission: it answers, and neither assigns nor converts.
pub const CITY_HEALTH_COMMISSION: &str = "zhengzhou-health-commission";
/// Zhengzhou's big-data bureau: it answers, and nothing else.
pub const BIG_DATA_BUREAU: &str = "zhengzhou-big-data";
/// The company that works the system for the big-data bureau, without any power.
pub const CONTRACTOR: &str = "zhengzhou-contractor";
/// The CDC of a district of Zhengzhou.
pub const COUNTY_CDC: &str = "jinshui-cdc";
/// Luohe's epidemic command.
pub const LUOHE: &str = "luohe-command";

/// The province's laboratory.
pub const LABORATORY: &str = "henan-laboratory";
/// Luohe's laboratory.
pub const LUOHE_LABORATORY: &str = "luohe-laboratory";
/// The airport's port of entry.
pub const PORT: &str = "zhengzhou-airport-port";
/// The railway.
pub const CARRIER: &str = "zhengzhou-railway";
/// The register of another province.
pub const PARTNER: &str = "shandong-register";

/// A unit of the story: who, where, under whom, how many officers, with what.
struct Row {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    region: &'static str,
    parent: Option<&'static str>,
    telephone: &'static str,
    officers: u8,
    powers: &'static [Power],
}

/// What a city has at home.
const CITY: &[Power] = &[Register, Enrol, Assign, Convert, Publish, Declare, Places, Answer];

/// Units, each after the one above it. The telephones are of a range that nobody has.
const UNITS: &[Row] = &[
    Row {
        id: ROOT,
        zh: "河南省疫情防控指挥部",
        en: "Henan epidemic command",
        region: "41",
        parent: None,
        telephone: "0371-00000001",
        officers: 3,
        powers: Power::ALL,
    },
    Row {
        id: HEALTH_COMMISSION,
        zh: "河南省卫生健康委员会",
        en: "Henan health commission",
        region: "41",
        parent: Some(ROOT),
        telephone: "0371-00000002",
        officers: 3,
        powers: &[Assign, Convert, Answer],
    },
    Row {
        id: INFORMATION_BUREAU,
        zh: "河南省政府信息中心",
        en: "Henan government-information bureau",
        region: "41",
        parent: Some(ROOT),
        telephone: "0371-00000003",
        officers: 2,
        powers: &[Answer],
    },
    Row {
        id: INSPECTION,
        zh: "河南省健康码监督组",
        en: "Henan inspection of health codes",
        region: "41",
        parent: Some(ROOT),
        telephone: "0371-00000004",
        officers: 2,
        powers: &[Oversee],
    },
    Row {
        id: ZHENGZHOU,
        zh: "郑州市疫情防控指挥部",
        en: "Zhengzhou epidemic command",
        region: "4101",
        parent: Some(ROOT),
        telephone: "0371-00000011",
        officers: 3,
        powers: CITY,
    },
    Row {
        id: CITY_HEALTH_COMMISSION,
        zh: "郑州市卫生健康委员会",
        en: "Zhengzhou health commission",
        region: "4101",
        parent: Some(ZHENGZHOU),
        telephone: "0371-00000012",
        officers: 2,
        powers: &[Answer],
    },
    Row {
        id: BIG_DATA_BUREAU,
        zh: "郑州市大数据管理局",
        en: "Zhengzhou big-data bureau",
        region: "4101",
        parent: Some(ZHENGZHOU),
        telephone: "0371-00000013",
        officers: 2,
        powers: &[Answer],
    },
    Row {
        id: CONTRACTOR,
        zh: "郑州市健康码运维单位",
        en: "Contractor that works Zhengzhou's system",
        region: "4101",
        parent: Some(BIG_DATA_BUREAU),
        telephone: "0371-00000014",
        officers: 2,
        powers: &[],
    },
    Row {
        id: COUNTY_CDC,
        zh: "金水区疾病预防控制中心",
        en: "Jinshui district CDC",
        region: "410105",
        parent: Some(ZHENGZHOU),
        telephone: "0371-00000021",
        officers: 3,
        powers: &[Enrol, Assign, Convert, Answer],
    },
    Row {
        id: LUOHE,
        zh: "漯河市疫情防控指挥部",
        en: "Luohe epidemic command",
        region: "4111",
        parent: Some(ROOT),
        telephone: "0395-00000001",
        officers: 3,
        powers: CITY,
    },
];

/// Institutions: id, kind, names, region. The root unit registers them.
const INSTITUTIONS: &[(&str, InstitutionKind, &str, &str, &str)] = &[
    (LABORATORY, InstitutionKind::Laboratory, "河南省核酸检测实验室", "Henan laboratory", "41"),
    (LUOHE_LABORATORY, InstitutionKind::Laboratory, "漯河市核酸检测实验室", "Luohe laboratory", "4111"),
    (PORT, InstitutionKind::Port, "郑州航空口岸", "Zhengzhou airport port of entry", "41"),
    (CARRIER, InstitutionKind::Carrier, "郑州铁路承运人", "Zhengzhou railway", "41"),
    (PARTNER, InstitutionKind::Partner, "山东省健康码登记系统", "Register of Shandong", "37"),
];

/// The story's people and machines: everybody who signs, each with a key.
pub struct Cast {
    keys: BTreeMap<String, SigningKey>,
}

/// An act of the story, and who signs it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The act.
    pub draft: Draft,
    /// The holders who sign: work numbers.
    pub signers: Vec<String>,
}

/// What a story is told with.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// The name of the public log.
    pub origin: &'a str,
    /// The profile.
    pub profile: &'a Profile,
    /// The register's own key.
    pub register: PublicKey,
    /// The packs that stand from the first day.
    pub texts: &'a [Publication<'a>],
    /// When the acts are composed (whole seconds of Unix time).
    pub at: i64,
    /// For ids.
    pub random: &'a dyn Random,
}

/// The work number of a unit's officer, from 1.
#[must_use]
pub fn officer_id(unit: &str, n: u8) -> String {
    format!("{unit}-{n:02}")
}

/// The officers of a unit of the story, by work number.
#[must_use]
pub fn officers_of(unit: &str) -> Vec<String> {
    let row = UNITS.iter().find(|row| row.id == unit);
    row.map_or_else(Vec::new, |row| (1..=row.officers).map(|n| officer_id(unit, n)).collect())
}

impl Cast {
    /// Draws everybody's keys.
    #[must_use]
    pub fn draw(random: &dyn Random) -> Self {
        let officers = UNITS.iter().flat_map(|row| officers_of(row.id));
        let holders = officers.chain(INSTITUTIONS.iter().map(|row| row.0.to_owned()));
        Self { keys: holders.map(|holder| (holder, SigningKey::generate(random))).collect() }
    }

    /// The key of an officer or an institution of the story.
    #[must_use]
    pub fn key(&self, holder: &str) -> Option<&SigningKey> {
        self.keys.get(holder)
    }

    /// Everybody, by work number or id, with their keys.
    pub fn holders(&self) -> impl Iterator<Item = (&str, &SigningKey)> {
        self.keys.iter().map(|(holder, key)| (holder.as_str(), key))
    }

    /// Signs a step by those who sign it.
    #[must_use]
    pub fn sign(&self, step: Step) -> Handed {
        let keys: Vec<&SigningKey> = step.signers.iter().filter_map(|holder| self.key(holder)).collect();
        step.draft.sign(&keys)
    }

    /// The acts that make the story's register, in their order: the genesis act, then
    /// each unit by two officers of the nearest one above that may register, its powers, its officers, and the
    /// institutions.
    #[must_use]
    pub fn steps(&self, telling: Telling<'_>) -> Vec<Step> {
        let mut steps = vec![self.genesis(telling)];
        for row in UNITS {
            if row.parent.is_none() {
                continue;
            }
            let (by, signers) = two_of(registering(row), telling);
            steps.push(Step { draft: unit::compose(by, &told(row)), signers: signers.clone() });
            let grants = row.powers.iter().map(|power| grant(row, *power, row.region));
            steps.extend(grants.map(|grant| Step { draft: power::compose(by, &grant), signers: signers.clone() }));
            steps.extend(self.officers(row, telling));
        }
        steps.extend(INSTITUTIONS.iter().map(|row| self.institution(row, telling)));
        steps
    }

    /// The root unit with its officers, its powers at home, and the power to publish
    /// what is in force everywhere.
    fn genesis(&self, telling: Telling<'_>) -> Step {
        let (by, signers) = two_of(ROOT, telling);
        let root = &UNITS[0];
        let mut powers: Vec<Grant<'_>> = root.powers.iter().map(|power| grant(root, *power, root.region)).collect();
        powers.push(grant(root, Publish, "00"));
        let ids = officers_of(ROOT);
        let genesis = Genesis {
            origin: telling.origin,
            profile: &telling.profile.id,
            demo: true,
            register: telling.register,
            units: vec![told(root)],
            powers,
            officers: ids.iter().map(|id| self.officer(id, ROOT)).collect(),
            texts: telling.texts.to_vec(),
        };
        Step { draft: genesis::compose(by, &genesis), signers }
    }

    fn officers(&self, row: &Row, telling: Telling<'_>) -> Vec<Step> {
        let (by, signers) = two_of(registering(row), telling);
        let one = |id: &String| officer::compose(by, &self.officer(id, row.id));
        officers_of(row.id).iter().map(|id| Step { draft: one(id), signers: signers.clone() }).collect()
    }

    fn officer<'a>(&self, id: &'a str, unit: &'a str) -> Officer<'a> {
        Officer { id, unit, key: self.public(id) }
    }

    fn institution(&self, row: &(&str, InstitutionKind, &str, &str, &str), telling: Telling<'_>) -> Step {
        let (by, signers) = two_of(ROOT, telling);
        let (id, kind, name_zh, name_en, region) = *row;
        let institution = Institution { id, kind, name_zh, name_en, region: area(region), key: self.public(id) };
        Step { draft: institution::compose(by, &institution), signers }
    }

    fn public(&self, holder: &str) -> PublicKey {
        self.key(holder).expect("a key was drawn for everybody").public()
    }
}

/// The nearest unit above that has the power to register.
fn registering(row: &Row) -> &'static str {
    let mut above = row.parent;
    while let Some(unit) = above.and_then(|id| UNITS.iter().find(|other| other.id == id)) {
        if unit.powers.contains(&Register) {
            return unit.id;
        }
        above = unit.parent;
    }
    ROOT
}

fn two_of<'a>(unit: &'a str, telling: Telling<'a>) -> (By<'a>, Vec<String>) {
    let by = By { actor: unit, at: telling.at, random: telling.random };
    (by, vec![officer_id(unit, 1), officer_id(unit, 2)])
}

fn told(row: &Row) -> Unit<'static> {
    Unit {
        id: row.id,
        name_zh: row.zh,
        name_en: row.en,
        region: area(row.region),
        parent: row.parent,
        telephone: row.telephone,
    }
}

fn grant(row: &Row, power: Power, region: &str) -> Grant<'static> {
    Grant { unit: row.id, power, region: area(region), until: None }
}

fn area(text: &str) -> Prefix {
    Prefix::parse(text).expect("the table holds two to six digits")
}
