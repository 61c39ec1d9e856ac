//! Laws over whatever a single source says.

use super::*;

/// What a machine source or a declaration may say of somebody fresh.
fn alone() -> impl Strategy<Value = (u8, i64, u8, u8, bool)> {
    (0_u8..7, 0_i64..10 * DAY, 0_u8..3, 0_u8..3, any::<bool>())
}

fn say(stage: &mut Stage, person: Uid, (what, ago, colour, level, twice): (u8, i64, u8, u8, bool)) -> (Handed, bool) {
    let at = stage.now - ago;
    let colour = Colour::ALL[usize::from(colour)].word();
    let level = Level::ALL[usize::from(level)].word();
    match what {
        0 => (stage.by("rail", &["rail"], vec![arrival(person, "x", at)]), false),
        1 => (stage.by("shanghai", &["shanghai"], vec![notice(person, "x", colour, at, stage.now + DAY)]), false),
        2 => (stage.by_resident(person, vec![entry(person, "x", at)]), false),
        3 => (stage.by_resident(person, vec![arrival(person, "x", at)]), false),
        4 => {
            stage.area("a-1", "410103", level, at - DAY);
            let said = Said::new(person, "x", Kind::RiskAreaStay, region("410103"));
            (stage.by_resident(person, vec![said.with("area", "a-1").with("level", level).with("left_at", at)]), false)
        }
        5 => (stage.by("port-zz", &["port-zz"], vec![entry(person, "x", at)]), true),
        _ => {
            let result = if twice { "negative" } else { "positive" };
            (stage.by("lab-zz", &["lab-zz"], vec![test(person, "x", result, at)]), !twice)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_machine_source_or_the_own_word_alone_is_yellow_at_most(what in alone()) {
        let mut stage = Stage::new();
        let person = stage.enrol(5);
        let (handed, may_be_red) = say(&mut stage, person, what);
        if stage.keep(&handed).is_ok() {
            for hours in 0..30 * 24 {
                stage.later(if hours == 0 { 0 } else { HOUR });
                prop_assert!(may_be_red || stage.colour(&person) <= Colour::Yellow);
            }
        }
    }

    /// Whatever a unit tries with a person, the colour is adverse only where all locks hold.
    #[test]
    fn no_colour_turns_without_tie_power_two_officers_rule_and_log(
        tie in any::<bool>(), power in any::<bool>(), two in any::<bool>(), rule in any::<bool>(), log in any::<bool>(), open in any::<bool>(),
    ) {
        let mut stage = Stage::new();
        let person = stage.enrol(5);
        stage.area("a-1", "410103", "high", stage.now - HOUR);
        if tie { stage.declares(person, "410103"); }
        if !power { stage.revoke("zhengzhou", mingma_acts::Power::Assign); }
        if !rule { stage.registry.texts.clear(); }
        if !open { stage.files.get_mut(&5).unwrap().readable = false; }
        stage.log_runs = log;
        let said = Said::new(person, "l-1", Kind::RiskAreaResidence, region("410103"))
            .with("area", "a-1").with("level", "high").with("declared_at", stage.registry.areas["a-1"].declared_at);
        let signers: &[&str] = if two { &["zz-1", "zz-2"] } else { &["zz-1"] };
        let outcome = stage.keep(&stage.by("zhengzhou", signers, vec![said]));
        prop_assert_eq!(outcome.is_ok(), tie && power && two && rule && log && open);
        prop_assert_eq!(stage.colour(&person) > Colour::Green, outcome.is_ok());
        prop_assert_eq!(outcome.map_or(0, |decision| decision.letters.len()), usize::from(stage.colour(&person) > Colour::Green));
    }

    /// The same ground gives the same decision.
    #[test]
    fn deciding_twice_decides_the_same(what in alone()) {
        let mut stage = Stage::new();
        let person = stage.enrol(5);
        let (handed, _) = say(&mut stage, person, what);
        let both = [stage.decide(&handed), stage.decide(&handed)];
        let told = both.map(|one| one.map(|decision| (decision.added, decision.letters)));
        prop_assert_eq!(&told[0], &told[1]);
    }
}
