//! Packs compiled for derivation: who speaks of a kind, where, and when.

use mingma_model::{Fault, Kind, Prefix, Region, Zone};

use crate::faults;
use crate::item::{Detail, Item};
use crate::pack::{Condition, Pack};

/// Who speaks from a moment on: a pack, nobody, or two that cannot both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    Nobody,
    Pack(u16),
    /// Two packs of one region, kind and time.
    Clash(u16, u16),
}

/// Who speaks of one kind in one region over all time; moments ascend, the
/// first is the beginning of time.
#[derive(Clone, Debug)]
pub(crate) struct Speech {
    prefix: Prefix,
    pub(crate) turns: Vec<(i64, Voice)>,
}

impl Speech {
    /// The turn at `at`: its place in the list.
    #[inline]
    pub(crate) fn turn(&self, at: i64) -> usize {
        self.turns.partition_point(|(from, _)| *from <= at).saturating_sub(1)
    }
}

/// Two packs of one region that both have rules for a kind at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The kind of evidence that both treat.
    pub kind: Kind,
    /// Ids of the two packs.
    pub packs: [String; 2],
    /// The first moment of the overlap that was met.
    pub from: i64,
}

impl Clash {
    /// The clash as a fault, for readers.
    #[must_use]
    pub fn fault(&self, zone: &Zone) -> Fault {
        let [a, b] = &self.packs;
        faults::clash(self.kind, a, b, &zone.show(self.from.max(0)))
    }
}

/// A set of packs, ready to derive with.
#[derive(Clone, Debug)]
pub struct Rulebook {
    packs: Vec<Pack>,
    zone: Zone,
    /// By kind: speeches, longest prefix first.
    speeches: Vec<Vec<Speech>>,
    nobody: Speech,
    as_if: bool,
}

impl Rulebook {
    /// The most packs of a set.
    pub const MAX_PACKS: usize = 4_096;

    /// Compiles a set of packs. Packs of one region may follow one another;
    /// where two overlap in kind and time, deriving an item that meets the
    /// overlap is refused.
    #[must_use]
    pub fn new(mut packs: Vec<Pack>, zone: Zone) -> Self {
        packs.truncate(Self::MAX_PACKS);
        let speeches = Kind::ALL.iter().map(|kind| speeches(&packs, *kind)).collect();
        let nobody = Speech { prefix: Prefix::everywhere(), turns: vec![(i64::MIN, Voice::Nobody)] };
        Self { packs, zone, speeches, nobody, as_if: false }
    }

    /// The same packs, each moved to be in force over `from ≤ t < to` (试行).
    #[must_use]
    pub fn as_if(&self, from: i64, to: i64) -> Self {
        let packs = self.packs.iter().map(|pack| pack.moved(from, to)).collect();
        Self { as_if: true, ..Self::new(packs, self.zone.clone()) }
    }

    /// Whether the packs' dates were moved.
    #[must_use]
    pub fn is_as_if(&self) -> bool {
        self.as_if
    }

    /// The packs, in the order given.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The zone whose midnights count.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    #[inline]
    pub(crate) fn pack(&self, row: u16) -> &Pack {
        &self.packs[usize::from(row)]
    }

    #[inline]
    pub(crate) fn speech(&self, kind: Kind, region: Region) -> &Speech {
        self.speeches[kind as usize].iter().find(|speech| speech.prefix.contains(region)).unwrap_or(&self.nobody)
    }

    pub(crate) fn clash(&self, kind: Kind, from: i64, a: u16, b: u16) -> Clash {
        Clash { kind, packs: [self.pack(a).id.clone(), self.pack(b).id.clone()], from }
    }

    /// Every overlap of two packs of one region, kind and time in the set.
    #[must_use]
    pub fn clashes(&self) -> Vec<Clash> {
        let mut found = Vec::new();
        for (kind, speeches) in Kind::ALL.iter().zip(&self.speeches) {
            for (from, voice) in speeches.iter().flat_map(|speech| &speech.turns) {
                if let Voice::Clash(a, b) = voice {
                    let clash = self.clash(*kind, *from, *a, *b);
                    if !found.contains(&clash) {
                        found.push(clash);
                    }
                }
            }
        }
        found
    }
}

fn speeches(packs: &[Pack], kind: Kind) -> Vec<Speech> {
    let mut prefixes: Vec<Prefix> = packs.iter().filter(|pack| pack.treats(kind)).map(|pack| pack.region).collect();
    prefixes.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    prefixes.dedup();
    prefixes.into_iter().map(|prefix| speech(packs, kind, prefix)).collect()
}

fn speech(packs: &[Pack], kind: Kind, prefix: Prefix) -> Speech {
    let speaking: Vec<(u16, &Pack)> =
        (0_u16..).zip(packs).filter(|(_, pack)| pack.treats(kind) && pack.region.covers(prefix)).collect();
    let mut moments: Vec<i64> = speaking.iter().flat_map(|(_, pack)| [pack.from, pack.to]).collect();
    moments.push(i64::MIN);
    moments.sort_unstable();
    moments.dedup();
    let mut turns: Vec<(i64, Voice)> = Vec::with_capacity(moments.len());
    for at in moments {
        let voice = voice(&speaking, at);
        if turns.last().is_none_or(|(_, last)| *last != voice) {
            turns.push((at, voice));
        }
    }
    Speech { prefix, turns }
}

fn voice(speaking: &[(u16, &Pack)], at: i64) -> Voice {
    let mut voice = Voice::Nobody;
    let mut longest = 0;
    for (row, pack) in speaking.iter().filter(|(_, pack)| pack.in_force(at)) {
        let length = pack.region.len() + 1;
        if length > longest {
            (longest, voice) = (length, Voice::Pack(*row));
        } else if length == longest
            && let Voice::Pack(first) = voice
        {
            voice = Voice::Clash(first, *row);
        }
    }
    voice
}

impl Condition {
    /// True if every word that is given holds of the item.
    #[must_use]
    pub fn holds(&self, item: &Item) -> bool {
        let origin = match item.detail {
            Detail::Origin(region) | Detail::Notice(region, _) => Some(region),
            _ => None,
        };
        let outside = self.origin_outside.is_none_or(|p| origin.is_some_and(|region| !p.contains(region)));
        let inside = self.origin_in.is_none_or(|p| origin.is_some_and(|region| p.contains(region)));
        outside && inside && self.detail_holds(item.detail)
    }

    fn detail_holds(&self, detail: Detail) -> bool {
        let level = self.level.is_none_or(|level| detail == Detail::Level(level));
        let result = self.result.is_none_or(|result| detail == Detail::Test(result));
        let colour = self.origin_colour.is_none_or(|c| matches!(detail, Detail::Notice(_, found) if found == c));
        let country = self.country.is_none_or(|country| detail == Detail::Country(country));
        let (bits, tenths) = match detail {
            Detail::Declared(bits, tenths) => (bits, tenths),
            _ => (0, 0),
        };
        let symptoms = self.symptoms_any.is_none_or(|any| any & bits != 0);
        let temperature = self.temperature_from.is_none_or(|from| tenths >= from && tenths > 0);
        level && result && colour && country && symptoms && temperature
    }
}
