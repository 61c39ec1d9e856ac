//! The level of a visit: what its arrival proves. Only the register's clock, a place's
//! keys and what else is known of the resident and of the token speak; what the phone says
//! of the time can only lower it.

use super::relay::Tally;
use super::travel::{Point, There, out_of_reach};
use crate::words::words;

/// Seconds after which a token or a scan is too old to be anything.
pub const DAY: i64 = 86_400;
/// Seconds that a scanner's clock may be ahead of ours.
const SCANNER_AHEAD: i64 = mingma_wire::TOGETHER;

words! {
    /// How well a visit is proved, the least first.
    Level {
        /// It proves nothing: used again, too old, out of reach, or passed on.
        Remote "remote" "异地" "remote"
        /// A printed code: anybody may hold a picture of it.
        Static "static" "静态" "static"
        /// A place's own token, handed in later: the resident's diary.
        Late "late" "补传" "late"
        /// A place's token of this half-minute.
        Rotating "rotating" "动态" "rotating"
        /// A scanner of the place and the phone both signed.
        Attested "attested" "双签" "attested"
    }
    /// Why a visit has its level.
    Because {
        /// Both signed.
        BothSigned "both_signed" "场所的扫码设备与手机都已签名" "the place's scanner and the phone both signed"
        /// It came in its half-minute.
        InTime "in_time" "场所码当时有效，并在90秒内送达" "the place's code was the present one and arrived within 90 s"
        /// It came later.
        CameLater "came_later" "场所码送达时已过90秒：只作本人日记" "the place's code arrived more than 90 s later: it is your diary only"
        /// The phone's clock says another time.
        ClockApart "clock_apart" "手机所报时间与送达时间相差过大：只作本人日记" "the phone's time and the arrival are too far apart: it is your diary only"
        /// A printed code.
        Printed "printed" "张贴的场所码，照片也能扫：不证明到场" "a printed code, which a picture serves as well: it proves no presence"
        /// The same session brought the token before.
        UsedBefore "used_before" "同一场所码已由同一登录使用过" "the same sign-in used this code before"
        /// Over a day old.
        TooOld "too_old" "场所码或扫码时间已超过24小时" "the code or the scan is over 24 hours old"
        /// Of a moment that has not come.
        Ahead "ahead" "场所码的时间尚未到来" "the code is of a moment that has not come"
        /// Another proved place is out of reach.
        OutOfReach "out_of_reach" "与另一处已证实的到访相隔过远，不可能都在场" "another proved visit is too far away for both to be true"
        /// The token was passed on.
        PassedOn "passed_on" "该场所码曾被成批转发" "this code was passed on in bulk"
        /// Somebody else's phone says that they came along.
        CameAlong "came_along" "由同行人的手机登记：不作双签" "registered by a companion's phone: never both signed"
    }
}

impl Level {
    /// The number in rows and acts, the least 0.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Reads a number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?).copied()
    }

    /// True of a level at which a place is proved, as far as others are compared with it.
    #[must_use]
    pub const fn proves(self) -> bool {
        matches!(self, Self::Rotating | Self::Attested)
    }
}

/// What the check of what was scanned said, by the register's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Scanner and phone signed; when, by the scanner's clock.
    Signed {
        /// When.
        at: i64,
    },
    /// A kiosk's token; the beginning of its half-minute, the kiosk's known drift taken off.
    Token {
        /// When its half-minute began.
        began: i64,
    },
    /// A printed code.
    Poster,
}

/// What a token is known by: the first 16 bytes of the SHA-256 of its bytes.
pub type TokenId = [u8; 16];

/// A place that somebody is proved to have been at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Where and when.
    pub there: There,
    /// True if scanner and phone signed.
    pub attested: bool,
}

/// A scan as it arrives.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// What the check said.
    pub proof: Proof,
    /// What was brought.
    pub token: TokenId,
    /// When it was scanned, by the phone's clock.
    pub told: i64,
    /// When it arrived, by ours.
    pub arrived: i64,
    /// Where the place is; unknown of one without coordinates.
    pub place: Option<Point>,
    /// What the same session, or another of the same resident, brought before.
    pub uses: &'a [TokenId],
    /// Where else the resident is proved to have been.
    pub proved: &'a [Proved],
    /// The arrivals of this token so far.
    pub tally: Tally,
}

