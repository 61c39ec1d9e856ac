//! What is refused, each beside an honest twin that is not.

use mingma_acts::{Class, Map};
use mingma_app::compose::Draft;
use mingma_app::redress::attach::{self, Attachment, Sort};
use mingma_app::redress::compose::{self, Appeal};
use mingma_app::redress::ground::{Ground, Lane, Urgency};
use mingma_app::redress::number::Number;
use mingma_app::redress::{FRESH, Verdict};
use mingma_app::register::story::{COUNTY_CDC, HEALTH_COMMISSION, LUOHE, ZHENGZHOU};
use mingma_app::{Handed, Why};
use mingma_model::Kind;
use mingma_seal::{Digest, SystemRandom};

use crate::stage::{HOUR, Stage, id, region};

crate::stories!(
    filings_are_refused_by_name,
    decisions_are_refused_by_name,
    what_the_clock_does_not_do_is_refused_to_the_register_itself,
    files_are_taken_as_they_were_written_anew,
);

const REASONS: &str = "社区登记核对无误：本人确实居住在该小区。";
const LIVES: Kind = Kind::RiskAreaResidence;

/// The act with one word of its body put otherwise.
fn bent(
    stage: &Stage,
    n: usize,
    appeal: &Appeal<'_>,
    word: &str,
    value: &(impl Into<mingma_acts::Datum> + Clone),
) -> Handed {
    let terms = stage.terms(n, appeal.item, appeal.ground, appeal.lane());
    stage.by_device(n, |with| {
        let honest = compose::file(with, appeal, &terms).act();
        let mut body = honest.body.clone();
        body.set(word, value.clone());
        let said = Map::new().with("item", appeal.item.as_str()).with_some("words", appeal.words);
        Draft::new(Class::Appeal, with.actor, body, with.now, with.random).about(appeal.resident, said, with.random)
    })
}

fn filings_are_refused_by_name(stage: &Stage) {
    stage.live_in_the_area(&[0, 1]);
    let item = stage.item(0, LIVES);
    let plain = stage.appeal(0, &item);
    let due = stage.terms(0, &item, Ground::NotThere, Lane::Ordinary).clock.due;
    let attempts: [(&str, &str, Handed); 12] = [
        ("a reviewer of one's choice", "MM-RED-006", bent(stage, 0, &plain, "unit", &LUOHE)),
        ("a date of one's choice", "MM-RED-006", bent(stage, 0, &plain, "due", &(due - 1))),
        ("a cause of one's choice", "MM-RED-006", bent(stage, 0, &plain, "cause", &vec![0_u8; 16])),
        ("a ground that is none", "MM-RED-007", bent(stage, 0, &plain, "ground", &"whim")),
        ("a number without its check", "MM-RED-007", bent(stage, 0, &plain, "number", &"SS-4821-7730-9156-2740")),
        ("urgent without saying why", "MM-RED-007", bent(stage, 0, &plain, "lane", &"urgent")),
        ("urgent by a whim", "MM-RED-007", bent(stage, 0, &plain, "urgent", &"shopping")),
        ("a word that is none", "MM-RED-007", bent(stage, 0, &plain, "colour", &"green")),
        ("something else, without words", "MM-RED-007", {
            let appeal = Appeal { ground: Ground::Other, words: None, ..plain.clone() };
            stage.filed(0, &appeal)
        }),
        ("words that hide", "MM-RED-007", {
            stage.filed(0, &Appeal { words: Some("乙\u{202e}甲"), ..plain.clone() })
        }),
        ("for a stranger", "MM-RED-010", {
            let other = Appeal { resident: stage.people[1], ..plain.clone() };
            let terms = stage.terms(0, &item, Ground::NotThere, Lane::Ordinary);
            stage.by_device(0, |with| compose::file(with, &other, &terms))
        }),
        ("by officers", "MM-RED-010", {
            let terms = stage.terms(0, &item, Ground::NotThere, Lane::Ordinary);
            stage.officers(compose::file(&stage.with(COUNTY_CDC), &plain, &terms), &[1, 2])
        }),
    ];
    for (name, code, handed) in attempts {
        assert_eq!(stage.refused(&handed), code, "{name}");
    }
    // Over nothing, over what is no burden, over another's.
    let terms = stage.terms(0, &item, Ground::NotThere, Lane::Ordinary);
    for other in [id("nothing"), stage.item(1, LIVES)] {
        let appeal = Appeal { item: &other, ..plain.clone() };
        assert_eq!(stage.refused(&stage.by_device(0, |with| compose::file(with, &appeal, &terms))), "MM-RED-001");
    }
    let well = stage.item(0, Kind::SelfDeclaration);
    let appeal = Appeal { item: &well, ..plain.clone() };
    assert_eq!(stage.refused(&stage.by_device(0, |with| compose::file(with, &appeal, &terms))), "MM-RED-002");
    // Composed long ago: the clock would have run before anybody knew.
    let old = stage.filed(0, &plain);
    stage.later(FRESH + 1);
    assert_eq!(stage.refused(&old), "MM-RED-006");
    // The honest twin, and then the same again.
    let number = stage.file(0, LIVES);
    let again = stage.appeal(0, &item);
    assert_eq!(stage.refused(&stage.by_device(0, |with| compose::file(with, &again, &terms))), "MM-RED-003");
    let others = Appeal { number: Number::parse(&number).unwrap(), ..stage.appeal(1, &item) };
    let theirs = stage.item(1, LIVES);
    assert_eq!(stage.refused(&stage.filed(1, &Appeal { item: &theirs, ..others })), "MM-RED-008");
    let stranger = stage.people[1];
    assert_eq!(stage.refused(&stage.by_device(1, |with| compose::withdraw(with, stranger, &number))), "MM-RED-009");
    // The urgent lane closes to who misused it twice, the ordinary one does not.
    for _ in 0..2 {
        let number = stage.file_urgent(1, LIVES, Some(Urgency::Examination));
        let unit = stage.row(&number).unit;
        stage.hand(&stage.officers(stage.decision(&unit, Verdict::Uphold, REASONS, &[(1, &number)]), &[3]));
    }
    let urgent = Appeal { urgent: Some(Urgency::Birth), ..stage.appeal(1, &theirs) };
    assert_eq!(stage.refused(&stage.filed(1, &urgent)), "MM-RED-005");
    stage.file(1, LIVES);
    stage.audited();
}

