//! Risk areas: declared, changed, lifted.

use super::*;

#[test]
fn an_area_is_declared_by_two_with_the_power_and_never_backwards() {
    let mut stage = Stage::new();
    let declares = |stage: &Stage, area: &Area, unit: &str, signers: &[&str]| {
        why(stage.decide(&signed(compose::declare_area(&stage.with(unit), area), signers)))
    };
    let high = area(&stage, Level::High);
    assert_eq!(declares(&stage, &high, "zhengzhou", &["zz-1", "zz-2"]), "admitted");
    assert_eq!(declares(&stage, &high, "zhengzhou", &["zz-1"]), "MM-LCK-004");
    assert_eq!(declares(&stage, &high, "luohe", &["lh-1", "lh-2"]), "MM-LCK-003");
    let early = Area { declared_at: stage.now - 25 * HOUR, ..high.clone() };
    assert_eq!(declares(&stage, &early, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-003");
    let names = [
        ("二七路 1000000", "MM-REG-022"),
        ("二七路１２３４５６７", "MM-REG-022"),
        ("\u{202e}街道", "MM-REG-008"),
        ("某\u{200d}街道", "MM-REG-008"),
        ("某\u{1b}[2K街道", "MM-REG-008"),
        (" ", "MM-REG-008"),
        ("街道 ", "MM-REG-008"),
        ("某\n街道", "MM-REG-008"),
    ];
    for (name, code) in names {
        let named = Area { name_zh: name.into(), ..high.clone() };
        assert_eq!(declares(&stage, &named, "zhengzhou", &["zz-1", "zz-2"]), code, "{name:?}");
        let named = Area { name_en: name.into(), ..high.clone() };
        assert_eq!(declares(&stage, &named, "zhengzhou", &["zz-1", "zz-2"]), code, "{name:?}");
    }
    for reserved in ["register", "r-1", "K-1", ".."] {
        let named = Area { area: id(reserved), ..high.clone() };
        assert_eq!(declares(&stage, &named, "zhengzhou", &["zz-1", "zz-2"]), "MM-REG-023", "{reserved}");
    }
    for at in [i64::MIN, 0, i64::MAX] {
        let far = Area { declared_at: at, ..high.clone() };
        assert_eq!(declares(&stage, &far, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-003", "{at}");
    }
    let ahead = Area { declared_at: stage.now + 121, ..high.clone() };
    assert_eq!(declares(&stage, &ahead, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-002");
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    assert_eq!(declares(&stage, &high, "zhengzhou", &["zz-1", "zz-2"]), "MM-ADM-004", "it is high already");
    let twin = Area { area: id("A-1"), ..high.clone() };
    assert_eq!(declares(&stage, &twin, "zhengzhou", &["zz-1", "zz-2"]), "MM-REG-004", "the same but for case");
    assert_eq!(declares(&stage, &area(&stage, Level::Medium), "zhengzhou", &["zz-1", "zz-2"]), "admitted");
    assert_eq!(declares(&stage, &area(&stage, Level::Medium), "erqi", &["eq-1", "eq-2"]), "MM-ADM-006");
    let moved = Area { region: region("410105"), ..area(&stage, Level::Medium) };
    assert_eq!(declares(&stage, &moved, "zhengzhou", &["zz-1", "zz-2"]), "MM-REG-004");
    let lifts = |stage: &Stage, unit: &str, signer: &str| {
        why(stage.decide(&signed(compose::lift_area(&stage.with(unit), &id("a-1"), stage.now), &[signer])))
    };
    assert_eq!(lifts(&stage, "zhengzhou", "zz-1"), "admitted");
    assert_eq!(lifts(&stage, "erqi", "eq-1"), "MM-ADM-006");
    stage.registry.areas.get_mut("a-1").unwrap().lifted_at = Some(stage.now);
    assert_eq!(lifts(&stage, "zhengzhou", "zz-1"), "MM-ADM-004");
}

/// Areas as they stand, for a fold.
struct Areas<'a>(&'a Stage);

impl View for Areas<'_> {
    fn get(&self, _: &'static Table, key: &[Value]) -> Result<Option<Vec<Value>>, ActError> {
        let Some(Value::Text(id)) = key.first() else { return Ok(None) };
        Ok(self.0.registry.areas.get(id).map(Row::values))
    }

    fn rows_of(&self, _: &'static Table, _: u32) -> Result<Vec<Vec<Value>>, ActError> {
        Ok(Vec::new())
    }
}

/// Decides an act about an area, seals it and folds it.
fn keep_area(stage: &mut Stage, draft: mingma_app::compose::Draft) {
    let handed = signed(draft, &["zz-1", "zz-2"]);
    stage.keep(&handed).unwrap();
    let (seq, now) = (stage.registry.newest, stage.now);
    let record = Record::new(seq, now, handed.act, handed.approvals, None, &SystemRandom).unwrap();
    let index = MasterKey::generate(&SystemRandom).index_key();
    let changes = fold(&Folding { record: &record, members: &[], view: &Areas(stage), index: &index }).unwrap();
    changes.iter().for_each(|change| stage.registry.apply(change).unwrap());
}

#[test]
fn a_fast_clock_declares_and_lifts_no_area_ahead_of_the_register() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    let ahead = |stage: &Stage, level: Level| Area { declared_at: stage.now + 120, ..area(stage, level) };
    let row = |stage: &Stage| stage.registry.areas["a-1"].clone();
    let medium = compose::declare_area(&stage.with("zhengzhou"), &ahead(&stage, Level::Medium));
    keep_area(&mut stage, medium);
    assert_eq!(row(&stage).declared_at, stage.now);
    // Somebody was there in that very minute; the level changes in the next second.
    let stay = |stage: &Stage, left_at: i64, first: Option<Digest>| {
        let said = Said::new(person, "s-1", Kind::RiskAreaStay, region("410103"));
        let said = said.with("area", "a-1").with("level", "medium").with("left_at", left_at);
        let own = compose::as_resident(&person);
        let draft = compose::items(&stage.with(&own), "own", vec![said]);
        let draft = first.into_iter().fold(draft, mingma_app::compose::Draft::citing);
        why(stage.decide(&draft.sign(&[&stage::device(&person)])))
    };
    let (declared, left) = (Digest(stage.notes.last().unwrap().digest), stage.now);
    assert_eq!(stay(&stage, left, None), "admitted");
    stage.later(1);
    let high = compose::declare_area(&stage.with("zhengzhou"), &ahead(&stage, Level::High));
    keep_area(&mut stage, high);
    assert_eq!(row(&stage).declared_at, stage.now);
    assert_eq!(stay(&stage, left, None), "MM-ADM-005", "it is high now");
    assert_eq!(stay(&stage, left, Some(declared)), "admitted", "it was medium then, as the act cited says");
    let lifted = compose::lift_area(&stage.with("zhengzhou"), &id("a-1"), stage.now + 120);
    keep_area(&mut stage, lifted);
    assert_eq!(row(&stage).lifted_at, Some(stage.now));
}

#[test]
fn one_act_stands_for_all_who_live_there_until_the_area_is_lifted() {
    let mut stage = Stage::new();
    let high = Area { declared_at: stage.now - HOUR, ..area(&stage, Level::High) };
    stage.area("a-1", "410103", "high", high.declared_at);
    let people: Vec<Uid> = (1..=20).map(|n| stage.enrol(n)).collect();
    people.iter().for_each(|person| stage.declares(*person, "410103"));
    let by = |unit: &str, signers: &[&str], stage: &Stage| {
        signed(compose::residence(&stage.with(unit), &high, &people), signers)
    };
    assert_eq!(why(stage.decide(&by("luohe", &["lh-1", "lh-2"], &stage))), "MM-ADM-006");
    let decision = stage.keep(&by("erqi", &["eq-1", "eq-2"], &stage)).unwrap();
    assert_eq!(decision.letters.len(), 20);
    assert!(people.iter().all(|person| stage.colour(person) == Colour::Red));
    let of: Vec<Of> = people
        .iter()
        .map(|person| {
            let held = &stage.file(person).held;
            let item = &held.iter().find(|one| one.item.kind == Kind::RiskAreaResidence).unwrap().item;
            Of { resident: *person, of: item.id.clone(), region: item.region, act: digest_of(&stage, item.id.as_str()) }
        })
        .collect();
    stage.later(DAY);
    let lifted =
        |stage: &Stage| signed(compose::follow_up(&stage.with("erqi"), Event::AreaLifted, stage.now, &of), &["eq-1"]);
    assert_eq!(why(stage.decide(&lifted(&stage))), "MM-ADM-005", "nobody lifted it");
    stage.registry.areas.get_mut("a-1").unwrap().lifted_at = Some(stage.now);
    stage.keep(&lifted(&stage)).unwrap();
    assert!(people.iter().all(|person| stage.colour(person) == Colour::Green));
}
