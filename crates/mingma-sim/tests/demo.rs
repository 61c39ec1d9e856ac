//! The demo register: everything that can occur occurs, the same each time, and an audit
//! finds nothing.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use mingma_acts::{ActError, Class, Vault};
use mingma_app::audit::{Audit, Report};
use mingma_app::evidence::Source;
use mingma_app::evidence::admissible::{self, Rest, TABLE};
use mingma_app::{Clock as _, DemoClock, Layout, Why};
use mingma_ledger::Verifier;
use mingma_model::Kind;
use mingma_rules::shipped;
use mingma_seal::{MasterKey, SigningKey, SystemRandom};
use mingma_sim::register::{BEGINS, Demo, Laid, Occurred, lay, not_yet};
use mingma_store::{KeyStore, Sqlite, Store};

const ORIGIN: &str = "demo.invalid/log";

fn sqlite(layout: &Layout) -> Result<Arc<dyn Store>, ActError> {
    Ok(Arc::new(Sqlite::open(&layout.database())?))
}

fn demo(folder: &Path, seed: u64, acts: u64) -> Laid {
    let profile = Arc::new(shipped::profile("cn").unwrap());
    let demo = Demo { seed, acts, layout: Layout::new(folder), profile, origin: ORIGIN.into(), store: &sqlite };
    lay(&demo).unwrap_or_else(|error| panic!("{error}"))
}

fn audit(folder: &Path) -> Report {
    let layout = Layout::new(folder);
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    let store = sqlite(&layout).unwrap();
    let master = MasterKey::from_file_text(&text(&layout.master())).unwrap();
    let vault = Vault::new(master, KeyStore::open(&layout.key_store()).unwrap(), Arc::new(SystemRandom));
    let log = SigningKey::from_pem(&text(&layout.log_key())).unwrap().public();
    let profile = shipped::profile("cn").unwrap();
    let clock = DemoClock::read(&layout.clock(), &profile.zone, false).unwrap().unwrap();
    assert!(clock.now() > BEGINS);
    let scratch = tempfile::tempdir().unwrap();
    Audit {
        layout: &layout,
        keys: &layout,
        store: &*store,
        vault: &vault,
        profile: &profile,
        log: &Verifier::new(ORIGIN, log).unwrap(),
        against: None,
        since: 0,
        scratch: scratch.path(),
        now: clock.now(),
        progress: &|_, _| {},
    }
    .run()
    .unwrap()
}

fn missing(all: impl Iterator<Item = &'static str>, occurred: &BTreeSet<&str>) -> Vec<&'static str> {
    let not_yet: Vec<&str> = not_yet().iter().map(|one| one.what).collect();
    all.filter(|one| !occurred.contains(one) && !not_yet.contains(one)).collect()
}

/// Every class, kind and refusal occurred but those of the table; none of the table did.
fn complete(occurred: &Occurred) {
    let classes: BTreeSet<&str> = occurred.classes.keys().map(|class| class.word()).collect();
    let kinds: BTreeSet<&str> = occurred.kinds.keys().map(|kind| kind.word()).collect();
    let codes: BTreeSet<&str> = occurred.codes.keys().map(String::as_str).collect();
    assert_eq!(missing(Class::ALL.iter().map(|class| class.word()), &classes), Vec::<&str>::new(), "classes");
    assert_eq!(missing(Kind::ALL.iter().map(|kind| kind.word()), &kinds), Vec::<&str>::new(), "kinds");
    assert_eq!(missing(Why::ALL.iter().map(|why| why.code()), &codes), Vec::<&str>::new(), "refusals");
    let signatures = (4..=10).map(|n| {
        ["MM-ACT-004", "MM-ACT-005", "MM-ACT-006", "MM-ACT-007", "MM-ACT-008", "MM-ACT-009", "MM-ACT-010"][n - 4]
    });
    assert_eq!(missing(signatures, &codes), Vec::<&str>::new(), "signatures and clocks");
    for one in not_yet() {
        let known = [&classes, &kinds, &codes].into_iter().any(|some| some.contains(one.what));
        assert!(!known, "{} occurs: take it off the table", one.what);
        assert!(!one.why.zh.is_empty() && !one.why.en.is_empty(), "{}", one.what);
    }
    let known: BTreeSet<&str> = Why::ALL.iter().map(|why| why.code()).collect();
    let strange: Vec<&&str> =
        codes.iter().filter(|code| !known.contains(**code) && !code.starts_with("MM-ACT-")).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn everything_that_can_occur_occurs_and_the_audit_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let laid = demo(folder.path(), 2022, 0);
    complete(&laid.occurred);
    let report = audit(folder.path());
    assert!(report.clean(), "{:#?}", report.differences);
    assert_eq!(report.acts, laid.acts);
    assert!(report.closed > 0, "somebody's key was destroyed");
    assert!(report.shown_rederived > 0 && report.approvals_verified > 0 && report.colours_rederived > 0);
}

#[test]
fn a_kind_that_cannot_occur_yet_is_one_that_nobody_but_the_register_may_sign() {
    for row in TABLE {
        let listed = not_yet().iter().any(|one| one.what == row.kind.word());
        let computed = row.sources == [Source::Register] && row.rest != Rest::Added;
        assert_eq!(listed, computed, "{}", admissible::of(row.kind).kind.word());
    }
}

#[test]
fn a_seed_lays_the_same_log_and_another_seed_another() {
    let root = |seed| {
        let folder = tempfile::tempdir().unwrap();
        demo(folder.path(), seed, 420);
        let report = audit(folder.path());
        assert!(report.clean(), "{:#?}", report.differences);
        let note = std::fs::read_to_string(Layout::new(folder.path()).log().join("checkpoint")).unwrap();
        note.lines().take(3).map(str::to_owned).collect::<Vec<_>>()
    };
    let first = root(1);
    assert!(first[1].parse::<u64>().unwrap() >= 420, "{first:?}");
    assert_eq!(first, root(1));
    assert_ne!(first, root(2));
}

#[test]
fn nothing_is_laid_where_something_stands() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("register.db"), b"somebody's").unwrap();
    let profile = Arc::new(shipped::profile("cn").unwrap());
    let layout = Layout::new(folder.path());
    let demo = Demo { seed: 1, acts: 0, layout, profile, origin: ORIGIN.into(), store: &sqlite };
    assert!(lay(&demo).is_err());
    assert_eq!(std::fs::read(folder.path().join("register.db")).unwrap(), b"somebody's");
}
