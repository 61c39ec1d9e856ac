//! One act of evidence, from authorising to what is kept: form, source, the table, the
//! ground, the same fact, the locks, the letters. Pure: values in, a decision out.

use std::collections::{BTreeSet, HashMap};

use mingma_acts::item::{Admission, from_map, resident_id};
use mingma_acts::{Class, Datum, Map, Member, Touch, Uid};
use mingma_model::{Evidence, Id, Kind};
use mingma_store::Value;

use super::facts::{Told, fact, told};
use super::filing::{Filing, Matter, case, contact, of_member, standing};
use super::locks::{self, Cap, Passed};
use super::proposal::{self, Proposed};
use super::provisional;
use super::source::{Source, source};
use super::ties::Tie;
use super::{areas, bodies, letters, reading, rests, weight};
use crate::cores;
use crate::files::ResidentFile;
use crate::ground::{Decision, Extra, Ground};
use crate::refusal::{Refusal, Why};

/// Decides an act of evidence, a proposal or an area.
///
/// # Errors
/// Why it is refused.
pub fn decide(
    ground: &Ground<'_>,
    members: &[Member],
    proposal: &dyn Fn(&Uid) -> Option<Proposed>,
) -> Result<Decision, Refusal> {
    locks::log_runs(ground)?;
    match ground.permit.act().class {
        Class::Evidence => {
            proposal::answers(ground, proposal)?;
            evidence(ground, members, source(ground)?)
        }
        Class::Area | Class::AreaLifted => {
            proposal::answers(ground, proposal)?;
            areas::decide(ground, members, source(ground)?)
        }
        Class::Proposal => proposal::propose(ground, members, proposal),
        Class::ProposalClosed => proposal::close(ground, members, proposal),
        class => Err(Why::NotHandedIn.of(class.word())),
    }
}

/// Decides items of evidence from a source.
pub(super) fn evidence(ground: &Ground<'_>, members: &[Member], source: Source) -> Result<Decision, Refusal> {
    bodies::evidence(&ground.permit.act().body)?;
    if members.is_empty() || members.len() != ground.files.len() {
        return Err(Why::Members.into());
    }
    let form = provisional::form(ground, source)?;
    let until = form.hours().map(|hours| ground.now + hours * 3_600);
    let filing = Filing { ground, source, form };
    let read = |row: usize| {
        let item = reading::item(ground, &members[row], until).map_err(|refusal| of_member(refusal, row))?;
        Ok(Matter::new(row, item))
    };
    let matters = cores::each(members.len(), read).into_iter().collect::<Result<Vec<Matter>, Refusal>>()?;
    cases(&filing, &matters)?;
    admit(&filing, &matters)
}

/// The body lists the cases that the act admits, exactly, and none is known already.
fn cases(filing: &Filing<'_>, matters: &[Matter]) -> Result<(), Refusal> {
    let listed: BTreeSet<&str> = filing.body().list("cases").iter().filter_map(text).collect();
    let admitted = matters.iter().filter(|matter| case(matter.item.kind));
    let mut found = BTreeSet::new();
    for matter in admitted {
        let id = matter.item.id.as_str();
        if !found.insert(id) || (filing.ground.cases)(id).is_some() {
            return Err(Why::Contradiction.of(id).at(matter.row));
        }
    }
    if listed == found && listed.len() == filing.body().list("cases").len() {
        Ok(())
    } else {
        Err(Why::Form.of("cases"))
    }
}

fn text(datum: &Datum) -> Option<&str> {
    match datum {
        Datum::Text(text) => Some(text),
        _ => None,
    }
}

/// What is admitted of one resident: the rows of their matters, what the register adds.
#[derive(Default)]
struct Person {
    rows: Vec<usize>,
    added: Vec<Evidence>,
    tie: Option<Tie>,
}

