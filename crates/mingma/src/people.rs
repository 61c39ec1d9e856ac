//! A register of people for a dry run: JSON lines of items, or an evidence.csv.

use std::collections::BTreeMap;
use std::path::Path;

use mingma_model::{Evidence, Faults, Profile, Source, read};
use mingma_rules::Dossier;

use crate::context::Refusal;
use crate::files;

/// Residents by their ids, each with a dossier.
pub type People = Vec<(String, Dossier)>;

/// Reads items of many residents and sorts them by resident.
pub fn read(path: &Path, profile: &Profile) -> Result<People, Refusal> {
    let name = path.display().to_string();
    let text = files::text(path)?;
    let source = Source::new(&name, &text);
    if path.extension().is_some_and(|ending| ending == "csv") {
        let items =
            mingma_legacy::evidence_csv(&source, profile).map_err(|faults| Refusal::in_text(faults, &source))?;
        return dossiers(items).map_err(|(_, faults)| faults.into());
    }
    let placed = read::lines(&source, profile).map_err(|faults| Refusal::in_text(faults, &source))?;
    let rows = placed.items.clone();
    dossiers(rows).map_err(|(resident, _)| {
        let (items, spans) =
            placed.items.into_iter().zip(placed.spans).filter(|(item, _)| item.resident.as_str() == resident).unzip();
        let own = read::Placed { items, spans };
        let found = mingma_model::contradictions(&own.items);
        Refusal::in_text(read::place_contradictions(&source, &own, found), &source)
    })
}

/// One dossier a resident; or the first resident whose items contradict one another.
fn dossiers(items: Vec<Evidence>) -> Result<People, (String, Faults)> {
    let mut by_resident: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    for item in items {
        by_resident.entry(item.resident.as_str().to_owned()).or_default().push(item);
    }
    by_resident
        .into_iter()
        .map(|(resident, items)| match Dossier::new(items) {
            Ok(dossier) => Ok((resident, dossier)),
            Err(found) => {
                let mut faults = Faults::none();
                for (_, fault) in found {
                    faults.push(fault.fault);
                }
                Err((resident, faults))
            }
        })
        .collect()
}