/// A level, why, and when the visit was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levelled {
    /// How well it is proved.
    pub level: Level,
    /// Why.
    pub because: Because,
    /// When it began: by the token or the scanner; of a printed code by the phone, within
    /// the day before it arrived.
    pub at: i64,
}

impl Levelled {
    /// The same for a companion: whose phone it is was there, of the others it is their word.
    #[must_use]
    pub fn companion(self) -> Self {
        match self.level {
            Level::Attested => Self { level: Level::Rotating, because: Because::CameAlong, ..self },
            _ => self,
        }
    }
}

impl Arrival<'_> {
    /// The level.
    #[must_use]
    pub fn level(&self) -> Levelled {
        let (level, because) = match self.nothing() {
            Some(because) => (Level::Remote, because),
            None => self.something(),
        };
        Levelled { level, because, at: self.at() }
    }

    /// When the visit began.
    fn at(&self) -> i64 {
        match self.proof {
            Proof::Signed { at } | Proof::Token { began: at } => at.min(self.arrived),
            Proof::Poster => self.told.clamp(self.arrived.saturating_sub(DAY), self.arrived),
        }
    }

    /// Why it proves nothing, if so.
    fn nothing(&self) -> Option<Because> {
        let printed = self.proof == Proof::Poster;
        let doubts = [
            (Because::UsedBefore, !printed && self.uses.contains(&self.token)),
            (Because::Ahead, self.ahead()),
            (Because::TooOld, self.age() > DAY),
            (Because::OutOfReach, self.out_of_reach()),
            (Because::PassedOn, self.tally.bulk() && !matches!(self.proof, Proof::Signed { .. })),
        ];
        doubts.into_iter().find(|(_, holds)| *holds).map(|(because, _)| because)
    }

    fn something(&self) -> (Level, Because) {
        match self.proof {
            Proof::Signed { .. } => (Level::Attested, Because::BothSigned),
            Proof::Poster => (Level::Static, Because::Printed),
            Proof::Token { began } if self.arrived.saturating_sub(began) > mingma_wire::IN_TIME => {
                (Level::Late, Because::CameLater)
            }
            Proof::Token { .. } if self.apart() > mingma_wire::IN_TIME => (Level::Late, Because::ClockApart),
            Proof::Token { .. } => (Level::Rotating, Because::InTime),
        }
    }

    /// Seconds between the phone's time and the arrival.
    fn apart(&self) -> i64 {
        self.arrived.saturating_sub(self.told).saturating_abs()
    }

    fn ahead(&self) -> bool {
        match self.proof {
            Proof::Signed { at } => at.saturating_sub(self.arrived) > SCANNER_AHEAD,
            Proof::Token { began } => began.saturating_sub(self.arrived) > mingma_wire::STEP,
            Proof::Poster => false,
        }
    }

    /// Seconds that it is old: by whatever says so, the phone included, where it is all there is.
    fn age(&self) -> i64 {
        let since = match self.proof {
            Proof::Signed { at } => at,
            Proof::Token { began } => began.min(self.told),
            Proof::Poster => self.told,
        };
        self.arrived.saturating_sub(since)
    }

    /// Whether another proved place is out of reach: of what both signed, only where both
    /// signed as well. A printed code is asked for the phone's moment and for its arrival.
    fn out_of_reach(&self) -> bool {
        let Some(point) = self.place else { return false };
        let signed = matches!(self.proof, Proof::Signed { .. });
        let moments = if self.proof == Proof::Poster { [self.at(), self.arrived] } else { [self.at(); 2] };
        let against = |other: &Proved| moments.iter().any(|at| out_of_reach(There { point, at: *at }, other.there));
        self.proved.iter().any(|other| (other.attested || !signed) && against(other))
    }
}

#[cfg(test)]
mod tests {
    use mingma_model::Lang;

    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_655_000_000;
    const TOKEN: TokenId = [7; 16];

    fn zhengzhou() -> Point {
        Point::new(34_759_000, 113_768_000).unwrap()
    }

    fn beijing(at: i64, attested: bool) -> Proved {
        Proved { there: There { point: Point::new(39_894_000, 116_322_000).unwrap(), at }, attested }
    }

    fn passed_on() -> Tally {
        Tally::of([Some(true); 8])
    }

