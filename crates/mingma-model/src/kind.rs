//! The kinds of evidence, as one table: attributes, anchor, events that may follow.

use crate::text::Lang;

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// RFC 3339 with offset, whole seconds, never later than `observed_at`.
    Time,
    /// An id of the form `[A-Za-z0-9._:-]{1,64}`.
    Id,
    /// The id of another item of the same input.
    Item,
    /// Six digits of the profile's region table.
    Region,
    /// `green`, `yellow` or `red`.
    Colour,
    /// A colour that a stay may leave standing: `green` or `yellow`.
    Cap,
    /// A kind of evidence with an anchor.
    Kind,
    /// Two letters of the profile's country table.
    Country,
    /// `high`, `medium` or `low`.
    Level,
    /// `negative` or `positive`.
    Result,
    /// A list of words of the profile's symptoms.
    Symptoms,
    /// Degrees Celsius, 30 to 45.
    Temperature,
    /// A whole number, 1 to 20.
    Dose,
    /// An event that may follow an item.
    Event,
}

/// One attribute of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The word in data.
    pub word: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// False where the attribute may be left out.
    pub required: bool,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
}

impl Attribute {
    /// The name people read.
    #[must_use]
    pub const fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

const fn need(word: &'static str, holds: Holds, zh: &'static str, en: &'static str) -> Attribute {
    Attribute { word, holds, required: true, zh, en }
}

const fn may(word: &'static str, holds: Holds, zh: &'static str, en: &'static str) -> Attribute {
    Attribute { word, holds, required: false, zh, en }
}

/// What may happen to an item afterwards, and what a rule may wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// Left hospital: of a confirmed or asymptomatic case.
    Discharged,
    /// Withdrawn by the register that sent it: of a notice.
    WithdrawnAtOrigin,
    /// The area became medium: of a residence.
    AreaMedium,
    /// The area was lifted: of a residence.
    AreaLifted,
    /// Immunity was shown: of a contact.
    ImmunityShown,
    /// A later test of the same sample's person, naming it, was negative: of a
    /// positive. Never a follow-up; read off the tests.
    RecheckNegative,
}

impl Event {
    /// All events.
    pub const ALL: [Self; 6] = [
        Self::Discharged,
        Self::WithdrawnAtOrigin,
        Self::AreaMedium,
        Self::AreaLifted,
        Self::ImmunityShown,
        Self::RecheckNegative,
    ];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Discharged => "discharged",
            Self::WithdrawnAtOrigin => "withdrawn_at_origin",
            Self::AreaMedium => "area_medium",
            Self::AreaLifted => "area_lifted",
            Self::ImmunityShown => "immunity_shown",
            Self::RecheckNegative => "recheck_negative",
        }
    }

    /// The name people read.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Discharged => lang.pick("出院", "discharge from hospital"),
            Self::WithdrawnAtOrigin => lang.pick("推送地撤回", "withdrawal by the place that sent it"),
            Self::AreaMedium => lang.pick("风险区降为中风险", "the area becoming medium-risk"),
            Self::AreaLifted => lang.pick("风险区解除", "the area being lifted"),
            Self::ImmunityShown => lang.pick("出示免疫证明", "proof of immunity"),
            Self::RecheckNegative => lang.pick("复检阴性", "a negative recheck"),
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.word() == word)
    }
}

macro_rules! kinds {
    ($($variant:ident $word:literal $zh:literal $en:literal anchor $anchor:expr; events [$($event:ident),*]; [$($attribute:expr),* $(,)?])*) => {
        /// A kind of evidence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind { $(#[doc = concat!($en, " (", $zh, ").")] $variant),* }

        impl Kind {
            /// Every kind, in the order of the table of evidence.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in data, such as `close_contact`.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The name people read.
            #[must_use]
            pub const fn name(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),* }
            }

            /// The attribute that counting starts from; none of what is said about another item.
            #[must_use]
            pub const fn anchor(self) -> Option<&'static str> {
                match self { $(Self::$variant => $anchor),* }
            }

            /// What may follow an item of this kind.
            #[must_use]
            pub const fn events(self) -> &'static [Event] {
                match self { $(Self::$variant => &[$(Event::$event),*]),* }
            }

            /// The attributes beside `id`, `kind`, `resident`, `region`, `observed_at` and `until`.
            #[must_use]
            pub fn attributes(self) -> &'static [Attribute] {
                match self { $(Self::$variant => { const A: &[Attribute] = &[$($attribute),*]; A }),* }
            }
        }
    };
}

