//! TOML to packs: every fault at once, each at its place.

mod condition;
mod head;
mod phases;
mod rule;
mod words;

use std::ops::Range;

use mingma_model::{Fault, Faults, Profile, Source};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::faults;
use crate::pack::Pack;

/// The largest pack, in bytes (256 KiB).
pub const MAX_BYTES: usize = 256 << 10;
/// The most rules of a pack.
pub const MAX_RULES: usize = 500;
/// The most phases of a rule, and alternatives of a phase.
pub const MAX_PHASES: usize = 20;

type Node<'i> = Spanned<DeValue<'i>>;

/// A pack with the places of its parts, for faults that only the whole tells.
#[derive(Clone, Debug)]
pub struct ReadPack {
    /// The pack.
    pub pack: Pack,
    /// The place of `[pack]`'s id.
    pub id_span: Range<usize>,
    /// The place of each rule's `on`.
    pub rule_spans: Vec<Range<usize>>,
}

/// Reads one pack by the loader's law.
///
/// # Errors
/// Every fault of the pack, with its place.
pub fn pack(source: &Source<'_>, profile: &Profile) -> Result<ReadPack, Faults> {
    if source.text.len() > MAX_BYTES {
        return Err(faults::too_large(
            &format!("{} 字节，上限 {MAX_BYTES}", source.text.len()),
            &format!("{} bytes, at most {MAX_BYTES}", source.text.len()),
        )
        .of_file(source.name)
        .into());
    }
    let (table, broken) = DeTable::parse_recoverable(source.text);
    let mut reader = Reader { source, profile, found: Faults::none(), here: 0..0 };
    if !broken.is_empty() {
        for error in &broken {
            reader.fault(error.span().unwrap_or(0..0), faults::syntax(error.message()));
        }
        return Err(reader.found);
    }
    let read = reader.document(table.get_ref());
    let mut found = reader.found;
    found.sort();
    match read {
        Some(read) => found.or(read),
        None => Err(found),
    }
}

pub(crate) struct Reader<'a> {
    source: &'a Source<'a>,
    profile: &'a Profile,
    found: Faults,
    /// The head of the table that is being read: where what is missing should stand.
    here: Range<usize>,
}

impl Reader<'_> {
    pub(crate) fn fault(&mut self, span: Range<usize>, fault: Fault) {
        self.found.push(fault.at(self.source, span));
    }

    fn document(&mut self, table: &DeTable<'_>) -> Option<ReadPack> {
        self.unknown(table, &["pack", "rule"]);
        let head = self.table_of(table, "pack");
        let rules = self.rules(table);
        let head = head?;
        self.here = head.0.clone();
        let pack = self.head(head.1)?;
        let id_span =
            head.1.iter().find(|(key, _)| key.get_ref().as_ref() == "id").map_or(head.0, |(_, value)| value.span());
        let (rules, rule_spans) = rules?;
        Some(ReadPack { pack: Pack { rules, ..pack }, id_span, rule_spans })
    }
}

fn get<'t, 'i>(table: &'t DeTable<'i>, word: &str) -> Option<(&'t Spanned<std::borrow::Cow<'i, str>>, &'t Node<'i>)> {
    table.iter().find(|(key, _)| key.get_ref().as_ref() == word)
}
