//! What derivation promises of every lawful set of packs and every resident.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

mod strategies;

use std::slice::from_ref;

use mingma_model::{Colour, Evidence, Id, Kind, Prefix, Span, TestResult};
use mingma_rules::oracle::Timeline;
use mingma_rules::{Condition, Pack, Rulebook, Shade};
use proptest::prelude::*;

use strategies::both::{book, dossier, fast, said, slow};
use strategies::{Case, cases, everywhen, lawful, lawless, moments, shifted};

const CASES: u32 = 8_000;

/// The colours at many moments, as each moment knows it.
fn colours(book: &Rulebook, items: &[Evidence], moments: &[i64]) -> Vec<Colour> {
    let dossier = dossier(items);
    moments.iter().map(|at| book.colour(dossier.items(), *at).unwrap()).collect()
}

fn without(items: &[Evidence], id: &Id) -> Vec<Evidence> {
    items.iter().filter(|item| item.id != *id).cloned().collect()
}

/// Items that no other is about, so that the rest is an input without them.
fn removable(items: &[Evidence]) -> impl Iterator<Item = &Evidence> {
    items.iter().filter(|item| items.iter().all(|other| other.about() != Some(&item.id)))
}

fn negative(item: &Evidence) -> bool {
    item.result() == Some(TestResult::Negative)
}

fn by_whom_colours_fall(item: &Evidence) -> bool {
    negative(item) || matches!(item.kind, Kind::FollowUp | Kind::Correction | Kind::Stay)
}

/// All rules of the case as one pack that speaks everywhere, from long before to long after.
fn one_pack(case: &Case) -> Pack {
    let mut pack = case.packs[0].clone();
    pack.region = Prefix::everywhere();
    pack.rules = case.packs.iter().flat_map(|pack| pack.rules.clone()).collect();
    pack.moved(i64::MIN, i64::MAX)
}

/// The same pack, as strict or stricter for every item at every moment.
fn stricter(pack: &Pack) -> Pack {
    let mut pack = Pack { id: "stricter".to_owned(), ..pack.clone() };
    for rule in &mut pack.rules {
        rule.lapse = Span::Days(30);
        if rule.on != Kind::NucleicTest {
            rule.condition = Condition::default();
        }
        for phase in &mut rule.phases {
            phase.colour = Shade::Plain(Colour::Red);
        }
    }
    pack
}

/// The highest colour that some timelines hold at a moment.
fn holding<'a>(timelines: impl Iterator<Item = &'a Timeline>, at: i64) -> Colour {
    let phases = timelines.flat_map(|timeline| &timeline.phases);
    phases.filter(|p| p.from <= at && at < p.until).map(|p| p.colour).max().unwrap_or_default()
}