use Holds::{Cap, Colour, Country, Dose, Id, Item, Level, Region, Result as TestResult, Symptoms, Temperature, Time};

const SAMPLED: Attribute = need("sampled_at", Time, "采样时间", "sampled at");
const REPORTED: Attribute = need("reported_at", Time, "报告时间", "reported at");
const INSTITUTION: Attribute = need("institution", Id, "检测机构", "institution");
const SAMPLE: Attribute = need("sample_id", Id, "样本号", "sample number");
const CASE: Attribute = need("case", Id, "病例", "case");
const LAST_CONTACT: Attribute = need("last_contact_at", Time, "末次接触时间", "last contact at");
const AREA: Attribute = need("area", Id, "风险区", "risk area");
const LEVEL: Attribute = need("level", Level, "风险等级", "risk level");
const ORIGIN_REGION: Attribute = need("origin_region", Region, "来源地", "region of origin");
const OF: Attribute = need("of", Item, "所涉依据", "item it is about");
const CONFIRMED: Attribute = need("confirmed_at", Time, "确诊时间", "confirmed at");
const ONSET: Attribute = may("onset_at", Time, "发病时间", "onset at");
const INFECTIOUS: Attribute = may("infectious_from", Time, "传染期开始", "infectious from");

kinds! {
    NucleicTest "nucleic_test" "核酸检测" "nucleic acid test" anchor Some("sampled_at"); events [RecheckNegative];
        [need("result", TestResult, "结果", "result"), SAMPLED, REPORTED, INSTITUTION, SAMPLE, may("recheck_of", Item, "复检对象", "recheck of")]
    ScreenPositive "screen_positive" "初筛阳性" "initial-screen positive" anchor Some("sampled_at"); events [RecheckNegative];
        [SAMPLED, REPORTED, INSTITUTION, SAMPLE, may("pool", Id, "混检管", "pool")]
    ConfirmedCase "confirmed_case" "确诊病例" "confirmed case" anchor Some("confirmed_at"); events [Discharged];
        [CONFIRMED, ONSET, INFECTIOUS]
    AsymptomaticCase "asymptomatic_case" "无症状感染者" "asymptomatic case" anchor Some("confirmed_at"); events [Discharged];
        [CONFIRMED, ONSET, INFECTIOUS]
    CloseContact "close_contact" "密切接触者" "close contact" anchor Some("last_contact_at"); events [ImmunityShown];
        [CASE, LAST_CONTACT]
    SecondaryContact "secondary_contact" "密接的密接" "secondary contact" anchor Some("last_contact_at"); events [ImmunityShown];
        [need("contact", Id, "密切接触者", "contact"), LAST_CONTACT]
    GeneralContact "general_contact" "一般接触者" "general contact" anchor Some("last_contact_at"); events [ImmunityShown];
        [CASE, LAST_CONTACT]
    SameVehicle "same_vehicle" "同乘人员" "same vehicle" anchor Some("left_at"); events [];
        [CASE, need("vehicle", Id, "交通工具", "vehicle"), need("left_at", Time, "离开时间", "left at")]
    RiskAreaStay "risk_area_stay" "风险区旅居" "stay in a risk area" anchor Some("left_at"); events [];
        [AREA, LEVEL, need("left_at", Time, "离开时间", "left at")]
    RiskAreaResidence "risk_area_residence" "风险区居住" "residence in a risk area" anchor Some("declared_at"); events [AreaMedium, AreaLifted];
        [AREA, LEVEL, need("declared_at", Time, "划定时间", "declared at")]
    Arrival "arrival" "外地到达" "arrival" anchor Some("arrived_at"); events [];
        [ORIGIN_REGION, need("arrived_at", Time, "到达时间", "arrived at")]
    EntryFromAbroad "entry_from_abroad" "入境" "entry from abroad" anchor Some("entered_at"); events [];
        [need("country", Country, "来自国家或地区", "country"), need("entered_at", Time, "入境时间", "entered at")]
    PlaceOverlap "place_overlap" "时空伴随" "overlap in time and place" anchor Some("to"); events [];
        [CASE, need("place", Id, "场所", "place"), need("from", Time, "开始", "from"), need("to", Time, "结束", "to")]
    IsolationEnd "isolation_end" "解除隔离" "end of isolation" anchor Some("ended_at"); events [];
        [need("ended_at", Time, "解除时间", "ended at")]
    Notice "notice" "外地推送" "notice from another register" anchor Some("pushed_at"); events [WithdrawnAtOrigin];
        [ORIGIN_REGION, need("origin_colour", Colour, "来源地码色", "colour at the origin"), need("origin_kind", Holds::Kind, "来源地依据", "kind at the origin"), need("origin_case", Id, "来源地案号", "case at the origin"), need("pushed_at", Time, "推送时间", "pushed at")]
    SelfDeclaration "self_declaration" "健康申报" "health declaration" anchor Some("declared_at"); events [];
        [may("temperature", Temperature, "体温", "temperature"), need("symptoms", Symptoms, "症状", "symptoms"), need("declared_at", Time, "申报时间", "declared at")]
    Vaccination "vaccination" "疫苗接种" "vaccination" anchor Some("given_at"); events [];
        [need("product", Id, "疫苗", "product"), need("dose", Dose, "剂次", "dose"), need("given_at", Time, "接种时间", "given at")]
    ForeignCertificate "foreign_certificate" "境外证明" "foreign certificate" anchor Some("issued_at"); events [];
        [need("issuer_country", Country, "签发国家或地区", "issuing country"), need("type", Id, "类型", "type"), need("issued_at", Time, "签发时间", "issued at")]
    FollowUp "follow_up" "后续情况" "follow-up" anchor None; events [];
        [OF, need("event", Holds::Event, "情况", "event"), need("at", Time, "发生时间", "at")]
    Correction "correction" "更正" "correction" anchor None; events [];
        [OF, need("reason", Id, "原因", "reason")]
    Stay "stay" "停止执行" "stay" anchor None; events [];
        [OF, need("cap", Cap, "最高码色", "highest colour left")]
}

