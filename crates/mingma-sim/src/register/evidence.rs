//! Evidence of every kind, by the sources that may sign it, with what follows it.

use mingma_acts::{Class, Datum, Map};
use mingma_app::compose::Draft;
use mingma_app::evidence::compose::{self, Area, Finding, Of, Said};
use mingma_app::evidence::{drawn_for, file};
use mingma_app::register::story::{
    CARRIER, COUNTY_CDC, HEALTH_COMMISSION, LABORATORY, PARTNER, PORT, ROOT, ZHENGZHOU, officer_id,
};
use mingma_app::{Handed, Why};
use mingma_model::{Event, Id, Kind, Level};
use mingma_seal::Digest;

use super::error::SimError;
use super::residents::HERE;
use super::world::{Done, Somebody, World, region};
use crate::cast::{DAY, HOUR, stamp};

pub(crate) fn id(text: &str) -> Id {
    Id::parse(text).expect("letters, digits, points and dashes")
}

/// An item about somebody, in the county of the scenes.
pub(crate) fn said(whom: &Somebody, name: &str, kind: Kind) -> Said {
    Said::new(whom.uid, name, kind, region(HERE))
}

pub(crate) fn by_two(w: &World<'_>, unit: &str, purpose: &str, items: Vec<Said>) -> Handed {
    w.two(compose::items(&w.with(unit), purpose, items))
}

pub(crate) fn by_institution(w: &World<'_>, institution: &str, items: Vec<Said>) -> Handed {
    w.own(compose::items(&w.with(institution), "record", items))
}

/// A laboratory's test, sampled so many hours ago.
pub(crate) fn test(w: &mut World<'_>, whom: &Somebody, result: &str, hours: i64) -> Said {
    let (name, sample, sampled) = (w.name("t"), w.name("s"), w.now() - hours * HOUR);
    Said::new(whom.uid, &name, Kind::NucleicTest, region(whom.county))
        .with("result", result)
        .with("sampled_at", sampled)
        .with("reported_at", sampled + HOUR)
        .with("institution", LABORATORY)
        .with("sample_id", sample)
}

pub(crate) fn tested(w: &mut World<'_>, whom: &Somebody, result: &str, hours: i64) -> Handed {
    let item = test(w, whom, result, hours);
    by_institution(w, LABORATORY, vec![item])
}

/// The own word that they are well, here: a tie to the county.
pub(crate) fn declares(w: &mut World<'_>, whom: &Somebody) -> Done {
    let name = w.name("d");
    let item = Said::new(whom.uid, &name, Kind::SelfDeclaration, region(whom.county))
        .with("symptoms", Datum::List(Vec::new()))
        .with("declared_at", w.now() - 60);
    let handed = w.by_resident(whom, item);
    w.keep("a declaration", &handed).map(drop)
}

fn name_of(handed: &Handed) -> String {
    handed.members.first().and_then(|one| one.item.text("id")).unwrap_or_default().to_owned()
}

/// People of the scene by their place in it.
fn somebody(w: &World<'_>, at: usize) -> Somebody {
    w.people[at].clone()
}

/// Two positives, and the cases that two officers confirm.
pub(crate) fn patients(w: &mut World<'_>) -> Done {
    for (at, kind, name) in [(0, Kind::ConfirmedCase, "case-1"), (1, Kind::AsymptomaticCase, "case-2")] {
        let whom = somebody(w, at);
        let confirmed = |w: &World<'_>| {
            let item = said(&whom, name, kind).with("confirmed_at", w.now() - HOUR);
            by_two(w, ZHENGZHOU, "case", vec![item])
        };
        w.refuse("a case without a positive", Why::NoGround.code(), &confirmed(w))?;
        let positive = tested(w, &whom, "positive", 5);
        w.keep("a positive", &positive)?;
        w.keep("a case", &confirmed(w))?;
    }
    super::residents::still_open(w, &somebody(w, 0))
}

/// The positive of the first patient.
fn positive(w: &World<'_>) -> Result<String, SimError> {
    let file = w.house.file_of(&w.people[0].uid)?;
    let held = file.and_then(|file| file.held.into_iter().find(|held| held.item.kind == Kind::NucleicTest));
    Ok(held.expect("the first patient was tested").item.id.as_str().to_owned())
}

fn found(w: &World<'_>) -> Finding {
    Finding { place: id("p009"), from: w.now() - 6 * HOUR, to: w.now() - 3 * HOUR, how: id("interview") }
}

fn contact(w: &World<'_>, whom: &Somebody, name: &str, case: &str, met: i64) -> Said {
    debug_assert!(met < w.now());
    said(whom, name, Kind::CloseContact).with("case", case).with("last_contact_at", met)
}

