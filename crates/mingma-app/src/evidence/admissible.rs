//! What is admissible: one table of kind × sources × what it must rest on.
//!
//! Every kind of evidence has one row, and what has no row cannot be said. The table
//! is rendered to `docs/admissibility.md`; a test compares both.

use std::fmt::Write as _;

use mingma_model::{Kind, Lang};

use super::source::Source;

/// Whether an item can stand against somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It can: all seven locks, and a rule in force must speak of it.
    Stands,
    /// It tells something that eases or is only kept; where a rule in force makes it
    /// stand against somebody, all seven locks.
    Tells,
    /// It is about another item: the locks are those of what it can make heavier.
    About,
}

macro_rules! rests {
    ($($(#[$doc:meta])* $variant:ident $zh:literal $en:literal)*) => {
        /// What an item must rest on, beside who signed it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rest { $($(#[$doc])* $variant),* }

        impl Rest {
            /// Every ground.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// What people read.
            #[must_use]
            pub const fn name(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),* }
            }
        }
    };
}

rests! {
    /// The laboratory's own report.
    Report "签署机构自己的报告（`institution` 即签署者）" "the signing institution's own report (`institution` is who signed)"
    /// A positive of this person.
    Positive "账本中此人未被更正的核酸检测阳性" "a positive nucleic test of this person in the ledger that stands"
    /// A case, and how the contact was found.
    Finding "在册且未被更正的病例，和流调结论 `finding`（限时 48 小时，待抽取的第三名经办人核实）；或引用 72 小时内采样的阳性的夜间临时处置（12 小时）" "a case in the register that stands and a finding (`finding`, 48 h, until the third officer drawn confirms); or a night's provisional act (12 h) that cites a positive sampled within 72 h"
    /// A contact, and how the contact was found.
    FindingOfContact "所引处置中未被更正的密切接触者，其余同上" "a close contact that stands, in an act that is cited; the rest as above"
    /// An area in force then.
    AreaThen "离开时已划定且未解除、等级一致的风险区" "a risk area in force at that time, of that level"
    /// An area in force now.
    AreaNow "现行风险区，划定时间和等级一致；由划定单位或其上下级单位办理" "a risk area in force now, of that time and level; by the unit that declared it or one in line with it"
    /// The carrier's or port's own record, or the own word.
    Record "签署者自己的记录，或本人申报；户籍和单次扫码都不是" "the signer's own record, or the own word; never a household register or a scan"
    /// Two visits that count.
    Visits "登记系统从计入的到访算出，不得录入" "computed by the register from visits that count; never typed in"
    /// The act that ordered the isolation.
    Ordered "引用本单位先前对此人的处置" "the unit's own earlier act about this person, cited"
    /// What the origin admitted.
    Origin "来源地在推送方辖区内，来源地依据属可入册的健康类，并有期限 `until`" "an origin within the partner's region, a health kind there, and an end (`until`)"
    /// The own word.
    Word "本人的话" "the own word"
    /// A record of a registered unit.
    UnitRecord "登记单位的记录" "a registered unit's record"
    /// A certificate whose signature was verified.
    Certificate "签名已验证的证明，其摘要 `certificate` 写入处置" "a certificate whose signature was verified, its digest in the act (`certificate`)"
    /// Another item, by who established it.
    Established "在册依据，引用其入册处置；由原认定单位或其上级办理" "an item in the register, the act that admitted it being cited; by who established it or a superior"
    /// Nothing: it is never handed in.
    Added "仅由登记系统在入册时附加" "added by the register alone, on admission"
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Admissible {
    /// The kind.
    pub kind: Kind,
    /// Who may file it.
    pub sources: &'static [Source],
    /// What it must rest on.
    pub rest: Rest,
    /// Whether it can stand against somebody.
    pub weight: Weight,
}

const fn row(kind: Kind, sources: &'static [Source], rest: Rest, weight: Weight) -> Admissible {
    Admissible { kind, sources, rest, weight }
}

use Source::{Carrier, Laboratory, OneOfficer, Partner, Port, Register, Resident, TwoOfficers};
use Weight::{About, Stands, Tells};

/// The table. One officer alone files what stands against somebody only by a
/// provisional act, or confirms what two have signed; the fourth lock sees to that.
pub const TABLE: &[Admissible] = &[
    row(Kind::NucleicTest, &[Laboratory], Rest::Report, Stands),
    row(Kind::ScreenPositive, &[Laboratory], Rest::Report, Stands),
    row(Kind::ConfirmedCase, &[TwoOfficers], Rest::Positive, Stands),
    row(Kind::AsymptomaticCase, &[TwoOfficers], Rest::Positive, Stands),
    row(Kind::CloseContact, &[TwoOfficers, OneOfficer], Rest::Finding, Stands),
    row(Kind::SecondaryContact, &[TwoOfficers, OneOfficer], Rest::FindingOfContact, Stands),
    row(Kind::GeneralContact, &[TwoOfficers, OneOfficer], Rest::Finding, Stands),
    row(Kind::SameVehicle, &[TwoOfficers, OneOfficer], Rest::Finding, Stands),
    row(Kind::RiskAreaStay, &[Resident], Rest::AreaThen, Stands),
    row(Kind::RiskAreaResidence, &[TwoOfficers], Rest::AreaNow, Stands),
    row(Kind::Arrival, &[Carrier, Resident], Rest::Record, Stands),
    row(Kind::EntryFromAbroad, &[Port, Resident], Rest::Record, Stands),
    row(Kind::PlaceOverlap, &[Register], Rest::Visits, Stands),
    row(Kind::IsolationEnd, &[TwoOfficers], Rest::Ordered, Stands),
    row(Kind::Notice, &[Partner], Rest::Origin, Stands),
    row(Kind::SelfDeclaration, &[Resident], Rest::Word, Tells),
    row(Kind::Vaccination, &[TwoOfficers, OneOfficer], Rest::UnitRecord, Tells),
    row(Kind::ForeignCertificate, &[TwoOfficers, OneOfficer, Port], Rest::Certificate, Tells),
    row(Kind::FollowUp, &[TwoOfficers, OneOfficer, Partner], Rest::Established, About),
    row(Kind::Correction, &[TwoOfficers, OneOfficer, Laboratory, Port, Carrier, Partner], Rest::Established, About),
    row(Kind::Stay, &[Register], Rest::Added, About),
];

/// The row of a kind.
///
/// # Panics
/// Never: a test compares the table with the list of kinds.
#[must_use]
pub fn of(kind: Kind) -> &'static Admissible {
    // The table is in the order of the kinds.
    let row = &TABLE[kind as usize];
    debug_assert!(row.kind == kind, "the table is in the order of the kinds");
    row
}