proptest! {
    #![proptest_config(cases(CASES))]

    /// Every input has an answer, at every moment, also at the ends of time; only two
    /// packs of one region have none. The same input has the same answer.
    #[test]
    fn total(case in prop_oneof![lawful(), lawless()], years in prop_oneof![Just(0_i64), Just(7977), Just(-2022)]) {
        let case = shifted(&case, years * 31_556_952);
        let (book, dossier) = (book(&case.packs), dossier(&case.items));
        for at in [case.at, i64::MIN, i64::MAX, -62_167_219_200, 253_402_300_799] {
            let answer = said(&book, &dossier, at);
            prop_assert_eq!(&answer, &said(&book, &dossier, at));
            prop_assert_eq!(&answer, &slow(&case.packs, &case.items, at));
            let Ok(answer) = answer else { continue };
            prop_assert!(answer.next_change.is_none_or(|next| next > at));
            for reason in &answer.reasons {
                prop_assert!(reason.from <= at && at < reason.until && reason.colour == answer.colour);
            }
            for timeline in &answer.timelines {
                prop_assert!(timeline.phases.windows(2).all(|pair| pair[0].until == pair[1].from));
                prop_assert!(timeline.phases.iter().all(|phase| phase.until <= timeline.lapse_at));
            }
        }
    }

    /// A lawful set never refuses: its packs of one region follow each other.
    #[test]
    fn a_lawful_set_never_clashes(case in lawful()) {
        prop_assert!(fast(&case.packs, &case.items, case.at).is_ok());
    }

    /// Neither the order of the items nor that of the packs changes anything.
    #[test]
    fn order_is_nothing((case, items, packs) in lawful().prop_flat_map(|case| {
        let (items, packs) = (Just(case.items.clone()), Just(case.packs.clone()));
        (Just(case), items.prop_shuffle(), packs.prop_shuffle())
    })) {
        prop_assert_eq!(fast(&packs, &items, case.at), fast(&case.packs, &case.items, case.at));
    }

    #[test]
    fn items_not_yet_known_change_nothing(case in lawful()) {
        let known: Vec<Evidence> = case.items.iter().filter(|item| item.observed_at <= case.at).cloned().collect();
        prop_assert_eq!(fast(&case.packs, &case.items, case.at), fast(&case.packs, &known, case.at));
    }

    #[test]
    fn adding_an_item_that_is_not_a_negative_test_follow_up_correction_or_stay_never_lowers(case in lawful()) {
        let (book, when) = (book(&case.packs), everywhen(&case));
        let with = colours(&book, &case.items, &when);
        for item in removable(&case.items).filter(|item| !by_whom_colours_fall(item)) {
            let without = colours(&book, &without(&case.items, &item.id), &when);
            for ((at, with), without) in when.iter().zip(&with).zip(&without) {
                prop_assert!(with >= without, "{} lowered {without:?} to {with:?} at {at}", item.id);
            }
        }
    }

    /// Given that no rule is for negative tests themselves.
    #[test]
    fn a_negative_test_never_raises(case in lawful()) {
        let (book, when) = (book(&case.packs), everywhen(&case));
        let with = colours(&book, &case.items, &when);
        for item in removable(&case.items).filter(|item| negative(item)) {
            let without = colours(&book, &without(&case.items, &item.id), &when);
            for ((at, with), without) in when.iter().zip(&with).zip(&without) {
                prop_assert!(with <= without, "{} raised {without:?} to {with:?} at {at}", item.id);
            }
        }
    }

    /// A timeline holds nothing from its lapse on, nor beyond the item's own end;
    /// when all are over, the code is green and stays so.
    #[test]
    fn over_at_the_lapse(case in lawful()) {
        let (book, dossier) = (book(&case.packs), dossier(&case.items));
        let now = said(&book, &dossier, case.at).unwrap();
        for timeline in &now.timelines {
            let item = case.items.iter().find(|item| item.id.as_str() == timeline.evidence).unwrap();
            prop_assert!(item.until.is_none_or(|until| timeline.lapse_at <= until));
            let then = said(&book, &dossier, timeline.lapse_at).unwrap();
            let of_it = |r: &mingma_rules::oracle::Reason| r.evidence == timeline.evidence && r.pack == timeline.pack && r.rule == timeline.rule;
            prop_assert!(!then.reasons.iter().any(of_it));
        }
        let last = case.items.iter().map(|item| item.observed_at).max().unwrap();
        let over = last.max(moments(&case.packs, &case.items).into_iter().filter(|at| *at < last + 31 * 86_400).max().unwrap());
        let then = said(&book, &dossier, over).unwrap();
        prop_assert_eq!((then.colour, then.next_change, then.reasons.len()), (Colour::Green, None, 0));
    }

    #[test]
    fn between_now_and_next_change_the_colour_stands_unless_something_becomes_known(case in lawful()) {
        let (book, now) = (book(&case.packs), fast(&case.packs, &case.items, case.at).unwrap());
        let known: Vec<Evidence> = case.items.iter().filter(|item| item.observed_at <= case.at).cloned().collect();
        let next = now.next_change.unwrap_or(i64::MAX);
        let news = case.items.iter().map(|item| item.observed_at).filter(|at| *at > case.at).min().unwrap_or(i64::MAX);
        let when = everywhen(&case);
        let later = |until: i64| when.iter().copied().filter(|at| (case.at..until).contains(at)).chain([until - 1]).collect::<Vec<_>>();
        for colour in colours(&book, &known, &later(next)) {
            prop_assert_eq!(colour, now.colour);
        }
        for colour in colours(&book, &case.items, &later(next.min(news))) {
            prop_assert_eq!(colour, now.colour);
        }
        if now.next_change.is_some() {
            prop_assert_ne!(colours(&book, &known, &[next]), vec![now.colour]);
        }
    }

    /// What the pack that spoke when an item became known does not hold against it,
    /// no later pack does; and a pack changes nothing before it begins.
    #[test]
    fn no_rule_reaches_back(case in lawful()) {
        let now = fast(&case.packs, &case.items, case.at).unwrap();
        let mut bound = Colour::Green;
        for item in &case.items {
            let of_it = || now.timelines.iter().filter(|timeline| timeline.evidence == item.id.as_str());
            let in_force = |pack: &str| case.packs.iter().any(|p| p.id == pack && p.in_force(item.observed_at));
            if let Some(first) = of_it().map(|timeline| timeline.pack.clone()).find(|pack| in_force(pack)) {
                bound = bound.max(holding(of_it().filter(|timeline| timeline.pack == first), case.at));
            }
        }
        prop_assert!(now.colour <= bound, "{:?} is more than {bound:?}", now.colour);

        let last = case.packs.iter().max_by_key(|pack| pack.from).unwrap();
        let others: Vec<Pack> = case.packs.iter().filter(|pack| pack.id != last.id).cloned().collect();
        let before: Vec<i64> = everywhen(&case).into_iter().filter(|at| *at < last.from).collect();
        prop_assert_eq!(colours(&book(&case.packs), &case.items, &before), colours(&book(&others), &case.items, &before));
    }

    #[test]
    fn a_stricter_pack_binds_only_what_becomes_known_under_it(case in lawful(), pick in any::<prop::sample::Index>()) {
        let mild = one_pack(&case);
        let strict = stricter(&mild);
        let when = everywhen(&case);
        let change = when[pick.index(when.len())];
        let with = |packs: &[Pack], items: &[Evidence]| colours(&book(packs), items, &when);
        let (all_mild, all_strict) = (with(from_ref(&mild), &case.items), with(from_ref(&strict), &case.items));

        let to_strict = [mild.moved(i64::MIN, change), strict.moved(change, i64::MAX)];
        let found = with(&to_strict, &case.items);
        for (row, at) in when.iter().enumerate() {
            prop_assert!(all_mild[row] <= found[row] && found[row] <= all_strict[row], "at {at}");
        }
        if case.items.iter().all(|item| item.observed_at < change) {
            prop_assert_eq!(&found, &all_mild);
        }
        if case.items.iter().all(|item| item.observed_at >= change) {
            prop_assert_eq!(&found, &all_strict);
        }

        // A milder one frees at once, whatever was known before.
        let to_mild = [strict.moved(i64::MIN, change), mild.moved(change, i64::MAX)];
        for (row, (at, colour)) in when.iter().zip(with(&to_mild, &case.items)).enumerate() {
            let expected = if *at < change { all_strict[row] } else { all_mild[row] };
            prop_assert_eq!(colour, expected, "at {}", at);
        }
    }

    /// Where no pack spoke, and where the item does not say what a rule asks, it is green.
    #[test]
    fn unknown_is_never_adverse(case in lawful(), pick in any::<prop::sample::Index>()) {
        let now = fast(&case.packs, &case.items, case.at).unwrap();
        prop_assert!(now.reasons.iter().all(|reason| !now.not_covered.contains(&reason.evidence)));
        prop_assert_eq!(fast(&[], &case.items, case.at).unwrap().colour, Colour::Green);

        // A second of silence lets go of all that was known before it.
        let whole = one_pack(&case);
        let when = everywhen(&case);
        let silence = when[pick.index(when.len())];
        let packs = [whole.moved(i64::MIN, silence), whole.moved(silence + 1, i64::MAX)];
        let known: Vec<Evidence> = case.items.iter().filter(|item| item.observed_at <= silence).cloned().collect();
        let after: Vec<i64> = when.iter().copied().filter(|at| *at >= silence).collect();
        prop_assert!(colours(&book(&packs), &known, &after).iter().all(|colour| *colour == Colour::Green));

        // Rules that ask something, of items that say nothing.
        let mut asking = whole;
        asking.rules.retain(|rule| rule.condition != Condition::default());
        let mut silent = case.items.clone();
        for item in &mut silent {
            for word in ["origin_region", "level", "result", "origin_colour", "country", "symptoms", "temperature"] {
                item.attributes.remove(word);
            }
        }
        prop_assert!(colours(&book(&[asking]), &silent, &when).iter().all(|colour| *colour == Colour::Green));
    }
}
