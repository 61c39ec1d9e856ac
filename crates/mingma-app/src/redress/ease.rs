//! What silence does: nobody stays bound because nobody answered.
//!
//! | since it was due | anything else | their own laboratory positive, their case |
//! | --- | --- | --- |
//! | at once | one step down (a stay to the lapse), to the unit above | to the unit above |
//! | 24 h | | overdue in public, to oversight; never eased |
//! | each further 48 h | one more step, one unit further up | |
//!
//! A step is red → yellow or yellow → green. It ends when nothing is left to ease.

use mingma_model::{Colour, Evidence, Kind, TestResult};

/// Silence after a step until the next one, in seconds: 48 h.
pub const FURTHER: i64 = 48 * 3_600;

/// Silence until a person's own positive stands overdue in public, in seconds: 24 h.
pub const OVERDUE: i64 = 24 * 3_600;

/// An open appeal, as the clock sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// When the clock strikes next; none when it has nothing more to do.
    pub due: Option<i64>,
    /// How often it has struck.
    pub struck: u32,
}

/// The item that is questioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Questioned {
    /// The highest colour that it can give its holder from now on, under the stays that stand.
    pub peak: Colour,
    /// When it lapses by itself.
    pub lapse: i64,
    /// True of a person's own laboratory positive and of their case.
    pub own_positive: bool,
}

/// What has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Nothing until then; none: nothing more.
    Waits(Option<i64>),
    /// The clock strikes.
    Strikes(Strike),
}

/// One stroke of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strike {
    /// The how manieth it is, from 1.
    pub step: u32,
    /// The stay that it makes: what it leaves standing, until when.
    pub stay: Option<(Colour, i64)>,
    /// What else it does.
    pub tells: Tells,
    /// When it strikes next, if nobody decides.
    pub next: Option<i64>,
}

/// Who hears of a stroke beside the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// The unit above.
    Above,
    /// Oversight and the public.
    Oversight,
    /// Nobody: what was questioned is over by itself.
    Nobody,
}

/// True of what is never eased by silence: a person's own laboratory positive, and their case.
#[must_use]
pub fn own_positive(item: &Evidence) -> bool {
    match item.kind {
        Kind::NucleicTest => item.result() == Some(TestResult::Positive),
        Kind::ScreenPositive | Kind::ConfirmedCase | Kind::AsymptomaticCase => true,
        _ => false,
    }
}

/// One step down; none below green.
#[must_use]
pub const fn below(colour: Colour) -> Option<Colour> {
    match colour {
        Colour::Red => Some(Colour::Yellow),
        Colour::Yellow => Some(Colour::Green),
        Colour::Green => None,
    }
}

/// What silence does now.
#[must_use]
pub fn silence(waiting: Waiting, item: Questioned, now: i64) -> Silence {
    let Some(due) = waiting.due.filter(|due| *due <= now) else { return Silence::Waits(waiting.due) };
    let step = waiting.struck.saturating_add(1);
    // Counted from when it was due, not from when somebody looked.
    let again = |after: i64| Some(due.saturating_add(after));
    let over = Strike { step, stay: None, tells: Tells::Nobody, next: None };
    let left = below(item.peak).filter(|_| item.lapse > now);
    Silence::Strikes(match left {
        None => over,
        Some(_) if item.own_positive && step == 1 => {
            Strike { step, stay: None, tells: Tells::Above, next: again(OVERDUE) }
        }
        Some(_) if item.own_positive => Strike { step, stay: None, tells: Tells::Oversight, next: None },
        Some(cap) => {
            let next = below(cap).and_then(|_| again(FURTHER)).filter(|next| *next < item.lapse);
            Strike { step, stay: Some((cap, item.lapse)), tells: Tells::Above, next }
        }
    })
}

impl Waiting {
    /// What waits after a stroke.
    #[must_use]
    pub const fn after(self, strike: Strike) -> Self {
        Self { due: strike.next, struck: strike.step }
    }
}

