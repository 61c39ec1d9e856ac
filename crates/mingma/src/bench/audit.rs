//! The audit: everything verified, replayed and derived again.

use std::time::Instant;

use mingma_app::audit::Audit;
use mingma_app::open_members;

use super::acts::Bench;
use super::machine::peak_mib;
use super::{Row, broken};
use crate::context::Refusal;

/// Residents, and results a file.
const RESIDENTS: usize = 100_000;
/// Files of results.
const FILES: usize = 4;

/// Measures an audit.
pub fn rows() -> Result<Vec<Row>, Refusal> {
    let failed = |error: &dyn std::fmt::Display| broken(&error.to_string());
    let bench = Bench::lay(&super::acts::sqlite)?;
    let residents = bench.enrol(0, RESIDENTS)?;
    for round in 0..FILES {
        let kept = bench.house.submit(&bench.results(&residents, round)).map_err(|error| failed(&error))?;
        bench.house.sequencer().wait_for(kept.seq).map_err(|error| failed(&error))?;
    }
    let bare = opening(&bench)?;
    let scratch = tempfile::tempdir().map_err(|error| failed(&error))?;
    let house = &bench.house;
    let audit = Audit {
        layout: house.layout(),
        keys: house.layout(),
        store: house.store(),
        vault: house.vault(),
        profile: house.profile(),
        log: house.log_key(),
        against: None,
        since: 1,
        scratch: scratch.path(),
        now: house.now(),
        progress: &|_, _| {},
    };
    let start = Instant::now();
    let report = audit.run().map_err(|error| failed(&error))?;
    let took = start.elapsed().as_secs_f64();
    if !report.clean() {
        let first = report.differences.first().map(|one| format!("{} {}: {}", one.table, one.key, one.en));
        return Err(broken(&format!("the register is not clean: {}", first.unwrap_or_default())));
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = report.members as f64 / took;
    let note = format!(
        "counted: the {} members of {} acts ({RESIDENTS} enrolments, {FILES} files of a result each), once each, over \
         the whole audit: {} signatures, every decision, fold, table, key and the log, and {} colours as of now; no \
         answers shown; {took:.1} s, nothing differing, so in one pass; peak {:.0} MiB, the laying counted in",
        report.members,
        report.acts,
        report.approvals_verified,
        report.colours_rederived,
        peak_mib()
    );
    Ok(vec![Row {
        name: "audit.members",
        value: rate,
        unit: "1/s",
        baseline: "opening and verifying the same blocks",
        baseline_value: bare,
        ratio: rate / bare,
        note,
    }])
}

/// Every block opened and each member compared with its commitment, and nothing more.
fn opening(bench: &Bench) -> Result<f64, Refusal> {
    let failed = |error: mingma_acts::ActError| broken(&error.to_string());
    let start = Instant::now();
    let mut members = 0_usize;
    for seq in 1..=bench.house.registry().newest {
        let record = bench.house.record(seq).map_err(failed)?;
        members += open_members(bench.house.store(), bench.house.vault(), &record).map_err(failed)?.len();
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    Ok(members as f64 / start.elapsed().as_secs_f64())
}
