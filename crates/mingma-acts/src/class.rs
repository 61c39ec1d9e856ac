//! The closed list of classes.

use mingma_model::{Lang, Text};

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $word:literal $zh:literal $en:literal $public:literal)*) => {
        /// What an act is. The list is closed: a number that does not stand here is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Class { $($(#[$doc])* $variant = $code),* }

        impl Class {
            /// Every class, by number.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The number in an act and in its leaf.
            #[must_use]
            pub const fn code(self) -> u8 {
                self as u8
            }

            /// Reads a number; one that is not in the list is none.
            #[must_use]
            pub const fn from_code(code: u64) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }

            /// The word in commands and JSON.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The name people read.
            #[must_use]
            pub const fn name(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($zh, $en)),* }
            }

            /// True of a public text: its leaf carries it in full (over 32 KiB: its SHA-256).
            #[must_use]
            pub const fn public(self) -> bool {
                match self { $(Self::$variant => $public),* }
            }
        }
    };
}

classes! {
    /// The first act: the root unit and the keys of its two officers.
    Genesis = 1 "genesis" "创始" "genesis" true
    /// A public text, such as a rule pack.
    Text = 2 "text" "公开文本" "public text" true
    /// A unit was registered, or its particulars changed.
    Unit = 3 "unit" "登记单位" "unit registered" true
    /// A unit was closed.
    UnitClosed = 4 "unit_closed" "撤销单位" "unit closed" true
    /// A power over a region was granted to a unit.
    Power = 5 "power" "授予职权" "power granted" true
    /// A power was taken back.
    PowerRevoked = 6 "power_revoked" "收回职权" "power revoked" true
    /// An officer was registered with a key, or given a further key.
    Officer = 7 "officer" "登记经办人" "officer registered" false
    /// An officer, with every key of theirs, was revoked.
    OfficerRevoked = 8 "officer_revoked" "注销经办人" "officer revoked" false
    /// One key was revoked.
    KeyRevoked = 9 "key_revoked" "撤销密钥" "key revoked" false
    /// An institution that signs for itself: laboratory, port, carrier, partner.
    Institution = 10 "institution" "登记机构" "institution registered" true
    /// An institution, with every key of its, was revoked.
    InstitutionRevoked = 11 "institution_revoked" "注销机构" "institution revoked" true
    /// A place and who answers for it.
    Place = 12 "place" "登记场所" "place registered" true
    /// A place was closed.
    PlaceClosed = 13 "place_closed" "注销场所" "place closed" true
    /// Residents were enrolled, by document.
    Enrolment = 14 "enrolment" "建档" "enrolment" false
    /// A resident's enrolment was vouched for by a counter, or a device registered.
    Enrolled = 15 "enrolled" "建档变更" "enrolment changed" false
    /// Two enrolments turned out to be one person.
    Merge = 16 "merge" "合并档案" "enrolments merged" false
    /// A merging was undone.
    Unmerge = 17 "unmerge" "撤销合并" "merging undone" false
    /// Evidence was admitted.
    Evidence = 18 "evidence" "依据入册" "evidence admitted" false
    /// Evidence was proposed by one officer and waits for another.
    Proposal = 19 "proposal" "拟定" "proposal" false
    /// A proposal was taken back, or ran out.
    ProposalClosed = 20 "proposal_closed" "撤回拟定" "proposal closed" false
    /// Something was refused.
    Refusal = 21 "refusal" "拒绝" "refusal" false
    /// A risk area was declared, or its level changed.
    Area = 22 "area" "划定风险区" "risk area declared" true
    /// A risk area was lifted.
    AreaLifted = 23 "area_lifted" "解除风险区" "risk area lifted" true
    /// What was shown to verifiers, in a batch.
    Shown = 24 "shown" "展示记录" "answers shown" false
    /// The closing statement of a resident, before their key is destroyed.
    Closing = 25 "closing" "注销声明" "closing statement" false
    /// A resident questions something that stands about them.
    Appeal = 26 "appeal" "转码申诉" "appeal" false
    /// More was said, or handed in, to an appeal.
    AppealAdded = 27 "appeal_added" "补充申诉" "appeal added to" false
    /// An appeal was taken back by who filed it.
    AppealWithdrawn = 28 "appeal_withdrawn" "撤回申诉" "appeal withdrawn" false
    /// A reviewer asked the applicant something; the clock goes on.
    AppealAsked = 29 "appeal_asked" "询问申诉人" "applicant asked" false
    /// Appeals were decided, with reasons.
    AppealDecided = 30 "appeal_decided" "申诉决定" "appeals decided" false
    /// Appeals that nobody decided in time: the colour was eased a step.
    AppealEased = 31 "appeal_eased" "逾期缓解" "appeals eased by the clock" false
    /// A kiosk, scanner or poster of a place.
    Fixture = 32 "fixture" "登记场所设备" "fixture registered" false
    /// A kiosk, scanner or poster was cut out.
    FixtureCut = 33 "fixture_cut" "停用场所设备" "fixture cut out" false
    /// Visits, in a batch, by the register.
    Visits = 34 "visits" "扫码记录" "visits" false
    /// What a resident says of a visit: not there, or when they left.
    VisitSaid = 35 "visit_said" "到访说明" "visit answered" false
}

impl Class {
    /// True of what one officer may sign first and another later.
    #[must_use]
    pub const fn proposable(self) -> bool {
        !matches!(
            self,
            Self::Genesis
                | Self::Enrolment
                | Self::Enrolled
                | Self::Merge
                | Self::Unmerge
                | Self::Proposal
                | Self::ProposalClosed
                | Self::Refusal
                | Self::Shown
                | Self::Closing
                | Self::Appeal
                | Self::AppealAdded
                | Self::AppealWithdrawn
                | Self::AppealAsked
                | Self::AppealEased
                | Self::Visits
                | Self::VisitSaid
        )
    }

    /// True of classes whose members may be items of evidence, in force from the act on.
    #[must_use]
    pub const fn holds_evidence(self) -> bool {
        matches!(self, Self::Evidence | Self::AppealDecided | Self::AppealEased)
    }

    /// The name in both languages.
    #[must_use]
    pub fn text(self) -> Text {
        Text::new(self.name(Lang::Zh), self.name(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_class_has_one_number_and_one_word() {
        let words: BTreeSet<_> = Class::ALL.iter().map(|class| class.word()).collect();
        assert_eq!(words.len(), Class::ALL.len());
        for class in Class::ALL {
            assert_eq!(Class::from_code(u64::from(class.code())), Some(*class));
        }
        assert_eq!(Class::from_code(0), None);
        assert_eq!(Class::from_code(255), None);
    }

    #[test]
    fn no_class_about_residents_is_public() {
        for class in [
            Class::Enrolment,
            Class::Evidence,
            Class::Merge,
            Class::Shown,
            Class::Refusal,
            Class::Closing,
            Class::Appeal,
            Class::AppealDecided,
        ] {
            assert!(!class.public(), "{}", class.word());
        }
    }
}
