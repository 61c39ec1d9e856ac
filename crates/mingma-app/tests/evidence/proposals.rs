//! Proposals: what one officer signed waits for another.

use super::*;

#[test]
fn a_proposal_waits_for_a_second_officer_and_is_that_very_act() {
    let mut stage = Stage::new();
    let person = stage.enrol(5);
    stage.area("a-1", "410103", "high", stage.now - HOUR);
    stage.declares(person, "410103");
    let lives = Said::new(person, "l-1", Kind::RiskAreaResidence, region("410103"))
        .with("area", "a-1")
        .with("level", "high")
        .with("declared_at", stage.registry.areas["a-1"].declared_at);
    let draft = compose::items(&stage.with("zhengzhou"), "residence", vec![lives]);
    let inner = draft.act();
    let handed = compose::propose(&stage.with("zhengzhou"), draft.clone(), &key("zz-1"), stage.now + 6 * HOUR);
    let outer = mingma_acts::Act::from_bytes(&handed.act).unwrap();
    assert_eq!(outer.place().unwrap(), inner.id, "its members are sealed at the place of the act proposed");
    assert_eq!(inner.place().unwrap(), inner.id);
    let decision = stage.decide(&handed).unwrap();
    assert!(decision.letters.is_empty() && decision.added.is_empty(), "nothing binds yet");
    let late = compose::propose(&stage.with("zhengzhou"), draft.clone(), &key("zz-1"), stage.now + 25 * HOUR);
    assert_eq!(why(stage.decide(&late)), "MM-ADM-012");
    let proposed = proposed(&stage, &handed);
    stage.proposals.push(proposed.clone());
    assert_eq!(why(stage.decide(&handed)), "MM-ADM-004", "it is proposed already");
    let approved = compose::approve(&proposed, handed.members.clone(), &key("zz-2"));
    assert_eq!(why(stage.decide(&approved)), "admitted");
    let other = draft.clone().citing(Digest([1; 32])).with_id(inner.id).act().to_bytes();
    let taken = Proposed { bytes: other, ..proposed.clone() };
    let before = std::mem::replace(&mut stage.proposals, vec![taken]);
    assert_eq!(why(stage.decide(&approved)), "MM-ADM-004", "another act under its id");
    stage.proposals = before;
    let stranger = compose::approve(&proposed, handed.members.clone(), &key("lh-1"));
    assert_eq!(why(stage.decide(&stranger)), "MM-LCK-004");
    let closing = |stage: &Stage, unit: &str, officer: &str| {
        signed(compose::withdraw(&stage.with(unit), inner.id, &id("mistaken")), &[officer])
    };
    assert_eq!(why(stage.decide(&closing(&stage, "luohe", "lh-1"))), "MM-ADM-006");
    assert_eq!(why(stage.decide(&closing(&stage, "zhengzhou", "zz-3"))), "admitted");
    for (word, value) in [("reason", "call 1000000".into()), ("reason", Datum::Null), ("name", Datum::from("x"))] {
        let mut body = Map::new().with("proposal", inner.id.0.to_vec());
        body.set(word, value);
        let zhengzhou = stage.with("zhengzhou");
        let draft =
            mingma_app::compose::Draft::new(Class::ProposalClosed, "zhengzhou", body, stage.now, zhengzhou.random);
        assert_eq!(why(stage.decide(&signed(draft, &["zz-3"]))), "MM-ADM-003", "{word}");
    }
    stage.later(6 * HOUR);
    assert_eq!(why(stage.decide(&approved)), "MM-ADM-010", "it ran out");
    stage.later(-HOUR);
    stage.proposals[0].open = false;
    assert_eq!(why(stage.decide(&approved)), "MM-ADM-010", "it was taken back");
    assert_eq!(why(stage.decide(&closing(&stage, "zhengzhou", "zz-3"))), "MM-ADM-010");
}

fn proposed(stage: &Stage, handed: &Handed) -> Proposed {
    let record = Record::new(
        stage.registry.newest + 1,
        stage.now,
        handed.act.clone(),
        handed.approvals.clone(),
        None,
        &SystemRandom,
    )
    .unwrap();
    let expires = record.act().body.int("expires").unwrap();
    let act = record.act().place().unwrap().0;
    let row = mingma_store::rows::ProposalRow { act, seq: record.seq, state: mingma_store::OPEN.into(), expires };
    Proposed::of(&record, &row).unwrap()
}
