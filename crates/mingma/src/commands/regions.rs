//! `mingma regions`: find a region by code or by part of a name.

use clap::Args;
use mingma_model::Lang;
use mingma_model::region::RegionInfo;
use serde::Serialize;

use crate::context::{Answer, Outcome, ProfileArg, print_json};

/// Find administrative regions by code or by part of a name.
#[derive(Args, Debug)]
pub struct RegionsArgs {
    /// A code, its beginning, or part of a name (zh or pinyin) [default: all]
    query: Option<String>,
    /// At most so many rows
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    profile: ProfileArg,
}

#[derive(Serialize)]
struct JsonRegion {
    code: String,
    zh: String,
    en: Option<String>,
    level: &'static str,
    ended: bool,
    until_year: Option<u16>,
    successor: Option<String>,
}

impl RegionsArgs {
    /// Searches and prints; exit 1 where nothing is found.
    pub fn run(&self) -> Answer {
        let profile = self.profile.read()?;
        let found: Vec<RegionInfo<'_>> = match &self.query {
            Some(query) => profile.regions.search(query, self.limit),
            None => profile.regions.iter().take(self.limit).collect(),
        };
        let rows: Vec<JsonRegion> = found
            .iter()
            .map(|info| JsonRegion {
                code: info.code.to_string(),
                zh: profile.regions.full_name(info.code, Lang::Zh).unwrap_or_default(),
                en: profile.regions.full_name(info.code, Lang::En),
                level: info.level.word(),
                ended: info.ended,
                until_year: info.until_year,
                successor: info.successor.map(|region| region.to_string()),
            })
            .collect();
        if self.json {
            print_json(&rows)?;
        } else {
            for row in &rows {
                let ended = match (row.ended, &row.successor) {
                    (false, _) => String::new(),
                    (true, None) => "  已撤销 ended".to_owned(),
                    (true, Some(next)) => format!("  已撤销 ended → {next}"),
                };
                say!("{}  {}  {}{ended}", row.code, row.zh, row.en.as_deref().unwrap_or(""));
            }
        }
        Ok(if rows.is_empty() { Outcome::DoesNotHold } else { Outcome::Holds })
    }
}
