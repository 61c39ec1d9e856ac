//! What was shown, and what is shown now, derived again.

use mingma_acts::{ActError, Map, Opened, Record};
use mingma_model::{Colour, Text};
use mingma_rules::{Dossier, Rulebook};
use mingma_store::rows::ResidentRow;
use mingma_store::{Pages, Residents as _, Row};

use super::ended::Ended;
use super::replay::Replica;
use super::{Audit, Difference, Report};
use crate::board::Board;
use crate::cores;
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

/// An answer of a batch: its index among the members, whose it is, what it says.
struct Answer<'a> {
    idx: u32,
    number: u32,
    item: &'a Map,
}

impl<'a> Answer<'a> {
    fn of((one, idx): (&'a Opened, u32)) -> Option<Self> {
        Some(Self { idx, number: one.sealed.resident, item: &one.member.as_ref()?.item })
    }
}

/// Every answer of a batch, at its own moment; files are read once for many answers.
pub(super) fn shown(
    replica: &Replica<'_>,
    record: &Record,
    members: &[Opened],
    report: &mut Report,
) -> Result<(), ActError> {
    report.closed += replica.ended().count(members);
    let mut answers: Vec<Answer<'_>> = members.iter().zip(0..).filter_map(Answer::of).collect();
    answers.sort_by_key(|answer| (answer.number, answer.idx));
    for some in answers.chunks(STEP) {
        batch(replica, record, some, report)?;
    }
    Ok(())
}

fn batch(replica: &Replica<'_>, record: &Record, answers: &[Answer<'_>], report: &mut Report) -> Result<(), ActError> {
    let mut numbers: Vec<u32> = answers.iter().map(|answer| answer.number).collect();
    numbers.dedup();
    let known = replica.store().residents_of(&numbers)?;
    let files = files(replica, known.clone(), report)?;
    let (book, ended) = (replica.book(), replica.ended());
    let file = |answer: &Answer<'_>| {
        let at = files.binary_search_by_key(&answer.number, |file| file.number);
        at.ok().map(|at| &files[at])
    };
    let again = cores::each(answers.len(), |n| {
        let (at, as_of) = (answers[n].item.int("at").unwrap_or(0), answers[n].item.int("as_of").unwrap_or(0));
        file(&answers[n]).and_then(|file| colour(book, file, u64::try_from(as_of).unwrap_or(0), at))
    });
    for (answer, again) in answers.iter().zip(again) {
        if known.binary_search_by_key(&answer.number, |row| row.resident).is_err() {
            continue;
        }
        // What an enrolment that was merged into this one held can no longer be read.
        if file(answer).is_some_and(|file| ended.any(&file.others)) {
            report.closed += 1;
            continue;
        }
        report.shown_rederived += 1;
        let told = answer.item.text("colour").and_then(Colour::from_word);
        // That it cannot be told is said, and is so now as well.
        let silent = answer.item.text("cannot_tell").is_some();
        if again != told || told.is_some() == silent {
            let what =
                Text::new("展示的码色不是当时推导的码色", "the colour shown is not the one derived at that moment");
            let key = format!("{} {} {}", answer.number, record.seq, answer.idx);
            report.differ(Difference::new("member", key, what));
        }
    }
    replica.shelve_again(files);
    Ok(())
}

/// Every colour as of now, and the board's snapshot where there is one.
pub(super) fn colours(audit: &Audit<'_>, replica: &Replica<'_>, report: &mut Report) -> Result<(), ActError> {
    let board = snapshot(audit, replica, report);
    let (book, ended, newest) = (replica.book(), replica.ended(), replica.registry().newest);
    let mut pages = Pages::of(replica.store(), ResidentRow::TABLE, STEP);
    while let Some(rows) = pages.page()? {
        let residents = rows.iter().map(|row| ResidentRow::read(row)).collect::<Result<Vec<_>, _>>()?;
        let files = files(replica, residents, report)?;
        let found = cores::each(files.len(), |n| {
            let file = &files[n];
            let known = (!file.held.is_empty()).then(|| colour(book, file, newest, audit.now).is_some());
            let board = board.as_ref().and_then(|board| compare(audit.now, book, ended, board, file));
            (known, board)
        });
        for (file, (known, board)) in files.iter().zip(found) {
            report.colours_rederived += u64::from(known == Some(true));
            if known == Some(false) {
                let what = Text::new("依据相互矛盾，无法推导", "the evidence contradicts itself");
                report.differ(Difference::new("member", file.number.to_string(), what));
            }
            board.into_iter().for_each(|what| report.differ(Difference::new("board", file.number.to_string(), what)));
        }
    }
    Ok(())
}

/// Files of residents; one that cannot be read is named.
fn files(
    replica: &Replica<'_>,
    residents: Vec<ResidentRow>,
    report: &mut Report,
) -> Result<Vec<ResidentFile>, ActError> {
    let mut unread = Vec::new();
    let read = |rows| Reader::new(replica.grounds()).apart(rows, &mut unread, |_| false);
    let files = replica.files(residents, read)?;
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

/// What is wrong with the snapshot's colour of a person.
fn compare(now: i64, book: &Rulebook, ended: &Ended, board: &Board, file: &ResidentFile) -> Option<Text> {
    // Who enrolled or was closed after the snapshot is not, or still, on it.
    let stands = |row: &ResidentRow| row.closed_at.is_none() && row.seq <= board.at_act();
    if !board.is_enrolled(file.number) {
        let left_out = file.row.as_ref().is_some_and(stands);
        return left_out.then(|| Text::new("快照中没有此人", "the snapshot leaves them out"));
    }
    let same = || board.read(file.number, now) == colour(book, file, board.at_act(), now);
    (!ended.any(&file.others) && !same())
        .then(|| Text::new("快照中的码色不是推导的码色", "the snapshot's colour is not the one derived"))
}
