//! What was shown, and what is shown now, derived again.

use mingma_acts::{ActError, Opened, Record};
use mingma_model::{Colour, Text};
use mingma_rules::{Dossier, Rulebook};
use mingma_store::rows::ResidentRow;
use mingma_store::{Pages, Row};

use super::replay::Replica;
use super::{Audit, Difference, Report};
use crate::board::Board;
use crate::files::{Reader, ResidentFile};

/// How many residents are derived at a time.
const STEP: usize = 8_192;

/// The colour of a person at a moment, from what was known up to an act.
fn colour(book: &Rulebook, file: &ResidentFile, upto: u64, at: i64) -> Option<Colour> {
    let items = file.known(upto);
    if items.is_empty() {
        return Some(Colour::Green);
    }
    let dossier = Dossier::new(items).ok()?;
    book.colour(dossier.items(), at).ok()
}

/// Every answer of a batch, at its own moment.
pub(super) fn shown(
    replica: &Replica<'_>,
    record: &Record,
    members: &[Opened],
    report: &mut Report,
) -> Result<(), ActError> {
    let grounds = replica.grounds();
    report.closed += replica.ended().count(members);
    for (one, idx) in members.iter().zip(0..) {
        let Some(member) = &one.member else { continue };
        let Some(row) = grounds.store.resident(one.sealed.resident)? else { continue };
        let files = files(replica, vec![row], report)?;
        let (at, as_of) = (member.item.int("at").unwrap_or(0), member.item.int("as_of").unwrap_or(0));
        let again = files.first().and_then(|file| colour(replica.book(), file, u64::try_from(as_of).unwrap_or(0), at));
        // What an enrolment that was merged into this one held can no longer be read.
        if files.first().is_some_and(|file| replica.ended().any(&file.others)) {
            report.closed += 1;
            continue;
        }
        report.shown_rederived += 1;
        let told = member.item.text("colour").and_then(Colour::from_word);
        if again.is_none() || again != told {
            let what =
                Text::new("展示的码色不是当时推导的码色", "the colour shown is not the one derived at that moment");
            report.differ(Difference::new("member", format!("{} {} {idx}", one.sealed.resident, record.seq), what));
        }
    }
    Ok(())
}

/// Every colour as of now, and the board's snapshot where there is one.
pub(super) fn colours(audit: &Audit<'_>, replica: &Replica<'_>, report: &mut Report) -> Result<(), ActError> {
    let board = snapshot(audit, replica, report);
    let grounds = replica.grounds();
    let mut pages = Pages::of(grounds.store, ResidentRow::TABLE, STEP);
    while let Some(rows) = pages.page()? {
        let residents = rows.iter().map(|row| ResidentRow::read(row)).collect::<Result<Vec<_>, _>>()?;
        for file in files(replica, residents, report)? {
            if !file.held.is_empty() {
                now(audit, replica, &file, report);
            }
            compare(audit, replica, board.as_ref(), &file, report);
        }
    }
    Ok(())
}

/// Derives a colour as of now.
fn now(audit: &Audit<'_>, replica: &Replica<'_>, file: &ResidentFile, report: &mut Report) {
    let newest = replica.registry().newest;
    if colour(replica.book(), file, newest, audit.now).is_some() {
        report.colours_rederived += 1;
        return;
    }
    let what = Text::new("依据相互矛盾，无法推导", "the evidence contradicts itself");
    report.differ(Difference::new("member", file.number.to_string(), what));
}

/// Files of residents; one that cannot be read is named.
fn files(
    replica: &Replica<'_>,
    residents: Vec<ResidentRow>,
    report: &mut Report,
) -> Result<Vec<ResidentFile>, ActError> {
    let mut unread = Vec::new();
    let files = Reader::new(replica.grounds()).apart(residents, &mut unread, |_| false)?;
    for (row, error) in unread {
        report.differ(Difference::new("member", row.resident.to_string(), error.fault().what));
    }
    Ok(files)
}

fn snapshot(audit: &Audit<'_>, replica: &Replica<'_>, report: &mut Report) -> Option<Board> {
    let path = audit.layout.board();
    if !path.exists() {
        return None;
    }
    let board = Board::load(&path, audit.vault);
    let ahead = board.as_ref().is_some_and(|board| board.at_act() > replica.registry().newest);
    if board.is_none() || ahead {
        let what = Text::new("快照被改动", "the snapshot was changed");
        report.differ(Difference::new("board", "board.snap", what));
    }
    board.filter(|_| !ahead)
}

fn compare(audit: &Audit<'_>, replica: &Replica<'_>, board: Option<&Board>, file: &ResidentFile, report: &mut Report) {
    let Some(board) = board else { return };
    // Who enrolled or was closed after the snapshot is not, or still, on it.
    let stands = |row: &ResidentRow| row.closed_at.is_none() && row.seq <= board.at_act();
    if !board.is_enrolled(file.number) {
        if file.row.as_ref().is_some_and(stands) {
            let what = Text::new("快照中没有此人", "the snapshot leaves them out");
            report.differ(Difference::new("board", file.number.to_string(), what));
        }
        return;
    }
    let again = colour(replica.book(), file, board.at_act(), audit.now);
    let ended = replica.ended().any(&file.others);
    if !ended && board.read(file.number, audit.now) != again {
        let what = Text::new("快照中的码色不是推导的码色", "the snapshot's colour is not the one derived");
        report.differ(Difference::new("board", file.number.to_string(), what));
    }
}
