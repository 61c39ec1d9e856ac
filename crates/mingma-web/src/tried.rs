//! A setting tried out: the evidence read, the rules compiled, every fault kept for its place.

use std::borrow::Cow;

use mingma_model::{Evidence, Fault, Faults, FieldFault, Profile, Source, Text, read};
use mingma_rules::load::PackFile;
use mingma_rules::{Clash, Dossier, Pack, Rulebook};

use crate::rows;
use crate::setting::{Choice, Setting};
use crate::state::Bench;
use crate::when;

/// The name that faults give to a pasted pack.
pub(crate) const PASTED: &str = "pack.toml";

/// The name that faults give to pasted evidence.
pub(crate) const TYPED: &str = "evidence.json";

/// What came of a setting.
pub(crate) struct Tried<'a> {
    /// The profile that was read by.
    pub profile: &'a Profile,
    /// The evidence, if all of it could be read.
    pub dossier: Option<Dossier>,
    /// Faults of each row's fields.
    pub row_faults: Vec<Vec<FieldFault>>,
    /// Faults of the JSON text.
    pub json_faults: Faults,
    /// The moment, if it could be read.
    pub at: Option<i64>,
    /// Why the moment could not be read.
    pub at_fault: Option<Fault>,
    /// Faults of the pasted pack.
    pub toml_faults: Faults,
    /// The rules.
    pub book: Option<Cow<'a, Rulebook>>,
    /// The rules set against them.
    pub other: Option<Cow<'a, Rulebook>>,
}

impl Setting {
    /// Reads and compiles everything; nothing is refused before all faults are found.
    pub fn tried<'a>(&mut self, bench: &'a Bench) -> Tried<'a> {
        let profile = &self.place(bench).profile;
        let mut out = Tried {
            profile,
            dossier: None,
            row_faults: Vec::new(),
            json_faults: Faults::none(),
            at: None,
            at_fault: None,
            toml_faults: Faults::none(),
            book: None,
            other: None,
        };
        self.read_evidence(&mut out);
        self.read_moment(&mut out);
        self.compile(bench, &mut out);
        out
    }

    fn read_evidence(&mut self, out: &mut Tried<'_>) {
        if let Some(text) = &self.json {
            let source = Source::new(TYPED, text);
            match read_json(&source, out.profile) {
                Ok(()) => {
                    self.rows = rows::of_json(source.text, &out.profile.zone);
                    self.json = None;
                }
                Err(faults) => {
                    out.json_faults = faults;
                    out.json_faults.sort();
                    return;
                }
            }
        }
        let read: Vec<Result<Evidence, Vec<FieldFault>>> = self.rows.iter().map(|row| row.read(out.profile)).collect();
        out.row_faults = read.iter().map(|row| row.as_ref().err().cloned().unwrap_or_default()).collect();
        if out.row_faults.iter().any(|faults| !faults.is_empty()) {
            return;
        }
        match Dossier::new(read.into_iter().flatten().collect()) {
            Ok(dossier) => out.dossier = Some(dossier),
            Err(found) => {
                for (row, fault) in found {
                    if let Some(faults) = out.row_faults.get_mut(row) {
                        faults.push(fault);
                    }
                }
            }
        }
    }

    fn read_moment(&mut self, out: &mut Tried<'_>) {
        let zone = &out.profile.zone;
        if self.at.trim().is_empty() {
            let newest =
                out.dossier.as_ref().and_then(|dossier| dossier.evidence().last()).map(|item| item.observed_at);
            self.at = newest.map(|at| when::field(zone, at)).unwrap_or_default();
        }
        out.at = when::read(zone, &self.at);
        if out.at.is_none() {
            out.at_fault = Some(no_moment(&self.at));
        }
    }

    fn compile<'a>(&self, bench: &'a Bench, out: &mut Tried<'a>) {
        let mut pasted: Option<Rulebook> = None;
        let own = self.rules == Choice::Own || self.against == Some(Choice::Own);
        if own {
            match PackFile::new(PASTED, crate::picking::text(self, bench)).read(out.profile) {
                Ok(read) => pasted = Some(Rulebook::new(vec![read.pack], out.profile.zone.clone())),
                Err(mut faults) => {
                    faults.sort();
                    out.toml_faults = faults;
                }
            }
        }
        let mut books = [Some(&self.rules), self.against.as_ref()]
            .map(|choice| choice.and_then(|choice| choice.book(bench).or_else(|| pasted.clone().map(Cow::Owned))));
        (out.book, out.other) = (books[0].take(), books[1].take());
        if self.as_if
            && let Some(at) = out.at
        {
            let first =
                out.dossier.as_ref().and_then(|dossier| dossier.evidence().first()).map_or(at, |item| item.observed_at);
            out.book = out.book.take().map(|book| Cow::Owned(as_if(&book, first.min(at), at)));
            out.other = out.other.take().map(|book| Cow::Owned(as_if(&book, first.min(at), at)));
        }
    }
}

/// The longest that a pack is in force, in days.
const LONGEST: u32 = 180;

/// The packs as if in force from the day of the first item on. Of several editions
/// of one region the newest is taken: they cannot all be in force at once.
fn as_if(book: &Rulebook, first: i64, at: i64) -> Rulebook {
    let newest = |pack: &&Pack| !book.packs().iter().any(|other| other.region == pack.region && other.from > pack.from);
    let packs: Vec<Pack> = book.packs().iter().filter(newest).cloned().collect();
    let from = book.zone().midnight_before(first, 0);
    let to = book.zone().midnight_after(first.max(at - 30 * 86_400), LONGEST);
    Rulebook::new(packs, book.zone().clone()).as_if(from, to)
}

fn read_json(source: &Source<'_>, profile: &Profile) -> Result<(), Faults> {
    let placed = read::array(source, profile)?;
    let found = mingma_model::contradictions(&placed.items);
    read::place_contradictions(source, &placed, found).or(())
}

fn no_moment(typed: &str) -> Fault {
    Fault::new(
        "MM-WEB-001",
        Text::new(format!("看不懂时刻“{typed}”"), format!("\u{201c}{typed}\u{201d} is no moment")),
        Text::new(
            "写成 2022-06-20T14:05（当地时间），或带偏移的 2022-06-20T14:05:00+08:00",
            "write 2022-06-20T14:05 (local time), or 2022-06-20T14:05:00+08:00 with an offset",
        ),
    )
}

/// Two packs that cannot both speak, told to the reader.
pub(crate) fn clash_fault(clash: &Clash, zone: &mingma_model::Zone) -> Fault {
    let [a, b] = &clash.packs;
    let (zh, en) =
        (when::full(zone, clash.from, mingma_model::Lang::Zh), when::full(zone, clash.from, mingma_model::Lang::En));
    Fault::new(
        "MM-RUL-031",
        Text::new(
            format!("{a} 与 {b} 自{zh}起对同一区划的 {} 都有规则", clash.kind.word()),
            format!("{a} and {b} both have rules for {} in one region from {en} on", clash.kind.word()),
        ),
        Text::new("只选其中一个规则包", "choose one of the two packs"),
    )
}