fn admit(filing: &Filing<'_>, matters: &[Matter]) -> Result<Decision, Refusal> {
    let mut decision = Decision { reads: reads(filing, matters), ..Decision::default() };
    let several = several(filing);
    let mut people: HashMap<u32, Person> = HashMap::new();
    // Each rests on its resident's file alone; the first that is refused, in their order, is told.
    let outcomes = cores::each(matters.len(), |n| one(filing, &matters[n]));
    for (matter, outcome) in matters.iter().zip(outcomes) {
        let outcome = outcome.map_err(|refusal| of_member(refusal, matter.row))?;
        let file = filing.file(matter);
        // Nobody is told of what eases somebody of whom nothing is known.
        if outcome.passed.is_empty() && file.held.is_empty() && !several.contains(&whose(file)) {
            if let Some(of) = matter.item.about() {
                return Err(Why::NoGround.of(of.as_str()).at(matter.row));
            }
            continue;
        }
        let person = people.entry(whose(file)).or_default();
        person.rows.push(matter.row);
        take(filing, matter, outcome, person, &mut decision);
    }
    let mut people: Vec<Person> = people.into_values().collect();
    people.sort_by_key(|person| person.rows[0]);
    for letter in cores::each(people.len(), |n| whole(filing, matters, &people[n])) {
        decision.letters.extend(letter?);
    }
    Ok(decision)
}

/// Whose file it is: two enrolments of one person are one.
fn whose(file: &ResidentFile) -> u32 {
    file.row.as_ref().and_then(|row| row.merged_into).unwrap_or(file.number)
}

/// The residents of whom the act says more than one thing.
fn several(filing: &Filing<'_>) -> BTreeSet<u32> {
    let mut numbers: Vec<u32> = filing.ground.files.iter().map(whose).collect();
    numbers.sort_unstable();
    numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

/// What passing left of one matter.
struct Outcome<'a> {
    told: Told<'a>,
    passed: Vec<Passed>,
}

/// One matter: lock 6 and 1, its ground, the same fact, then the locks on all that it
/// can make heavier; what only eases needs the power to.
fn one<'a>(filing: &'a Filing<'_>, matter: &Matter) -> Result<Outcome<'a>, Refusal> {
    locks::letter(filing.file(matter))?;
    locks::admissible(filing, matter)?;
    provisional::fits(&filing.form, &matter.item)?;
    let told = told(filing, matter)?;
    provisional::rested(filing, matter)?;
    rests::on(filing, matter, &told)?;
    let burden = weight::burden(filing, matter)?;
    locks::power(filing, matter, !burden.is_empty())?;
    let pass = |item: &Evidence| locks::pass(filing, matter, item, &told);
    let passed = burden.iter().map(pass).collect::<Result<Vec<Passed>, Refusal>>()?;
    Ok(Outcome { told, passed })
}

/// Takes what a matter leaves: the register's own stay, the end of one that waited.
fn take(filing: &Filing<'_>, matter: &Matter, outcome: Outcome<'_>, person: &mut Person, decision: &mut Decision) {
    let mut add = |item: Map| {
        let admission = Admission { sealed_at: filing.ground.now, until: None };
        let uid = &filing.ground.files[matter.row].uid;
        let read = from_map(&item, uid, admission, filing.ground.profile);
        person.added.extend(read);
        decision.added.push(Extra { file: matter.row, item });
    };
    for cap in outcome.passed.iter().filter_map(|passed| passed.cap) {
        add(stay(filing, matter, cap));
    }
    if let Told::Confirms(held, _) = outcome.told {
        standing(filing.file(matter))
            .into_iter()
            .filter(|one| one.item.kind == Kind::Stay && one.item.id_of("of") == Some(&held.item.id))
            .for_each(|stay| add(correction(filing, matter, &stay.item)));
    }
    if person.tie.is_none() {
        person.tie = outcome.passed.into_iter().map(|passed| passed.tie).next();
    }
}