impl Kind {
    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// True of a kind with an anchor: one that a rule can turn into a timeline.
    #[must_use]
    pub const fn anchored(self) -> bool {
        self.anchor().is_some()
    }

    /// Whether `until` must stand: a notice never outlives its origin and a
    /// stay never lasts for ever. Other anchored kinds may carry it.
    #[must_use]
    pub const fn requires_until(self) -> bool {
        matches!(self, Self::Notice | Self::Stay)
    }

    /// Whether `until` may stand.
    #[must_use]
    pub const fn allows_until(self) -> bool {
        self.anchored() || self.requires_until()
    }

    /// The attribute of that word; none if the kind has no such attribute.
    #[must_use]
    pub fn attribute(self, word: &str) -> Option<&'static Attribute> {
        self.attributes().iter().find(|attribute| attribute.word == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_anchor_is_a_required_time_of_its_kind() {
        for kind in Kind::ALL {
            if let Some(anchor) = kind.anchor() {
                let attribute = kind.attribute(anchor).unwrap();
                assert!(attribute.required && attribute.holds == Time, "{}", kind.word());
            }
        }
    }

    #[test]
    fn words_are_unique_and_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_word(kind.word()), Some(*kind));
        }
        for event in Event::ALL {
            assert_eq!(Event::from_word(event.word()), Some(event));
        }
    }

    #[test]
    fn an_event_of_a_follow_up_belongs_to_some_kind() {
        for event in Event::ALL {
            assert!(Kind::ALL.iter().any(|kind| kind.events().contains(&event)));
        }
    }
}
