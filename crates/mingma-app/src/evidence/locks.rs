//! The seven locks on what may stand against somebody, in one place.
//!
//! | lock | asks | code |
//! | --- | --- | --- |
//! | 1 | admissible evidence of a health kind, from that source | `MM-LCK-001` |
//! | 2 | a published rule in force that speaks of it | `MM-LCK-002` |
//! | 3 | the unit's power there, and the person's tie | `MM-LCK-003`, `MM-LCK-031` |
//! | 4 | two different officers, or a source for its own kind | `MM-LCK-004` |
//! | 5 | an end | `MM-LCK-005` |
//! | 6 | the letter with its reasons, in the same act | `MM-LCK-006` |
//! | 7 | the public log takes the act's leaf | `MM-LCK-007` |
//!
//! Missing one, nothing is admitted. Other rooms add sources, ties and texts to these
//! functions; nobody goes past them.

use mingma_acts::{Power, within};
use mingma_model::{Colour, Evidence, Kind, Region};
use mingma_rules::Pack;

use super::facts::Told;
use super::filing::{Filing, Matter, case, contact, may, standing};
use super::provisional;
use super::source::Source;
use super::ties::{self, Sort, Tie};
use super::weight::{negative, over, peak};
use crate::files::ResidentFile;
use crate::ground::Ground;
use crate::refusal::{Refusal, Why};

/// Lock 1: the kind is one that this source may file; a resident speaks for nobody else.
pub(crate) fn admissible(filing: &Filing<'_>, matter: &Matter) -> Result<(), Refusal> {
    let own = filing.source != Source::Resident || matter.item.resident.as_str() == filing.actor();
    if own && matter.admissible.from(filing.source) {
        return Ok(());
    }
    Err(Why::NotAdmissible.of(matter.item.kind.word()))
}

/// Lock 2: a pack that was published in the log, is in force and speaks of the item.
pub(crate) fn in_force<'a>(ground: &Ground<'a>, item: &Evidence) -> Result<&'a Pack, Refusal> {
    speaking(ground, item)?.ok_or_else(|| Why::NoRule.of(item.kind.word()))
}

/// The pack that speaks of an item now: of those in force whose region contains the
/// item's and that treat its kind, the one of the longest region.
pub(crate) fn speaking<'a>(ground: &Ground<'a>, item: &Evidence) -> Result<Option<&'a Pack>, Refusal> {
    let book: &'a mingma_rules::Rulebook = ground.book;
    let speaks =
        |pack: &&Pack| pack.in_force(ground.now) && pack.region.contains(item.region) && pack.treats(item.kind);
    let mut packs: Vec<&Pack> = book.packs().iter().filter(speaks).filter(|pack| published(ground, pack)).collect();
    packs.sort_by_key(|pack| pack.region.len());
    match packs.as_slice() {
        [] => Ok(None),
        [.., a, b] if a.region.len() == b.region.len() => Err(Why::NoRule.of(format!("{} / {}", a.id, b.id))),
        [.., pack] => Ok(Some(pack)),
    }
}

/// True of a pack whose text stands in the log.
fn published(ground: &Ground<'_>, pack: &Pack) -> bool {
    ground.registry.texts_of("pack").any(|text| text.name == pack.id)
}

/// Lock 3, first half: the unit has the power over the item's region (`assign` for what
/// stands against somebody; for what eases, `convert` serves as well); an institution is
/// registered for it. The own word needs no power.
pub(crate) fn power(filing: &Filing<'_>, matter: &Matter, stands: bool) -> Result<(), Refusal> {
    if filing.source.officers() {
        return power_over(filing, matter.item.region, stands);
    }
    if filing.source.machine() { registered(filing, &matter.item) } else { Ok(()) }
}

fn power_over(filing: &Filing<'_>, region: Region, stands: bool) -> Result<(), Refusal> {
    let may = |power| may(filing.ground, filing.actor(), power, region);
    if may(Power::Assign) || !stands && may(Power::Convert) { Ok(()) } else { Err(Why::NoPower.of(region.to_string())) }
}

fn registered(filing: &Filing<'_>, item: &Evidence) -> Result<(), Refusal> {
    let row = filing.ground.registry.institution(filing.actor(), filing.ground.now);
    let row = row.ok_or_else(|| Why::NoSuch.of(filing.actor()))?;
    // A partner answers for what happened in its own region, and tells it to another.
    let region = match filing.source {
        Source::Partner => item.region_of("origin_region"),
        _ => Some(item.region),
    };
    let outside = region.map(|region| region.to_string()).filter(|region| !within(region, &row.region));
    outside.map_or(Ok(()), |region| Err(Why::NotTheirKind.of(region)))
}

/// Lock 3, second half: what joins the person to the region.
pub(crate) fn tie(
    filing: &Filing<'_>,
    matter: &Matter,
    burden: &Evidence,
    told: &Told<'_>,
    pack: &Pack,
) -> Result<Tie, Refusal> {
    let ground = filing.ground;
    let file = filing.file(matter);
    let zone = &ground.profile.zone;
    let own = filing.source.machine() || filing.source == Source::Resident;
    if own && burden.id == matter.item.id {
        let sort = if filing.source == Source::Resident { Sort::Declaration } else { Sort::Record };
        return Ok(Tie::of(burden, sort, zone));
    }
    // An overlap is made of visits that count.
    if filing.source == Source::Register && burden.kind == Kind::PlaceOverlap {
        return Ok(Tie::of(burden, Sort::Visit, zone));
    }
    // A laboratory's record is its own tie, and its positive that of a case.
    if matches!(burden.kind, Kind::NucleicTest | Kind::ScreenPositive) {
        return Ok(Tie::of(burden, Sort::Record, zone));
    }
    if case(burden.kind) {
        let found = positive(file, burden).ok_or_else(|| Why::NoTie.of(burden.region.to_string()))?;
        return Ok(Tie::of(found, Sort::Record, zone));
    }
    // Who confirms a finding is of another unit: the tie is to the region of the first.
    let unit = match told {
        Told::Confirms(_, note) => note.actor.as_str(),
        _ => filing.actor(),
    };
    ties::find(ground, file, unit, burden.kind, pack).ok_or_else(|| Why::NoTie.of(burden.region.to_string()))
}