/// An id of the register's own for what it adds, made from act, row and purpose.
fn own_id(filing: &Filing<'_>, matter: &Matter, purpose: &str, of: &Id) -> String {
    let row = matter.row.to_be_bytes();
    let made =
        mingma_seal::sha256(&[&filing.act().id.0[..], &row, purpose.as_bytes(), of.as_str().as_bytes()].concat());
    let short: [u8; 16] = made.0[..16].try_into().expect("32 bytes hold 16");
    format!("{purpose}-{}", Uid(short))
}

fn stay(filing: &Filing<'_>, matter: &Matter, cap: Cap) -> Map {
    Map::new()
        .with("id", own_id(filing, matter, "stay", &matter.item.id))
        .with("kind", Kind::Stay.word())
        .with("region", matter.item.region.to_string())
        .with("of", matter.item.id.as_str())
        .with("cap", cap.leaves.word())
        .with("until", cap.until)
}

fn correction(filing: &Filing<'_>, matter: &Matter, stay: &Evidence) -> Map {
    Map::new()
        .with("id", own_id(filing, matter, "confirmed", &stay.id))
        .with("kind", Kind::Correction.word())
        .with("region", stay.region.to_string())
        .with("of", stay.id.as_str())
        .with("reason", "confirmed")
}

/// One person as a whole: nothing said twice, nothing that contradicts, and the letter, with
/// the row of the files that it goes to.
fn whole(filing: &Filing<'_>, matters: &[Matter], person: &Person) -> Result<Option<(usize, Vec<u8>)>, Refusal> {
    let zone = &filing.ground.profile.zone;
    let mut facts = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for row in &person.rows {
        let item = &matters[*row].item;
        if !ids.insert(&item.id) || filing.ground.files[*row].find(&item.id).is_some() {
            return Err(Why::Contradiction.of(item.id.as_str()).at(*row));
        }
        if fact(item, zone).is_some_and(|fact| !facts.insert(fact)) {
            return Err(Why::SameFact.of(item.id.as_str()).at(*row));
        }
    }
    let first = person.rows[0];
    let said = person.rows.iter().map(|row| &matters[*row].item);
    let resident = resident_id(&filing.ground.files[first].uid);
    // Said of either enrolment, it is said of the one person.
    let of_one = |item: &Evidence| Evidence { resident: resident.clone(), ..item.clone() };
    let new: Vec<Evidence> = said.chain(&person.added).map(of_one).collect();
    let letter = letters::letter(filing, first, &new, person.tie.as_ref())?;
    Ok(letter.map(|letter| (first, letter)))
}

/// Whom somebody met, by their numbers: what was said of these may be struck out meanwhile.
fn met(filing: &Filing<'_>, matter: &Matter) -> impl Iterator<Item = u32> {
    let id = ["case", "contact"].iter().find_map(|word| matter.item.id_of(word)).filter(|_| contact(matter.item.kind));
    let whose = |id: &Id| {
        let case = (filing.ground.cases)(id.as_str());
        let notes = case.iter().chain(filing.ground.cited);
        notes.filter_map(|note| note.whose(id.as_str())).collect::<Vec<u32>>()
    };
    id.map(whose).into_iter().flatten()
}

/// What was read beside the residents' own files: should it move meanwhile, it is
/// decided again.
fn reads(filing: &Filing<'_>, matters: &[Matter]) -> Vec<Touch> {
    let actor = Value::Text(filing.actor().to_owned());
    let mut reads: Vec<Touch> = ["unit", "power", "institution"].map(|table| Touch::of(table, &actor)).into();
    reads.push(Touch::of("proposal", &Value::Bytes(filing.act().id.0.to_vec())));
    let mut areas = BTreeSet::new();
    for matter in matters {
        if case(matter.item.kind) {
            reads.push(Touch::of("known_case", &Value::Text(matter.item.id.as_str().to_owned())));
        }
        areas.extend(matter.item.id_of("area"));
        reads.extend(met(filing, matter).map(Touch::resident));
    }
    reads.extend(areas.into_iter().map(|id| Touch::of("area", &Value::Text(id.as_str().to_owned()))));
    reads
}