impl Admissible {
    /// True if the source may file this kind. One officer of those who must be two is
    /// the fourth lock's matter.
    #[must_use]
    pub fn from(&self, source: Source) -> bool {
        self.sources.contains(&source) || (source.officers() && self.sources.iter().any(|one| one.officers()))
    }
}

impl Weight {
    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Stands => lang.pick("可以，须过七把锁", "can, through the seven locks"),
            Self::Tells => lang.pick("仅当有效规则如此规定", "only where a rule in force says so"),
            Self::About => lang.pick("视其所涉依据", "as what it is about"),
        }
    }
}

/// The page `docs/admissibility.md`.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(HEAD);
    for row in TABLE {
        let sources = |lang| row.sources.iter().map(|one| one.name(lang)).collect::<Vec<_>>();
        writeln!(
            out,
            "| `{}` {} | {}<br>{} | {}<br>{} | {}<br>{} |",
            row.kind.word(),
            row.kind.name(Lang::Zh),
            sources(Lang::Zh).join("；"),
            sources(Lang::En).join("; "),
            row.rest.name(Lang::Zh),
            row.rest.name(Lang::En),
            row.weight.name(Lang::Zh),
            row.weight.name(Lang::En),
        )
        .expect("writing into memory cannot fail");
    }
    out.push_str(TAIL);
    out
}

const HEAD: &str = "# What is admissible 何者可以入册

一类依据一行：谁可以提出，凭什么，能否对人不利。表中没有的，不能入册。This page is made from the table in `crates/mingma-app/src/evidence/admissible.rs`; a test compares both (`UPDATE_MANUAL=1 cargo test -p mingma-app --test evidence` writes it).

| kind 类别 | from 来源 | must rest on 凭据 | can stand against somebody 能否对人不利 |
| --- | --- | --- | --- |
";

const TAIL: &str = "
* A machine source (laboratory, port, carrier, partner), a notice or the own declaration alone leaves yellow at most, save a laboratory's positive and a port's record of entry: the register adds a `stay` to the item's lapse in the same act. The missing signature later is a correction of that stay by two officers. 机构、推送或本人申报单独最高为黄码，检测机构的阳性和口岸的入境记录除外；登记系统在同一处置中附加停止执行。
* One officer alone files what stands against somebody only at night (`hours` 12, a positive cited that was sampled within 72 h and stands), and on the same resident not again within seven days; a finding (`hours` 48) waits for a third officer of another unit whom the system draws. 一名经办人仅可作夜间临时处置，且七日内不得对同一人再作；流调结论须由系统抽取的另一单位经办人核实。
* What can only ease works at once, by one officer of the unit that established it or of one above it. 只会减轻的，由原认定单位或其上级的一名经办人办理，即时生效。
* The same fact (kind, person, day, and case, contact, area or origin's case) is admitted once. Asserted again, also after a correction, another pair must cite what stands and say why; so must whoever would tell a finding that waits, or was never confirmed, of another day. 同一事实只入册一次；再次认定须由另外两名经办人引用并说明理由；未经核实的流调结论改写日期重提亦同。
* An officer's item about what stands against somebody needs a power over its region and a tie of the person to it within the rule's span. 须有当地职权，且此人在规则期限内与当地有关联。
";
