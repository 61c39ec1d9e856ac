//! On what ground somebody appeals, and what makes it urgent.

use crate::words::words;

words! {
    /// A ground 申诉理由.
    Ground {
        /// It is about somebody else.
        WrongPerson "wrong_person" "不是我本人" "it is not me"
        /// They were elsewhere.
        NotThere "not_there" "我没有去过" "I was not there"
        /// A test since then should have freed them.
        TestSince "test_since" "此后检测为阴性" "a test since then was negative"
        /// Isolation, stay in hospital or area ended.
        Released "released" "已解除或已出院" "I was released"
        /// Nothing bears it.
        NoBasis "no_basis" "没有依据" "there is no basis for it"
        /// Something else, in their own words.
        Other "other" "其他（请写明）" "something else (in your words)"
    }
}

words! {
    /// In which lane an appeal waits.
    Lane {
        /// Two working days at most.
        Ordinary "ordinary" "普通" "ordinary"
        /// Two hours.
        Urgent "urgent" "紧急" "urgent"
    }
}

words! {
    /// What makes an appeal urgent 紧急情形.
    Urgency {
        /// A birth.
        Birth "birth" "临产" "a birth"
        /// Dialysis, chemotherapy, a treatment that cannot wait.
        Dialysis "dialysis" "透析等不能中断的治疗" "dialysis or another treatment that cannot wait"
        /// An emergency.
        Emergency "emergency" "急症" "an emergency"
        /// Medicine that runs out.
        Medicine "medicine" "急需用药" "medicine that is needed"
        /// An examination that is held once.
        Examination "examination" "考试" "an examination"
        /// Neither forward nor back, no roof.
        Stranded "stranded" "滞留途中" "stranded on the way"
    }
}

impl Ground {
    /// True where the appeal must say something in words.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Other)
    }
}

/// So many urgent appeals that were decided against somebody close the lane to them.
pub const MISUSES: usize = 2;

/// For so long, in seconds, counted back from the filing: seven days.
pub const REMEMBERED: i64 = 7 * 86_400;

/// True while the urgent lane is open to somebody who filed these urgent appeals before
/// (when, and whether they were upheld, that is: decided against them). The ordinary lane is
/// always open.
#[must_use]
pub fn urgent_open(before: impl IntoIterator<Item = (i64, bool)>, now: i64) -> bool {
    let recent = |(at, upheld): &(i64, bool)| *upheld && now.saturating_sub(*at) < REMEMBERED;
    before.into_iter().filter(recent).count() < MISUSES
}

#[cfg(test)]
mod tests {
    use mingma_model::Lang;

    use super::*;

    #[test]
    fn every_word_is_read_back_and_has_both_languages() {
        for ground in Ground::ALL {
            assert_eq!(Ground::from_word(ground.word()), Some(*ground));
            assert_ne!(ground.name(Lang::Zh), ground.name(Lang::En));
        }
        for urgency in Urgency::ALL {
            assert_eq!(Urgency::from_word(urgency.word()), Some(*urgency));
            assert_ne!(urgency.name(Lang::Zh), urgency.name(Lang::En));
        }
        assert_eq!((Ground::ALL.len(), Urgency::ALL.len(), Lane::ALL.len()), (6, 6, 2));
        assert_eq!(Ground::from_word("whim"), None);
    }

    #[test]
    fn only_the_open_ground_needs_words() {
        let open: Vec<_> = Ground::ALL.iter().filter(|one| one.needs_words()).collect();
        assert_eq!(open, [&Ground::Other]);
    }

    #[test]
    fn the_urgent_lane_closes_after_two_that_were_decided_against_them_and_opens_again() {
        let day = 86_400;
        assert!(urgent_open([], 0));
        assert!(urgent_open([(0, true), (0, false), (day, false)], day));
        assert!(!urgent_open([(0, true), (day, true)], 2 * day));
        assert!(urgent_open([(0, true), (day, true)], 7 * day), "the first is forgotten after seven days");
    }
}