impl Questioned {
    /// What is questioned after a stroke.
    #[must_use]
    pub fn after(self, strike: Strike) -> Self {
        let peak = strike.stay.map_or(self.peak, |(cap, _)| self.peak.min(cap));
        Self { peak, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const H: i64 = 3_600;

    fn item(peak: Colour, lapse: i64) -> Questioned {
        Questioned { peak, lapse, own_positive: false }
    }

    /// Every stroke, when the clock is looked at at these moments, each time until it rests.
    fn run(mut waiting: Waiting, mut item: Questioned, looks: impl IntoIterator<Item = i64>) -> Vec<(i64, Strike)> {
        let mut struck = Vec::new();
        for now in looks {
            while let Silence::Strikes(strike) = silence(waiting, item, now) {
                struck.push((now, strike));
                (waiting, item) = (waiting.after(strike), item.after(strike));
            }
        }
        struck
    }

    const AT_TEN: Waiting = Waiting { due: Some(10 * H), struck: 0 };

    #[test]
    fn red_is_yellow_when_due_and_green_after_48_further_hours() {
        let struck = run(AT_TEN, item(Colour::Red, 500 * H), (0..200).map(|hour| hour * H));
        let told: Vec<_> = struck.iter().map(|(at, one)| (at / H, one.step, one.stay, one.tells)).collect();
        let lapse = 500 * H;
        assert_eq!(
            told,
            [(10, 1, Some((Colour::Yellow, lapse)), Tells::Above), (58, 2, Some((Colour::Green, lapse)), Tells::Above)]
        );
        assert_eq!(struck[1].1.next, None);
    }

    #[test]
    fn yellow_is_green_when_due_and_the_clock_rests() {
        let struck = run(AT_TEN, item(Colour::Yellow, 500 * H), (0..200).map(|hour| hour * H));
        assert_eq!(struck.len(), 1);
        assert_eq!(struck[0].1.stay, Some((Colour::Green, 500 * H)));
        assert_eq!(struck[0].1.next, None);
    }

    #[test]
    fn who_looks_late_finds_every_step_that_was_due() {
        let struck = run(AT_TEN, item(Colour::Red, 500 * H), [100 * H]);
        assert_eq!(struck.iter().map(|(_, one)| one.step).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(struck[1].1.stay, Some((Colour::Green, 500 * H)));
    }

    #[test]
    fn a_second_too_early_nothing_happens() {
        assert_eq!(silence(AT_TEN, item(Colour::Red, 500 * H), 10 * H - 1), Silence::Waits(Some(10 * H)));
    }

    #[test]
    fn an_own_positive_is_never_eased_and_stands_overdue_after_24_hours() {
        let own = Questioned { own_positive: true, ..item(Colour::Red, 500 * H) };
        let struck = run(AT_TEN, own, (0..400).map(|hour| hour * H));
        let told: Vec<_> = struck.iter().map(|(at, one)| (at / H, one.stay, one.tells, one.next.is_some())).collect();
        assert_eq!(told, [(10, None, Tells::Above, true), (34, None, Tells::Oversight, false)]);
    }

    #[test]
    fn what_lapsed_meanwhile_or_is_green_leaves_the_queue_without_a_stay() {
        for gone in [item(Colour::Red, 9 * H), item(Colour::Green, 500 * H), item(Colour::Red, 10 * H)] {
            let Silence::Strikes(strike) = silence(AT_TEN, gone, 10 * H) else { panic!("it was due") };
            assert_eq!((strike.stay, strike.tells, strike.next), (None, Tells::Nobody, None));
        }
    }

    #[test]
    fn no_further_step_is_set_for_after_the_lapse() {
        let Silence::Strikes(strike) = silence(AT_TEN, item(Colour::Red, 40 * H), 10 * H) else { panic!("it was due") };
        assert_eq!((strike.stay, strike.next), (Some((Colour::Yellow, 40 * H)), None));
    }

    fn colours() -> impl Strategy<Value = Colour> {
        prop_oneof![Just(Colour::Green), Just(Colour::Yellow), Just(Colour::Red)]
    }

    fn questioned() -> impl Strategy<Value = Questioned> {
        (colours(), 0_i64..2_000_000, any::<bool>()).prop_map(|(peak, lapse, own_positive)| Questioned {
            peak,
            lapse,
            own_positive,
        })
    }

    proptest! {
        #[test]
        fn it_never_raises(waiting in 0_i64..1_000_000, struck in 0_u32..5, item in questioned(), now in 0_i64..2_000_000) {
            if let Silence::Strikes(strike) = silence(Waiting { due: Some(waiting), struck }, item, now) {
                if let Some((cap, until)) = strike.stay {
                    prop_assert!(cap < item.peak && !item.own_positive && until == item.lapse && until > now);
                }
                prop_assert!(item.after(strike).peak <= item.peak);
                prop_assert_eq!(strike.step, struck + 1);
            }
        }

        #[test]
        fn it_ends(item in questioned(), due in 0_i64..1_000_000) {
            let (mut waiting, mut item) = (Waiting { due: Some(due), struck: 0 }, item);
            let mut strokes = 0;
            while let Some(due) = waiting.due {
                let Silence::Strikes(strike) = silence(waiting, item, due) else { panic!("it was due") };
                prop_assert!(strike.next.is_none_or(|next| next > due), "time goes on");
                (waiting, item) = (waiting.after(strike), item.after(strike));
                strokes += 1;
                prop_assert!(strokes <= 2);
            }
        }

        #[test]
        fn looking_twice_is_looking_once(item in questioned(), due in 0_i64..1_000_000, now in 0_i64..2_000_000) {
            let waiting = Waiting { due: Some(due), struck: 0 };
            let once = run(waiting, item, [now]);
            let twice = run(waiting, item, [now, now, now]);
            prop_assert_eq!(once, twice);
        }

        #[test]
        fn other_looks_between_change_no_stay(item in questioned(), due in 0_i64..1_000_000, looks in proptest::collection::vec(0_i64..3_000_000, 0..30)) {
            // Looked at whenever somebody happens to, or exactly when it strikes: the same stays.
            let waiting = Waiting { due: Some(due), struck: 0 };
            let ends: Vec<i64> = (0..20).map(|n| due + n * FURTHER).chain((0..20).map(|n| due + n * OVERDUE)).collect();
            let mut exact = ends.clone();
            exact.sort_unstable();
            let mut all: Vec<i64> = looks.into_iter().chain(ends).collect();
            all.sort_unstable();
            let stays = |moments: Vec<i64>| -> Vec<Option<(Colour, i64)>> { run(waiting, item, moments).into_iter().map(|(_, one)| one.stay).collect() };
            prop_assert_eq!(stays(exact), stays(all));
        }
    }
}
