//! `mingma refusals`: what was refused, by which door, and when.

use clap::Args;
use mingma_app::Why;
use mingma_store::rows::RefusalRow;
use serde::Serialize;

use crate::context::{Answer, Outcome, print_json};
use crate::kept::DataArgs;

/// List what was refused, the newest first.
///
/// A refusal is an act of its own: who tried, by which door, and the code. Whom it would
/// have been about is not kept.
#[derive(Args, Debug)]
pub struct RefusalsArgs {
    #[command(flatten)]
    data: DataArgs,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Those before this act
    #[arg(long, value_name = "SEQ")]
    before: Option<u64>,
    /// Print one JSON document: {refusals: [{seq, at, code, door, actor}], next}
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Page {
    refusals: Vec<Told>,
    /// What --before takes for the page after; none where this is the last.
    next: Option<u64>,
}

#[derive(Serialize)]
struct Told {
    seq: u64,
    at: String,
    code: String,
    door: String,
    actor: String,
}

impl RefusalsArgs {
    /// Reads and prints.
    pub fn run(&self) -> Answer {
        let place = self.data.find()?;
        let rows = place.store.refusals(self.before, self.limit)?;
        let next = rows.last().map(|row| row.seq).filter(|_| rows.len() == self.limit);
        let zone = &place.profile.zone;
        let told = |row: RefusalRow| Told {
            seq: row.seq,
            at: zone.show(row.at),
            code: row.code,
            door: row.door,
            actor: row.actor,
        };
        let page = Page { refusals: rows.into_iter().map(told).collect(), next };
        if self.json {
            print_json(&page)?;
        } else {
            tell(&page);
        }
        Ok(Outcome::Holds)
    }
}

fn tell(page: &Page) {
    for Told { seq, at, code, door, actor } in &page.refusals {
        say!("{seq:>8}  {at}  {code}  {door}  {actor}");
        if let Some(why) = Why::ALL.iter().find(|why| why.code() == code) {
            say!("          {} / {}", why.what().zh, why.what().en);
        }
    }
    match page.next {
        Some(next) => say!("更早的：--before {next} / earlier ones: --before {next}"),
        None if page.refusals.is_empty() => say!("没有拒绝 / nothing was refused"),
        None => {}
    }
}