/// A finding about three people; the officer drawn confirms one of them; a contact of the
/// contact; what immunity shows.
pub(crate) fn findings(w: &mut World<'_>) -> Done {
    let some: Vec<Somebody> = (2..6).map(|at| somebody(w, at)).collect();
    for whom in &some {
        declares(w, whom)?;
    }
    let met = w.now() - 4 * HOUR;
    let close = contact(w, &some[0], "contact-1", "case-1", met);
    w.refuse(
        "a contact without a finding",
        Why::NotAdmissible.code(),
        &by_two(w, ZHENGZHOU, "x", vec![close.clone()]),
    )?;
    let general = said(&some[1], "contact-2", Kind::GeneralContact).with("case", "case-1").with("last_contact_at", met);
    let vehicle = said(&some[2], "contact-3", Kind::SameVehicle).with("case", "case-1");
    let vehicle = vehicle.with("vehicle", "bus-5").with("left_at", met);
    let finding = w.two(compose::finding(&w.with(ZHENGZHOU), &found(w), vec![close, general, vehicle]));
    let kept = w.keep("a finding", &finding)?;
    let second = said(&some[3], "contact-4", Kind::SecondaryContact);
    let second = second.with("contact", "contact-1").with("last_contact_at", met);
    let draft = compose::finding(&w.with(ZHENGZHOU), &found(w), vec![second]).citing(w.act_of("contact-1"));
    w.keep("a contact of a contact", &w.two(draft))?;
    confirmed(w, &some[0], kept.seq, met)?;
    let immune = of(w, &some[1], "contact-2");
    w.keep("immunity shown", &follows(w, Event::ImmunityShown, w.now(), &[immune])).map(drop)
}

/// The officer whom the system draws confirms, and nobody else.
fn confirmed(w: &mut World<'_>, whom: &Somebody, seq: u64, met: i64) -> Done {
    let (officer, unit) = drawn(w, seq)?;
    let first = w.act_of("contact-1");
    let confirms = |w: &World<'_>, unit: &str, officer: &str| {
        let item = contact(w, whom, "contact-1c", "case-1", met);
        w.sign(compose::confirm(&w.with(unit), first, vec![item]), &[officer])
    };
    let others = [ROOT, HEALTH_COMMISSION, COUNTY_CDC];
    let other = others.into_iter().find(|other| *other != unit).expect("three units have the power here");
    let refused = confirms(w, other, &officer_id(other, 1));
    w.refuse("an officer who was not drawn", Why::NotDrawn.code(), &refused)?;
    w.keep("confirmed by the officer drawn", &confirms(w, &unit, &officer))?;
    let ended = said(whom, "end-1", Kind::IsolationEnd).with("ended_at", w.now() - 60);
    let unordered = by_two(w, ZHENGZHOU, "isolation", vec![ended.clone()]);
    w.refuse("an end of what nobody ordered", Why::NoGround.code(), &unordered)?;
    let ordered = compose::items(&w.with(ZHENGZHOU), "isolation", vec![ended]).citing(first);
    w.keep("the end of an isolation", &w.two(ordered)).map(drop)
}

/// The officer drawn for a finding here, and their unit.
fn drawn(w: &World<'_>, seq: u64) -> Result<(String, String), SimError> {
    let digest = *w.house.record(seq)?.digest();
    let mut drawn = drawn_for(&w.house, &digest)?;
    let row = drawn.remove(HERE).expect("other units have the power here");
    Ok((row.id, row.unit))
}

/// A night's act by one officer, confirmed in the morning by another.
pub(crate) fn night(w: &mut World<'_>) -> Done {
    let whom = somebody(w, 6);
    declares(w, &whom)?;
    let (positive, met) = (positive(w)?, w.now() - 2 * HOUR);
    let acts = |w: &World<'_>, cites: Digest| {
        let item = contact(w, &whom, "night-1", &positive, met);
        w.one(compose::night(&w.with(ZHENGZHOU), cites, Some("household"), vec![item]), 3)
    };
    let without = acts(w, w.act_of("case-1"));
    w.refuse("a night's act without a positive", Why::Provisional.code(), &without)?;
    let first = w.act_of(&positive);
    w.keep("a night's act", &acts(w, first))?;
    w.later(HOUR)?;
    let item = contact(w, &whom, "night-2", &positive, met);
    let draft = compose::confirm(&w.with(ZHENGZHOU), w.act_of("night-1"), vec![item]);
    w.keep("a night's act confirmed", &w.one(draft, 2)).map(drop)
}

pub(crate) fn of(w: &World<'_>, whom: &Somebody, item: &str) -> Of {
    Of { resident: whom.uid, of: id(item), region: region(HERE), act: w.act_of(item) }
}

fn follows(w: &World<'_>, event: Event, at: i64, of: &[Of]) -> Handed {
    w.two(compose::follow_up(&w.with(ZHENGZHOU), event, at, of))
}