fn decisions_are_refused_by_name(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    stage.tests_positive(1);
    stage.arrive(&[2]);
    let number = stage.file(0, LIVES);
    let positive = stage.file(1, Kind::NucleicTest);
    let verdict = |unit: &str, verdict, reasons: &str, officers: &[u8]| {
        stage.officers(stage.decision(unit, verdict, reasons, &[(0, &number)]), officers)
    };
    let attempts: [(&str, &str, Handed); 11] = [
        ("who signed the item", "MM-RED-012", verdict(COUNTY_CDC, Verdict::Uphold, REASONS, &[1])),
        ("one of two signed the item", "MM-RED-012", verdict(COUNTY_CDC, Verdict::Lift, REASONS, &[2, 3])),
        ("no reasons", "MM-RED-013", verdict(COUNTY_CDC, Verdict::Uphold, "", &[3])),
        ("reasons that are none", "MM-RED-013", verdict(COUNTY_CDC, Verdict::Uphold, "不予转码", &[3])),
        ("a unit beside", "MM-RED-011", verdict(HEALTH_COMMISSION, Verdict::Uphold, REASONS, &[1])),
        ("a unit elsewhere", "MM-RED-011", verdict(LUOHE, Verdict::Uphold, REASONS, &[1])),
        ("a lift by one", "MM-LCK-004", verdict(ZHENGZHOU, Verdict::Lift, REASONS, &[1])),
        ("a positive corrected by one", "MM-LCK-004", {
            stage.officers(stage.decision(COUNTY_CDC, Verdict::Correct, REASONS, &[(1, &positive)]), &[3])
        }),
        ("the same twice", "MM-RED-009", {
            stage.officers(stage.decision(COUNTY_CDC, Verdict::Uphold, REASONS, &[(0, &number), (0, &number)]), &[3])
        }),
        ("one that is nobody's", "MM-RED-009", {
            let nobody = Number::draw(&SystemRandom).to_string();
            let (item, resident) = (id("x"), stage.people[0]);
            let one = compose::Decided { resident, number: &nobody, reasons: REASONS, of: (&item, region()), lapse: 0 };
            stage.officers(compose::decide(&stage.with(COUNTY_CDC), Verdict::Uphold, None, &[one]), &[3])
        }),
        ("by the clock, too early and by officers", "MM-REG-014", {
            let draft =
                Draft::new(Class::AppealEased, COUNTY_CDC, Map::new().with("count", 1), stage.now(), &SystemRandom);
            let said = Map::new().with("number", number.as_str()).with("step", 1);
            stage.officers(draft.about(stage.people[0], said, &SystemRandom), &[3])
        }),
    ];
    for (name, code, handed) in attempts {
        assert_eq!(stage.refused(&handed), code, "{name}");
    }
    // A decision whose item says something else: another cap, another end, another item.
    let (item, other) = (stage.item(0, LIVES), stage.item(2, Kind::Arrival));
    let lapse = stage.letter(0)["clock"]["lapse"].as_str().unwrap().to_owned();
    let lapse = mingma_model::parse_instant(&lapse).unwrap();
    for (of, lapse, verdict) in
        [(&item, lapse - 1, Verdict::Lift), (&item, lapse + 1, Verdict::Lift), (&other, lapse, Verdict::Correct)]
    {
        let one = compose::Decided {
            resident: stage.people[0],
            number: &number,
            reasons: REASONS,
            of: (of, region()),
            lapse,
        };
        let draft = compose::decide(&stage.with(ZHENGZHOU), verdict, None, &[one]);
        assert_eq!(stage.refused(&stage.officers(draft, &[1, 2])), "MM-RED-007");
    }
    // A cause that these appeals do not have.
    let one =
        compose::Decided { resident: stage.people[0], number: &number, reasons: REASONS, of: (&item, region()), lapse };
    let draft = compose::decide(&stage.with(COUNTY_CDC), Verdict::Uphold, Some([7; 16]), &[one]);
    assert_eq!(stage.refused(&stage.officers(draft, &[3])), "MM-RED-007");
    // The honest twin, signed by who did not sign the item.
    stage.hand(&verdict(COUNTY_CDC, Verdict::Uphold, REASONS, &[3]));
    assert_eq!(stage.refused(&verdict(COUNTY_CDC, Verdict::Uphold, REASONS, &[3])), "MM-RED-009", "decided once");
    stage.audited();
}

