//! Who signed an act: officers of a unit, an institution, the resident, the register.

use mingma_model::Lang;

use crate::ground::Ground;
use crate::refusal::{Refusal, Why};

macro_rules! sources {
    ($($(#[$doc:meta])* $variant:ident $word:literal $zh:literal $en:literal)*) => {
        /// Where evidence comes from: who answers for it by signature.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Source { $($(#[$doc])* $variant),* }

        impl Source {
            /// Every source.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in data.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The name people read.
            #[must_use]
            pub const fn name(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),* }
            }
        }
    };
}

sources! {
    /// Two different officers of the acting unit.
    TwoOfficers "two_officers" "同一单位的两名经办人" "two officers of a unit"
    /// One officer of the acting unit.
    OneOfficer "one_officer" "一名经办人" "one officer"
    /// A registered laboratory.
    Laboratory "laboratory" "检测机构" "laboratory"
    /// A registered port of entry.
    Port "port" "口岸" "port"
    /// A registered carrier.
    Carrier "carrier" "承运人" "carrier"
    /// The register of another region.
    Partner "partner" "对接登记系统" "partner register"
    /// The resident, by a device of theirs.
    Resident "resident" "持码人本人" "the resident"
    /// The register itself, by computing.
    Register "register" "登记系统计算" "the register, by computing"
}

impl Source {
    /// True of one or two officers.
    #[must_use]
    pub const fn officers(self) -> bool {
        matches!(self, Self::TwoOfficers | Self::OneOfficer)
    }

    /// True of an institution, which signs for its own kind alone.
    #[must_use]
    pub const fn machine(self) -> bool {
        matches!(self, Self::Laboratory | Self::Port | Self::Carrier | Self::Partner)
    }

    /// The source that an institution of a registered kind is.
    fn institution(kind: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|source| source.machine() && source.word() == kind)
    }
}

/// Who signed the act of this ground: officers of one unit, or one institution, or
/// one resident, or the register; never a mixture.
///
/// # Errors
/// Nobody signed, several sorts did, or whoever signed is not who acts.
pub fn source(ground: &Ground<'_>) -> Result<Source, Refusal> {
    let actor = ground.permit.act().actor.as_str();
    let signers = ground.permit.signers();
    let Some(first) = signers.first() else { return Err(Why::NotTwo.into()) };
    if let Some(other) = signers.iter().find(|one| one.holder_kind != first.holder_kind) {
        return Err(Why::NotTwo.of(other.holder.clone()));
    }
    if first.holder_kind == "officer" {
        return match signers.iter().find(|one| one.unit != actor) {
            Some(stranger) => Err(Why::NotTwo.of(stranger.holder.clone())),
            None if signers.len() == 1 => Ok(Source::OneOfficer),
            None => Ok(Source::TwoOfficers),
        };
    }
    if signers.len() > 1 || first.holder != actor {
        return Err(Why::NotTwo.of(first.holder.clone()));
    }
    alone(ground, &first.holder_kind, actor)
}

fn alone(ground: &Ground<'_>, holder_kind: &str, actor: &str) -> Result<Source, Refusal> {
    match holder_kind {
        "resident" => Ok(Source::Resident),
        "register" => Ok(Source::Register),
        _ => {
            let row = ground.registry.institution(actor, ground.now).ok_or_else(|| Why::NoSuch.of(actor))?;
            Source::institution(&row.kind).ok_or_else(|| Why::NotTheirKind.of(row.kind.clone()))
        }
    }
}