    fn arrival(proof: Proof) -> Arrival<'static> {
        let (place, tally) = (Some(zhengzhou()), Tally::default());
        Arrival { proof, token: TOKEN, told: NOW, arrived: NOW, place, uses: &[], proved: &[], tally }
    }

    fn token(age: i64) -> Arrival<'static> {
        arrival(Proof::Token { began: NOW - age })
    }

    fn says(arrival: Arrival<'_>) -> (Level, Because) {
        let found = arrival.level();
        (found.level, found.because)
    }

    #[test]
    fn a_token_ages_from_rotating_to_late_to_remote() {
        for (age, level, because) in [
            (-31, Level::Remote, Because::Ahead),
            (-30, Level::Rotating, Because::InTime),
            (0, Level::Rotating, Because::InTime),
            (90, Level::Rotating, Because::InTime),
            (91, Level::Late, Because::CameLater),
            (DAY, Level::Late, Because::CameLater),
            (DAY + 1, Level::Remote, Because::TooOld),
        ] {
            assert_eq!(says(token(age)), (level, because), "{age}");
        }
    }

    #[test]
    fn what_both_signed_is_attested_for_a_day() {
        for (age, level, because) in [
            (-121, Level::Remote, Because::Ahead),
            (-120, Level::Attested, Because::BothSigned),
            (5 * 3_600, Level::Attested, Because::BothSigned),
            (DAY + 1, Level::Remote, Because::TooOld),
        ] {
            assert_eq!(says(arrival(Proof::Signed { at: NOW - age })), (level, because), "{age}");
        }
    }

    #[test]
    fn a_forwarded_place_code_is_not_presence() {
        assert_eq!(says(arrival(Proof::Poster)), (Level::Static, Because::Printed));
        let proved = [beijing(NOW - 3_600, false)];
        let elsewhere = Arrival { proved: &proved, ..arrival(Proof::Poster) };
        assert_eq!(says(elsewhere), (Level::Remote, Because::OutOfReach));
        assert_eq!(says(Arrival { tally: passed_on(), ..arrival(Proof::Poster) }), (Level::Remote, Because::PassedOn));
    }

    #[test]
    fn a_picture_of_the_present_token_is_told_by_where_else_they_were() {
        let proved = [beijing(NOW - 1_800, false)];
        assert_eq!(says(Arrival { proved: &proved, ..token(10) }), (Level::Remote, Because::OutOfReach));
        let earlier = [beijing(NOW - 7_200, false)];
        assert_eq!(says(Arrival { proved: &earlier, ..token(10) }), (Level::Rotating, Because::InTime));
        assert_eq!(says(Arrival { tally: passed_on(), ..token(10) }), (Level::Remote, Because::PassedOn));
    }

    #[test]
    fn the_same_session_uses_a_token_once_and_a_poster_every_day() {
        let uses = [[1; 16], TOKEN];
        assert_eq!(says(Arrival { uses: &uses, ..token(10) }), (Level::Remote, Because::UsedBefore));
        assert_eq!(
            says(Arrival { uses: &uses, ..arrival(Proof::Signed { at: NOW }) }),
            (Level::Remote, Because::UsedBefore)
        );
        assert_eq!(says(Arrival { uses: &uses, ..arrival(Proof::Poster) }), (Level::Static, Because::Printed));
        assert_eq!(says(Arrival { uses: &uses[..1], ..token(10) }), (Level::Rotating, Because::InTime));
    }

    #[test]
    fn two_signatures_yield_to_two_signatures_alone() {
        let signed = arrival(Proof::Signed { at: NOW });
        let (token, both) = ([beijing(NOW, false)], [beijing(NOW, true)]);
        assert_eq!(says(Arrival { proved: &token, ..signed }), (Level::Attested, Because::BothSigned));
        assert_eq!(says(Arrival { proved: &both, ..signed }), (Level::Remote, Because::OutOfReach));
        assert_eq!(says(Arrival { tally: passed_on(), ..signed }), (Level::Attested, Because::BothSigned));
    }

    #[test]
    fn a_phone_set_forward_or_back_proves_less_never_more() {
        for (told, level, because) in [
            (NOW + 91, Level::Late, Because::ClockApart),
            (NOW - 91, Level::Late, Because::ClockApart),
            (NOW - DAY - 1, Level::Remote, Because::TooOld),
            (NOW + 90, Level::Rotating, Because::InTime),
        ] {
            assert_eq!(says(Arrival { told, ..token(10) }), (level, because), "{told}");
        }
        // The token tells the time of a visit, and of a printed code the phone within a day.
        assert_eq!(Arrival { told: NOW - 500, ..token(10) }.level().at, NOW - 10);
        assert_eq!(Arrival { told: NOW + 500, ..arrival(Proof::Poster) }.level().at, NOW);
        assert_eq!(Arrival { told: NOW - 500, ..arrival(Proof::Poster) }.level().at, NOW - 500);
        assert_eq!(Arrival { told: 0, ..arrival(Proof::Poster) }.level().at, NOW - DAY);
    }

    #[test]
    fn companions_are_never_attested() {
        let signed = arrival(Proof::Signed { at: NOW }).level().companion();
        assert_eq!((signed.level, signed.because), (Level::Rotating, Because::CameAlong));
        assert_eq!(token(10).level().companion(), token(10).level());
    }

    #[test]
    fn a_place_without_coordinates_puts_nobody_out_of_reach() {
        let proved = [beijing(NOW, true)];
        assert_eq!(says(Arrival { proved: &proved, place: None, ..token(10) }), (Level::Rotating, Because::InTime));
    }

    #[test]
    fn words_and_numbers_read_back() {
        for level in Level::ALL {
            assert_eq!(Level::from_code(i64::from(level.code())), Some(*level));
            assert_eq!(Level::from_word(level.word()), Some(*level));
        }
        assert_eq!((Level::from_code(-1), Level::from_code(5), Level::from_word("")), (None, None, None));
        for because in Because::ALL {
            assert_eq!(Because::from_word(because.word()), Some(*because));
            let (zh, en) = (because.name(Lang::Zh), because.name(Lang::En));
            assert!(zh.chars().any(|c| c > '\u{4e00}') && en.is_ascii() && !en.is_empty(), "{because:?}");
        }
    }

    fn proofs() -> impl Strategy<Value = Proof> {
        let age = prop_oneof![-200_i64..200, -100_000_i64..100_000];
        (age, 0..3).prop_map(|(age, sort)| match sort {
            0 => Proof::Signed { at: NOW - age },
            1 => Proof::Token { began: NOW - age },
            _ => Proof::Poster,
        })
    }

    fn histories() -> impl Strategy<Value = Vec<Proved>> {
        let one = (30_000_000_i64..40_000_000, -40_000_i64..40_000, any::<bool>()).prop_map(|(lat, ago, attested)| {
            Proved { there: There { point: Point::new(lat, 113_000_000).unwrap(), at: NOW - ago }, attested }
        });
        proptest::collection::vec(one, 0..4)
    }

    proptest! {
        #[test]
        fn the_phones_time_can_only_lower(proof in proofs(), told in prop_oneof![-200_i64..200, -200_000_i64..200_000], proved in histories()) {
            let honest = Arrival { proved: &proved, ..arrival(proof) };
            let says = Arrival { told: NOW + told, ..honest };
            prop_assert!(says.level().level <= honest.level().level);
        }

        #[test]
        fn more_history_never_raises(
            proof in proofs(), told in -200_i64..200, before in histories(), after in histories(),
            uses in proptest::collection::vec(prop_oneof![Just(TOKEN), any::<TokenId>()], 0..3),
            tally in proptest::collection::vec(any::<Option<bool>>(), 0..20), more in proptest::collection::vec(any::<Option<bool>>(), 0..20),
        ) {
            let few = Arrival { told: NOW + told, proved: &before, tally: Tally::of(tally.clone()), ..arrival(proof) };
            let proved: Vec<Proved> = before.iter().chain(&after).copied().collect();
            let many = Arrival { proved: &proved, uses: &uses, tally: Tally::of(tally.into_iter().chain(more)), ..few };
            prop_assert!(many.level().level <= few.level().level);
        }

        #[test]
        fn a_companion_is_never_better_proved(proof in proofs(), proved in histories()) {
            let own = Arrival { proved: &proved, ..arrival(proof) }.level();
            prop_assert!(own.companion().level <= own.level.min(Level::Rotating));
        }

        #[test]
        fn a_visit_is_never_later_than_its_arrival(proof in proofs(), told in any::<i64>()) {
            let visit = Arrival { told, ..arrival(proof) }.level();
            prop_assert!(visit.at <= NOW);
        }
    }
}