/// The newest positive of a person that stands and was sampled no later than a case was confirmed.
pub(crate) fn positive<'a>(file: &'a ResidentFile, case: &Evidence) -> Option<&'a Evidence> {
    let by = case.anchor().unwrap_or(case.observed_at);
    let tests = standing(file).into_iter().map(|held| &held.item);
    let positives = tests.filter(|item| item.kind == Kind::NucleicTest && !negative(item));
    positives.filter(|item| item.anchor().is_some_and(|at| at <= by)).max_by_key(|item| item.anchor())
}

/// Lock 4: two different officers of the acting unit; or a source for its own kind, the
/// own word, a night's provisional act, with the most that these leave standing; or what
/// two officers signed and whom the system drew confirms.
pub(crate) fn signed(
    filing: &Filing<'_>,
    matter: &Matter,
    burden: &Evidence,
    told: &Told<'_>,
) -> Result<Colour, Refusal> {
    if let Told::Confirms(held, note) = told {
        provisional::confirms(filing, held, note)?;
        return Ok(Colour::Red);
    }
    let itself = burden.id == matter.item.id;
    match filing.source {
        Source::TwoOfficers => Ok(filing.form.cap()),
        Source::OneOfficer if filing.form.provisional() => Ok(filing.form.cap()),
        Source::OneOfficer => Err(Why::NotTwo.of(filing.actor())),
        // A source speaks for itself; what it lifts off another item takes two officers.
        _ if !itself => Err(Why::NotTwo.of(filing.actor())),
        Source::Laboratory if !negative(burden) => Ok(Colour::Red),
        Source::Port if burden.kind == Kind::EntryFromAbroad => Ok(Colour::Red),
        Source::Partner => Ok(Colour::Yellow.min(burden.colour_of("origin_colour").unwrap_or(Colour::Green))),
        _ => Ok(Colour::Yellow),
    }
}

/// Lock 5: the timeline ends: every rule lapses, and a notice ends with its origin and
/// within the lapse.
pub(crate) fn bounded(filing: &Filing<'_>, burden: &Evidence, pack: &Pack) -> Result<(), Refusal> {
    let endless = || Why::Unbounded.of(burden.kind.word());
    if burden.kind != Kind::Notice {
        return if contact(burden.kind) || burden.until.is_none() { Ok(()) } else { Err(endless()) };
    }
    let until = burden.until.ok_or_else(endless)?;
    let zone = &filing.ground.profile.zone;
    let anchor = burden.anchor().unwrap_or(burden.observed_at);
    let lapse =
        pack.rules.iter().filter(|rule| rule.on == burden.kind).map(|rule| zone.boundary(anchor, rule.lapse)).max();
    if until > anchor && lapse.is_some_and(|lapse| until <= lapse) { Ok(()) } else { Err(endless()) }
}

/// Lock 6: the enrolment stands open and the letter can be sealed for them alone. The
/// letter itself is written with the decision.
pub(crate) fn letter(file: &ResidentFile) -> Result<(), Refusal> {
    let open = file.row.as_ref().is_some_and(|row| row.closed_at.is_none());
    if open && file.readable { Ok(()) } else { Err(Why::NoLetter.into()) }
}

/// Lock 7: the public log takes leaves.
pub(crate) fn log_runs(ground: &Ground<'_>) -> Result<(), Refusal> {
    if ground.log_runs { Ok(()) } else { Err(Why::LogStopped.into()) }
}

/// What passing the locks leaves: the tie that the letter names, and the cap that the
/// register sets on an item that not everybody signed who must.
#[derive(Debug)]
pub(crate) struct Passed {
    pub(crate) tie: Tie,
    pub(crate) cap: Option<Cap>,
}

/// A stay that the register adds: what it leaves standing, until when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cap {
    pub(crate) leaves: Colour,
    pub(crate) until: i64,
}

/// Locks 2 to 5 for one burden of a matter; 1 and 7 were asked before, 6 before and after.
pub(crate) fn pass(
    filing: &Filing<'_>,
    matter: &Matter,
    burden: &Evidence,
    told: &Told<'_>,
) -> Result<Passed, Refusal> {
    let pack = in_force(filing.ground, burden)?;
    bounded(filing, burden, pack)?;
    // What it makes heavier may lie in another region than what it says.
    if filing.source.officers() && burden.id != matter.item.id {
        power_over(filing, burden.region, true)?;
    }
    let leaves = signed(filing, matter, burden, told)?;
    let tie = tie(filing, matter, burden, told, pack)?;
    let until = over(filing, pack, burden);
    let caps = burden.id == matter.item.id && peak(pack, burden) > leaves && until > filing.ground.now;
    Ok(Passed { tie, cap: caps.then_some(Cap { leaves, until }) })
}
