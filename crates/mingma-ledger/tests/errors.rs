//! What is refused is told in both languages, as `docs/errors.md` has it.

#![allow(clippy::unwrap_used, clippy::panic)]

use mingma_ledger::LedgerError;

/// Any number a message may name.
const NUMBER: u64 = 77_777;

fn all() -> Vec<LedgerError> {
    let gone = || "…".to_owned();
    vec![
        LedgerError::EntryTooLong { bytes: 77_777 },
        LedgerError::Stopped { why: gone() },
        LedgerError::File { path: gone(), why: gone() },
        LedgerError::Wrong { path: gone() },
        LedgerError::Beyond { asked: NUMBER, size: NUMBER },
        LedgerError::Published { index: NUMBER },
        LedgerError::NotLonger { size: NUMBER, published: NUMBER },
        LedgerError::Gap { index: NUMBER, size: NUMBER },
        LedgerError::NoCheckpoint,
        LedgerError::NotSigned,
        LedgerError::OtherLog { origin: gone() },
        LedgerError::NoVerifier,
        LedgerError::NotIncluded,
        LedgerError::NotConsistent,
        LedgerError::OtherWriter,
    ]
}

/// A row as the page writes it: whatever a message names is left out.
fn row(error: &LedgerError) -> String {
    let (fault, number) = (error.fault(), NUMBER.to_string());
    let [zh, en] = [fault.what.zh, fault.what.en].map(|cell| cell.replace(&number, "…"));
    format!("| `{}` | {zh} | {en} | {} | {} |", fault.code, fault.help.zh, fault.help.en)
}

#[test]
fn every_refusal_reads_as_the_page_says() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md")).unwrap();
    let told: Vec<&str> = page.lines().filter(|line| line.starts_with("| `MM-LED-")).collect();
    assert_eq!(told.len(), all().len());
    for (told, error) in told.into_iter().zip(all()) {
        assert_eq!(told, row(&error));
    }
}
