//! What an item can make heavier: itself, or what it is about. Everything that can
//! raise a colour, now or later, is a burden and passes the locks; what cannot, eases.

use mingma_model::{Colour, Evidence, Id, Kind, TestResult};
use mingma_rules::{Clash, Dossier, Pack, Rule, Rulebook, Shade};

use super::admissible::Weight;
use super::filing::{Filing, Matter, clash, laid_out, standing};
use super::locks::speaking;
use crate::files::ResidentFile;
use crate::refusal::Refusal;

/// The items that a matter can make heavier; none of what can only ease.
pub(crate) fn burden(filing: &Filing<'_>, matter: &Matter) -> Result<Vec<Evidence>, Refusal> {
    let item = &matter.item;
    match matter.admissible.weight {
        _ if negative(item) => Ok(Vec::new()),
        Weight::Stands => Ok(vec![item.clone()]),
        Weight::Tells => {
            let peak = speaking(filing.ground, item)?.map_or(Colour::Green, |pack| peak(pack, item));
            Ok(if peak > Colour::Green { vec![item.clone()] } else { Vec::new() })
        }
        Weight::About => about(filing, matter),
    }
}

/// True of a negative test, which never raises.
pub(crate) fn negative(item: &Evidence) -> bool {
    item.result() == Some(TestResult::Negative)
}

fn about(filing: &Filing<'_>, matter: &Matter) -> Result<Vec<Evidence>, Refusal> {
    let file = filing.file(matter);
    let of = matter.item.id_of("of").and_then(|id| file.find(id));
    let Some(of) = of.map(|held| &held.item) else { return Ok(Vec::new()) };
    match matter.item.kind {
        Kind::Correction => struck_out(filing, file, of),
        // A follow-up moves what later phases count from: it may lengthen them.
        Kind::FollowUp if raises(filing, file, &matter.item).map_err(|found| clash(&found))? => Ok(vec![of.clone()]),
        _ => Ok(Vec::new()),
    }
}

/// What striking out an item can make heavier.
fn struck_out(filing: &Filing<'_>, file: &ResidentFile, of: &Evidence) -> Result<Vec<Evidence>, Refusal> {
    let target = |id: Option<&Id>| id.and_then(|id| file.find(id)).map(|held| &held.item);
    match of.kind {
        Kind::Stay | Kind::FollowUp => Ok(target(of.id_of("of")).into_iter().cloned().collect()),
        // What it struck out stands again; what that eases, it eases again.
        Kind::Correction => Ok(target(of.id_of("of")).filter(|item| heavy(item)).into_iter().cloned().collect()),
        _ if negative(of) => reopened(filing, file),
        _ => Ok(Vec::new()),
    }
}

/// True of an item that can stand against somebody by itself.
fn heavy(item: &Evidence) -> bool {
    item.kind.anchored() && !negative(item)
}

/// The items that a negative test may have freed: those that a pack speaks of now.
fn reopened(filing: &Filing<'_>, file: &ResidentFile) -> Result<Vec<Evidence>, Refusal> {
    let mut found = Vec::new();
    for held in standing(file).into_iter().filter(|held| heavy(&held.item)) {
        let pack = speaking(filing.ground, &held.item)?;
        if pack.is_some_and(|pack| peak(pack, &held.item) > Colour::Green) {
            found.push(held.item.clone());
        }
    }
    Ok(found)
}

/// True if at some later moment the colour is higher with the item than without it.
fn raises(filing: &Filing<'_>, file: &ResidentFile, item: &Evidence) -> Result<bool, Clash> {
    let book = filing.ground.book;
    let now = filing.ground.now;
    let without = file.items();
    let mut with = without.clone();
    with.push(item.clone());
    let (Ok(without), Ok(with)) = (Dossier::new(without), Dossier::new(with)) else { return Ok(true) };
    higher(book, &without, &with, now)
}

/// True if at some moment from now on the colour is higher with the one evidence than
/// with the other.
pub(crate) fn higher(book: &Rulebook, without: &Dossier, with: &Dossier, now: i64) -> Result<bool, Clash> {
    let before = book.forecast(without.items(), now)?;
    let after = book.forecast(with.items(), now)?;
    let at = |line: &[(i64, Colour)], t: i64| {
        line.iter().take_while(|(from, _)| *from <= t).last().map_or(Colour::Green, |(_, colour)| *colour)
    };
    let moments = before.iter().chain(&after).map(|(from, _)| *from);
    Ok(moments.into_iter().any(|t| at(&after, t) > at(&before, t)))
}

/// The rules of a pack that turn an item into timelines.
pub(crate) fn rules<'a>(pack: &'a Pack, item: &Evidence) -> impl Iterator<Item = &'a Rule> {
    let laid = laid_out(item);
    let kind = item.kind;
    pack.rules.iter().filter(move |rule| rule.on == kind && rule.condition.holds(&laid))
}

/// The highest colour that a pack can ever give an item.
pub(crate) fn peak(pack: &Pack, item: &Evidence) -> Colour {
    let shade = |shade: Shade| match shade {
        Shade::Plain(colour) => colour,
        Shade::Origin => item.colour_of("origin_colour").unwrap_or(Colour::Green),
    };
    rules(pack, item).flat_map(|rule| &rule.phases).map(|phase| shade(phase.colour)).max().unwrap_or(Colour::Green)
}

/// When the last timeline of an item by a pack is over.
pub(crate) fn over(filing: &Filing<'_>, pack: &Pack, item: &Evidence) -> i64 {
    let zone = &filing.ground.profile.zone;
    let anchor = item.anchor().unwrap_or(item.observed_at);
    let ends = rules(pack, item).map(|rule| zone.boundary(anchor, rule.lapse));
    let lapse = ends.max().unwrap_or(filing.ground.now);
    item.until.map_or(lapse, |until| lapse.min(until))
}