/// Records of a port, a carrier, a partner; the own word, capped, and the cap lifted.
pub(crate) fn machines(w: &mut World<'_>) -> Done {
    let [entered, told, arrived, notified] = [7, 8, 9, 10].map(|at| somebody(w, at));
    let entry = |w: &World<'_>, whom: &Somebody, name: &str| {
        said(whom, name, Kind::EntryFromAbroad).with("country", "JP").with("entered_at", w.now() - HOUR)
    };
    w.keep("a port's record", &by_institution(w, PORT, vec![entry(w, &entered, "entry-1")]))?;
    w.keep("an entry by the own word", &w.by_resident(&told, entry(w, &told, "entry-2")))?;
    lifted(w, &told)?;
    let item = said(&arrived, "arrival-1", Kind::Arrival).with("origin_region", "310104").with("arrived_at", w.now());
    w.keep("a carrier's record", &by_institution(w, CARRIER, vec![item.clone()]))?;
    let mistaken = compose::correct(&w.with(ZHENGZHOU), &id("mistaken"), &[of(w, &arrived, "arrival-1")]);
    w.keep("a correction", &w.one(mistaken, 1))?;
    let actor = compose::as_resident(&arrived.uid);
    let again = item.with("id", "arrival-2");
    let again = compose::again(&w.with(&actor), &[w.act_of("arrival-1")], "本人确认", vec![again]);
    w.keep("the same fact by the own word", &again.sign(&[&arrived.device]))?;
    notices(w, &notified)
}

/// The cap that the register added goes by two officers, not by one.
fn lifted(w: &mut World<'_>, told: &Somebody) -> Done {
    let file = w.house.file_of(&told.uid)?.expect("they are enrolled");
    let stay = file.held.iter().find(|held| held.item.kind == Kind::Stay).expect("the own word alone is capped");
    let of = [Of { resident: told.uid, of: stay.item.id.clone(), region: region(HERE), act: w.act_of("entry-2") }];
    let draft = |w: &World<'_>| compose::correct(&w.with(ZHENGZHOU), &id("seen"), &of);
    w.refuse("a cap lifted by one officer", Why::NotTwo.code(), &w.one(draft(w), 1))?;
    w.keep("a cap lifted by two", &w.two(draft(w))).map(drop)
}

/// What a partner tells ends with its origin, and only the origin withdraws it.
fn notices(w: &mut World<'_>, whom: &Somebody) -> Done {
    let notice = |w: &World<'_>, days: i64| {
        said(whom, "notice-1", Kind::Notice)
            .with("origin_region", "370102")
            .with("origin_colour", "red")
            .with("origin_kind", "close_contact")
            .with("origin_case", "sd-17")
            .with("pushed_at", w.now() - 60)
            .with("until", w.now() + days * DAY)
    };
    let endless = by_institution(w, PARTNER, vec![notice(w, 20)]);
    w.refuse("a notice that outlives the rule", Why::Unbounded.code(), &endless)?;
    w.keep("a notice", &by_institution(w, PARTNER, vec![notice(w, 6)]))?;
    let of = [of(w, whom, "notice-1")];
    let theirs = follows(w, Event::WithdrawnAtOrigin, w.now(), &of);
    w.refuse("a notice withdrawn by another", Why::NotTheirs.code(), &theirs)?;
    let withdrawn = compose::follow_up(&w.with(PARTNER), Event::WithdrawnAtOrigin, w.now(), &of);
    w.keep("a notice withdrawn", &w.own(withdrawn)).map(drop)
}

/// Records of units: a vaccination, a certificate, a discharge.
pub(crate) fn records(w: &mut World<'_>) -> Done {
    let whom = somebody(w, 11);
    let item = said(&whom, "dose-1", Kind::Vaccination).with("product", "vaccine-1").with("dose", 2_i64);
    let item = item.with("given_at", w.now() - DAY);
    w.keep("a vaccination", &w.one(compose::items(&w.with(COUNTY_CDC), "vaccination", vec![item]), 1))?;
    let item = said(&whom, "certificate-1", Kind::ForeignCertificate).with("issuer_country", "JP");
    let item = item.with("type", "pcr").with("issued_at", w.now() - DAY);
    let digest = mingma_seal::sha256(b"a certificate whose signature was verified").0.to_vec();
    let body = Map::new().with("purpose", "certificate").with("certificate", digest);
    let draft = Draft::new(Class::Evidence, COUNTY_CDC, body, w.now(), &*w.random);
    w.keep("a certificate", &w.one(draft.about(whom.uid, item.item, &*w.random), 2))?;
    let patient = somebody(w, 0);
    let discharged = follows(w, Event::Discharged, w.now(), &[of(w, &patient, "case-1")]);
    w.keep("a discharge", &discharged).map(drop)
}

