//! Is a red explained? What the packs derive from that resident's evidence, then and since.

use mingma_model::{Colour, Evidence, Kind, TestResult};
use mingma_rules::{Clash, Detail, Dossier, Item, Phase, Rulebook, Shade};

use crate::register::Red;

/// What is found of one red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The packs derive at least this colour from what was known then.
    Explained,
    /// They do not.
    Unexplained,
    /// No pack of the floor was in force, so nothing is said of it.
    NotCovered,
}

/// What else is found of a red that is not explained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// Evidence that became known afterwards would derive it.
    pub(crate) papered: bool,
    /// Earlier evidence had derived it, and had ended.
    pub(crate) lapsed: bool,
}

/// The packs, and the kinds that some rule of theirs turns red.
pub(crate) struct Law<'a> {
    book: &'a Rulebook,
    alarming: Vec<Kind>,
}

impl<'a> Law<'a> {
    pub(crate) fn new(book: &'a Rulebook) -> Self {
        let red =
            |phase: &Phase| phase.colour != Shade::Plain(Colour::Green) && phase.colour != Shade::Plain(Colour::Yellow);
        let rules = || book.packs().iter().flat_map(|pack| &pack.rules);
        let turned = |kind: &Kind| rules().any(|rule| rule.on == *kind && rule.phases.iter().any(red));
        Self { book, alarming: Kind::ALL.iter().copied().filter(turned).collect() }
    }

    /// Whether an item can turn a code red, or change whether another does. Most
    /// of a register cannot: negative tests, arrivals, declarations.
    fn stirs(&self, item: &Item) -> bool {
        !item.anchored() || (item.detail != Detail::Test(TestResult::Negative) && self.alarming.contains(&item.kind))
    }
}

/// Derives over one resident's evidence.
pub(crate) struct Judge<'a> {
    pub(crate) law: &'a Law<'a>,
    pub(crate) dossier: &'a Dossier,
}

impl Judge<'_> {
    pub(crate) fn verdict(&self, red: &Red) -> Result<Verdict, Clash> {
        if self.law.book.colour(self.dossier.items(), red.from)? >= Colour::Red {
            return Ok(Verdict::Explained);
        }
        let covered = self.law.book.packs().iter().any(|pack| pack.region.len() == 0 && pack.in_force(red.from));
        Ok(if covered { Verdict::Unexplained } else { Verdict::NotCovered })
    }

    pub(crate) fn circumstances(&self, red: &Red) -> Result<Circumstances, Clash> {
        let items = self.dossier.items();
        let (early, late) = items.split_at(items.partition_point(|item| item.observed_at <= red.from));
        let stirred = |items: &[Item]| items.iter().any(|item| self.law.stirs(item));
        Ok(Circumstances {
            lapsed: stirred(early) && self.was_red(red)?,
            papered: stirred(late) && (self.known_later(red)? || self.had_it_been_known(red)?),
        })
    }

    fn was_red(&self, red: &Red) -> Result<bool, Clash> {
        let history = self.law.book.history(self.dossier.items(), red.from)?;
        Ok(history.iter().any(|(_, colour)| *colour >= Colour::Red))
    }

    /// Whether what became known after the red derives red on its own account: at
    /// the moment it became known, or later while the red still stood.
    fn known_later(&self, red: &Red) -> Result<bool, Clash> {
        let items = self.dossier.items();
        let early = items.partition_point(|item| item.observed_at <= red.from);
        let mut moments: Vec<i64> = items[early..].iter().map(|item| item.observed_at).collect();
        let stood = red.until.unwrap_or(i64::MAX);
        let changes = self.law.book.history(items, stood)?;
        moments.extend(changes.into_iter().map(|(at, _)| at).filter(|at| red.from < *at && *at < stood));
        for at in moments {
            // Red only with what became known later, not without it.
            if self.law.book.colour(items, at)? >= Colour::Red
                && self.law.book.colour(&items[..early], at)? < Colour::Red
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether what became known later, but had happened by then, would have
    /// derived red at that moment.
    fn had_it_been_known(&self, red: &Red) -> Result<bool, Clash> {
        let from = red.from;
        let facts: Vec<Evidence> = self
            .dossier
            .evidence()
            .iter()
            .filter(|item| item.observed_at <= from || happened(item).is_some_and(|at| at <= from))
            .map(|item| Evidence { observed_at: item.observed_at.min(from), ..item.clone() })
            .collect();
        if !facts.iter().any(|item| item.observed_at == from) {
            return Ok(false);
        }
        // A follow-up whose item had not happened by then goes with it.
        let ids: std::collections::BTreeSet<_> = facts.iter().map(|item| item.id.clone()).collect();
        let whole = facts.into_iter().filter(|item| item.about().is_none_or(|id| ids.contains(id))).collect();
        let Ok(dossier) = Dossier::new(whole) else {
            return Ok(false);
        };
        Ok(self.law.book.colour(dossier.items(), from)? >= Colour::Red)
    }
}

/// When what an item tells happened; none of what is decided about another item.
fn happened(item: &Evidence) -> Option<i64> {
    item.anchor().or_else(|| item.time("at"))
}
