//! `mingma audit`: everything that is kept, verified and derived again.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use mingma_acts::item::FAST_CLOCK;
use mingma_app::audit::{Audit, Difference, LISTED, Report};
use mingma_app::{Clock, SystemClock};
use mingma_ledger::Checkpoint;
use mingma_store::Store;

use crate::context::{Answer, Outcome, Refusal, print_json};
use crate::files;
use crate::kept::{DataArgs, Moment, Place, faults, strange, tell_fault};

/// Verify everything that is kept, and derive every colour again.
///
/// Every signature is verified with the key registered at that time, every act decided and
/// replayed from nothing, every table compared with that replay, every leaf and tile with the
/// acts, every colour and every answer that was shown derived again at its own moment. What
/// was changed behind the register's back is named by table and key. Exit 1 if anything
/// differs. It looks at one moment, while others go on writing; where PostgreSQL holds the
/// acts, writing waits until it is done.
#[derive(Args, Debug)]
pub struct AuditArgs {
    #[command(flatten)]
    data: DataArgs,
    /// A checkpoint that was kept elsewhere: shows whether the folder was rolled back or forked
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Verify signatures and decisions from this act on; those before are replayed alone
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    since: u64,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl AuditArgs {
    /// Audits, tells.
    pub fn run(&self) -> Answer {
        let place = self.data.find()?;
        let report = audit(&place, self.against.as_deref(), self.since)?;
        if self.json {
            print_json(&report)?;
        } else {
            tell(&report);
        }
        if report.clean() {
            return Ok(Outcome::Holds);
        }
        tell_fault(faults::not_clean(report.differences.len()));
        Ok(Outcome::DoesNotHold)
    }
}

/// Audits a register; a bar shows how far it is, on a terminal.
///
/// # Errors
/// Something cannot be read at all, or `since` is beyond the newest act.
pub fn audit(place: &Place, against: Option<&Path>, since: u64) -> Result<Report, Refusal> {
    let log = place.log()?;
    let against = against.map(|path| checkpoint(path, &log)).transpose()?;
    let vault = place.vault()?;
    let demo = place.demo(false)?;
    let now = demo.as_ref().map_or_else(|| SystemClock.now(), |clock| clock.now());
    let moment = Moment::of(place)?;
    let newest = moment.store.newest()?;
    if since > newest {
        return Err(faults::no_act(since, newest).into());
    }
    let sealed_at = moment.store.act(newest)?.map_or(now, |act| act.sealed_at);
    let bar = bar();
    let report = Audit {
        layout: &moment.layout,
        keys: &place.layout,
        store: &*moment.store,
        vault: &vault,
        profile: &place.profile,
        log: &log,
        against,
        since,
        scratch: moment.scratch(),
        now: now.max(sealed_at),
        progress: &|done, all| {
            bar.set_length(all);
            bar.set_position(done);
        },
    }
    .run();
    bar.finish_and_clear();
    let mut report = report?;
    // The clock of a demo stands still in its file while it runs in a server.
    if demo.is_none() {
        ahead(&*moment.store, SystemClock.now(), &mut report)?;
    }
    for file in strange(&place.layout, &moment.layout) {
        if !report.differences.iter().any(|one| (&one.table, &one.key) == (&file.table, &file.key)) {
            report.differences.push(file);
        }
    }
    report.differences.sort_by(|a, b| (&a.table, &a.key).cmp(&(&b.table, &b.key)));
    Ok(report)
}

/// Acts that were sealed after the audit's own clock, the newest first: acts are sealed in
/// the order of time. What two machines' clocks may differ by is let pass.
fn ahead(store: &dyn Store, now: i64, report: &mut Report) -> Result<(), Refusal> {
    for seq in (1..=store.newest()?).rev().take(LISTED) {
        if store.act(seq)?.is_none_or(|act| act.sealed_at <= now + FAST_CLOCK) {
            break;
        }
        report.differences.push(Difference {
            table: "act".to_owned(),
            key: seq.to_string(),
            zh: "登记时间晚于审计所用的时钟".to_owned(),
            en: "was sealed after the audit's own clock".to_owned(),
        });
    }
    Ok(())
}

/// Reads a checkpoint that somebody kept.
///
/// # Errors
/// It cannot be read, or this log did not sign it.
pub fn checkpoint(path: &Path, log: &mingma_ledger::Verifier) -> Result<Checkpoint, Refusal> {
    let name = path.display().to_string();
    Checkpoint::parse(&files::text(path)?, log).map_err(|error| error.fault().of_file(name).into())
}

/// A bar on stderr, where that is a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("审计 audit {wide_bar} {pos}/{len}  {eta}") {
        bar.set_style(style);
    }
    bar
}

/// Tells a report in both languages.
pub fn tell(report: &Report) {
    for line in lines(report) {
        say!("{line}");
    }
    for difference in &report.differences {
        say!("{}", line(difference));
    }
}

fn lines(report: &Report) -> Vec<String> {
    let yes = |holds: bool| if holds { "是 yes" } else { "否 no" };
    let mut lines: Vec<String> = [
        ("处置 acts", report.acts),
        ("成员 members", report.members),
        ("签署已核 approvals verified", report.approvals_verified),
        ("码色已重推 colours derived again", report.colours_rederived),
        ("展示已重推 answers shown derived again", report.shown_rederived),
        ("依声明注销 closed by statement", report.closed),
    ]
    .into_iter()
    .map(|(name, count)| format!("{count:>10}  {name}"))
    .collect();
    lines.push(format!("{:>10}  账本完好 the log is whole", yes(report.ledger_verified)));
    lines.push(format!("{:>10}  不符 differences", report.differences.len()));
    lines.push(if report.compared_outside {
        "已与外部检查点比对 / compared with a checkpoint kept elsewhere".to_owned()
    } else {
        "未与外部任何内容比对：整体回退看不出来，请用 --against / nothing outside was compared: a folder rolled back as a whole is not seen; use --against".to_owned()
    });
    lines
}

fn line(difference: &Difference) -> String {
    let Difference { table, key, zh, en } = difference;
    format!("  {table}  {key}  {zh} / {en}")
}