fn area(w: &World<'_>, level: Level) -> Area {
    Area {
        area: id("area-1"),
        region: region(HERE),
        level,
        declared_at: w.now() - 60,
        name_zh: "花园路街道".into(),
        name_en: "Huayuan Road".into(),
    }
}

/// An area is declared, becomes medium, is lifted; who stayed and who live there.
pub(crate) fn areas(w: &mut World<'_>) -> Done {
    let high = area(w, Level::High);
    let [stayed, lives, other] = [12, 13, 14].map(|at| somebody(w, at));
    let stays = |w: &World<'_>| {
        let item = said(&stayed, "stay-1", Kind::RiskAreaStay).with("area", "area-1").with("level", "high");
        w.by_resident(&stayed, item.with("left_at", w.now()))
    };
    w.refuse("a stay where nothing was declared", Why::NoGround.code(), &stays(w))?;
    w.keep("an area", &w.two(compose::declare_area(&w.with(ZHENGZHOU), &high)))?;
    w.keep("a stay in an area", &stays(w))?;
    let residence = w.two(compose::residence(&w.with(ZHENGZHOU), &high, &[lives.uid, other.uid]));
    w.refuse("people without a tie", Why::NoTie.code(), &residence)?;
    declares(w, &lives)?;
    declares(w, &other)?;
    let residence = w.two(compose::residence(&w.with(ZHENGZHOU), &high, &[lives.uid, other.uid]));
    w.keep("who live in an area", &residence)?;
    super::proposals::residences(w, &high)?;
    let item = name_of(&residence);
    let medium = area(w, Level::Medium);
    w.keep("an area that is medium now", &w.two(compose::declare_area(&w.with(ZHENGZHOU), &medium)))?;
    let of = [of(w, &lives, &item)];
    w.keep("who live there are told", &follows(w, Event::AreaMedium, medium.declared_at, &of))?;
    let lifted = w.now();
    w.keep("an area lifted", &w.one(compose::lift_area(&w.with(ZHENGZHOU), &id("area-1"), lifted), 1))?;
    w.keep("who live there are free", &follows(w, Event::AreaLifted, lifted, &of))?;
    w.refuse("told twice", Why::SameFact.code(), &follows(w, Event::AreaLifted, lifted, &of))
}

/// A laboratory's file: negatives, a pool of two that is positive, then one's own recheck.
pub(crate) fn files(w: &mut World<'_>) -> Done {
    let first: String =
        (15..23).map(|at| row(w, at, if at < 17 { "screen_positive" } else { "negative" }, "")).collect();
    let kept = filed(w, &first)?;
    let pooled = kept.iter().find(|(uid, _)| *uid == w.people[16].uid).expect("they were pooled").1.clone();
    w.later(2 * HOUR)?;
    let recheck = row(w, 16, "negative", &pooled);
    filed(w, &recheck).map(drop)
}

/// A line of a laboratory's file; a pool's members share its sample.
fn row(w: &mut World<'_>, at: usize, result: &str, recheck_of: &str) -> String {
    let pooled = result == "screen_positive";
    let sample = if pooled { "pool-1".to_owned() } else { w.name("s") };
    let (sampled, reported) = (stamp(w.now() - HOUR), stamp(w.now() - 600));
    let number = &w.people[at].number;
    let pool = if pooled { "pool-1" } else { "" };
    format!("resident_id,{number},{result},{sampled},{reported},{sample},{HERE},{recheck_of},{pool}\n")
}

/// Files lines as the laboratory does; gives whom each item is about.
fn filed(w: &mut World<'_>, rows: &str) -> Result<Vec<(mingma_acts::Uid, String)>, SimError> {
    let head = format!("{},{}\n", file::COLUMNS.join(","), file::MORE.join(","));
    let profile = w.profile.clone();
    let laboratory =
        file::Laboratory { institution: LABORATORY, region: "41", profile: &profile, now: w.now(), name: "day.csv" };
    let people = &w.people;
    let mut resolve = |documents: &[mingma_model::document::Document]| {
        let number = |document: &mingma_model::document::Document| {
            let number = document.reveal(mingma_model::document::Purpose::Matching).to_owned();
            let at = people.iter().position(|one| one.number == number)?;
            Some(file::Found { number: u32::try_from(at).ok()?, resident: people[at].uid })
        };
        Ok(documents.iter().map(number).collect())
    };
    let report = file::read(format!("{head}{rows}").as_bytes(), &laboratory, &mut resolve).map_err(SimError::Packs)?;
    let handed = w.own(compose::file(&w.with(LABORATORY), report));
    w.keep("a laboratory's file", &handed)?;
    let name = |one: &mingma_acts::Member| (one.resident, one.item.text("id").unwrap_or_default().to_owned());
    Ok(handed.members.iter().map(name).collect())
}
