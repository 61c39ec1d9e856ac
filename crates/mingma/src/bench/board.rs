//! The board: one read, twelve million residents, a start from a snapshot.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use mingma_acts::Vault;
use mingma_app::board::{Board, Step};
use mingma_model::Colour;
use mingma_seal::{MasterKey, SystemRandom};
use mingma_store::KeyStore;

use super::{Row, broken, least};
use crate::context::Refusal;

const RESIDENTS: u32 = 12_000_000;
/// Three of a hundred have evidence.
const EVERY: u32 = 33;
/// 8 July 2022, 09:00 in Beijing.
const NOW: i64 = 1_657_242_000;
const READS: u32 = 2_000_000;

/// A province's board.
fn board() -> Board {
    let mut board = Board::default();
    for resident in 1..=RESIDENTS {
        board.enrol(resident);
        if resident % EVERY == 0 {
            let day = i64::from(resident % 14) * 86_400;
            let steps = [
                Step::new(NOW - day, Colour::Red),
                Step::new(NOW - day + 7 * 86_400, Colour::Yellow),
                Step::new(NOW - day + 10 * 86_400, Colour::Green),
            ];
            board.set(resident, steps.into());
        }
    }
    board
}

/// Measures the board.
pub fn rows() -> Result<Vec<Row>, Refusal> {
    let begun = Instant::now();
    let board = board();
    let made = begun.elapsed().as_secs_f64();
    Ok(vec![read(&board), size(&board, made), start(&board)?])
}

/// Residents in an order that no cache foresees.
fn walk() -> impl Iterator<Item = u32> {
    (0..READS).map(|n| n.wrapping_mul(2_654_435_761) % RESIDENTS + 1)
}

fn read(board: &Board) -> Row {
    let each = 1e9 / f64::from(READS);
    let ours = each
        * least(5, || {
            let red = walk().filter(|resident| board.read(*resident, NOW) == Some(Colour::Red)).count();
            black_box(red);
        });
    let array: Vec<u8> = (0..=RESIDENTS).map(|resident| u8::from(resident % EVERY == 0)).collect();
    let bare = each
        * least(5, || {
            let red = walk().filter(|resident| array[*resident as usize] == 1).count();
            black_box(red);
        });
    Row::less_is_better("board.read", "ns", ours, "one array read in the same order", bare)
        .noting(format!("{RESIDENTS} residents, {} with evidence", board.with_evidence()))
}

fn size(board: &Board, made: f64) -> Row {
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let ours = board.bytes() as f64 / 1e6;
    // A colour in two bits for each resident, and nothing that tells when it ends.
    let bare = f64::from(RESIDENTS) / 4.0 / 1e6;
    Row::less_is_better("board.bytes", "MB", ours, "two bits a resident, without steps", bare)
        .noting(format!("filled in {made:.1} s"))
}

/// A start from the snapshot on disk: read, proved to be this register's, filled.
fn start(board: &Board) -> Result<Row, Refusal> {
    let failed = |error: &dyn std::fmt::Display| broken(&error.to_string());
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let keys = KeyStore::open(&folder.path().join("keys.db")).map_err(|error| failed(&error))?;
    let vault = Vault::new(MasterKey::generate(&SystemRandom), keys, Arc::new(SystemRandom));
    let path = folder.path().join("board.snap");
    board.save(&path, &vault).map_err(|error| failed(&error))?;
    let begun = Instant::now();
    let again = Board::load(&path, &vault);
    let ours = begun.elapsed().as_secs_f64();
    if again.as_ref() != Some(board) {
        return Err(broken("the board that was read is another"));
    }
    let begun = Instant::now();
    let bytes = std::fs::read(&path).map_err(|error| failed(&error))?;
    let bare = begun.elapsed().as_secs_f64();
    Ok(Row::less_is_better("board.start", "s", ours, "reading the same file", bare)
        .noting(format!("{RESIDENTS} residents, a snapshot of {} MB", bytes.len() / 1_000_000)))
}