fn what_the_clock_does_not_do_is_refused_to_the_register_itself(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let (number, item) = (stage.file(0, LIVES), stage.item(0, LIVES));
    let lapse = mingma_model::parse_instant(stage.letter(0)["clock"]["lapse"].as_str().unwrap()).unwrap();
    let due = stage.row(&number).due_at;
    let stroke = |step: i64, cap: &str, until: i64, next: i64| {
        let stay = Map::new()
            .with("id", format!("eased-{number}-{step}"))
            .with("kind", "stay")
            .with("region", region().to_string())
            .with("of", item.as_str())
            .with("cap", cap)
            .with("until", until);
        let said = Map::new().with("number", number.as_str()).with("step", step).with("next", next);
        let said = said.with("item", mingma_acts::Datum::Map(stay));
        compose::eased(stage.now(), &SystemRandom, vec![(stage.people[0], said)]).sign(&[&stage.register()])
    };
    let next = due + 48 * HOUR;
    assert_eq!(stage.refused(&stroke(1, "yellow", lapse, next)), "MM-RED-014", "too early");
    stage.later(due - stage.now());
    for (what, handed) in [
        ("two steps at once", stroke(1, "green", lapse, next)),
        ("the second step first", stroke(2, "yellow", lapse, next)),
        ("a shorter stay", stroke(1, "yellow", lapse - 1, next)),
        ("a later next step", stroke(1, "yellow", lapse, next + 1)),
    ] {
        assert_eq!(stage.refused(&handed), "MM-RED-014", "{what}");
    }
    stage.hand(&stroke(1, "yellow", lapse, next));
    assert_eq!(stage.refused(&stroke(1, "yellow", lapse, next)), "MM-RED-014", "once and not twice");
    stage.audited();
}

#[test]
fn every_refusal_of_the_room_is_tried() {
    let tried = [
        include_str!("attempts.rs"),
        include_str!("review.rs"),
        include_str!("../../src/redress/attach.rs"),
        include_str!("../../src/redress/attach/picture.rs"),
        include_str!("../../src/redress/attach/pdf/tests.rs"),
    ];
    for why in Why::ALL.iter().filter(|why| why.door() == "redress") {
        let (code, name) = (format!("\"{}\"", why.code()), format!("Why::{why:?}"));
        let asserted = |line: &str| line.contains(&code) || line.contains("assert") && line.contains(&name);
        assert!(tried.iter().any(|source| source.lines().any(asserted)), "{code} {name}");
    }
}

/// The smallest PDF with a page.
fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj \
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n\
0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n161\n%%EOF"
        .to_vec()
}

fn files_are_taken_as_they_were_written_anew(stage: &Stage) {
    stage.live_in_the_area(&[0]);
    let item = stage.item(0, LIVES);
    let taken = attach::take(&pdf()).unwrap();
    let raw = Attachment { sort: Sort::Pdf, bytes: pdf(), digest: Digest([0; 32]) };
    let lying = Attachment { sort: Sort::Png, ..taken.clone() };
    let plain = stage.appeal(0, &item);
    for (files, code) in
        [(vec![raw.clone()], "MM-RED-029"), (vec![lying], "MM-RED-022"), (vec![taken.clone(); 6], "MM-RED-021")]
    {
        assert_eq!(stage.refused(&stage.filed(0, &Appeal { files: &files, ..plain.clone() })), code);
    }
    let files = vec![taken.clone(); 3];
    let appeal = Appeal { files: &files, ..plain };
    stage.hand(&stage.filed(0, &appeal));
    let (number, person) = (appeal.number.to_string(), stage.people[0]);
    let more = |count: usize| {
        let files = vec![taken.clone(); count];
        stage.by_device(0, |with| compose::add(with, person, &number, None, &files))
    };
    assert_eq!(stage.refused(&more(3)), "MM-RED-021", "three and three are six");
    stage.hand(&more(2));
    assert_eq!(stage.refused(&more(1)), "MM-RED-021");
    stage.audited();
}
