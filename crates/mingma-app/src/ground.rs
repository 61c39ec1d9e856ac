//! What deciding reads: values, no clock, no store. The same ground gives the same decision.

use std::collections::BTreeMap;

use mingma_acts::{Map, Permit, Registry, Touch};
use mingma_model::Profile;
use mingma_rules::Rulebook;

use crate::files::ResidentFile;
use crate::presence::diary::Counted;

/// What a decision stands on.
pub struct Ground<'a> {
    /// Units, powers, officers, keys, institutions, places, areas, texts.
    pub registry: &'a Registry,
    /// The jurisdiction.
    pub profile: &'a Profile,
    /// The packs that were published in the log, and no others.
    pub book: &'a Rulebook,
    /// The moment at which the act is sealed.
    pub now: i64,
    /// The act and who signed it.
    pub permit: &'a Permit,
    /// What the register holds of each member's resident, in the order of the members.
    pub files: &'a [ResidentFile],
    /// The records that the act cites, opened as far as the register can.
    pub cited: &'a [Note],
    /// The record that holds a case of this id, if one was admitted.
    pub cases: &'a (dyn Fn(&str) -> Option<Note> + Sync),
    /// True if an item of a record was struck out since; what cannot be read any more was not.
    pub struck: &'a (dyn Fn(&Note, &str) -> bool + Sync),
    /// The record of a number.
    pub note: &'a (dyn Fn(u64) -> Option<Note> + Sync),
    /// The visits of a person (by the number of one of their enrolments) that count
    /// against them, in the order of their beginnings.
    pub visits: &'a (dyn Fn(u32) -> Vec<Counted> + Sync),
    /// True while the public log takes leaves.
    pub log_runs: bool,
}

/// A record of before, as a decision sees it.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its number.
    pub seq: u64,
    /// When it was sealed.
    pub sealed_at: i64,
    /// Its class.
    pub class: mingma_acts::Class,
    /// Who acted.
    pub actor: String,
    /// The digest of the act.
    pub digest: [u8; 32],
    /// The commitment of its leaf: known to nobody before the register sealed it.
    pub commitment: [u8; 32],
    /// Who signed: kind of holder and holder.
    pub signers: Vec<(String, String)>,
    /// Its body.
    pub body: Map,
    /// Its items, where they can be opened: resident's number and item.
    pub items: Vec<(u32, Map)>,
}

impl Note {
    /// Whose an item of it is: the resident's number inside.
    #[must_use]
    pub fn whose(&self, id: &str) -> Option<u32> {
        self.items.iter().find(|(_, item)| item.text("id") == Some(id)).map(|(whose, _)| *whose)
    }

    /// A time of its body, a fast clock set back to when it was sealed.
    #[must_use]
    pub fn time(&self, word: &str) -> Option<i64> {
        self.body.int(word).map(|at| at.min(self.sealed_at))
    }
}

/// A member that the register adds on admission: of whom (a row of the files), and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// The row of the files.
    pub file: usize,
    /// The item.
    pub item: Map,
}

/// What was decided.
#[derive(Debug, Default)]
pub struct Decision {
    /// Members that the register adds.
    pub added: Vec<Extra>,
    /// Letters: of whom (a row of the files), and the letter's canonical JSON.
    pub letters: Vec<(usize, Vec<u8>)>,
    /// What was read beside the members' own files.
    pub reads: Vec<Touch>,
}

impl Decision {
    /// The letters, each with its number among the letters to the same resident: a row
    /// of the files, the number, the letter.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, u32, &[u8])> {
        let mut seen: BTreeMap<usize, u32> = BTreeMap::new();
        self.letters.iter().map(move |(file, plain)| {
            let next = seen.entry(*file).or_default();
            let n = *next;
            *next += 1;
            (*file, n, plain.as_slice())
        })
    }
}
