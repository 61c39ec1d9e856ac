//! `mingma evidence file`: a laboratory's results.

use std::cell::RefCell;
use std::path::PathBuf;

use clap::Args;
use mingma_acts::Uid;
use mingma_acts::fold::document_tag;
use mingma_app::House;
use mingma_app::evidence::compose::{self, Said};
use mingma_app::evidence::file::{Found, Laboratory, Preview, Report, read};
use mingma_model::Fault;
use mingma_model::document::{Document, Purpose};

use crate::acting::{ActArgs, Acting, Way};
use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::enrolling::line_of;
use crate::files;
use crate::kept::does_not_hold;

/// File a laboratory's results, many in one act.
///
/// The laboratory's own key signs.
///
/// Columns: document_type, document_number, result (negative, positive, screen_positive),
/// sampled_at, reported_at, sample_id, region and, where there are such, recheck_of and pool.
/// An item's id is INSTITUTION.SAMPLE. Every fault of every row is told first, and with one
/// fault nothing is filed. --preview counts what the file holds, asks whether the register
/// would take it, and keeps nothing.
#[derive(Args, Debug)]
pub struct FileArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Count, ask, and keep nothing
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    act: ActArgs,
}

impl FileArgs {
    /// Reads the whole file, signs, hands in.
    pub fn run(&self) -> Answer {
        if self.preview {
            return self.look();
        }
        let samples: RefCell<Vec<String>> = RefCell::default();
        let line = |member: usize| self.line(samples.borrow().get(member)?);
        self.act.act_of_rows(Way::Whole, &line, &|acting| {
            let report = self.report(acting)?;
            // The rows lie sorted by resident; a refusal names the member.
            let sample = |said: &Said| said.item.text("sample_id").unwrap_or_default().to_owned();
            *samples.borrow_mut() = report.said.iter().map(sample).collect();
            Ok(compose::file(&acting.with(), report))
        })
    }

    /// The line on which a sample stands first.
    fn line(&self, sample: &str) -> Option<(String, usize)> {
        let bytes = std::fs::read(&self.file).ok()?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let column = reader.headers().ok()?.iter().position(|name| name.trim() == "sample_id")?;
        let is = |row: &csv::StringRecord| row.get(column).is_some_and(|text| text.trim() == sample);
        let row = reader.records().filter_map(Result::ok).find(is)?;
        Some((self.file.display().to_string(), line_of(&bytes, row.position()?)))
    }

    fn look(&self) -> Answer {
        let counted = RefCell::new(Preview::default());
        let outcome = self.act.preview(&|acting| {
            let report = self.report(acting)?;
            *counted.borrow_mut() = report.preview.clone();
            Ok(compose::file(&acting.with(), report))
        })?;
        let counted = counted.into_inner();
        if self.act.json {
            print_json(&counted)?;
        } else {
            tell(&counted);
        }
        match outcome {
            Ok(()) => Ok(Outcome::Holds),
            Err(refused) => does_not_hold(refused.fault(), false),
        }
    }

    fn report(&self, acting: &Acting<'_>) -> Result<Report, Refusal> {
        let house = acting.house;
        let name = self.file.display().to_string();
        let registry = house.registry();
        // A laboratory that is not registered here reads its file all the same; that it
        // may not sign is the register's to say, and to keep.
        let region = registry.institution(acting.actor, acting.at).map_or("00", |row| row.region.as_str());
        let laboratory =
            Laboratory { institution: acting.actor, region, profile: house.profile(), now: acting.at, name: &name };
        let input = std::fs::File::open(&self.file).map_err(|error| files::unreadable(&name, &error))?;
        let input = std::io::BufReader::new(input);
        Ok(read(input, &laboratory, &mut |documents| found(house, documents))?)
    }
}

/// Residents by documents: rows of one resident lie together.
fn found(house: &House, documents: &[Document]) -> Result<Vec<Option<Found>>, Fault> {
    let index = house.vault().index();
    let tag = |document: &Document| document_tag(index, document.kind().word(), document.reveal(Purpose::Matching));
    let tags: Vec<[u8; 32]> = documents.iter().map(tag).collect();
    let told = |error| mingma_acts::ActError::Store(error).fault();
    let numbers = house.store().by_documents(&tags).map_err(told)?;
    let mut known: Vec<u32> = numbers.iter().copied().flatten().collect();
    known.sort_unstable();
    known.dedup();
    let rows = house.store().residents_of(&known).map_err(told)?;
    let one = |number: Option<u32>| {
        let at = rows.binary_search_by_key(&number?, |row| row.resident).ok()?;
        Some(Found { number: rows[at].resident, resident: Uid(rows[at].id) })
    };
    Ok(numbers.into_iter().map(one).collect())
}

fn tell(counted: &Preview) {
    say!("{} 行 rows: 阴性 negative {}, 阳性 positive {}", counted.rows, counted.negative, counted.positive);
    say!("  初筛阳性 screen positive {}, 复检 rechecks {}", counted.screen_positive, counted.rechecks);
    for (region, rows) in &counted.regions {
        say!("  {region}: {rows}");
    }
}
